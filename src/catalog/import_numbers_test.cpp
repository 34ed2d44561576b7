#include "catalog/import_numbers.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace kontor::catalog;

namespace {

std::int64_t value_of(std::string_view text, Notation notation, int decimals = 4) {
  const Number number = parse_number(text, decimals, notation);
  CHECK_MESSAGE(number.problem == NumberProblem::none, text);
  return number.value;
}

NumberProblem problem_of(std::string_view text, Notation notation) {
  return parse_number(text, 4, notation).problem;
}

}  // namespace

TEST_CASE("import numbers: German, English, Swiss and French ways to write one price") {
  CHECK(value_of("1.234,56", Notation::unknown) == 12'345'600);
  CHECK(value_of("1,234.56", Notation::unknown) == 12'345'600);
  CHECK(value_of("1'234.56", Notation::unknown) == 12'345'600);
  CHECK(value_of("1\u2019234.56", Notation::unknown) == 12'345'600);
  CHECK(value_of("1\u202F234,56 €", Notation::unknown) == 12'345'600);
  CHECK(value_of("EUR 1.234.567,8", Notation::unknown) == 12'345'678'000);
}

TEST_CASE("import numbers: one column decides for its unclear values") {
  CHECK(detect_notation({"1.234", "12,50"}) == Notation::comma);
  CHECK(detect_notation({"1,234", "12.50"}) == Notation::point);
  CHECK(detect_notation({"1.234.567"}) == Notation::comma);
  CHECK(detect_notation({"0.125"}) == Notation::point);
  CHECK(detect_notation({"1234,567"}) == Notation::comma);
  CHECK(detect_notation({"1,234", "7"}) == Notation::unknown);
  CHECK(detect_notation({"12,50", "12.50"}) == Notation::unknown);
  CHECK(detect_notation({"abc", ""}) == Notation::unknown);
  CHECK(value_of("1.234", Notation::comma) == 12'340'000);
  CHECK(value_of("1.234", Notation::point) == 12'340);
  CHECK(value_of("1,234", Notation::plain) == 12'340);
  CHECK(value_of(".5", Notation::unknown) == 5'000);
}

TEST_CASE("import numbers: what is unclear is refused, never guessed") {
  CHECK(problem_of("1,234", Notation::unknown) == NumberProblem::ambiguous_number);
  CHECK(problem_of("12.345", Notation::unknown) == NumberProblem::ambiguous_number);
  for (const char* text : {"", "-", ",", "1,2,3", "1.23.456", "1e5", "0x10", "12 x", "1,234,56.7.8",
                           "١٢", "NaN", "1..2", "' 1", "12,50%"}) {
    CHECK_MESSAGE(problem_of(text, Notation::unknown) == NumberProblem::not_a_number, text);
  }
  CHECK(problem_of("1,23456", Notation::unknown) == NumberProblem::too_many_decimals);
  CHECK(value_of("1,23450000", Notation::unknown) == 12'345);
  CHECK(problem_of("9999999999999999", Notation::unknown) == NumberProblem::number_too_large);
  CHECK(value_of("-5", Notation::unknown) == -50'000);
}

TEST_CASE("import numbers: a clear value is read even where the column contradicts itself") {
  CHECK(value_of("12,50", Notation::point) == 125'000);
  CHECK(value_of("1.234,50", Notation::point) == 12'345'000);
}

TEST_CASE("import numbers: whatever is written comes back the same without knowing the notation") {
  CHECK(format_plain(12'345'000, 4, 2) == "1234,50");
  CHECK(format_plain(1'234, 3, 0) == "1,2340");
  CHECK(format_plain(-5'000, 4, 2) == "-0,50");
  CHECK(format_plain(2'000, 3, 0) == "2");
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    const auto value = static_cast<std::int64_t>(random() % 100'000'000'000ULL);
    CHECK(value_of(format_plain(value, 4, 2), Notation::unknown) == value);
    CHECK(value_of(format_plain(value, 3, 0), Notation::unknown, 3) == value);
  }
}
