#include "kernel/text.hpp"

#include <unicode/brkiter.h>
#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>

namespace kontor {
namespace {

void need(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) throw std::runtime_error(std::string(what) + ": " + u_errorName(status));
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

// Calls fn(code point or negative, begin, end) for each sequence.
template <class Fn>
void for_each_code_point(std::string_view text, Fn fn) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, text.size(), c);
    if (!fn(c, begin, at)) return;
  }
}

void append_utf8(std::string& out, UChar32 c) { icu::UnicodeString(c).toUTF8String(out); }

const icu::Normalizer2& normalizer(const char* name, UNormalization2Mode mode) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* found = icu::Normalizer2::getInstance(nullptr, name, mode, status);
  need(status, "ICU normalizer");
  return *found;
}

std::string normalized(const icu::Normalizer2& form, std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()));
  form.normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink,
                     nullptr, status);
  need(status, "ICU normalize");
  return out;
}

bool is_space(UChar32 c) { return u_isUWhiteSpace(c) || c == 0x200B || c == 0x2060 || c == 0xFEFF; }

// Byte offset after the first `max` graphemes, and how many there were.
struct GraphemeWalk {
  std::size_t count;
  std::size_t end;
};
GraphemeWalk walk_graphemes(std::string_view text, std::size_t max) {
  UErrorCode status = U_ZERO_ERROR;
  thread_local const std::unique_ptr<icu::BreakIterator> iterator(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
  need(status, "ICU break iterator");
  UText source = UTEXT_INITIALIZER;
  utext_openUTF8(&source, text.data(), static_cast<std::int64_t>(text.size()), &status);
  iterator->setText(&source, status);
  need(status, "ICU break iterator text");
  GraphemeWalk walk{0, 0};
  iterator->first();
  while (walk.count < max) {
    const auto next = iterator->next();
    if (next == icu::BreakIterator::DONE) break;
    ++walk.count;
    walk.end = static_cast<std::size_t>(next);
  }
  utext_close(&source);
  return walk;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  bool good = true;
  for_each_code_point(text, [&good](UChar32 c, std::size_t, std::size_t) {
    good = c >= 0;
    return good;
  });
  return good;
}

std::string repaired_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_code_point(text, [&](UChar32 c, std::size_t begin, std::size_t end) {
    if (c <= 0) {
      out += "\xEF\xBF\xBD";
    } else {
      out += text.substr(begin, end - begin);
    }
    return true;
  });
  return out;
}

std::string nfc(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  static const icu::Normalizer2& form = normalizer("nfc", UNORM2_COMPOSE);
  return normalized(form, text);
}

std::size_t grapheme_count(std::string_view text) {
  if (is_ascii(text) && text.find('\r') == std::string_view::npos) return text.size();
  return walk_graphemes(text, text.size()).count;
}

std::string first_graphemes(std::string_view text, std::size_t max) {
  return std::string(text.substr(0, walk_graphemes(text, max).end));
}

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool has_forbidden_characters(std::string_view text, LineBreaks line_breaks) {
  bool found = false;
  for_each_code_point(text, [&](UChar32 c, std::size_t, std::size_t) {
    const bool allowed_break = line_breaks == LineBreaks::allowed && (c == '\n' || c == '\t');
    // U+202A..202E and U+2066..2069 reorder what stands around them (CVE-2021-42574).
    const bool reorders = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    const bool control = c < 0 || u_charType(c) == U_CONTROL_CHAR || c == 0x2028 || c == 0x2029;
    found = !allowed_break && (control || reorders || U_IS_UNICODE_NONCHAR(c));
    return !found;
  });
  return found;
}

std::string trimmed(std::string_view text) {
  std::size_t first = text.size();
  std::size_t last = 0;
  for_each_code_point(text, [&](UChar32 c, std::size_t begin, std::size_t end) {
    if (c < 0 || !is_space(c)) {
      first = std::min(first, begin);
      last = end;
    }
    return true;
  });
  return first < last ? std::string(text.substr(first, last - first)) : std::string();
}

std::string squeezed(std::string_view text) {
  std::string out;
  bool space_waiting = false;
  for_each_code_point(text, [&](UChar32 c, std::size_t begin, std::size_t end) {
    if (c >= 0 && is_space(c)) {
      space_waiting = !out.empty();
      return true;
    }
    if (space_waiting) out += ' ';
    space_waiting = false;
    out += text.substr(begin, end - begin);
    return true;
  });
  return out;
}

std::string folded(std::string_view text) {
  static const icu::Normalizer2& form = normalizer("nfkc_cf", UNORM2_COMPOSE);
  return normalized(form, text);
}

std::string sort_key(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  thread_local const std::unique_ptr<icu::Collator> collator = [] {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::Collator> made(
        icu::Collator::createInstance(icu::Locale::getGerman(), error));
    need(error, "ICU collator");
    made->setAttribute(UCOL_NUMERIC_COLLATION, UCOL_ON, error);  // "Kabel 2" before "Kabel 10"
    need(error, "ICU collator");
    return made;
  }();
  need(status, "ICU collator");
  auto wide = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  wide.truncate(wide.moveIndex32(0, 512));
  std::array<std::uint8_t, 1024> stack_key{};
  auto length =
      collator->getSortKey(wide, stack_key.data(), static_cast<std::int32_t>(stack_key.size()));
  std::vector<std::uint8_t> heap_key;
  const std::uint8_t* key = stack_key.data();
  if (length > static_cast<std::int32_t>(stack_key.size())) {
    heap_key.resize(static_cast<std::size_t>(length));
    length = collator->getSortKey(wide, heap_key.data(), length);
    key = heap_key.data();
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (std::int32_t i = 0; i + 1 < length; ++i) {  // without the closing zero byte
    out += kDigits[key[i] >> 4U];
    out += kDigits[key[i] & 15U];
  }
  return out;
}

std::string from_windows_1252(std::string_view bytes) {
  // 0x80..0x9F; the five unassigned bytes are the C1 controls of the same number (WHATWG).
  static constexpr std::array<char16_t, 32> kHigh{
      0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else if (byte < 0xA0) {
      append_utf8(out, kHigh.at(byte - 0x80U));
    } else {
      out += static_cast<char>(0xC0U | (byte >> 6U));
      out += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return out;
}

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace kontor
