// The search half of text.hpp: which words of a text can be found.
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "kernel/text.hpp"

namespace kontor {
namespace {

using icu::UnicodeString;

constexpr std::size_t kMaxTermCharacters = 64;
constexpr std::size_t kMaxParts = 6;  // "a.b.c.d.e.f.g" gives no more joined forms than this

const icu::Normalizer2& nfd() {
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* form = icu::Normalizer2::getNFDInstance(status);
  if (form == nullptr) throw std::runtime_error("ICU NFD is missing");
  return *form;
}

// Letters that have no decomposition.
const char* plain_letters(UChar32 c) {
  switch (c) {
    case 0x00F8:
      return "o";  // ø
    case 0x0111:
      return "d";  // đ
    case 0x0142:
      return "l";  // ł
    case 0x00E6:
      return "ae";  // æ
    case 0x0153:
      return "oe";  // œ
    case 0x00FE:
      return "th";  // þ
    case 0x00F0:
      return "d";  // ð
    case 0x0131:
      return "i";  // ı
    default:
      return nullptr;
  }
}

const char* german_letters(UChar32 c) {
  switch (c) {
    case 0x00E4:
      return "ae";
    case 0x00F6:
      return "oe";
    case 0x00FC:
      return "ue";
    default:
      return nullptr;
  }
}

enum class Umlauts { spelled_out, without_dots };

bool is_ascii(const UnicodeString& word) {
  const char16_t* const begin = word.getBuffer();
  return std::all_of(begin, begin + word.length(), [](char16_t c) { return c < 0x80; });
}

bool has_umlaut(const UnicodeString& word) {
  const char16_t* const begin = word.getBuffer();
  return std::any_of(begin, begin + word.length(),
                     [](char16_t c) { return german_letters(c) != nullptr; });
}

// `word` is case folded NFC.
std::string plain(const UnicodeString& word, Umlauts umlauts) {
  if (is_ascii(word)) {  // most words, and numbers: as they are
    const char16_t* const begin = word.getBuffer();
    return {begin, begin + std::min<std::size_t>(kMaxTermCharacters,
                                                 static_cast<std::size_t>(word.length()))};
  }
  UnicodeString spelled;
  for (std::int32_t i = 0; i < word.length(); i = word.moveIndex32(i, 1)) {
    const UChar32 c = word.char32At(i);
    const char* letters = umlauts == Umlauts::spelled_out ? german_letters(c) : nullptr;
    if (letters == nullptr) letters = plain_letters(c);
    if (letters != nullptr) {
      spelled += UnicodeString(letters, -1, US_INV);
    } else {
      spelled += c;
    }
  }
  UErrorCode status = U_ZERO_ERROR;
  const UnicodeString apart = nfd().normalize(spelled, status);
  std::string out;
  std::size_t characters = 0;
  for (std::int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
    const UChar32 c = apart.char32At(i);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    if (characters++ == kMaxTermCharacters) break;
    UnicodeString(c).toUTF8String(out);
  }
  return out;
}

enum class CharacterKind { letter, digit, joiner, separator };

CharacterKind kind_of(UChar32 c) {
  if (u_isdigit(c)) return CharacterKind::digit;
  if (u_isalpha(c) || u_charType(c) == U_NON_SPACING_MARK) return CharacterKind::letter;
  switch (c) {
    case '-':
    case '/':
    case '.':
    case '_':
    case '@':
    case '+':
    case 0x2010:  // hyphen
    case 0x2011:  // non-breaking hyphen
      return CharacterKind::joiner;
    default:
      return CharacterKind::separator;
  }
}

// A group is what stands between separators; its parts stand between joiners and where letters
// meet digits.
using Group = std::vector<UnicodeString>;

std::vector<Group> groups_of(std::string_view text) {
  const std::string lower = folded(text);
  const auto wide = UnicodeString::fromUTF8(
      icu::StringPiece(lower.data(), static_cast<std::int32_t>(lower.size())));
  std::vector<Group> groups(1);
  bool open = false;
  CharacterKind before = CharacterKind::separator;
  for (std::int32_t i = 0; i < wide.length(); i = wide.moveIndex32(i, 1)) {
    const UChar32 c = wide.char32At(i);
    const CharacterKind kind = kind_of(c);
    if (kind == CharacterKind::separator && !groups.back().empty()) groups.emplace_back();
    if (kind == CharacterKind::separator || kind == CharacterKind::joiner) {
      open = false;
    } else {
      if (!open || kind != before) groups.back().emplace_back();
      open = true;
      groups.back().back() += c;
    }
    before = kind;
  }
  if (groups.back().empty()) groups.pop_back();
  return groups;
}

UnicodeString joined(const Group& group, std::size_t from) {
  UnicodeString out;
  for (std::size_t i = from; i < group.size(); ++i) out += group[i];
  return out;
}

}  // namespace

std::vector<std::string> search_terms(std::string_view text, std::size_t max) {
  std::set<std::string> terms;
  const auto add = [&](const UnicodeString& word) {
    for (const auto umlauts : {Umlauts::spelled_out, Umlauts::without_dots}) {
      if (umlauts == Umlauts::without_dots && !has_umlaut(word)) return;
      if (terms.size() >= max) return;
      std::string term = plain(word, umlauts);
      if (!term.empty()) terms.insert(std::move(term));
    }
  };
  for (const auto& group : groups_of(text)) {
    for (const auto& part : group) add(part);
    // Every tail as one word, so that "2026-0001" finds "A-2026-000123".
    for (std::size_t from = 0; from + 1 < group.size() && from < kMaxParts; ++from) {
      add(joined(group, from));
    }
  }
  return {terms.begin(), terms.end()};
}

std::vector<std::string> query_terms(std::string_view query, std::size_t max) {
  std::vector<std::string> terms;
  for (const auto& group : groups_of(query)) {
    if (terms.size() >= max) break;
    std::string term = plain(joined(group, 0), Umlauts::spelled_out);
    const bool known = std::find(terms.begin(), terms.end(), term) != terms.end();
    if (!term.empty() && !known) terms.push_back(std::move(term));
  }
  return terms;
}

}  // namespace kontor
