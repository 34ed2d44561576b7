// Days as the address of a list has them: "today", "-7d", "2026-11-01..2026-11-30".

#include <charconv>
#include <chrono>

#include "orders/filter.hpp"

namespace kontor {
namespace {

std::optional<std::chrono::year_month_day> read_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = -1;
    const auto part = text.substr(at, size);
    const auto read = std::from_chars(part.data(), part.data() + part.size(), value);
    return read.ptr == part.data() + part.size() ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return date;
}

/// A day by itself, "today", or so many days away: "-7d", "+3d".
std::optional<std::string> read_one_day(std::string_view text, std::string_view today) {
  if (text == "today") return std::string(today);
  if (read_day(text)) return std::string(text);
  if (text.size() < 3 || text.back() != 'd' || (text[0] != '-' && text[0] != '+')) {
    return std::nullopt;
  }
  int days = 0;
  const auto digits = text.substr(1, text.size() - 2);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), days);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size() || days > 40'000) {
    return std::nullopt;
  }
  return shift_day(today, text[0] == '-' ? -days : days);
}

}  // namespace

std::string shift_day(std::string_view day, std::int64_t days) {
  const auto date = read_day(day);
  if (!date) return std::string(day);
  const std::chrono::year_month_day shifted{std::chrono::sys_days(*date) +
                                            std::chrono::days(days)};
  const auto padded = [](unsigned number, std::size_t width) {
    const std::string digits = std::to_string(number);
    return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
  };
  return padded(static_cast<unsigned>(static_cast<int>(shifted.year())), 4) + "-" +
         padded(static_cast<unsigned>(shifted.month()), 2) + "-" +
         padded(static_cast<unsigned>(shifted.day()), 2);
}

std::optional<DayRange> read_day_range(std::string_view text, std::string_view today) {
  if (text == "none") return DayRange{std::nullopt, std::nullopt, true};
  if (const auto dots = text.find(".."); dots != std::string_view::npos) {
    DayRange range;
    const auto from = text.substr(0, dots), until = text.substr(dots + 2);
    if (!from.empty() && !(range.from = read_one_day(from, today))) return std::nullopt;
    if (!until.empty() && !(range.until = read_one_day(until, today))) return std::nullopt;
    return range;
  }
  if (text.starts_with('<') || text.starts_with('>')) {
    const auto day = read_one_day(text.substr(1), today);
    if (!day) return std::nullopt;
    if (text[0] == '<') return DayRange{std::nullopt, shift_day(*day, -1), false};
    return DayRange{shift_day(*day, 1), std::nullopt, false};
  }
  const auto day = read_one_day(text, today);
  if (!day) return std::nullopt;
  // "-7d" is the stretch from then to now, "+3d" from now to then, a day is itself.
  if (text.starts_with('-')) return DayRange{*day, std::string(today), false};
  if (text.starts_with('+')) return DayRange{std::string(today), *day, false};
  return DayRange{*day, *day, false};
}

}  // namespace kontor
