// Transfer encodings and charsets of mails.
#include <unicode/ucnv.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <memory>

#include "kernel/mime_parts.hpp"
#include "kernel/text.hpp"

namespace kontor::mime {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

std::string_view next_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// The WHATWG's reading of labels: who says Latin-1 or ASCII writes windows-1252.
constexpr std::array<std::pair<std::string_view, const char*>, 46> kCharsets{{
    {"utf-7", "UTF-7"},
    {"unicode-1-1-utf-7", "UTF-7"},
    {"utf-16", "UTF-16"},
    {"utf-16le", "UTF-16LE"},
    {"utf-16be", "UTF-16BE"},
    {"utf-32", "UTF-32"},
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"windows-1252", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-3", "ISO-8859-3"},
    {"iso-8859-4", "ISO-8859-4"},
    {"iso-8859-5", "ISO-8859-5"},
    {"iso-8859-6", "ISO-8859-6"},
    {"iso-8859-7", "ISO-8859-7"},
    {"iso-8859-8", "ISO-8859-8"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"iso-8859-9", "windows-1254"},
    {"iso-8859-13", "ISO-8859-13"},
    {"iso-8859-15", "ISO-8859-15"},
    {"iso8859-15", "ISO-8859-15"},
    {"windows-1250", "windows-1250"},
    {"windows-1251", "windows-1251"},
    {"windows-1253", "windows-1253"},
    {"windows-1254", "windows-1254"},
    {"windows-1255", "windows-1255"},
    {"windows-1256", "windows-1256"},
    {"windows-1257", "windows-1257"},
    {"koi8-r", "KOI8-R"},
    {"koi8-u", "KOI8-U"},
    {"ibm850", "ibm-850"},
    {"cp850", "ibm-850"},
    {"cp437", "ibm-437"},
    {"macintosh", "macintosh"},
    {"shift_jis", "Shift_JIS"},
    {"iso-2022-jp", "ISO-2022-JP"},
    {"euc-jp", "EUC-JP"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"gb18030", "GB18030"},
    {"big5", "Big5"},
    {"euc-kr", "EUC-KR"},
    {"ks_c_5601-1987", "windows-949"},
}};

const char* converter_of(std::string_view charset) {
  const std::string name = lower(charset);
  const auto found =
      std::ranges::find(kCharsets, name, &std::pair<std::string_view, const char*>::first);
  return found == kCharsets.end() ? nullptr : found->second;
}

std::string utf8_of(const std::u16string& units) {
  std::string out;
  out.reserve(units.size());
  const auto size = static_cast<std::int64_t>(units.size());
  for (std::int64_t i = 0; i < size;) {
    UChar32 c = 0;
    U16_NEXT(units.data(), i, size, c);
    if (U_IS_SURROGATE(c)) c = 0xFFFD;
    std::array<std::uint8_t, 4> bytes{};
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, c);
    out.append(reinterpret_cast<const char*>(bytes.data()), length);
  }
  return out;
}

std::optional<std::string> converted(std::string_view bytes, const char* converter_name) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, CloseConverter> converter(ucnv_open(converter_name, &status));
  if (U_FAILURE(status)) return std::nullopt;
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  std::array<UChar, 4096> buffer{};
  std::u16string units;
  units.reserve(bytes.size());
  bool more = true;
  while (more) {
    UChar* target = buffer.data();
    status = U_ZERO_ERROR;
    ucnv_toUnicode(converter.get(), &target, buffer.data() + buffer.size(), &source, end, nullptr,
                   1, &status);
    more = status == U_BUFFER_OVERFLOW_ERROR;
    if (U_FAILURE(status) && !more) return std::nullopt;
    units.append(buffer.data(), static_cast<std::size_t>(target - buffer.data()));
  }
  return utf8_of(units);
}

bool is_unwanted(UChar32 c) {
  if (c == '\n' || c == '\t') return false;
  if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) return true;
  if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) return true;
  return c == 0xFEFF || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

std::size_t quote_depth(std::string_view line) {
  const auto end = line.find_first_not_of('>');
  return end == std::string_view::npos ? line.size() : end;
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && lower(a) == lower(b);
}

std::string decode_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t bits = 0;
  int digits = 0;
  for (const char c : text) {
    const int digit = base64_digit(c);
    if (digit >= 0) {
      bits = (bits << 6) | static_cast<std::uint32_t>(digit);
      if (++digits < 4) continue;
      out += static_cast<char>(bits >> 16);
      out += static_cast<char>(bits >> 8);
      out += static_cast<char>(bits);
    } else if (c == '=') {
      // Padding in the middle: two encoded texts were put together.
      if (digits >= 2) out += static_cast<char>(bits >> (digits == 3 ? 10 : 4));
      if (digits == 3) out += static_cast<char>(bits >> 2);
    } else {
      continue;
    }
    bits = 0;
    digits = 0;
  }
  if (digits >= 2) out += static_cast<char>(bits >> (digits == 3 ? 10 : 4));
  if (digits == 3) out += static_cast<char>(bits >> 2);
  return out;
}

