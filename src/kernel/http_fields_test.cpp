#include "kernel/http_fields.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include <boost/json/parse.hpp>

namespace kontor::http {

TEST_CASE("cookies are read as browsers send them, broken ones are left out") {
  const Pairs cookies = parse_cookies("a=1; b=\"two\";c=x=y; broken; =z; sp ace=1; d=\x01; e=");
  CHECK(cookies.size() == 4);
  CHECK(cookies.get("a") == "1");
  CHECK(cookies.get("b") == "two");
  CHECK(cookies.get("c") == "x=y");
  CHECK(cookies.has("e"));
  CHECK(parse_cookies("a=1; b=2; c=3", 2).size() == 2);
  CHECK(cookie_header("kontor_session", "abc", {.max_age_s = 60, .secure = true}) ==
        "kontor_session=abc; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax");
  CHECK_THROWS_AS(cookie_header("a", "b; Domain=evil"), std::invalid_argument);
  CHECK_THROWS_AS(cookie_header("a b", "c"), std::invalid_argument);
}

TEST_CASE("over https a cookie bears the prefix that ties it to its host") {
  Request request;
  CHECK(host_cookie(request, "kontor_session") == "kontor_session");
  request.https = true;
  CHECK(host_cookie(request, "kontor_session") == "__Host-kontor_session");
}

TEST_CASE("Authorization is a scheme and a token") {
  CHECK(parse_bearer("Bearer abc.DEF-123_~+/==") == "abc.DEF-123_~+/==");
  CHECK(parse_bearer("bearer   abc") == "abc");
  CHECK(parse_authorization("Basic dTpw")->scheme == "basic");
  for (const char* const bad : {"", "Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "Bearer =a",
                                "Basic dTpw", "Bearer \"a\""}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_bearer(bad));
  }
}

TEST_CASE("entity tags are compared strongly for writes and weakly for caches") {
  const auto list = parse_entity_tags("\"7\", W/\"8\" ,\"a,b\\\"");
  REQUIRE(list);
  CHECK(list->tags.size() == 3);
  CHECK(list->tags[2].value == "a,b\\");
  CHECK(matches_strongly(*list, "7"));
  CHECK_FALSE(matches_strongly(*list, "8"));
  CHECK(matches_weakly(*list, "8"));
  CHECK(matches_strongly(*parse_entity_tags(" * "), "anything"));
  for (const char* const bad :
       {"", "7", "\"7", "\"7\" \"8\"", "\"7\",", "w/\"7\"", "\"a b\"", "*, \"7\"", "\"7\",x"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_entity_tags(bad));
  }
}

TEST_CASE("If-Match for a write is exactly one version") {
  CHECK(parse_version_match("\"7\"") == 7);
  CHECK(parse_version_match(" \"999999999999999999\" ") == 999999999999999999);
  for (const char* const bad : {"", "*", "7", "W/\"7\"", "\"7\", \"8\"", "\"-7\"", "\"+7\"",
                                "\"7a\"", "\"\"", "\"1234567890123456789\""}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_version_match(bad));
  }
}

TEST_CASE("an idempotency key is a quoted string or a bare token") {
  const std::string uuid = "8e03978e-40d5-43e8-bc93-6894a57f9324";
  CHECK(parse_idempotency_key("\"" + uuid + "\"") == uuid);
  CHECK(parse_idempotency_key(uuid) == uuid);
  CHECK(parse_idempotency_key(" \"a\\\"b\"; x=1") == "a\"b");
  CHECK(parse_idempotency_key("abc;x") == "abc");
  CHECK(parse_idempotency_key(std::string(255, 'k')));
  CHECK_FALSE(parse_idempotency_key(std::string(256, 'k')));
  for (const char* const bad : {"", "\"\"", "\"a", "a b", "\"a\" b", "\"\xc3\xa4\"", "a,b"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_idempotency_key(bad));
  }
}

