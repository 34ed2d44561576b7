#include "kernel/http.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include <boost/json/parse.hpp>

#include "kernel/url.hpp"

namespace kontor::http {

namespace {

Handler nothing() {
  return [](Request, Responder) {};
}

Router sample() {
  Router router;
  router.add_api_prefix("/api");
  router.add(Method::get, "/api/orders", nothing());
  router.add(Method::post, "/api/orders", nothing());
  router.add(Method::get, "/api/orders/{id}", nothing());
  router.add(Method::patch, "/api/orders/{order}", nothing());
  router.add(Method::get, "/api/orders/by-number/{number}", nothing());
  router.add(Method::post, "/api/orders/recent", nothing());
  router.add(Method::post, "/api/orders/{id}/lines/{line_id}", nothing());
  router.add(Method::get, "/files/{path*}", nothing());
  router.add(Method::get, "/docs/", nothing());
  router.add_fallback("/", nothing());
  router.add_fallback("/portal", nothing());
  return router;
}

std::string matched(const Router& router, Method method, std::string_view target) {
  const auto match = router.match(method, target);
  if (match.route == nullptr) return std::to_string(match.status);
  std::string text = match.route->pattern;
  for (const auto& [name, value] : match.path_params) {
    text.append(" ").append(name).append("=").append(value);
  }
  return text;
}

}  // namespace

TEST_CASE("the router finds routes by their segments, literals first") {
  const Router router = sample();
  CHECK(matched(router, Method::get, "/api/orders?a=b") == "/api/orders");
  CHECK(matched(router, Method::head, "/api/orders/7") == "/api/orders/{id} id=7");
  CHECK(matched(router, Method::patch, "/api/orders/7") == "/api/orders/{order} order=7");
  CHECK(matched(router, Method::post, "/api/orders/recent") == "/api/orders/recent");
  // The literal has no GET, the parameter has.
  CHECK(matched(router, Method::get, "/api/orders/recent") == "/api/orders/{id} id=recent");
  CHECK(matched(router, Method::get, "/api/orders/by-number/A-1") ==
        "/api/orders/by-number/{number} number=A-1");
  CHECK(matched(router, Method::post, "/api/orders/7/lines/8") ==
        "/api/orders/{id}/lines/{line_id} id=7 line_id=8");
  CHECK(matched(router, Method::get, "/files/a/b%2Fc") == "/files/{path*} path=a/b/c");
  CHECK(matched(router, Method::get, "/docs/") == "/docs/");
  CHECK(router.match(Method::get, "/api/orders/a%2Fb").path == "/api/orders/a/b");
}

TEST_CASE("the router says why it has no route") {
  const Router router = sample();
  CHECK(matched(router, Method::get, "/api/nothing") == "404");
  CHECK(matched(router, Method::get, "/api/orders/7/") == "308");
  CHECK(router.match(Method::get, "/api/orders/?q=1").location == "/api/orders?q=1");
  CHECK(matched(router, Method::get, "/api/orders//") == "404");
  CHECK(matched(router, Method::get, "//example.com/") == "/");  // the app's page, no redirect
  CHECK(router.match(Method::get, "//example.com/").location.empty());
  const auto wrong = router.match(Method::remove, "/api/orders/recent");
  CHECK(wrong.status == 405);
  CHECK(wrong.allow == "GET, HEAD, POST, PATCH, OPTIONS");
  CHECK(matched(router, Method::options, "/api/orders") == "204");
  for (const char* const bad : {"", "*", "api", "/..", "/a/%2e%2E/b", "/%00", "/a\\b", "/%c0%af"}) {
    CAPTURE(bad);
    CHECK(matched(router, Method::get, bad) == "400");
  }
}

TEST_CASE("unknown pages fall back to the app of their prefix, API paths never") {
  const Router router = sample();
  CHECK(matched(router, Method::get, "/orders/7") == "/");
  CHECK(matched(router, Method::head, "/portal") == "/portal");
  CHECK(matched(router, Method::get, "/portal/orders") == "/portal");
  CHECK(matched(router, Method::get, "/portals") == "/");
  CHECK(matched(router, Method::post, "/orders/7") == "404");
  CHECK(matched(router, Method::get, "/api") == "404");
  CHECK(matched(router, Method::get, "/apis") == "/");
}

TEST_CASE("two routes of one shape are a bug") {
  Router router = sample();
  CHECK_THROWS_AS(router.add(Method::get, "/api/orders/{other}", nothing()), std::logic_error);
  CHECK_THROWS_AS(router.add(Method::get, "api", nothing()), std::logic_error);
  CHECK_THROWS_AS(router.add(Method::get, "/x/{rest*}/y", nothing()), std::logic_error);
  CHECK(router.routes().size() == 9);
}

TEST_CASE("a route without limits of its own has those of the router") {
  Router router({.max_body_bytes = 10, .timeout_ms = 20});
  router.add(Method::post, "/a", nothing());
  router.add(Method::post, "/b", nothing(), {.max_body_bytes = 30});
  CHECK(router.routes()[0]->limits.max_body_bytes == 10);
  CHECK(router.routes()[0]->limits.timeout_ms == 20);
  CHECK(router.routes()[1]->limits.max_body_bytes == 30);
  CHECK(router.routes()[1]->limits.timeout_ms == 20);
}

TEST_CASE("header lists find names in any case and keep repetitions in order") {
  Headers headers;
  headers.add("Accept", "a");
  headers.add("X-Twice", "1");
  headers.add("x-twice", "2");
  CHECK(headers.get("ACCEPT") == "a");
  CHECK(headers.get("Missing", "otherwise") == "otherwise");
  CHECK(headers.all("X-TWICE") == std::vector<std::string_view>{"1", "2"});
  headers.set("X-Twice", "3");
  CHECK(headers.count("x-twice") == 1);
  Pairs pairs;
  pairs.add("a", "");
  CHECK(pairs.has("a"));
  CHECK_FALSE(pairs.has("A"));
}

TEST_CASE("a Responder answers once, and 500 when it is forgotten") {
  std::vector<int> answers;
  const auto responder = [&] {
    return Responder([&](Response response) { answers.push_back(response.status); });
  };
  {
    Responder respond = responder();
    respond(Response::empty());
    CHECK_FALSE(respond.pending());
    CHECK_THROWS_AS(respond(Response::empty()), std::logic_error);
  }
  { const Responder forgotten = responder(); }
  {
    Responder first = responder();
    Responder second = std::move(first);
    first = responder();
    first = std::move(second);  // the one that is overwritten is forgotten
    first(Response::empty(201));
  }
  CHECK(answers == std::vector<int>{204, 500, 500, 201});
}

TEST_CASE("a problem has the members of RFC 9457 and ours") {
  const Response response = problem_response(409, "wrong_state", "Falscher Zustand", "Schon weg.",
                                             "r1", {{"params", {{"state", "cart"}}}});
  CHECK(response.status == 409);
  CHECK(response.content_type == "application/problem+json");
  CHECK(boost::json::parse(response.body) == boost::json::parse(R"({
    "type": "urn:problem-type:kontor:wrong_state", "title": "Falscher Zustand", "status": 409,
    "detail": "Schon weg.", "code": "wrong_state", "params": {"state": "cart"},
    "request_id": "r1"})"));
}

TEST_CASE("a problem is UTF-8 whatever it repeats") {
  const Response response = problem_response(400, "bad_request", "Kopf \xff", "", "r1",
                                             {{"errors", {{{"actual", "e\xcc"}}}}});
  CHECK(is_valid_utf8(response.body));
  CHECK(boost::json::parse(response.body).at("title").as_string() == "Kopf \uFFFD");
}

TEST_CASE("percent-encoding is undone once and only where it is whole") {
  CHECK(percent_decode("a%2Bb+c") == "a+b+c");
  CHECK(percent_decode("a%2Bb+c", Plus::space) == "a+b c");
  CHECK(percent_decode("%2525") == "%25");
  CHECK_FALSE(percent_decode("%"));
  CHECK_FALSE(percent_decode("%1"));
  CHECK_FALSE(percent_decode("%u0041"));
  CHECK_FALSE(percent_decode("%00"));
  CHECK_FALSE(percent_decode("%ed%a0%80"));  // a surrogate
  CHECK(percent_encode("a b/\u00e4~") == "a%20b%2F%C3%A4~");
  CHECK(percent_decode(percent_encode("100 % \u20ac &=+")) == "100 % \u20ac &=+");
}

TEST_CASE("UTF-8 is checked to the letter") {
  CHECK(is_valid_utf8("\u00e4\u20ac\U0001f600\U0010ffff"));
  for (const char* const bad :
       {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\xaf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xc3", "\xe2\x82", "a\xff"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_valid_utf8(bad));
  }
}

TEST_CASE("queries are read in order, rebuilt and limited") {
  const auto query = parse_query("b=2&a=1&b=3&&c&=d&e=f=g");
  REQUIRE(query);
  CHECK(build_query(*query) == "b=2&a=1&b=3&c=&=d&e=f%3Dg");
  CHECK(query->all("b") == std::vector<std::string_view>{"2", "3"});
  CHECK(parse_query("")->empty());
  CHECK_FALSE(parse_query("a=%zz"));
  CHECK_FALSE(parse_query("a&b&c", 2));
}

TEST_CASE("paths are split before they are decoded") {
  CHECK(split_path("/") == std::vector<std::string>{""});
  CHECK(split_path("/a/") == std::vector<std::string>{"a", ""});
  CHECK(split_path("/a%2fb/c") == std::vector<std::string>{"a/b", "c"});
  CHECK(split_path("/.a/..b") == std::vector<std::string>{".a", "..b"});
  for (const char* const bad : {"", "a", "/.", "/a/../b", "/%2e", "/%2E%2e", "/a%0ab", "/%7f"}) {
    CAPTURE(bad);
    CHECK_FALSE(split_path(bad));
  }
  CHECK_FALSE(split_path("/1/2/3", 2));
}

}  // namespace kontor::http