std::string decode_quoted_printable(std::string_view text, bool underscore_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '_' && underscore_is_blank) {
      out += ' ';
      continue;
    }
    if (c != '=') {
      out += c;
      continue;
    }
    const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
      continue;
    }
    // A soft break, maybe with blanks that a relay put before the line's end.
    const auto after = text.find_first_not_of(" \t", i + 1);
    if (after == std::string_view::npos) break;
    if (text[after] == '\n') {
      i = after;
    } else if (text[after] == '\r' && after + 1 < text.size() && text[after + 1] == '\n') {
      i = after + 1;
    } else {
      out += '=';
    }
  }
  return out;
}

std::string decode_uu(std::string_view text) {
  std::string out;
  bool inside = false;
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (!inside) {
      inside = line.starts_with("begin ");
      continue;
    }
    if (line == "end" || line.empty()) break;
    const auto value = [&](std::size_t at) -> std::uint32_t {
      return at < line.size() ? (static_cast<std::uint32_t>(line[at]) - 32U) & 63U : 0U;
    };
    std::size_t left = value(0);
    for (std::size_t at = 1; left > 0 && at < line.size(); at += 4) {
      const std::uint32_t bits =
          (value(at) << 18) | (value(at + 1) << 12) | (value(at + 2) << 6) | value(at + 3);
      for (const unsigned shift : {16U, 8U, 0U}) {
        if (left == 0) break;
        out += static_cast<char>(bits >> shift);
        --left;
      }
    }
  }
  return out;
}

std::string decode_transfer(std::string_view body, std::string_view encoding) {
  const std::string name = lower(clean_line(encoding.substr(0, encoding.find(';'))));
  if (name == "base64") return decode_base64(body);
  if (name == "quoted-printable") return decode_quoted_printable(body);
  if (name == "x-uuencode" || name == "uuencode" || name == "x-uue") return decode_uu(body);
  return std::string(body);
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
  if (bytes.empty()) return {};
  const char* converter = converter_of(charset);
  const bool western = converter != nullptr && std::string_view(converter) == "windows-1252";
  if (western && bytes.find_first_of("\x1B") == std::string_view::npos) {
    // Many say Latin-1 and write UTF-8. Windows-1252 text that is also valid UTF-8 is very rare.
    return is_valid_utf8(bytes) ? repaired_utf8(bytes) : from_windows_1252(bytes);
  }
  if (converter != nullptr) {
    if (auto text = converted(bytes, converter)) return std::move(*text);
  }
  return is_valid_utf8(bytes) || same_word(charset, "utf-8") || same_word(charset, "utf8")
             ? repaired_utf8(bytes)
             : from_windows_1252(bytes);
}

std::string clean_text(std::string_view utf8) {
  const std::string text = repaired_utf8(utf8);
  std::string out;
  out.reserve(text.size());
  const auto* data = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t i = 0; i < size;) {
    const std::int64_t from = i;
    UChar32 c = 0;
    U8_NEXT(data, i, size, c);
    if (c == '\r') {
      if (i >= size || text[static_cast<std::size_t>(i)] != '\n') out += '\n';
      continue;
    }
    if (c == 0x2028 || c == 0x2029 || c == 0x85 || c == '\f') {
      out += '\n';
    } else if (!is_unwanted(c)) {
      out.append(text, static_cast<std::size_t>(from), static_cast<std::size_t>(i - from));
    }
  }
  return out;
}

std::string clean_line(std::string_view utf8) { return squeezed(clean_text(utf8)); }

std::string unflowed(std::string_view text, bool delete_space) {
  std::string out;
  out.reserve(text.size());
  std::optional<std::size_t> open;  // the line before goes on, at this depth
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    const std::size_t depth = quote_depth(line);
    std::string_view content = line.substr(depth);
    if (content.starts_with(' ')) content.remove_prefix(1);
    const bool signature = content == "-- ";
    const bool joins = open == depth && !signature;
    if (open && !joins) out += '\n';
    if (!joins && depth > 0) out += std::string(depth, '>') + " ";
    const bool flows = content.ends_with(' ') && !signature;
    if (flows && delete_space) content.remove_suffix(1);
    out += content;
    if (flows) {
      open = depth;
    } else {
      open.reset();
      out += '\n';
    }
  }
  return out;
}

}  // namespace kontor::mime
