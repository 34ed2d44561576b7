// Numbers in files that people send: "1.234,56" and "1,234.56" mean the same to two of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::catalog {

// How a column writes its decimals.
enum class Notation {
  unknown,       // nothing in the column decides: "1,234" stays ambiguous
  comma,         // 1.234,56
  point,         // 1,234.56
  plain,         // never grouped: a single comma or point is the decimal sign (shop exports)
};

// The notation that the values of one column agree on. Values that decide: a comma and a point in
// one number, a decimal part that is not three digits, a repeated grouping sign. Columns
// that contradict themselves stay unknown; their clear values are still read.
[[nodiscard]] Notation detect_notation(const std::vector<std::string_view>& values);

enum class NumberProblem {
  none,
  not_a_number,
  ambiguous_number,
  too_many_decimals,
  number_too_large
};

[[nodiscard]] std::string_view to_text(NumberProblem problem);

struct Number {
  std::int64_t value = 0;  // times 10^decimals
  NumberProblem problem = NumberProblem::none;
};

// Reads a decimal into an integer of 10^-decimals: ("1.234,5", 4, comma) is 12345000. Currency
// signs and codes around it, and blanks or apostrophes between digits (CH) are taken; more
// decimals than fit are refused unless they are zeros, never rounded. At most 15 digits in all.
[[nodiscard]] Number parse_number(std::string_view text, int decimals, Notation notation);

// Without grouping, with a comma, and never with three decimals, so that it is not ambiguous when
// it comes back: 12345000 of 4 decimals is "1234,50". `least` decimals are always written.
[[nodiscard]] std::string format_plain(std::int64_t value, int decimals, int least);

}  // namespace kontor::catalog
