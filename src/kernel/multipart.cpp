#include "kernel/multipart.hpp"

#include "kernel/http_fields.hpp"
#include "kernel/url.hpp"

namespace kontor::http {

namespace {

constexpr std::size_t kMaxBoundaryBytes = 70;  // RFC 2046, 5.1.1
constexpr std::size_t kMaxFileNameBytes = 255;

// Browsers write UTF-8; old tools write Windows-1252, whose letters are those of Latin-1.
std::string as_utf8(std::string_view text) {
  if (is_valid_utf8(text)) return std::string(text);
  std::string converted;
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (code < 0x80) {
      converted += letter;
    } else {
      converted += static_cast<char>(0xc0 | (code >> 6));
      converted += static_cast<char>(0x80 | (code & 0x3f));
    }
  }
  return converted;
}

// A file name is a label, never a path: folders, control characters and length are cut.
std::string clean_file_name(std::string_view raw) {
  std::string name = as_utf8(raw);
  name.erase(0, name.find_last_of("/\\") + 1);
  std::erase_if(name, [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code < 0x20 || code == 0x7f;
  });
  if (name.size() > kMaxFileNameBytes) {
    name.resize(kMaxFileNameBytes);
    while (!name.empty() && !is_valid_utf8(name)) name.pop_back();
  }
  return name == "." || name == ".." ? "" : name;
}

// RFC 5987: UTF-8''%e2%82%ac.csv
std::optional<std::string> extended_value(const std::string& text) {
  constexpr std::string_view prefix = "utf-8'";
  if (text.size() < prefix.size()) return std::nullopt;
  if (!equal_ignoring_case(std::string_view(text).substr(0, prefix.size()), prefix)) {
    return std::nullopt;
  }
  const std::size_t quote = text.find('\'', prefix.size());
  if (quote == std::string::npos) return std::nullopt;
  return percent_decode(std::string_view(text).substr(quote + 1));
}

bool read_headers(std::string_view block, Part& part) {
  part.content_type = "text/plain";
  bool named = false;
  while (!block.empty()) {
    const std::size_t end = block.find("\r\n");
    const std::string_view line = block.substr(0, end);
    block.remove_prefix(end == std::string_view::npos ? block.size() : end + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const std::string_view name = line.substr(0, colon);
    std::string_view value = line.substr(colon + 1);
    while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
    if (equal_ignoring_case(name, "Content-Type")) part.content_type = value;
    if (!equal_ignoring_case(name, "Content-Disposition")) continue;
    if (named || media_type(value) != "form-data") return false;
    const auto field = header_parameter(value, "name");
    if (!field) return false;
    named = true;
    part.name = as_utf8(*field);
    const auto extended = header_parameter(value, "filename*");
    const auto decoded = extended ? extended_value(*extended) : std::nullopt;
    const auto plain = decoded ? decoded : header_parameter(value, "filename");
    if (plain) part.file_name = clean_file_name(*plain);
  }
  return named;
}

bool is_boundary(std::string_view boundary) {
  if (boundary.empty() || boundary.size() > kMaxBoundaryBytes || boundary.back() == ' ') {
    return false;
  }
  for (const char letter : boundary) {
    const auto code = static_cast<unsigned char>(letter);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

// Skips the rest of a boundary line: blanks, then CRLF. False if anything else stands there.
bool skip_line_end(std::string_view& rest) {
  while (rest.starts_with(' ') || rest.starts_with('\t')) rest.remove_prefix(1);
  if (!rest.starts_with("\r\n")) return false;
  rest.remove_prefix(2);
  return true;
}

// Reads one part that begins at `rest`; afterwards `rest` begins behind the next delimiter.
MultipartError read_part(std::string_view& rest, std::string_view delimiter,
                         const MultipartLimits& limits, Part& part) {
  // A part without any header begins with the empty line itself and has no name.
  const std::size_t end_of_headers = rest.substr(0, limits.max_header_bytes + 4).find("\r\n\r\n");
  if (end_of_headers == std::string_view::npos) {
    return rest.size() > limits.max_header_bytes ? MultipartError::header_too_large
                                                 : MultipartError::malformed;
  }
  if (!read_headers(rest.substr(0, end_of_headers), part)) return MultipartError::malformed;
  // The CRLF before the delimiter is the delimiter's; that of the empty line may serve, too.
  rest.remove_prefix(end_of_headers + 2);
  const std::size_t next = rest.find(delimiter);
  if (next == std::string_view::npos) return MultipartError::malformed;
  part.content = next < 2 ? std::string_view() : rest.substr(2, next - 2);
  if (part.content.size() > limits.max_part_bytes) return MultipartError::part_too_large;
  rest.remove_prefix(next + delimiter.size());
  return MultipartError::none;
}

}  // namespace

const Part* Multipart::find(std::string_view name) const {
  for (const Part& part : parts) {
    if (part.name == name) return &part;
  }
  return nullptr;
}

Multipart parse_multipart(std::string_view body, std::string_view content_type,
                          const MultipartLimits& limits) {
  const auto failed = [](MultipartError error) {
    Multipart result;
    result.error = error;
    return result;
  };
  if (media_type(content_type) != "multipart/form-data") {
    return failed(MultipartError::not_multipart);
  }
  const auto boundary = header_parameter(content_type, "boundary");
  if (!boundary || !is_boundary(*boundary)) return failed(MultipartError::bad_boundary);
  if (body.size() > limits.max_total_bytes) return failed(MultipartError::total_too_large);

  Multipart result;
  const std::string delimiter = "\r\n--" + *boundary;
  // The first delimiter may stand at the very beginning; a preamble before it is ignored.
  const bool at_start = body.starts_with(std::string_view(delimiter).substr(2));
  const std::size_t first = at_start ? 0 : body.find(delimiter);
  if (first == std::string_view::npos) return failed(MultipartError::malformed);
  std::string_view rest = body.substr(first + delimiter.size() - (at_start ? 2 : 0));

  while (!rest.starts_with("--")) {
    if (!skip_line_end(rest)) return failed(MultipartError::malformed);
    if (result.parts.size() == limits.max_parts) return failed(MultipartError::too_many_parts);
    Part part;
    const MultipartError error = read_part(rest, delimiter, limits, part);
    if (error != MultipartError::none) return failed(error);
    result.parts.push_back(std::move(part));
  }
  return result;
}

}  // namespace kontor::http
