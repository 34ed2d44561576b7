// The pieces that parse_mail is made of. Only for src/kernel/mime*.cpp.
#pragma once

#include "kernel/mime.hpp"

namespace kontor::mime {

// --- mime_coding.cpp ------------------------------------------------------------------------

std::string decode_base64(std::string_view text);
// `underscore_is_blank` for encoded words (RFC 2047, 4.2).
std::string decode_quoted_printable(std::string_view text, bool underscore_is_blank = false);
std::string decode_uu(std::string_view text);
// By Content-Transfer-Encoding; what is unknown stays as it is.
std::string decode_transfer(std::string_view body, std::string_view encoding);
// UTF-8 of bytes in a charset by its name in mails. What is unknown or wrong is read as UTF-8 if
// it is that, else as windows-1252.
std::string to_utf8(std::string_view bytes, std::string_view charset);
// No control characters, no bidirectional overrides; lines end with \n.
std::string clean_text(std::string_view utf8);
// The same as one line with single blanks.
std::string clean_line(std::string_view utf8);
// format=flowed (RFC 3676): soft breaks are taken out.
std::string unflowed(std::string_view text, bool delete_space);

// --- mime_fields.cpp ------------------------------------------------------------------------

struct Header {
  std::vector<HeaderField> fields;
  std::size_t body_at = 0;  // where in the bytes the body begins
  bool cut = false;

  std::string_view get(std::string_view name) const;  // empty: none
};
Header read_header(std::string_view bytes, std::size_t max_bytes);

// "text/plain; charset=..." and "attachment; filename=...", with RFC 2231 and the RFC 2047 words
// that are not allowed there but usual.
struct Value {
  std::string head;  // lower case, may be empty
  struct Parameter {
    std::string name;  // lower case
    std::string value;
  };
  std::vector<Parameter> parameters;
  std::string_view get(std::string_view name) const;
};
Value read_value(std::string_view field);

std::string decode_words(std::string_view field);  // RFC 2047
std::vector<ParsedAddress> read_addresses(std::string_view field);
std::vector<std::string> read_message_ids(std::string_view field);
std::string file_name_of(std::string_view wanted, std::string_view media_type, std::size_t number);

bool same_word(std::string_view a, std::string_view b);  // ASCII, in any case
std::string lower(std::string_view text);                // ASCII

}  // namespace kontor::mime
