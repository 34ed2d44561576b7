// All words that people read, in three languages: texts/{de,en,fr}.json, embedded. Nested keys
// are joined by dots; {{name}} is a placeholder; `<key>_one` and `<key>_other` are plurals
// chosen by the parameter "count". Plus numbers, money and dates the way each region writes them.
// Every function may be called from every thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

namespace kontor {

enum class Locale { de, en, fr };
BOOST_DESCRIBE_ENUM(Locale, de, en, fr)

std::string_view to_string(Locale locale);  // "de"
// "de", "de-AT", "fr_FR": by the language. Nothing for other languages.
std::optional<Locale> parse_locale(std::string_view tag);

using TextParams = std::map<std::string, std::string, std::less<>>;

class Texts {
 public:
  // `json_by_locale`: three JSON objects. Throws std::runtime_error naming file and key.
  explicit Texts(const std::map<Locale, std::string>& json_by_locale);

  // Falls back to German, then to the key itself. Unknown placeholders stay empty.
  // Values are inserted as they are: escape afterwards where the result becomes HTML.
  std::string text(Locale locale, std::string_view key, const TextParams& params = {}) const;
  // The text with its placeholders; empty when there is none.
  std::string pattern(Locale locale, std::string_view key) const;
  bool has(Locale locale, std::string_view key) const;
  std::vector<std::string> keys(Locale locale) const;

 private:
  std::map<Locale, std::map<std::string, std::string, std::less<>>> texts_;
};

// The embedded ones.
const Texts& texts();
inline std::string text(Locale locale, std::string_view key, const TextParams& params = {}) {
  return texts().text(locale, key, params);
}

// --- Formats. `region` is a BCP 47 tag: "de-DE", "de-AT", "de-CH", "fr-FR", "en"; a bare "de"
// means de-DE, "fr" fr-FR, "en" en-GB. Unknown tags count as de-DE. --------------------------

// "3.036,00 €", "CHF 3’036.00". `currency` is ISO 4217; the minor unit's digits follow from it.
std::string format_money(std::string_view region, std::int64_t cents, std::string_view currency);
// Unit price in 1/10,000: at least the currency's digits, up to four.
std::string format_unit_price(std::string_view region, std::int64_t price_e4,
                              std::string_view currency);
// 1,500 -> "1,5"; 2000000 -> "2.000".
std::string format_quantity(std::string_view region, std::int64_t quantity_milli);
// 1900 -> "19 %".
std::string format_percent(std::string_view region, std::int64_t basis_points);
std::string format_integer(std::string_view region, std::int64_t number);

enum class DateStyle { medium, long_ };  // "21.11.2026", "21. November 2026"
std::string format_date(std::string_view region, std::int64_t at_ms, std::string_view time_zone,
                        DateStyle style = DateStyle::medium);
// "21. November 2026, 14:05" (+ " Uhr" in German with the long style).
std::string format_date_time(std::string_view region, std::int64_t at_ms,
                             std::string_view time_zone, DateStyle style = DateStyle::medium);
// `day` is "YYYY-MM-DD"; returned unchanged when it is not.
std::string format_day(std::string_view region, std::string_view day,
                       DateStyle style = DateStyle::medium);

bool is_time_zone(std::string_view name);
// First instant of the day in that zone ("2026-11-21" -> ms). Nothing for an impossible day.
std::optional<std::int64_t> day_start_ms(std::string_view day, std::string_view time_zone);
// The day of an instant in that zone.
std::string day_of(std::int64_t at_ms, std::string_view time_zone);

}  // namespace kontor
