// A mail from a stranger: whatever it is made of, what comes out is text within its limits.

#include "kernel/mime.hpp"

#include "fuzz.hpp"
#include "kernel/text.hpp"

namespace {

void promise_line(const std::string& text) {
  kontor::fuzz::promise(!kontor::has_forbidden_characters(text, kontor::LineBreaks::refused),
                        "a field is one line of text");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  const auto raw = fuzz::text_of(data, size);
  MimeLimits limits;
  limits.max_depth = 4;
  limits.max_parts = 12;
  limits.max_header_bytes = 1000;
  limits.max_text_bytes = 600;
  const auto mail = parse_mail(raw, limits);
  fuzz::promise(is_valid_utf8(mail.text), "text is UTF-8");
  fuzz::promise(mail.text.size() <= limits.max_text_bytes + 2, "text keeps its limit");
  fuzz::promise(mail.files.size() <= limits.max_parts, "files keep their limit");
  promise_line(mail.subject);
  promise_line(mail.message_id);
  for (const auto* list : {&mail.from, &mail.to, &mail.cc, &mail.reply_to}) {
    for (const auto& address : *list) {
      promise_line(address.name);
      fuzz::promise(address.address.find_first_of("\r\n <>") == std::string::npos,
                    "an address is one word");
    }
  }
  std::size_t bytes = 0;
  for (const auto& file : mail.files) {
    promise_line(file.name);
    fuzz::promise(!file.name.empty() && file.name.find_first_of("/\\") == std::string::npos,
                  "a file's name has no folder");
    bytes += file.bytes.size();
  }
  fuzz::promise(bytes <= raw.size(), "files hold no more than was sent");
  return 0;
}
