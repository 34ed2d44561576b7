#include "kernel/server.hpp"

#include <doctest/doctest.h>

#include "support/http_desk.hpp"

using namespace std::string_literals;

namespace kontor::http {

TEST_CASE("a request is answered and the connection stays open for the next") {
  Desk desk;
  RawClient client = desk.connect();
  for (int i = 0; i < 3; ++i) {
    client.send("GET /hello HTTP/1.1\r\nHost: kontor\r\n\r\n");
    const RawAnswer answer = client.read_answer();
    CHECK(answer.status == 200);
    CHECK(answer.body == "hello 127.0.0.1");
    CHECK(answer.headers.get("Content-Type") == "text/plain; charset=utf-8");
    CHECK(answer.headers.get("Date").ends_with(" GMT"));
    CHECK(answer.headers.get("X-Request-Id").size() == 15);
    CHECK(answer.headers.get("X-Content-Type-Options") == "nosniff");
    CHECK(answer.headers.get("Referrer-Policy") == "same-origin");
    // The shared worker's stream needs it: a worker lives under the policy of its own script.
    CHECK(answer.headers.get("Content-Security-Policy").find("connect-src 'self'") !=
          std::string::npos);
    CHECK(answer.headers.get("Content-Security-Policy").find("frame-ancestors 'none'") !=
          std::string_view::npos);
    CHECK(answer.headers.has("Permissions-Policy"));
    CHECK(answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin");
    CHECK(answer.headers.get("Cache-Control") == "no-store");
    CHECK_FALSE(answer.headers.has("Server"));
  }
  CHECK(desk.server->stats().requests == 3);
  // The third line is written after the client has its answer.
  CHECK(eventually([&] {
    const std::lock_guard lock(desk.mutex);
    return desk.log == std::vector<std::string>(3, "GET /hello 200");
  }));
}

TEST_CASE("HTTP/1.0 closes unless it asks to keep the connection") {
  Desk desk;
  RawClient once = desk.connect();
  once.send("GET /hello HTTP/1.0\r\n\r\n");
  CHECK(once.read_answer().headers.get("Connection") == "close");
  CHECK(once.is_closed());

  RawClient kept = desk.connect();
  kept.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(kept.read_answer().headers.get("Connection") == "keep-alive");
  kept.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(kept.read_answer().status == 200);
  CHECK(kept.is_closed());
}

TEST_CASE("HEAD has the headers of GET and no body") {
  Desk desk;
  RawClient client = desk.connect();
  client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  const RawAnswer head = client.read_answer(true);
  CHECK(head.status == 200);
  CHECK(head.headers.get("Content-Length") == "15");
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.read_answer().body == "hello 127.0.0.1");  // nothing stood in between
}

TEST_CASE("unknown paths, methods and OPTIONS are told what is allowed") {
  Desk desk;
  CHECK(code_of(desk.get("/nothing")) == "not_found");
  const RawAnswer wrong = desk.raw("DELETE /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(wrong.status == 405);
  CHECK(wrong.headers.get("Allow") == "POST, OPTIONS");
  CHECK(wrong.headers.get("Content-Type") == "application/problem+json");
  CHECK(desk.raw("BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n").status == 405);
  CHECK(desk.raw("TRACE /hello HTTP/1.1\r\nHost: a\r\n\r\n").status == 405);
  const RawAnswer options = desk.raw("OPTIONS /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(options.status == 204);
  CHECK(options.headers.get("Allow") == "GET, HEAD, OPTIONS");
  CHECK_FALSE(options.headers.has("Content-Length"));
  CHECK(desk.raw("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").status == 204);
  const RawAnswer slash = desk.get("/hello/?a=1");
  CHECK(slash.status == 308);
  CHECK(slash.headers.get("Location") == "/hello?a=1");
}

TEST_CASE("a slash too many is no way to another host") {
  Desk desk;
  for (const char* path : {"//evil.example/", "//evil.example/hello/", "//hello/", "///hello/"}) {
    CAPTURE(path);
    const RawAnswer answer = desk.get(path);
    CHECK(answer.status == 404);
    CHECK_FALSE(answer.headers.has("Location"));
  }
}

TEST_CASE("path, query and cookies are decoded once") {
  Desk desk;
  CHECK(desk.get("/show/a%2Fb%20c?x=1+2&x=%C3%A4&y").body == "a/b c x=1 2 x=\u00e4 y=");
  CHECK(desk.get("/show/%2541").body == "%41");
  CHECK(desk.get("/show/n", "Cookie: a=1; b=\"2\"\r\nX-Twice: 1\r\nx-twice: 2\r\n").body ==
        "n a~1 b~2 1 2");
  CHECK(desk.raw("GET http://kontor.example/show/n?a=b HTTP/1.1\r\nHost: a\r\n\r\n").body ==
        "n a=b");
  for (const char* const bad : {"/show/%", "/show/%4", "/show/%zz", "/show/%00", "/show/%ff",
                                "/show/%2e%2e", "/show/../hello", "/show/%0d%0aX", "/show/a\\b",
                                "show/n", "/show/n?a=%", "/show/\xc3\xa4"}) {
    CAPTURE(bad);
    CHECK(desk.get(bad).status == 400);
  }
}

TEST_CASE("requests that two parsers could read differently are refused and end the connection") {
  Desk desk;
  const std::string post = "POST /echo HTTP/1.1\r\nHost: a\r\n";
  const std::string smuggled = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const std::string& bytes : {
           post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
           post + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
           post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
           post + "Content-Length: 4, 4\r\n\r\nabcd",
           post + "Content-Length: +4\r\n\r\nabcd",
           post + "Content-Length: -1\r\n\r\n",
           post + "Content-Length: 0x4\r\n\r\nabcd",
           post + "Content-Length: 99999999999999999999\r\n\r\n",
           post + "Content-Length : 4\r\n\r\nabcd",
           post + "Transfer-Encoding: gzip\r\n\r\n",
           post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
           post + "Transfer-Encoding: xchunked\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
           "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"s,
           "GET /hello HTTP/1.1\r\n\r\n"s,
           "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"s,
           "GET /hello HTTP/1.1\r\nHost: a\r\nBad Name: b\r\n\r\n"s,
           "GET /hello HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"s,
           "GET /hello HTTP/1.1\r\n: a\r\n\r\n"s,
           "GET /hello HTTP/1.1\nHost: a\n\n"s,
           "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n"s,
           "GET /hello HTTP/1.1 \r\nHost: a\r\n\r\n"s,
           "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"s,
           "\x16\x03\x01\x02\x00\x01\x00"s,
       }) {
    CAPTURE(bytes);
    RawClient client = desk.connect();
    client.send(bytes + smuggled);
    const RawAnswer answer = client.read_answer();
    CHECK(answer.status == 400);
    CHECK(code_of(answer) == "bad_request");
    CHECK(answer.headers.get("Connection") == "close");
    CHECK(client.read_to_end() == "");  // the second request is never answered
  }
}

TEST_CASE("chunked bodies are joined, garbage in them is refused") {
  Desk desk;
  const std::string post = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  RawClient client = desk.connect();
  client.send(post + "4;x=\"y\"\r\nKont\r\n");
  client.send("2\r\no");
  client.send("r\r\n0\r\nX-Trailer: 1\r\nContent-Length: 3\r\n");
  client.send("\r\n");
  CHECK(client.read_answer().status == 400);  // a length in the trailers is a trap, too

  RawClient fine = desk.connect();
  fine.send(post + "4;x=\"y\"\r\nKont\r\n2\r\nor\r\n0\r\nX-Trailer: 1\r\n\r\n");
  CHECK(fine.read_answer().body == "/echo|Kontor");
  fine.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(fine.read_answer().status == 200);

  for (const std::string& garbage :
       {"g\r\nabc"s, "-1\r\n"s, "5\r\nabcdeXXXX\r\n"s, "ffffffffffffffffff\r\n"s,
        "4 4\r\nabcd\r\n"s, "4;" + std::string(70'000, 'x') + "\r\nabcd\r\n", "\r\n\r\n"s}) {
    CAPTURE(garbage.substr(0, 40));
    CHECK(desk.raw(post + garbage).status == 400);
  }
  CHECK(desk.raw(post + "3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n").status == 413);
}

TEST_CASE("Expect: 100-continue is answered before the body") {
  Desk desk;
  RawClient client = desk.connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read_through("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  CHECK(client.read_answer().body == "/echo|ok");
  CHECK(desk.get("/hello", "Expect: a-miracle\r\n").status == 417);
}

TEST_CASE("pipelined requests are answered in their order") {
  Desk desk;
  RawClient client = desk.connect();
  std::string requests = "\r\n";
  for (int i = 0; i < 50; ++i) {
    requests += "GET /show/" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }
  client.send(requests +
              "GET /late HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  for (int i = 0; i < 50; ++i) CHECK(client.read_answer().body == std::to_string(i));
  CHECK(client.read_answer().status == 503);  // late
  CHECK(client.read_answer().status == 200);
}

TEST_CASE("a request that arrives byte by byte is read") {
  Desk desk(with_limits({}));
  RawClient client = desk.connect();
  for (const char letter : "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"s) {
    client.send(std::string_view(&letter, 1));
  }
  CHECK(client.read_answer().body == "/echo|abc");
}

TEST_CASE("a big answer arrives whole") {
  Desk desk;
  CHECK(desk.get("/big").body == std::string(8 << 20, 'b'));
}

TEST_CASE("bugs of handlers are 500 without their text") {
  Desk desk;
  const RawAnswer threw = desk.get("/throws");
  CHECK(threw.status == 500);
  CHECK(code_of(threw) == "internal");
  CHECK(threw.body.find("purpose") == std::string::npos);
  CHECK(desk.get("/drops").status == 500);
  const std::lock_guard lock(desk.mutex);
  REQUIRE(desk.errors.size() == 2);
  CHECK(desk.errors[0] == "broken on purpose");
}

TEST_CASE("a header value cannot begin another header") {
  Desk desk;
  const RawAnswer answer = desk.get("/inject?name=a%0d%0aSet-Cookie:%20b=c");
  CHECK(answer.status == 200);
  CHECK_FALSE(answer.headers.has("Set-Cookie"));
  CHECK(answer.headers.get("X-Name") == "a  Set-Cookie: b=c");
}

TEST_CASE("long JSON is compressed for those who accept it, 304 saves it altogether") {
  Desk desk;
  const RawAnswer plain = desk.get("/json");
  CHECK(plain.body.size() == 5002);
  CHECK(plain.headers.get("Vary") == "Accept-Encoding");
  const RawAnswer packed = desk.get("/json", "Accept-Encoding: br;q=1.0, gzip;q=0.8\r\n");
  CHECK(packed.headers.get("Content-Encoding") == "gzip");
  CHECK(packed.body.size() < 200);
  CHECK(packed.body.starts_with("\x1f\x8b"));
  CHECK_FALSE(desk.get("/json", "Accept-Encoding: gzip;q=0\r\n").headers.has("Content-Encoding"));
  const RawAnswer same = desk.get("/json", "If-None-Match: \"6\", W/\"7\"\r\n");
  CHECK(same.status == 304);
  CHECK(same.headers.get("ETag") == "\"7\"");
  CHECK(same.body.empty());
}

TEST_CASE("each HTML page has its own nonce in text and policy") {
  Desk desk;
  const RawAnswer first = desk.get("/page");
  const RawAnswer second = desk.get("/page");
  CHECK(first.body != second.body);
  CHECK(first.body.find("__CSP_NONCE__") == std::string::npos);
  const std::string nonce = first.body.substr(14, 22);
  CHECK(first.body == "<script nonce=" + nonce + "></script><b id=" + nonce + ">");
  CHECK(first.headers.get("Content-Security-Policy").find("'nonce-" + nonce + "'") !=
        std::string_view::npos);
}

TEST_CASE("forwarded addresses count only from trusted proxies") {
  const std::string forwarded =
      "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 127.0.0.1\r\nX-Forwarded-Proto: https\r\n";
  Desk open;
  CHECK(open.get("/hello", forwarded).body == "hello 127.0.0.1");
  ServerConfig config;
  config.trusted_proxies = {"127.0.0.0/8"};
  Desk behind(config);
  const RawAnswer answer = behind.get("/hello", forwarded);
  CHECK(answer.body == "hello 203.0.113.9 https");
  CHECK(answer.headers.get("Strict-Transport-Security") == "max-age=31536000; includeSubDomains");
  CHECK_FALSE(open.get("/hello", forwarded).headers.has("Strict-Transport-Security"));
}

}  // namespace kontor::http
