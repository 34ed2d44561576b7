#include <array>

#include "accounts/users.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::size_t kMinCharacters = 12;
constexpr std::size_t kMaxCharacters = 128;

/// What people type when twelve characters are asked for. Folded; digits and signs at the end are
/// cut before comparing, so that "Passwort2026!" counts as "passwort".
constexpr std::array<std::string_view, 56> kCommon{
    "passwort",
    "password",
    "passworter",
    "passwortpasswort",
    "passwordpassword",
    "kennwort",
    "geheim",
    "geheimespasswort",
    "meinpasswort",
    "neuespasswort",
    "hallo",
    "hallohallo",
    "hallowelt",
    "willkommen",
    "welcome",
    "letmein",
    "qwertz",
    "qwerty",
    "qwertzuiop",
    "qwertzuiopü",
    "qwertyuiop",
    "asdfghjkl",
    "asdfghjklö",
    "azertyuiop",
    "yxcvbnm",
    "zxcvbnm",
    "abc",
    "abcdefghijkl",
    "administrator",
    "admin",
    "adminadmin",
    "root",
    "test",
    "testtest",
    "testpasswort",
    "demo",
    "changeme",
    "changemenow",
    "iloveyou",
    "ichliebedich",
    "schatz",
    "sonnenschein",
    "sommer",
    "winter",
    "frühling",
    "herbst",
    "fussball",
    "football",
    "master",
    "motdepasse",
    "monmotdepasse",
    "bonjour",
    "bienvenue",
    "soleil",
    "azerty",
    "kontor",
};

std::string without_tail(std::string text) {
  while (!text.empty()) {
    const auto last = static_cast<unsigned char>(text.back());
    if (last >= 0x80 || (last >= 'a' && last <= 'z')) break;
    text.pop_back();
  }
  return text;
}

/// "aaaaaaaaaaaa", "123456789012", "121212121212".
bool is_pattern(std::string_view text) {
  for (std::size_t period = 1; period <= 3; ++period) {
    bool repeats = true;
    for (std::size_t i = period; i < text.size() && repeats; ++i) {
      repeats = text[i] == text[i - period];
    }
    if (repeats) return true;
  }
  bool rises = true;
  bool falls = true;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const auto previous = text[i - 1];
    rises = rises && (text[i] == previous + 1 || (previous == '9' && text[i] == '0'));
    falls = falls && (text[i] == previous - 1 || (previous == '0' && text[i] == '9'));
  }
  return rises || falls;
}

bool contains_word(const std::string& text, std::string_view words) {
  for (const auto& word : search_terms(words, 16)) {
    if (character_count(word) >= 4 && text.find(word) != std::string::npos &&
        character_count(text) < character_count(word) + 8) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<FieldError> password_problem(std::string_view password, std::string_view email,
                                           std::string_view name) {
  const auto wrong = [](std::string code, std::size_t limit = 0, std::size_t actual = 0) {
    return FieldError{"/password", std::move(code), limit ? std::to_string(limit) : "",
                      limit ? std::to_string(actual) : ""};
  };
  const auto length = character_count(password);
  if (length < kMinCharacters) return wrong("too_short", kMinCharacters, length);
  if (length > kMaxCharacters) return wrong("too_long", kMaxCharacters, length);
  const auto text = folded(password);
  if (is_pattern(text)) return wrong("password_common");
  const auto core = without_tail(text);
  for (const auto common : kCommon) {
    if (core == common) return wrong("password_common");
  }
  if (contains_word(text, email) || contains_word(text, name)) return wrong("password_personal");
  return std::nullopt;
}

}  // namespace kontor
