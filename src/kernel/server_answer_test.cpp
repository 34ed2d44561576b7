#include "kernel/server_answer.hpp"

#include <doctest/doctest.h>

namespace kontor::http {

namespace {

std::string head_of(const Response& response, const RequestFacts& facts = {}) {
  std::string head;
  append_head(head, response, facts, Persistence::keep_alive, "today");
  return head;
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("a handler cannot frame the message, but may replace the default headers") {
  const Response response = Response::text("abc")
                                .with("content-length", "7")
                                .with("Transfer-Encoding", "chunked")
                                .with("Connection", "close")
                                .with("cache-control", "private")
                                .with("X-Own", "1");
  const std::string head = head_of(response);
  CHECK(count(head, "ength:") == 1);
  CHECK(count(head, "Content-Length: 3\r\n") == 1);
  CHECK(count(head, "Transfer-Encoding") == 0);
  CHECK(count(head, "Connection") == 0);
  CHECK(count(head, "cache-control: private\r\n") == 1);
  CHECK(count(head, "Cache-Control") == 0);
  CHECK(count(head, "X-Content-Type-Options: nosniff\r\n") == 1);
  CHECK(count(head, "X-Own: 1\r\n") == 1);
  CHECK(head.ends_with("\r\n\r\n"));
}

TEST_CASE("204 and 304 have neither type nor length") {
  for (const int status : {204, 304}) {
    Response response = Response::text("must not be sent", status);
    const std::string head = head_of(response);
    CHECK(count(head, "Content-") == 2);  // Content-Security-Policy, X-Content-Type-Options
    CHECK(body_to_send(response, {}).empty());
  }
}

TEST_CASE("only long texts are compressed, and only when that saves something") {
  RequestFacts facts;
  facts.accepts_gzip = true;
  const auto encoding = [&](Response response) {
    prepare_response(response, facts);
    return std::string(response.headers.get("Content-Encoding"));
  };
  const std::string text(2000, 'a');
  CHECK(encoding(Response::json(text)) == "gzip");
  CHECK(encoding(Response::json(text.substr(0, 1000))).empty());
  Response picture = Response::text(text);
  picture.content_type = "image/png";
  CHECK(encoding(picture).empty());
  Response secret = Response::json(text);
  secret.compression = Compression::never;
  CHECK(encoding(secret).empty());
  CHECK(encoding(Response::json(text).with("Content-Encoding", "br")) == "br");
}

TEST_CASE("dates are those of the standard") {
  CHECK(format_http_date(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110, 5.6.7
  CHECK(format_http_date(951'782'400) == "Tue, 29 Feb 2000 00:00:00 GMT");
}

}  // namespace kontor::http
