// Header fields of mails: read as they are, not as they should be.
#include <algorithm>
#include <array>

#include "kernel/mime_parts.hpp"
#include "kernel/text.hpp"

namespace kontor::mime {
namespace {

constexpr std::size_t kMaxAddresses = 100;
constexpr std::size_t kMaxIds = 100;
constexpr std::size_t kMaxIdBytes = 998;  // RFC 5322, 2.1.1
constexpr std::size_t kMaxParameters = 100;
constexpr std::size_t kMaxNameBytes = 200;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_field_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F; });
}

std::string_view stripped(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Until one of `ends` outside of quotes and comments; comments are left out, quotes taken off.
struct Scanner {
  std::string_view rest;

  std::string_view token(std::string_view ends) {
    std::size_t at = 0;
    bool quoted = false;
    while (at < rest.size() && (quoted || ends.find(rest[at]) == std::string_view::npos)) {
      if (rest[at] == '\\' && quoted && at + 1 < rest.size())
        ++at;
      else if (rest[at] == '"')
        quoted = !quoted;
      ++at;
    }
    // A quote that never ends is no quote.
    if (quoted && at == rest.size()) at = std::min(rest.find_first_of(ends), rest.size());
    const std::string_view out = rest.substr(0, at);
    rest.remove_prefix(at);
    return out;
  }
};

std::string unquoted(std::string_view text) {
  text = stripped(text);
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string out;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && i + 2 < text.size()) ++i;
    out += text[i];
  }
  return out;
}

/// RFC 5322 comments nest; they are counted, not recursed into.
std::string without_comments(std::string_view text, std::string* last_comment) {
  std::string out;
  std::string comment;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    std::string& target = depth > 0 ? comment : out;
    if (c == '\\' && i + 1 < text.size() && (quoted || depth > 0)) {
      if (depth == 0) target += c;
      target += text[++i];
    } else if (c == '"' && depth == 0) {
      quoted = !quoted;
      target += c;
    } else if (c == '(' && !quoted) {
      if (depth++ == 0) comment.clear();
    } else if (c == ')' && !quoted && depth > 0) {
      if (--depth == 0) out += ' ';
    } else {
      target += c;
    }
  }
  if (last_comment != nullptr && depth == 0) *last_comment = std::string(stripped(comment));
  return out;
}

struct Word {
  std::string charset;
  std::string bytes;
};

/// =?charset?q?text?= at the beginning of `text`; its size goes to `length`.
std::optional<Word> encoded_word(std::string_view text, std::size_t& length) {
  if (!text.starts_with("=?")) return std::nullopt;
  const auto charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= text.size()) return std::nullopt;
  const char how = text[charset_end + 1];
  if (text[charset_end + 2] != '?') return std::nullopt;
  const auto begin = charset_end + 3;
  const auto end = text.find("?=", begin);
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view charset = text.substr(2, charset_end - 2);
  charset = charset.substr(0, charset.find('*'));  // RFC 2231, 5: the language goes along
  const std::string_view content = text.substr(begin, end - begin);
  length = end + 2;
  if (how == 'Q' || how == 'q') return Word{lower(charset), decode_quoted_printable(content, true)};
  if (how == 'B' || how == 'b') return Word{lower(charset), decode_base64(content)};
  return std::nullopt;
}

std::string raw_utf8(std::string_view bytes) {
  return is_valid_utf8(bytes) ? repaired_utf8(bytes) : from_windows_1252(bytes);
}

bool is_address(std::string_view text) {
  const auto sign = text.rfind('@');
  return sign != std::string_view::npos && sign > 0 && sign + 1 < text.size() &&
         text.size() <= 320 && std::ranges::none_of(text, [](char c) {
           return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '<' || c == '>';
         });
}

ParsedAddress read_address(std::string_view text) {
  std::string comment;
  const std::string plain = without_comments(text, &comment);
  const std::string_view whole = stripped(plain);
  ParsedAddress out;
  const auto open = whole.rfind('<');
  if (open == std::string_view::npos) {
    out.address = std::string(whole);
    out.name = clean_line(decode_words(comment));
  } else {
    const auto close = whole.find('>', open);
    const auto inside = whole.substr(
        open + 1, close == std::string_view::npos ? std::string_view::npos : close - open - 1);
    out.address = std::string(stripped(inside));
    out.name = clean_line(decode_words(unquoted(whole.substr(0, open))));
  }
  // A route (RFC 5322, 4.4): "@a,@b:c@d".
  if (const auto colon = out.address.rfind(':'); colon != std::string::npos) {
    out.address.erase(0, colon + 1);
  }
  if (!is_address(out.address) || !is_valid_utf8(out.address)) out.address.clear();
  out.name = first_graphemes(out.name, 120);
  return out;
}

