#include "kernel/csv.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>

using namespace std::string_literals;
namespace csv = kontor::csv;

namespace {

std::vector<csv::Record> read_all(std::string_view text, char separator = ';',
                                  csv::Limits limits = {}) {
  csv::Reader reader(text, separator, limits);
  std::vector<csv::Record> records;
  for (csv::Record record; reader.next(record);) records.push_back(record);
  return records;
}

using Fields = std::vector<std::string>;

}  // namespace

TEST_CASE("csv: quotes, embedded separators, doubled quotes and line breaks are read") {
  const auto records = read_all("a;b\r\n\"x;y\";\"say \"\"hi\"\"\"\r\n\"two\r\nlines\";z\n;last");
  REQUIRE(records.size() == 4);
  CHECK(records[1].fields == Fields{"x;y", "say \"hi\""});
  CHECK(records[2].fields == Fields{"two\nlines", "z"});
  CHECK(records[2].line == 3);
  CHECK(records[3].fields == Fields{"", "last"});
  CHECK(records[3].line == 5);
}

TEST_CASE("csv: CR, LF and CRLF each end a line and are counted once") {
  for (const char* end : {"\n", "\r", "\r\n"}) {
    const auto records = read_all("a;b"s + end + end + "c;d" + end);
    REQUIRE(records.size() == 2);
    CHECK(records[1].line == 3);
  }
}

TEST_CASE("csv: an inch sign inside an unquoted field is text") {
  const auto records = read_all("40-1;Monitor 24\" IPS;1\n");
  CHECK(records[0].problem == csv::Problem::none);
  CHECK(records[0].fields[1] == "Monitor 24\" IPS");
}

TEST_CASE("csv: a stray quote costs its own line and no other") {
  const auto records = read_all("a;b\nA;\"foo\nB;\"bar\"\nC;\"x\"y\nD;1\n");
  REQUIRE(records.size() == 5);
  CHECK(records[1].problem == csv::Problem::stray_quote);
  CHECK(records[1].problem_line == 2);
  CHECK(records[1].problem_column == 2);
  CHECK(records[2].fields == Fields{"B", "bar"});
  CHECK(records[3].problem == csv::Problem::stray_quote);
  CHECK(records[3].problem_line == 4);
  CHECK(records[4].fields == Fields{"D", "1"});
}

TEST_CASE("csv: a quote never closed costs its own line and no other") {
  const auto records = read_all("a;b\n1;\"open\n2;x\n3;y");
  REQUIRE(records.size() == 4);
  CHECK(records[1].problem == csv::Problem::unclosed_quote);
  CHECK(records[1].problem_line == 2);
  CHECK(records[2].fields == Fields{"2", "x"});
  CHECK(records[3].line == 4);
}

TEST_CASE("csv: blanks before a quote are reported, blanks behind it forgiven") {
  const auto records = read_all("1; \"a;b\"\n2;\"a\" ;c\n");
  CHECK(records[0].problem == csv::Problem::stray_quote);
  CHECK(records[1].fields == Fields{"2", "a", "c"});
}

TEST_CASE("csv: broken UTF-8 and control characters name line and column") {
  const auto records = read_all("ok;Stra\xC3\x9F" "e\nbad;Stra\xDF" "e\nnul;a\0b\n"s);
  REQUIRE(records.size() == 3);
  CHECK(records[0].problem == csv::Problem::none);
  CHECK(records[1].problem == csv::Problem::broken_encoding);
  CHECK(records[1].problem_line == 2);
  CHECK(records[1].problem_column == 2);
  CHECK(records[2].problem == csv::Problem::control_character);
}

TEST_CASE("csv: limits on fields, columns and records hold and reading goes on") {
  const csv::Limits limits{.field_bytes = 10, .columns = 3, .records = 4};
  const auto records = read_all(
      "1;12345678901;x\n2;\"12345678901\"\n3;b;c;d\n4;ok\n5;never read\n", ';', limits);
  REQUIRE(records.size() == 4);
  CHECK(records[0].problem == csv::Problem::field_too_long);
  CHECK(records[1].problem == csv::Problem::field_too_long);
  CHECK(records[2].problem == csv::Problem::too_many_columns);
  CHECK(records[3].fields == Fields{"4", "ok"});
  csv::Reader reader("1\n2\n3", ';', {.field_bytes = 10, .columns = 3, .records = 2});
  csv::Record record;
  while (reader.next(record)) CHECK_FALSE(reader.limit_reached());
  CHECK(reader.limit_reached());
}

TEST_CASE("csv: an open quote over a 1 MiB field ends at the field limit, the rest is read") {
  const auto records = read_all("1;\"" + std::string(1 << 20, 'x') + "\n2;b\n");
  REQUIRE(records.size() == 2);
  CHECK(records[0].problem == csv::Problem::field_too_long);
  CHECK(records[1].fields == Fields{"2", "b"});
}

