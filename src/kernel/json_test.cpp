#include "kernel/json.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

namespace {

using kontor::FieldError;
using kontor::from_json;
using kontor::Refused;

struct Item {
  kontor::Text<8, 1> sku;
  kontor::Bounded<1, 100> quantity;
};
BOOST_DESCRIBE_STRUCT(Item, (), (sku, quantity))

enum class Size { small, large_ };
BOOST_DESCRIBE_ENUM(Size, small, large_)

struct Body {
  kontor::Text<10, 2> name;
  kontor::MultilineText<20> note;
  std::int64_t number = 0;
  bool flag = false;
  std::optional<Size> size;
  kontor::List<Item, 3> items;
  kontor::Patch<std::optional<std::int64_t>> change;
  std::optional<kontor::JobId> id;
};
BOOST_DESCRIBE_STRUCT(Body, (), (name, note, number, flag, size, items, change, id))

/// "code" of a malformed text, else "pointer code limit actual" of each wrong field.
std::vector<std::string> errors_of(std::string_view json) {
  try {
    from_json<Body>(json);
    return {};
  } catch (const Refused& refused) {
    if (refused.errors().empty()) return {std::string(refused.code().name)};
    std::vector<std::string> errors;
    for (const FieldError& error : refused.errors()) {
      std::string text = error.pointer + " " + error.code;
      if (!error.limit.empty()) text += " " + error.limit;
      if (!error.actual.empty()) text += " (" + error.actual + ")";
      errors.push_back(text);
    }
    return errors;
  }
}

using Errors = std::vector<std::string>;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream input(path, std::ios::binary);
  std::ostringstream content;
  content << input.rdbuf();
  return content.str();
}

}  // namespace

TEST_CASE("a whole body is read and written back the same") {
  const std::string text =
      R"({"name":"Größe","note":"a\nb","number":-9223372036854775808,"flag":true,)"
      R"("size":"large","items":[{"sku":"A","quantity":3}],"change":null,"id":null})";
  const auto body = from_json<Body>(text);
  CHECK(body.size == Size::large_);
  CHECK(body.change.present);
  CHECK_FALSE(body.change.value.has_value());
  CHECK(kontor::to_json(body) == text);
}

TEST_CASE("what may be left out is empty, false or untouched") {
  const auto body = from_json<Body>(R"({"name":"Anna","number":1})");
  CHECK(body.note.empty());
  CHECK_FALSE(body.flag);
  CHECK(body.items.empty());
  CHECK_FALSE(body.change.present);
}

TEST_CASE("every wrong field is named with its place, limit and value, all at once") {
  CHECK(errors_of("{}") == Errors{"/name required", "/number required"});
  CHECK(errors_of(R"({"name":"A","number":"1"})") ==
        Errors{"/name too_short 2 (1)", "/number not_a_number (text)"});
  CHECK(errors_of(R"({"name":"12345678901","number":1})") == Errors{"/name too_long 10 (11)"});
  CHECK(errors_of(
            R"({"name":"Anna","number":1,"items":[{"sku":"A","quantity":1},{"quantity":0}]})") ==
        Errors{"/items/1/sku required", "/items/1/quantity too_small 1 (0)"});
  CHECK(errors_of(R"({"name":"Anna","number":1,"items":[1,[],"x",null]})") ==
        Errors{"/items too_many 3 (4)"});
  CHECK(errors_of(R"({"name":"Anna","number":1,"items":{}})") ==
        Errors{"/items not_a_list (object)"});
  CHECK(errors_of(R"({"name":"Anna","number":1,"items":[7]})") ==
        Errors{"/items/0 not_an_object (number)"});
  CHECK(errors_of(R"({"name":"Anna","number":1,"flag":1})") ==
        Errors{"/flag not_boolean (number)"});
  CHECK(errors_of(R"({"name":"Anna","number":1,"size":"huge"})") ==
        Errors{"/size not_allowed small, large (huge)"});
  CHECK(errors_of(R"({"name":"Anna","number":1,"id":"order_01h455vb4pex5vsknk084sn02q"})") ==
        Errors{"/id not_an_id job_..."});
}

TEST_CASE("an unknown field is an error with its own place, escaped") {
  CHECK(errors_of(R"({"name":"Anna","number":1,"nmae":"x"})") == Errors{"/nmae unknown_field"});
  CHECK(errors_of(R"({"name":"Anna","number":1,"a/b~c":1})") == Errors{"/a~1b~0c unknown_field"});
  CHECK(errors_of(R"({"name":"Anna","number":1,"large_":1})") == Errors{"/large_ unknown_field"});
}

