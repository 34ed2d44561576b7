#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <memory>
#include <stdexcept>

#include "kernel/csv.hpp"

namespace kontor::csv {

namespace {

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

bool starts_with(std::string_view bytes, std::string_view mark) {
  return bytes.substr(0, mark.size()) == mark;
}

// UTF-16 without mark: Western text has a NUL in every second byte.
std::optional<Encoding> guess_utf16(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 4096);
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\0') ++(i % 2 == 0 ? even : odd);
  }
  const std::size_t many = head.size() / 4;
  if (many == 0) return {};
  if (odd > many && even <= many / 8) return Encoding::utf16le;
  if (even > many && odd <= many / 8) return Encoding::utf16be;
  return {};
}

struct Sequences {
  std::size_t good = 0;
  std::size_t broken = 0;
};

Sequences count_utf8(std::string_view bytes) {
  Sequences found;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const auto size = static_cast<std::int64_t>(bytes.size());
  for (std::int64_t i = 0; i < size;) {
    if (data[i] < 0x80) {
      ++i;
      continue;
    }
    UChar32 c = 0;
    U8_NEXT(data, i, size, c);
    ++(c < 0 ? found.broken : found.good);
  }
  return found;
}

const char* converter_name(Encoding encoding) {
  if (encoding == Encoding::utf16le) return "UTF-16LE";
  if (encoding == Encoding::utf16be) return "UTF-16BE";
  return "windows-1252";
}

}  // namespace

std::string_view to_text(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8: return "utf-8";
    case Encoding::utf16le: return "utf-16le";
    case Encoding::utf16be: return "utf-16be";
    case Encoding::windows1252: return "windows-1252";
  }
  return "utf-8";
}

std::optional<Encoding> encoding_from_text(std::string_view text) {
  for (const Encoding encoding : {Encoding::utf8, Encoding::utf16le, Encoding::utf16be,
                                  Encoding::windows1252}) {
    if (to_text(encoding) == text) return encoding;
  }
  return {};
}

Encoding detect_encoding(std::string_view bytes) {
  if (starts_with(bytes, "\xEF\xBB\xBF")) return Encoding::utf8;
  if (starts_with(bytes, "\xFF\xFE")) return Encoding::utf16le;
  if (starts_with(bytes, "\xFE\xFF")) return Encoding::utf16be;
  if (const auto guessed = guess_utf16(bytes)) return *guessed;
  const Sequences found = count_utf8(bytes);
  // In Windows-1252 text a chance pair that looks like UTF-8 is rare; in damaged UTF-8 the good
  // sequences outweigh the broken ones.
  return found.broken == 0 || found.good > found.broken * 4 ? Encoding::utf8
                                                            : Encoding::windows1252;
}

std::string decode(std::string_view bytes, Encoding encoding) {
  if (encoding == Encoding::utf8) {
    if (starts_with(bytes, "\xEF\xBB\xBF")) bytes.remove_prefix(3);
    return std::string(bytes);
  }
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, CloseConverter> converter(
      ucnv_open(converter_name(encoding), &status));
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no converter for this encoding");
  if (bytes.size() > std::size_t{512} * 1024 * 1024) throw std::length_error("text too long");
  const icu::UnicodeString text(bytes.data(), static_cast<std::int32_t>(bytes.size()),
                                converter.get(), status);
  if (U_FAILURE(status)) throw std::runtime_error("text cannot be converted");
  std::string utf8;
  const bool marked = encoding != Encoding::windows1252 && text.length() > 0 && text[0] == 0xFEFF;
  (marked ? text.tempSubString(1) : text).toUTF8String(utf8);
  return utf8;
}

}  // namespace kontor::csv
