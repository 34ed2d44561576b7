// The formats of texts.hpp: numbers, money and dates by ICU.
#include <unicode/calendar.h>
#include <unicode/datefmt.h>
#include <unicode/numberformatter.h>
#include <unicode/simpletz.h>
#include <unicode/timezone.h>
#include <unicode/ucurr.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <memory>
#include <stdexcept>

#include "kernel/texts.hpp"

namespace kontor {
namespace {

using icu::UnicodeString;

void need(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) throw std::runtime_error(std::string(what) + ": " + u_errorName(status));
}

std::string utf8(const UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

// The region's tag in its one canonical spelling.
std::string known_region(std::string_view region) {
  std::string tag(region);
  std::replace(tag.begin(), tag.end(), '_', '-');
  if (tag == "fr") return "fr-FR";
  if (tag == "en") return "en-GB";
  static constexpr std::array<std::string_view, 12> kKnown{"de-DE", "de-AT", "de-CH", "de-LI",
                                                           "de-LU", "fr-FR", "fr-CH", "fr-BE",
                                                           "fr-LU", "en-GB", "en-US", "en-IE"};
  if (std::find(kKnown.begin(), kKnown.end(), tag) != kKnown.end()) return tag;
  const auto language = parse_locale(tag).value_or(Locale::de);
  if (language == Locale::fr) return "fr-FR";
  return language == Locale::en ? "en-GB" : "de-DE";
}

icu::Locale icu_locale(const std::string& region) { return icu::Locale(region.c_str()); }

// "-1234,5" needs "-1234.5": integer / 10^scale as decimal text.
std::string decimal(std::int64_t number, std::size_t scale) {
  const bool negative = number < 0;
  // Negating the smallest value overflows; the unsigned way does not.
  const std::uint64_t size =
      negative ? ~static_cast<std::uint64_t>(number) + 1 : static_cast<std::uint64_t>(number);
  std::string digits = std::to_string(size);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, ".");
  return (negative ? "-" : "") + digits;
}

enum class NumberKind { money, unit_price, quantity, percent };

icu::number::LocalizedNumberFormatter make_formatter(NumberKind kind, const std::string& region,
                                                     std::string_view currency,
                                                     std::int32_t digits) {
  using icu::number::NumberFormatter, icu::number::Precision;
  UErrorCode status = U_ZERO_ERROR;
  auto formatter = NumberFormatter::withLocale(icu_locale(region));
  if (kind == NumberKind::money || kind == NumberKind::unit_price) {
    const icu::CurrencyUnit unit(
        icu::StringPiece(currency.data(), static_cast<std::int32_t>(currency.size())), status);
    formatter = formatter.unit(unit).precision(
        kind == NumberKind::money ? Precision::fixedFraction(digits)
                                  : Precision::minMaxFraction(std::min(digits, 4), 4));
  } else if (kind == NumberKind::quantity) {
    formatter = formatter.precision(Precision::maxFraction(3));
  } else {
    formatter = formatter.unit(icu::MeasureUnit::getPercent()).precision(Precision::maxFraction(2));
  }
  need(status, "ICU number format");
  return formatter;
}

// Making a formatter costs a hundred times what using it costs.
std::string format_number(NumberKind kind, std::string_view region, std::string_view currency,
                          std::int32_t digits, const std::string& number) {
  using Key = std::tuple<NumberKind, std::string, std::string>;
  thread_local std::map<Key, icu::number::LocalizedNumberFormatter> formatters;
  if (formatters.size() > 256) formatters.clear();
  Key key{kind, known_region(region), std::string(currency)};
  auto found = formatters.find(key);
  if (found == formatters.end()) {
    auto made = make_formatter(kind, std::get<1>(key), currency, digits);
    found = formatters.emplace(std::move(key), std::move(made)).first;
  }
  UErrorCode status = U_ZERO_ERROR;
  const auto formatted = found->second.formatDecimal(number, status);
  const UnicodeString text = formatted.toString(status);
  need(status, "ICU number format");
  return utf8(text);
}

std::int32_t currency_digits(std::string_view currency) {
  if (currency.size() != 3) return 2;
  const UnicodeString code(currency.data(), 3, US_INV);
  UErrorCode status = U_ZERO_ERROR;
  const auto digits =
      ucurr_getDefaultFractionDigits(UnicodeString(code).getTerminatedBuffer(), &status);
  return U_FAILURE(status) ? 2 : digits;
}

std::unique_ptr<icu::TimeZone> zone_of(std::string_view name) {
  return std::unique_ptr<icu::TimeZone>(icu::TimeZone::createTimeZone(UnicodeString::fromUTF8(
      icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())))));
}

std::string format_with(icu::DateFormat& format, std::int64_t at_ms, std::string_view zone) {
  format.adoptTimeZone(zone_of(zone).release());
  UnicodeString out;
  format.format(static_cast<UDate>(at_ms), out);
  return utf8(out);
}

// kLong is "21. November 2026"; medium is digits in German, "21 nov. 2026" in French.
icu::DateFormat& date_format(const std::string& region, DateStyle style) {
  thread_local std::map<std::pair<std::string, DateStyle>, std::unique_ptr<icu::DateFormat>> cache;
  auto& entry = cache[{region, style}];
  if (!entry) {
    entry.reset(icu::DateFormat::createDateInstance(
        style == DateStyle::long_ ? icu::DateFormat::kLong : icu::DateFormat::kMedium,
        icu_locale(region)));
  }
  if (!entry) throw std::runtime_error("ICU has no date format for " + region);
  return *entry;
}

