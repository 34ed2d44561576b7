#include "kernel/texts.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <stdexcept>

using namespace kontor;

namespace {

Texts sample() {
  return Texts({{Locale::de,
                 R"({"a":{"b":"Hallo {{name}}!","only_de":"nur hier"},
                     "file_one":"eine Datei","file_other":"{{count}} Dateien"})"},
                {Locale::fr,
                 R"({"a":{"b":"Bonjour {{ name }} !"},
                     "file_one":"{{count}} fichier","file_other":"{{count}} fichiers"})"}});
}

// NBSP and narrow NBSP become spaces, so that tests can be read.
std::string plain(std::string text) {
  for (const std::string space : {"\u00A0", "\u202F"}) {
    for (auto at = text.find(space); at != std::string::npos; at = text.find(space)) {
      text.replace(at, space.size(), " ");
    }
  }
  return text;
}

std::set<std::string> placeholders(const std::string& text) {
  std::set<std::string> names;
  for (auto at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) {
    names.insert(text.substr(at + 2, text.find("}}", at) - at - 2));
  }
  return names;
}

}  // namespace

TEST_CASE("texts: placeholders are filled, missing ones stay empty, values are not read again") {
  const Texts texts = sample();
  CHECK(texts.text(Locale::de, "a.b", {{"name", "Anna"}}) == "Hallo Anna!");
  CHECK(texts.text(Locale::fr, "a.b", {{"name", "{{name}}"}}) == "Bonjour {{name}} !");
  CHECK(texts.text(Locale::de, "a.b") == "Hallo !");
}

TEST_CASE("texts: a missing text falls back to German, then to its key") {
  const Texts texts = sample();
  CHECK(texts.text(Locale::fr, "a.only_de") == "nur hier");
  CHECK(texts.text(Locale::en, "a.only_de") == "nur hier");
  CHECK(texts.text(Locale::fr, "a.none") == "a.none");
}

TEST_CASE("texts: plurals follow the language") {
  const Texts texts = sample();
  CHECK(texts.text(Locale::de, "file", {{"count", "1"}}) == "eine Datei");
  CHECK(texts.text(Locale::de, "file", {{"count", "0"}}) == "0 Dateien");
  CHECK(texts.text(Locale::fr, "file", {{"count", "0"}}) == "0 fichier");
  CHECK(texts.text(Locale::fr, "file", {{"count", "2"}}) == "2 fichiers");
  CHECK(texts.has(Locale::fr, "file"));
  CHECK_FALSE(texts.has(Locale::fr, "fil"));
}

TEST_CASE("texts: broken files name themselves and the key") {
  CHECK_THROWS_WITH_AS(Texts({{Locale::de, "{"}}), doctest::Contains("texts/de.json"),
                       std::runtime_error);
  CHECK_THROWS_WITH_AS(Texts({{Locale::fr, R"({"a":{"b":1}})"}}),
                       doctest::Contains("texts/fr.json: a.b"), std::runtime_error);
}

TEST_CASE("texts: the three embedded files have the same keys and placeholders") {
  const auto german = texts().keys(Locale::de);
  REQUIRE(german.size() > 20);
  for (const Locale locale : {Locale::en, Locale::fr}) {
    CHECK(texts().keys(locale) == german);
    for (const auto& key : german) {
      CAPTURE(key);
      CHECK(placeholders(texts().pattern(locale, key)) ==
            placeholders(texts().pattern(Locale::de, key)));
      CHECK_FALSE(texts().pattern(locale, key).empty());
    }
  }
}

TEST_CASE("texts: locale tags are read by their language") {
  CHECK(parse_locale("de-AT") == Locale::de);
  CHECK(parse_locale("FR_fr") == Locale::fr);
  CHECK_FALSE(parse_locale("it"));
  CHECK_FALSE(parse_locale("deu"));
}

