// multipart/form-data (RFC 7578). The body stays where it is: parts are views into it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::http {

struct MultipartLimits {
  std::size_t max_parts = 50;
  std::size_t max_header_bytes = 4096;      // of one part
  std::size_t max_part_bytes = 25u << 20;   // of one part's content
  std::size_t max_total_bytes = 50u << 20;  // of the body
};

struct Part {
  std::string name;
  std::optional<std::string>
      file_name;             // last path segment only; UTF-8 or Windows-1252 read as such
  std::string content_type;  // as sent; "text/plain" if absent. Never trust it.
  std::string_view content;  // into the body
};

enum class MultipartError : std::uint8_t {
  none,
  not_multipart,
  bad_boundary,
  malformed,
  too_many_parts,
  header_too_large,
  part_too_large,
  total_too_large
};

struct Multipart {
  MultipartError error = MultipartError::none;
  std::vector<Part> parts;
  const Part* find(std::string_view name) const;  // the first of this name or nullptr
};

// `content_type` is the request's header. The result's views live as long as `body`.
Multipart parse_multipart(std::string_view body, std::string_view content_type,
                          const MultipartLimits& limits = {});

}  // namespace kontor::http