icu::DateFormat& time_format(const std::string& region) {
  thread_local std::map<std::string, std::unique_ptr<icu::DateFormat>> cache;
  auto& entry = cache[region];
  if (!entry) {
    UErrorCode status = U_ZERO_ERROR;
    entry.reset(icu::DateFormat::createInstanceForSkeleton("Hm", icu_locale(region), status));
    need(status, "ICU time format");
  }
  return *entry;
}

struct Day {
  int year;
  int month;
  int day;
};

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t length) {
    int value = 0;
    const char* begin = text.data() + from;
    const auto [end, error] = std::from_chars(begin, begin + length, value);
    return error == std::errc() && end == begin + length ? value : -1;
  };
  const Day day{number(0, 4), number(5, 2), number(8, 2)};
  if (day.year < 1 || day.month < 1 || day.month > 12 || day.day < 1) return std::nullopt;
  static constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (day.year % 4 == 0 && day.year % 100 != 0) || day.year % 400 == 0;
  const int last =
      kDays.at(static_cast<std::size_t>(day.month - 1)) + (leap && day.month == 2 ? 1 : 0);
  if (day.day > last) return std::nullopt;
  return day;
}

std::unique_ptr<icu::Calendar> calendar_in(std::string_view time_zone) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::Calendar> calendar(
      icu::Calendar::createInstance(zone_of(time_zone).release(), icu::Locale::getRoot(), status));
  need(status, "ICU calendar");
  return calendar;
}

}  // namespace

std::string format_money(std::string_view region, std::int64_t cents, std::string_view currency) {
  const auto digits = currency_digits(currency);
  return format_number(NumberKind::money, region, currency, digits,
                       decimal(cents, static_cast<std::size_t>(digits)));
}

std::string format_unit_price(std::string_view region, std::int64_t price_e4,
                              std::string_view currency) {
  return format_number(NumberKind::unit_price, region, currency, currency_digits(currency),
                       decimal(price_e4, 4));
}

std::string format_quantity(std::string_view region, std::int64_t quantity_milli) {
  return format_number(NumberKind::quantity, region, "", 3, decimal(quantity_milli, 3));
}

std::string format_percent(std::string_view region, std::int64_t basis_points) {
  return format_number(NumberKind::percent, region, "", 2, decimal(basis_points, 2));
}

std::string format_integer(std::string_view region, std::int64_t number) {
  return format_number(NumberKind::quantity, region, "", 3, decimal(number, 0));
}

std::string format_date(std::string_view region, std::int64_t at_ms, std::string_view time_zone,
                        DateStyle style) {
  return format_with(date_format(known_region(region), style), at_ms, time_zone);
}

std::string format_date_time(std::string_view region, std::int64_t at_ms,
                             std::string_view time_zone, DateStyle style) {
  const std::string known = known_region(region);
  std::string out = format_with(date_format(known, style), at_ms, time_zone) + ", " +
                    format_with(time_format(known), at_ms, time_zone);
  if (style == DateStyle::long_ && known.starts_with("de") && !out.ends_with("Uhr")) out += " Uhr";
  return out;
}

std::string format_day(std::string_view region, std::string_view day, DateStyle style) {
  const auto start_ms = day_start_ms(day, "UTC");
  if (!start_ms) return std::string(day);
  return format_date(region, *start_ms, "UTC", style);
}

bool is_time_zone(std::string_view name) {
  if (name.empty() || name.size() > 64) return false;
  UErrorCode status = U_ZERO_ERROR;
  UnicodeString canonical;
  UBool system = 0;
  icu::TimeZone::getCanonicalID(UnicodeString::fromUTF8(icu::StringPiece(
                                    name.data(), static_cast<std::int32_t>(name.size()))),
                                canonical, system, status);
  return U_SUCCESS(status) && system != 0;
}

std::optional<std::int64_t> day_start_ms(std::string_view day, std::string_view time_zone) {
  const auto parsed = parse_day(day);
  if (!parsed) return std::nullopt;
  const auto calendar = calendar_in(time_zone);
  calendar->clear();
  calendar->set(parsed->year, parsed->month - 1, parsed->day, 0, 0, 0);
  UErrorCode status = U_ZERO_ERROR;
  const UDate start = calendar->getTime(status);
  need(status, "ICU calendar");
  return static_cast<std::int64_t>(start);
}

std::string day_of(std::int64_t at_ms, std::string_view time_zone) {
  const auto calendar = calendar_in(time_zone);
  UErrorCode status = U_ZERO_ERROR;
  calendar->setTime(static_cast<UDate>(at_ms), status);
  const int year = calendar->get(UCAL_YEAR, status);
  const int month = calendar->get(UCAL_MONTH, status) + 1;
  const int day = calendar->get(UCAL_DAY_OF_MONTH, status);
  need(status, "ICU calendar");
  const auto padded = [](int number, std::size_t width) {
    std::string text = std::to_string(number);
    return std::string(width > text.size() ? width - text.size() : 0, '0') + text;
  };
  return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2);
}

}  // namespace kontor