/// "filename*1*" is piece 1 of "filename", percent encoded (RFC 2231, 3).
struct Piece {
  std::string name;
  std::size_t number = 0;
  std::size_t place = 0;  ///< in the field
  bool encoded = false;
  std::string value;
};

Piece read_piece(std::string_view name, std::string value) {
  Piece piece;
  piece.value = std::move(value);
  if (name.ends_with('*')) {
    piece.encoded = true;
    name.remove_suffix(1);
  }
  const auto star = name.find('*');
  if (star != std::string_view::npos) {
    for (const char c : name.substr(star + 1)) {
      if (c < '0' || c > '9' || piece.number > 999) break;
      piece.number = piece.number * 10 + static_cast<std::size_t>(c - '0');
    }
    name = name.substr(0, star);
  }
  piece.name = lower(name);
  return piece;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const std::string digits = "=" + std::string(text.substr(i + 1, 2));
      const std::string byte = decode_quoted_printable(digits);
      if (byte.size() == 1) {
        out += byte;
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

/// All pieces of one name, in order.
std::string joined(const std::vector<Piece>& pieces, std::string_view name) {
  std::string bytes;
  std::string charset;
  bool encoded = false;
  bool first = true;
  for (const auto& piece : pieces) {
    if (piece.name != name) continue;
    std::string_view value = piece.value;
    if (piece.encoded && first) {
      const auto one = value.find('\'');
      const auto two = one == std::string_view::npos ? one : value.find('\'', one + 1);
      if (two != std::string_view::npos) {
        charset = std::string(value.substr(0, one));
        value.remove_prefix(two + 1);
      }
    }
    encoded = encoded || piece.encoded;
    bytes += piece.encoded ? percent_decoded(value) : std::string(value);
    first = false;
  }
  if (encoded) return clean_line(to_utf8(bytes, charset));
  return clean_line(decode_words(bytes));
}

}  // namespace

std::string_view Header::get(std::string_view name) const {
  for (const auto& field : fields) {
    if (same_word(field.name, name)) return field.value;
  }
  return {};
}

Header read_header(std::string_view bytes, std::size_t max_bytes) {
  Header header;
  std::size_t at = 0;
  bool first = true;
  while (at < bytes.size()) {
    const auto end = bytes.find('\n', at);
    const std::size_t next = end == std::string_view::npos ? bytes.size() : end + 1;
    std::string_view line = bytes.substr(at, next - at);
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) {
      at = next;
      break;
    }
    const auto colon = line.find(':');
    const bool goes_on = is_blank(line.front()) && !header.fields.empty();
    const std::string_view name = stripped(line.substr(0, colon));
    const bool field = colon != std::string_view::npos && is_field_name(name);
    // The line that mailbox files put before a mail, as it is or quoted.
    const bool mailbox = first && (line.starts_with("From ") || line.starts_with(">From "));
    if (!goes_on && !field && !mailbox && !first) break;  // the empty line is missing
    if (next > max_bytes) {
      header.cut = true;
    } else if (goes_on) {
      header.fields.back().value += ' ';
      header.fields.back().value += stripped(line);
    } else if (field && !mailbox) {
      header.fields.push_back({std::string(name), std::string(stripped(line.substr(colon + 1)))});
    }
    first = false;
    at = next;
  }
  // Text without any header is text, and its first line too.
  header.body_at =
      header.fields.empty() && !header.cut && bytes.find_first_of("\r\n") != 0 ? 0 : at;
  return header;
}

std::string_view Value::get(std::string_view name) const {
  for (const auto& parameter : parameters) {
    if (parameter.name == name) return parameter.value;
  }
  return {};
}

Value read_value(std::string_view field) {
  const std::string plain = without_comments(field, nullptr);
  Scanner scanner{plain};
  Value value;
  value.head = lower(clean_line(raw_utf8(scanner.token(";"))));
  std::erase(value.head, ' ');
  std::vector<Piece> pieces;
  while (!scanner.rest.empty() && pieces.size() < kMaxParameters) {
    scanner.rest.remove_prefix(1);  // the semicolon
    Scanner inner{scanner.token(";")};
    const std::string_view name = stripped(inner.token("="));
    if (name.empty() || inner.rest.empty()) continue;
    inner.rest.remove_prefix(1);
    pieces.push_back(read_piece(name, unquoted(inner.rest)));
    pieces.back().place = pieces.size();
  }
  std::ranges::sort(pieces, {},
                    [](const Piece& piece) { return std::pair(piece.number, piece.place); });
  for (const auto& piece : pieces) {
    // Encoded and plain forms may stand beside each other; they are one name.
    if (value.get(piece.name).empty()) {
      const bool boundary = piece.name == "boundary";
      value.parameters.push_back({piece.name, boundary ? piece.value : joined(pieces, piece.name)});
    }
  }
  return value;
}