TEST_CASE("numbers are whole and fit, or are refused") {
  CHECK(errors_of(R"({"name":"Anna","number":9223372036854775807})").empty());
  CHECK(errors_of(R"({"name":"Anna","number":9223372036854775808})") ==
        Errors{"/number too_large 9223372036854775807 (9223372036854775808)"});
  CHECK(errors_of(R"({"name":"Anna","number":1.5})").front().starts_with("/number not_integer"));
  CHECK(errors_of(R"({"name":"Anna","number":1e400})").front().starts_with("/number not_integer"));
  CHECK(errors_of(R"({"name":"Anna","number":NaN})") == Errors{"malformed_json"});
  CHECK(errors_of(R"({"name":"Anna","number":true})") == Errors{"/number not_a_number (boolean)"});
}

TEST_CASE("texts come in clean: trimmed, composed, without control characters") {
  CHECK(from_json<Body>(R"({"name":"  Anna ","number":1})").name == "Anna");
  // a + combining diaeresis becomes one character
  CHECK(from_json<Body>("{\"name\":\"Ba\u0308r\",\"number\":1}").name == "B\u00e4r");
  CHECK(errors_of(R"({"name":"An\u0000na","number":1})") == Errors{"/name control_character"});
  CHECK(errors_of(R"({"name":"An\nna","number":1})") == Errors{"/name control_character"});
  CHECK(errors_of(R"({"name":"Anna","note":"a\nb\tc","number":1})").empty());
  CHECK(errors_of(R"({"name":"   ","number":1})") == Errors{"/name required 2 (0)"});
  CHECK(errors_of("{\"name\":\"\u200b\u200b\",\"number\":1}") == Errors{"/name required 2 (0)"});
}

TEST_CASE("lengths count what people see, at the boundary") {
  const std::string family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";  // one family
  std::string ten, eleven;
  for (int i = 0; i < 10; ++i) ten += family;
  eleven = ten + family;
  CHECK(errors_of("{\"name\":\"" + ten + "\",\"number\":1}").empty());
  CHECK(errors_of("{\"name\":\"" + eleven + "\",\"number\":1}") ==
        Errors{"/name too_long 10 (11)"});
}

TEST_CASE("a text of a megabyte is refused with its length, not with a crash") {
  const std::string huge(1 << 20, 'x');
  CHECK(errors_of("{\"name\":\"" + huge + "\",\"number\":1}") ==
        Errors{"/name too_long 10 (1048576)"});
  CHECK(errors_of("{\"" + huge + "\":1,\"name\":\"Anna\",\"number\":1}").size() == 1);
}

TEST_CASE("broken UTF-8 is malformed") {
  for (const std::string_view bytes :
       {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\x80"}) {
    CHECK(errors_of("{\"name\":\"Anna" + std::string(bytes) + "\",\"number\":1}") ==
          Errors{"malformed_json"});
  }
  CHECK(errors_of(R"({"name":"An\ud800na","number":1})") == Errors{"malformed_json"});
}

TEST_CASE("malformed JSON is refused with the line") {
  try {
    from_json<Body>("{\n\"name\": \"Anna\",\n\"number\": }");
    FAIL("it must refuse");
  } catch (const Refused& refused) {
    CHECK(refused.code() == kontor::kMalformedJson);
    const auto& [name, value] = refused.params().front();
    CHECK(name == "line");
    CHECK(std::get<std::int64_t>(value) == 3);
  }
  for (const auto* text : {"", " ", "{", "[1,]", "{\"a\":1,}", "{} x", "nul", "'a'", "{\"a\" 1}"}) {
    CAPTURE(text);
    CHECK(errors_of(text) == Errors{"malformed_json"});
  }
}

TEST_CASE("depth is limited") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK_NOTHROW(kontor::parse_json(nested(30)));
  CHECK_THROWS_AS(kontor::parse_json(nested(40)), Refused);
  CHECK_THROWS_AS(kontor::parse_json(nested(1'000'000)), Refused);
}

TEST_CASE("the public torture set: what must be taken is taken, what must not is refused") {
  const std::filesystem::path folder = "../shared/data/json-torture/test_parsing";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("SKIPPED: " << folder.string() << " is not here");
    return;
  }
  int read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    CAPTURE(name);
    ++read;
    bool accepted = true;
    try {
      kontor::parse_json(read_file(entry.path()));
    } catch (const Refused&) {
      accepted = false;
    }
    if (name.starts_with("y_")) CHECK(accepted);
    if (name.starts_with("n_")) CHECK_FALSE(accepted);
  }
  CHECK(read > 300);
}

TEST_CASE("what is written is valid JSON whatever it contains") {
  std::string all;
  for (int c = 0; c < 128; ++c) all.push_back(static_cast<char>(c));
  std::string written;
  kontor::append_json_string(written, all);
  CHECK(boost::json::value_to<std::string>(boost::json::parse(written)) == all);
}