TEST_CASE("accepted encodings and languages follow their weights") {
  CHECK(accepts_encoding("gzip, br", "br"));
  CHECK(accepts_encoding("GZIP;q=0.001", "gzip"));
  CHECK_FALSE(accepts_encoding("gzip;q=0, *", "gzip"));
  CHECK(accepts_encoding("*;q=0.5", "gzip"));
  CHECK_FALSE(accepts_encoding("", "gzip"));
  CHECK_FALSE(accepts_encoding("gzip;q=2", "gzip"));
  const std::vector<std::string> offered = {"de", "en", "fr"};
  CHECK(preferred_language("fr-CH, en;q=0.9, de;q=0.95", offered) == "fr");
  CHECK(preferred_language("it, en;q=0.3, de;q=0.8", offered) == "de");
  CHECK_FALSE(preferred_language("it, *;q=0.1", offered));
  CHECK_FALSE(preferred_language("en;q=0", offered));
}

TEST_CASE("parameters of header values are found beside quotes") {
  const std::string value = "form-data; name=\"a;b\"; filename=\"C:\\temp\\x \\\"y\\\".csv\"";
  CHECK(header_parameter(value, "name") == "a;b");
  CHECK(header_parameter(value, "FILENAME") == "C:\\temp\\x \"y\".csv");
  CHECK_FALSE(header_parameter(value, "form-data"));
  CHECK(header_parameter("text/html; charset=utf-8", "charset") == "utf-8");
  CHECK_FALSE(header_parameter("a; b=\"c", "b"));
  CHECK(media_type(" Text/HTML ; charset=x") == "text/html");
}

// The vectors of the HTTP working group: https://github.com/httpwg/structured-field-tests
TEST_CASE("structured strings and tokens read as the working group's vectors say") {
  const std::filesystem::path folder = "../shared/data/http/structured-fields";
  if (!std::filesystem::exists(folder)) {
    std::cout << "SKIPPED: " << folder.string() << " is missing, structured fields untried\n";
    return;
  }
  std::size_t tried = 0;
  for (const char* const name : {"string.json", "string-generated.json", "token.json"}) {
    std::stringstream text;
    text << std::ifstream(folder / name).rdbuf();
    const auto vectors = boost::json::parse(text.str());
    for (const auto& vector : vectors.as_array()) {
      const auto& test = vector.as_object();
      if (test.at("header_type").as_string() != "item") continue;
      std::string raw;
      for (const auto& line : test.at("raw").as_array()) {
        raw += (raw.empty() ? "" : ", ") + std::string(line.as_string());
      }
      CAPTURE(test.at("name").as_string());
      CAPTURE(raw);
      ++tried;
      const auto parsed = parse_structured_text(raw);
      const bool must_fail = test.contains("must_fail") && test.at("must_fail").as_bool();
      const bool can_fail = test.contains("can_fail") && test.at("can_fail").as_bool();
      CHECK((parsed.has_value() == !must_fail || can_fail));
      if (!parsed || must_fail) continue;
      const auto& expected = test.at("expected").as_array().at(0);
      CHECK(parsed->is_token == expected.is_object());
      const auto& value = expected.is_object() ? expected.as_object().at("value") : expected;
      CHECK(parsed->value == std::string(value.as_string()));
    }
  }
  CHECK(tried > 200);
}

TEST_CASE("parameters of a structured item may be of any kind but must be right") {
  for (const char* const good : {"\"a\";b", "\"a\";b=1;c=-1.5", "a; b=?1", "a;b=:aGk=:", "a;b=@17",
                                 "a;b=%\"f%c3%bc\"", "a;*b=\"x\";c=t/u"}) {
    CAPTURE(good);
    CHECK(parse_structured_text(good)->value == "a");
  }
  for (const char* const bad :
       {"a;B", "a;b=", "a;b=?2", "a;b=1.", "a;b=1.2345", "a;b=@1.5", "a;b=1234567890123456",
        "a;b=:a", "a;b=%\"%C3\"", "a ;b", "a;", "1"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_structured_text(bad));
  }
}

}  // namespace kontor::http
