// Structured field values (RFC 9651), as far as headers that we read need them: one string or token
// with parameters of any kind, which are checked and dropped.
#include <string_view>

#include "kernel/http_fields.hpp"

namespace kontor::http {

namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }
bool is_alpha(char letter) { return is_lower(letter) || (letter >= 'A' && letter <= 'Z'); }
bool is_one_of(char letter, std::string_view set) {
  return set.find(letter) != std::string_view::npos;
}

struct Scanner {
  std::string_view rest;

  bool at_end() const { return rest.empty(); }
  char peek() const { return rest.empty() ? '\0' : rest.front(); }
  char next() {
    const char letter = peek();
    rest.remove_prefix(1);
    return letter;
  }
  bool skip(char letter) {
    if (at_end() || peek() != letter) return false;
    rest.remove_prefix(1);
    return true;
  }
  void skip_blanks() {
    while (peek() == ' ') rest.remove_prefix(1);
  }

  std::optional<std::string> string() {
    std::string value;
    if (!skip('"')) return std::nullopt;
    while (!at_end()) {
      char letter = next();
      if (letter == '"') return value;
      if (letter == '\\') {
        if (peek() != '"' && peek() != '\\') return std::nullopt;
        letter = next();
      }
      const auto code = static_cast<unsigned char>(letter);
      if (code < 0x20 || code > 0x7e) return std::nullopt;
      value += letter;
    }
    return std::nullopt;
  }

  std::optional<std::string> token() {
    std::string value;
    if (!is_alpha(peek()) && peek() != '*') return std::nullopt;
    while (!at_end() &&
           (is_alpha(peek()) || is_digit(peek()) || is_one_of(peek(), "!#$%&'*+-.^_`|~:/"))) {
      value += next();
    }
    return value;
  }

  enum class NumberKind : std::uint8_t { integer, any };

  // At most 15 digits, or 12 before a point and 3 behind it.
  bool number(NumberKind kind) {
    skip('-');
    std::size_t digits = 0;
    while (is_digit(peek())) ++digits, next();
    if (digits == 0 || digits > 15) return false;
    if (kind == NumberKind::integer || !skip('.')) return true;
    if (digits > 12) return false;
    std::size_t fraction = 0;
    while (is_digit(peek())) ++fraction, next();
    return fraction >= 1 && fraction <= 3;
  }

  bool byte_sequence() {
    if (!skip(':')) return false;
    while (!at_end() && (is_alpha(peek()) || is_digit(peek()) || is_one_of(peek(), "+/="))) next();
    return skip(':');
  }

  bool display_string() {
    if (!skip('%') || !skip('"')) return false;
    while (!at_end()) {
      const char letter = next();
      if (letter == '"') return true;
      const auto code = static_cast<unsigned char>(letter);
      if (code < 0x20 || code > 0x7e) return false;
      if (letter == '%') {
        for (int i = 0; i < 2; ++i) {
          if (at_end() || !is_one_of(next(), "0123456789abcdef")) return false;
        }
      }
    }
    return false;
  }

  bool bare_item() {
    switch (peek()) {
      case '"':
        return string().has_value();
      case ':':
        return byte_sequence();
      case '%':
        return display_string();
      case '?':
        return skip('?') && (skip('0') || skip('1'));
      case '@':
        return skip('@') && number(NumberKind::integer);
      default:
        break;
    }
    if (is_digit(peek()) || peek() == '-') return number(NumberKind::any);
    return token().has_value();
  }

  bool parameters() {
    while (skip(';')) {
      skip_blanks();
      if (!is_lower(peek()) && peek() != '*') return false;
      while (!at_end() && (is_lower(peek()) || is_digit(peek()) || is_one_of(peek(), "_-.*"))) {
        next();
      }
      if (skip('=') && !bare_item()) return false;
    }
    return true;
  }
};

}  // namespace

std::optional<StructuredText> parse_structured_text(std::string_view header) {
  Scanner scanner{header};
  scanner.skip_blanks();
  StructuredText text;
  text.is_token = scanner.peek() != '"';
  auto value = text.is_token ? scanner.token() : scanner.string();
  if (!value || !scanner.parameters()) return std::nullopt;
  scanner.skip_blanks();
  if (!scanner.at_end()) return std::nullopt;
  text.value = std::move(*value);
  return text;
}

}  // namespace kontor::http
