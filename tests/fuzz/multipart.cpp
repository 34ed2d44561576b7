// An upload: the first line is the Content-Type, the rest the body.

#include "kernel/multipart.hpp"

#include "fuzz.hpp"
#include "kernel/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  const auto input = fuzz::text_of(data, size);
  const auto line = input.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto body = input.substr(line + 1);
  http::MultipartLimits limits;
  limits.max_parts = 4;
  limits.max_header_bytes = 200;
  limits.max_part_bytes = 1000;
  const auto form = http::parse_multipart(body, input.substr(0, line), limits);
  fuzz::promise(form.parts.size() <= limits.max_parts, "parts keep their limit");
  if (form.error != http::MultipartError::none) return 0;
  for (const auto& part : form.parts) {
    fuzz::promise(part.content.size() <= limits.max_part_bytes, "a part keeps its limit");
    fuzz::promise(part.content.empty() || (part.content.data() >= body.data() &&
                                           part.content.data() + part.content.size() <=
                                               body.data() + body.size()),
                  "a part lies in the body");
    if (!part.file_name) continue;
    fuzz::promise(part.file_name->find_first_of("/\\") == std::string::npos,
                  "a file's name has no folder");
    fuzz::promise(http::is_valid_utf8(*part.file_name), "a file's name is text");
  }
  return 0;
}