TEST_CASE("csv: the separator is recognised, also against commas in texts and prices") {
  CHECK(csv::detect_separator("sku;name;price\n1;Kabel, rund;1,50\n2;Rohr;2,00\n") == ';');
  CHECK(csv::detect_separator("ID,Type,SKU\n44,\"simple, virtual\",woo\n45,simple,w2\n") == ',');
  CHECK(csv::detect_separator("a\tb\n1\t2,5\n") == '\t');
  CHECK(csv::detect_separator("a|b|c\n1|2|3\n") == '|');
  CHECK(csv::detect_separator("sep=,\na;b,c\n") == ',');
  CHECK(csv::detect_separator("one column\nvalue\n") == ';');
  const auto records = read_all("sep=;\r\na;b\r\n", ';');
  REQUIRE(records.size() == 1);
  CHECK(records[0].line == 2);
}

TEST_CASE("csv: encodings are recognised and become UTF-8") {
  const std::string utf8 = "Name;Größe €\n";
  const std::string windows = "Name;Gr\xF6\xDF" "e \x80\n";
  CHECK(csv::detect_encoding(utf8) == csv::Encoding::utf8);
  CHECK(csv::detect_encoding(windows) == csv::Encoding::windows1252);
  CHECK(csv::decode(windows, csv::Encoding::windows1252) == utf8);
  CHECK(csv::decode("\xEF\xBB\xBF" + utf8, csv::Encoding::utf8) == utf8);
  std::string little = "\xFF\xFE";
  std::string big;
  for (const char c : "sku;name\n1;x\n"s) {
    little += c;
    little += '\0';
    big += '\0';
    big += c;
  }
  CHECK(csv::detect_encoding(little) == csv::Encoding::utf16le);
  CHECK(csv::decode(little, csv::Encoding::utf16le) == "sku;name\n1;x\n");
  CHECK(csv::detect_encoding(big) == csv::Encoding::utf16be);
  CHECK(csv::decode(big, csv::Encoding::utf16be) == "sku;name\n1;x\n");
  for (const auto encoding : {csv::Encoding::utf8, csv::Encoding::utf16le,
                              csv::Encoding::utf16be, csv::Encoding::windows1252}) {
    CHECK(csv::encoding_from_text(csv::to_text(encoding)) == encoding);
  }
}

TEST_CASE("csv: one broken byte does not turn a UTF-8 file into Windows-1252") {
  CHECK(csv::detect_encoding("ä ö ü ß é Türstation\nbad \xDF\n") == csv::Encoding::utf8);
}

TEST_CASE("csv: formulas are guarded for spreadsheets, numbers are not, and it is reversible") {
  CHECK(csv::guard("=HYPERLINK(\"x\")") == "'=HYPERLINK(\"x\")");
  CHECK(csv::guard("@SUM(1)") == "'@SUM(1)");
  CHECK(csv::guard("+49 30 1234") == "'+49 30 1234");
  CHECK(csv::guard("-12,50") == "-12,50");
  CHECK(csv::guard("＝1+1") == "'＝1+1");
  for (const char* value : {"=1", "'=1", "''=1", "'", "'a", "-5", "'-5", "-", "+4", "\tx", "O'Hara",
                            "@", "", "plain"}) {
    CHECK(csv::unguard(csv::guard(value)) == value);
  }
}

TEST_CASE("csv: what the writer writes the reader reads back") {
  csv::Writer writer;
  const Fields fields = {"a;b", "\"q\"", "line\nbreak", " blank ", "=cmd|' /C calc'!A0", "ü"};
  writer.record(fields);
  writer.record({"x"});
  const std::string bytes = writer.take();
  CHECK(csv::detect_encoding(bytes) == csv::Encoding::utf8);
  const std::string text = csv::decode(bytes, csv::Encoding::utf8);
  const auto records = read_all(text);
  REQUIRE(records.size() == 2);
  REQUIRE(records[0].fields.size() == fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    CHECK(csv::unguard(records[0].fields[i]) == fields[i]);
  }
}

TEST_CASE("csv: random bytes never crash, loop or lose the line count") {
  std::mt19937 random(20'261'121);
  const std::string alphabet = "\"\"\";;,,\t|\r\n\nab \0\xC3\xA4\xFF"s;
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const auto size = random() % 200;
    for (unsigned i = 0; i < size; ++i) text += alphabet[random() % alphabet.size()];
    const auto encoding = csv::detect_encoding(text);
    const std::string decoded = csv::decode(text, encoding);
    std::int64_t last = 0;
    const auto records = read_all(decoded, csv::detect_separator(decoded));
    for (const auto& record : records) {
      CHECK(record.line > last);
      last = record.line;
    }
    CHECK(records.size() <= decoded.size());
  }
}

TEST_CASE("csv: the list of naughty strings survives writing and reading") {
  const std::filesystem::path path = "../shared/data/text/blns.json";
  if (!std::filesystem::exists(path)) {
    std::cout << "SKIPPED: " << path << " is missing, naughty strings were not tried\n";
    return;
  }
  std::ifstream file(path);
  std::stringstream content;
  content << file.rdbuf();
  const boost::json::value strings = boost::json::parse(content.str());
  int read_back = 0;
  for (const auto& value : strings.as_array()) {
    const std::string text(value.as_string());
    csv::Writer writer;
    writer.record({"before", text, "after"});
    const auto records = read_all(csv::decode(writer.text(), csv::Encoding::utf8));
    REQUIRE(records.size() == 1);
    if (records[0].problem == csv::Problem::control_character) continue;
    REQUIRE(records[0].fields.size() == 3);
    CHECK(csv::unguard(records[0].fields[1]) == text);
    ++read_back;
  }
  CHECK(read_back > 400);
}