std::string decode_words(std::string_view field) {
  std::string out;
  Word pending;  // neighbours of one charset: a letter may begin in one and end in the next
  const auto flush = [&] {
    out += to_utf8(pending.bytes, pending.charset);
    pending = {};
  };
  std::size_t plain_from = 0;
  std::size_t at = 0;
  while (at < field.size()) {
    std::size_t length = 0;
    auto word = field[at] == '=' ? encoded_word(field.substr(at), length) : std::nullopt;
    if (!word) {
      ++at;
      continue;
    }
    const std::string_view between = field.substr(plain_from, at - plain_from);
    const bool neighbours = plain_from > 0 && stripped(between).empty();
    if (!neighbours || word->charset != pending.charset) flush();
    if (!neighbours) out += raw_utf8(between);
    pending.charset = word->charset;
    pending.bytes += word->bytes;
    at += length;
    plain_from = at;
  }
  flush();
  return out + raw_utf8(field.substr(plain_from));
}

std::vector<ParsedAddress> read_addresses(std::string_view field) {
  std::vector<ParsedAddress> out;
  Scanner scanner{field};
  while (!scanner.rest.empty() && out.size() < kMaxAddresses) {
    std::string_view item = scanner.token(",;");
    if (!scanner.rest.empty()) scanner.rest.remove_prefix(1);
    // A group's name goes before its members: "Team: a@x, b@x;".
    Scanner group{item};
    const std::string_view before = group.token(":<");
    if (group.rest.starts_with(':') && before.find('@') == std::string_view::npos &&
        before.find("=?") == std::string_view::npos) {
      item = group.rest.substr(1);
    }
    ParsedAddress address = read_address(item);
    if (!address.address.empty() || !address.name.empty()) out.push_back(std::move(address));
  }
  return out;
}

std::vector<std::string> read_message_ids(std::string_view field) {
  std::vector<std::string> out;
  const auto add = [&](std::string_view id) {
    std::string text = clean_line(raw_utf8(id));
    std::erase(text, ' ');
    const bool wanted = !text.empty() && text.size() <= kMaxIdBytes && out.size() < kMaxIds &&
                        std::ranges::find(out, text) == out.end();
    if (wanted) out.push_back(std::move(text));
  };
  bool brackets = false;
  for (std::size_t at = field.find('<'); at != std::string_view::npos; at = field.find('<', at)) {
    const auto end = field.find('>', at);
    if (end == std::string_view::npos) break;
    add(field.substr(at + 1, end - at - 1));
    brackets = true;
    at = end;
  }
  if (brackets) return out;
  for (field = stripped(field); !field.empty(); field = stripped(field)) {
    const auto end = std::min(field.find_first_of(" \t"), field.size());
    if (field.substr(0, end).find('@') != std::string_view::npos) add(field.substr(0, end));
    field.remove_prefix(end);
  }
  return out;
}

std::string file_name_of(std::string_view wanted, std::string_view media_type, std::size_t number) {
  std::string name = clean_line(wanted);
  name.erase(0, name.find_last_of("/\\") + 1);
  while (!name.empty() && (name.front() == '.' || name.front() == ' ')) name.erase(0, 1);
  if (name.size() > kMaxNameBytes) {
    name.resize(kMaxNameBytes);
    while (!name.empty() && !is_valid_utf8(name)) name.pop_back();
  }
  if (!name.empty()) return name;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kEndings{{
      {"message/rfc822", ".eml"},
      {"text/calendar", ".ics"},
      {"text/html", ".html"},
      {"text/plain", ".txt"},
      {"text/csv", ".csv"},
      {"application/pdf", ".pdf"},
      {"image/png", ".png"},
      {"image/jpeg", ".jpg"},
      {"image/gif", ".gif"},
  }};
  std::string_view ending;
  for (const auto& [type, with] : kEndings) {
    if (type == media_type) ending = with;
  }
  return std::to_string(number) + std::string(ending.empty() ? ".bin" : ending);
}

}  // namespace kontor::mime