TEST_CASE("texts: money is written as each region writes it") {
  CHECK(plain(format_money("de-DE", 303'600, "EUR")) == "3.036,00 €");
  CHECK(plain(format_money("de", -5, "EUR")) == "-0,05 €");
  CHECK(plain(format_money("de-AT", 303'600, "EUR")) == "€ 3.036,00");
  CHECK(plain(format_money("de-CH", 303'600, "CHF")) == "CHF 3’036.00");
  CHECK(plain(format_money("fr-FR", 303'600, "EUR")) == "3 036,00 €");
  CHECK(plain(format_money("en", 303'600, "EUR")) == "€3,036.00");
  CHECK(plain(format_money("de-DE", 1500, "JPY")) == "1.500 ¥");
  CHECK(plain(format_money("de-DE", 9'223'372'036'854'775'807, "EUR")) ==
        "92.233.720.368.547.758,07 €");
  CHECK(plain(format_money("de-DE", std::int64_t{-9'223'372'036'854'775'807} - 1, "EUR")) ==
        "-92.233.720.368.547.758,08 €");
}

TEST_CASE("texts: unit prices, quantities, percents") {
  CHECK(plain(format_unit_price("de-DE", 12'500, "EUR")) == "1,25 €");
  CHECK(plain(format_unit_price("de-DE", 12'345, "EUR")) == "1,2345 €");
  CHECK(format_quantity("de-DE", 1'500) == "1,5");
  CHECK(format_quantity("de-DE", 2'000'000) == "2.000");
  CHECK(plain(format_percent("de-DE", 1'900)) == "19 %");
  CHECK(plain(format_percent("fr-FR", 550)) == "5,5 %");
  CHECK(format_percent("en", 1'900) == "19%");
  CHECK(plain(format_integer("fr", 12'345)) == "12 345");
}

TEST_CASE("texts: dates follow region and time zone, summer and winter") {
  const std::int64_t winter = 1'795'266'300'000;  // 2026-11-21T13:05:00Z
  CHECK(format_date("de-DE", winter, "Europe/Berlin") == "21.11.2026");
  CHECK(format_date("de-DE", winter, "Europe/Berlin", DateStyle::long_) == "21. November 2026");
  CHECK(format_date_time("de-DE", winter, "Europe/Berlin", DateStyle::long_) ==
        "21. November 2026, 14:05 Uhr");
  CHECK(format_date_time("fr-FR", winter, "Europe/Paris", DateStyle::long_) ==
        "21 novembre 2026, 14:05");
  CHECK(format_date_time("en", winter, "Europe/London") == "21 Nov 2026, 13:05");
  CHECK(format_day("de-DE", "2026-03-01") == "01.03.2026");
  CHECK(format_day("de-DE", "soon") == "soon");
}

TEST_CASE("texts: days begin at local midnight, and impossible days do not exist") {
  CHECK(day_start_ms("1970-01-01", "UTC") == 0);
  CHECK(day_start_ms("1970-01-01", "Europe/Berlin") == -3'600'000);
  // The day on which the clocks go forward has 23 hours.
  CHECK(*day_start_ms("2026-03-30", "Europe/Berlin") -
            *day_start_ms("2026-03-29", "Europe/Berlin") ==
        23 * 3'600'000);
  CHECK(day_of(*day_start_ms("2028-02-29", "Europe/Berlin"), "Europe/Berlin") == "2028-02-29");
  CHECK(day_of(*day_start_ms("2028-02-29", "Europe/Berlin") - 1, "Europe/Berlin") == "2028-02-28");
  for (const char* bad : {"2026-02-29", "2026-13-01", "2026-1-1", "", "2026-11-31", "20261121xx"}) {
    CHECK_FALSE(day_start_ms(bad, "UTC"));
  }
  CHECK(is_time_zone("Europe/Berlin"));
  CHECK_FALSE(is_time_zone("Europe/Atlantis"));
  CHECK_FALSE(is_time_zone(""));
}
