#include "catalog/import_numbers.hpp"

#include <algorithm>
#include <array>

namespace kontor::catalog {

namespace {

// A number taken apart: digits, and the signs between them.
struct Shape {
  bool valid = false;
  bool negative = false;
  std::string text;  // digits, commas, points only
  std::size_t commas = 0;
  std::size_t points = 0;
};

bool take(std::string_view& text, std::string_view piece) {
  if (text.substr(0, piece.size()) != piece) return false;
  text.remove_prefix(piece.size());
  return true;
}

std::string_view strip(std::string_view text, bool& changed) {
  static constexpr std::array<std::string_view, 12> kAround = {
      " ", "\t", "\xC2\xA0", "\xE2\x80\xAF", "EUR", "CHF", "USD", "GBP", "€", "$", "£", "Fr."};
  for (const std::string_view piece : kAround) {
    if (text.size() < piece.size()) continue;
    if (text.substr(0, piece.size()) == piece) {
      text.remove_prefix(piece.size());
      changed = true;
    } else if (text.substr(text.size() - piece.size()) == piece) {
      text.remove_suffix(piece.size());
      changed = true;
    }
  }
  return text;
}

Shape shape_of(std::string_view text) {
  for (bool changed = true; changed;) {
    changed = false;
    text = strip(text, changed);
  }
  Shape shape;
  shape.negative = take(text, "-") || take(text, "\xE2\x88\x92");
  if (!shape.negative) take(text, "+");
  bool digit_before = false;
  while (!text.empty()) {
    const char c = text.front();
    if (c >= '0' && c <= '9') {
      shape.text += c;
      digit_before = true;
      text.remove_prefix(1);
      continue;
    }
    // Swiss and French grouping; only between digits.
    if (digit_before && (take(text, "'") || take(text, "\xE2\x80\x99") || take(text, " ") ||
                         take(text, "\xC2\xA0") || take(text, "\xE2\x80\xAF"))) {
      if (text.empty() || text.front() < '0' || text.front() > '9') return {};
      continue;
    }
    if (c != ',' && c != '.') return {};
    ++(c == ',' ? shape.commas : shape.points);
    shape.text += c;
    digit_before = false;
    text.remove_prefix(1);
  }
  shape.valid = shape.text.find_first_of("0123456789") != std::string::npos;
  return shape;
}

// Every group behind a grouping sign has three digits, the first one to three and no leading zero.
bool grouped_well(std::string_view whole, char sign) {
  const std::size_t first = whole.find(sign);
  if (first == std::string_view::npos) return true;
  if (first == 0 || first > 3 || whole.front() == '0') return false;
  for (std::size_t at = first; at != std::string_view::npos;) {
    const std::size_t next = whole.find(sign, at + 1);
    const std::size_t end = next == std::string_view::npos ? whole.size() : next;
    if (end - at != 4) return false;
    at = next;
  }
  return true;
}

enum class Evidence { nothing, comma, point, broken };

// What one number says about the decimal sign.
Evidence evidence_of(const Shape& shape) {
  if (!shape.valid) return Evidence::broken;
  if (shape.commas == 0 && shape.points == 0) return Evidence::nothing;
  if (shape.commas > 0 && shape.points > 0) {
    const bool comma_last = shape.text.rfind(',') > shape.text.rfind('.');
    if ((comma_last ? shape.commas : shape.points) > 1) return Evidence::broken;
    return comma_last ? Evidence::comma : Evidence::point;
  }
  const char sign = shape.commas > 0 ? ',' : '.';
  const Evidence as_decimal = sign == ',' ? Evidence::comma : Evidence::point;
  const Evidence as_grouping = sign == ',' ? Evidence::point : Evidence::comma;
  if (shape.commas + shape.points > 1) {
    return grouped_well(shape.text, sign) ? as_grouping : Evidence::broken;
  }
  return grouped_well(shape.text, sign) ? Evidence::nothing : as_decimal;
}

Number scaled(std::string_view whole, std::string_view fraction, int decimals, bool negative) {
  while (!fraction.empty() && fraction.back() == '0' &&
         fraction.size() > static_cast<std::size_t>(decimals)) {
    fraction.remove_suffix(1);
  }
  if (fraction.size() > static_cast<std::size_t>(decimals)) {
    return {0, NumberProblem::too_many_decimals};
  }
  std::string digits(whole);
  digits += fraction;
  digits.append(static_cast<std::size_t>(decimals) - fraction.size(), '0');
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.size() > 15) return {0, NumberProblem::number_too_large};
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return {negative ? -value : value, NumberProblem::none};
}

}  // namespace

std::string_view to_text(NumberProblem problem) {
  switch (problem) {
    case NumberProblem::none: return "none";
    case NumberProblem::not_a_number: return "not_a_number";
    case NumberProblem::ambiguous_number: return "ambiguous_number";
    case NumberProblem::too_many_decimals: return "too_many_decimals";
    case NumberProblem::number_too_large: return "number_too_large";
  }
  return "none";
}

Notation detect_notation(const std::vector<std::string_view>& values) {
  bool comma = false;
  bool point = false;
  for (const std::string_view value : values) {
    const Evidence evidence = evidence_of(shape_of(value));
    comma = comma || evidence == Evidence::comma;
    point = point || evidence == Evidence::point;
  }
  if (comma == point) return Notation::unknown;
  return comma ? Notation::comma : Notation::point;
}

Number parse_number(std::string_view text, int decimals, Notation notation) {
  const Shape shape = shape_of(text);
  const Evidence evidence = evidence_of(shape);
  if (evidence == Evidence::broken) return {0, NumberProblem::not_a_number};
  const bool one_sign = shape.commas + shape.points == 1;
  char sign = '\0';  // the decimal sign
  if (evidence == Evidence::comma) sign = ',';
  if (evidence == Evidence::point) sign = '.';
  if (one_sign && notation == Notation::plain) sign = shape.commas == 1 ? ',' : '.';
  if (one_sign && evidence == Evidence::nothing) {
    if (notation == Notation::unknown) return {0, NumberProblem::ambiguous_number};
    if (notation == Notation::comma) sign = ',';
    if (notation == Notation::point) sign = '.';
  }
  const std::size_t at = sign == '\0' ? std::string::npos : shape.text.rfind(sign);
  std::string whole = shape.text.substr(0, at);
  const std::string fraction = at == std::string::npos ? "" : shape.text.substr(at + 1);
  for (const char grouping : {',', '.'}) {
    if (!grouped_well(whole, grouping)) return {0, NumberProblem::not_a_number};
  }
  std::erase_if(whole, [](char c) { return c == ',' || c == '.'; });
  return scaled(whole, fraction, decimals, shape.negative);
}

std::string format_plain(std::int64_t value, int decimals, int least) {
  const bool negative = value < 0;
  std::string digits = std::to_string(negative ? -value : value);
  const auto places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  std::string whole = digits.substr(0, digits.size() - places);
  std::string fraction = digits.substr(digits.size() - places);
  while (fraction.size() > static_cast<std::size_t>(least) && fraction.back() == '0') {
    fraction.pop_back();
  }
  if (fraction.size() == 3) fraction += '0';
  if (negative) whole.insert(0, 1, '-');
  return fraction.empty() ? whole : whole + "," + fraction;
}

}  // namespace kontor::catalog
