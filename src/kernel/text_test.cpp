#include "kernel/text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace kontor;
using Terms = std::vector<std::string>;

TEST_CASE("text: UTF-8 is checked strictly and repaired visibly") {
  CHECK(is_valid_utf8("Grüße 👋 €"));
  for (const char* bad :
       {"\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "a\x80z", "\xFF"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_valid_utf8(bad));
    CHECK(is_valid_utf8(repaired_utf8(bad)));
  }
  CHECK(repaired_utf8("a\xFFz") == "a\xEF\xBF\xBDz");
  CHECK(repaired_utf8(std::string_view("a\0z", 3)) == "a\xEF\xBF\xBDz");
}

TEST_CASE("text: lengths count what people see") {
  CHECK(grapheme_count("") == 0);
  CHECK(grapheme_count("abc") == 3);
  CHECK(grapheme_count("Gru\xCC\x88\xC3\x9F"
                       "e") == 5);  // u with combining dots
  CHECK(grapheme_count("👨‍👩‍👧") == 1);
  CHECK(grapheme_count("🇩🇪🇫🇷") == 2);
  CHECK(grapheme_count("a\r\nb") == 3);
  CHECK(character_count("🇩🇪") == 2);
  CHECK(first_graphemes("🇩🇪🇫🇷x", 1) == "🇩🇪");
  CHECK(first_graphemes("ab", 5) == "ab");
  CHECK(nfc("u\xCC\x88") == "ü");
}

TEST_CASE("text: control and reordering characters are found, line breaks where not allowed") {
  CHECK_FALSE(has_forbidden_characters("Grüße, 5 €\xC2\xA0netto", LineBreaks::refused));
  CHECK(has_forbidden_characters("a\nb", LineBreaks::refused));
  CHECK_FALSE(has_forbidden_characters("a\n\tb", LineBreaks::allowed));
  using namespace std::string_literals;
  for (const std::string& bad : {"a\0b"s, "a\rb"s, "\x1B[31m"s, "a\u202Eb"s, "\u2066"s, "\u2028"s,
                                 "\uFFFE"s, "\x7F"s, "\u0085"s}) {
    CAPTURE(bad);
    CHECK(has_forbidden_characters(bad, LineBreaks::allowed));
  }
}

TEST_CASE("text: white space of every kind is trimmed and squeezed") {
  CHECK(trimmed("\u00A0\u200B  a b \t\n\uFEFF") == "a b");
  CHECK(trimmed(" \n ") == "");
  CHECK(squeezed("  a \u00A0\n b  ") == "a b");
}

TEST_CASE("text: case folding makes equal what differs in case only") {
  CHECK(folded("STRASSE") == folded("Straße"));
  CHECK(folded("ÄÖÜ") == folded("äöü"));
  CHECK(folded("a") != folded("ä"));
}

TEST_CASE("text: sort keys give the order of a German dictionary, numbers by value") {
  const Terms expected{"Adler",  "Ähre",   "Apfel",  "Kabel 2", "Kabel 10",
                       "muller", "Müller", "Muster", "Straße",  "Zahl"};
  Terms shuffled = expected;
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(5));
  std::sort(shuffled.begin(), shuffled.end(),
            [](const auto& a, const auto& b) { return sort_key(a) < sort_key(b); });
  CHECK(shuffled == expected);
  CHECK(sort_key("").find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(sort_key(std::string(100'000, 'x')) == sort_key(std::string(512, 'x')));
}

TEST_CASE("text: what is written in one way is found in the other") {
  const auto finds = [](std::string_view query, std::string_view text) {
    const auto terms = search_terms(text);
    const auto wanted = query_terms(query);
    return !wanted.empty() && std::all_of(wanted.begin(), wanted.end(), [&](const auto& word) {
      return std::any_of(terms.begin(), terms.end(),
                         [&](const auto& term) { return term.starts_with(word); });
    });
  };
  CHECK(finds("müller", "Müller GmbH"));
  CHECK(finds("Mueller", "Müller GmbH"));
  CHECK(finds("muller", "Müller GmbH"));
  CHECK(finds("Müller", "Mueller & Söhne"));
  CHECK(finds("MÜL", "müller"));
  CHECK(finds("Strasse", "Bahnhofsweg, Straße 5"));
  CHECK(finds("Straße", "STRASSE"));
  CHECK(finds("hotel", "L’Hôtel Français"));
  CHECK(finds("francais", "L’Hôtel Français"));
  CHECK(finds("lodz", "Łódź"));
  CHECK(finds("TS-260", "Videotürstation TS-260"));
  CHECK(finds("ts260", "Videotürstation TS-260"));
  CHECK(finds("ts 260", "Station TS260"));
  CHECK(finds("A-2026-0001", "A-2026-000123"));
  CHECK(finds("2026-0001", "A-2026-000123"));
  CHECK(finds("000123", "A-2026-000123"));
  CHECK(finds("keller@nord", "anna.keller@nordhafen.example"));
  CHECK(finds("nordhafen", "anna.keller@nordhafen.example"));
  CHECK_FALSE(finds("meier", "Müller GmbH"));
  CHECK_FALSE(finds("müller hamburg", "Müller Bremen"));
}

TEST_CASE("text: search terms are bounded") {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "w" + std::to_string(i) + " ";
  CHECK(search_terms(many).size() == 256);
  CHECK(query_terms(many).size() == 16);
  const auto one = search_terms(std::string(1000, 'a'));
  REQUIRE(one.size() == 1);
  CHECK(one.front().size() == 64);
  CHECK(search_terms("--- ... !!").empty());
}

TEST_CASE("text: no bytes make the functions stumble") {
  std::mt19937 random(11);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 40, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    const std::string good = repaired_utf8(bytes);
    REQUIRE(is_valid_utf8(good));
    REQUIRE(is_valid_utf8(nfc(good)));
    REQUIRE(is_valid_utf8(from_windows_1252(bytes)));
    for (const auto& term : search_terms(bytes)) REQUIRE(is_valid_utf8(term));
    REQUIRE(grapheme_count(good) <= character_count(good));
    REQUIRE(trimmed(squeezed(good)) == squeezed(good));
    static_cast<void>(sort_key(bytes));
    static_cast<void>(has_forbidden_characters(bytes, LineBreaks::allowed));
  }
}

TEST_CASE("text: Windows-1252 and HTML") {
  CHECK(from_windows_1252("Gr\xFC\xDF"
                          "e \x80 \x93x\x94") == "Grüße € “x”");
  CHECK(html_escaped("<a href=\"x\">'&'</a>") ==
        "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}
