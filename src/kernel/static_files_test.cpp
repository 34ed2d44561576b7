#include "kernel/static_files.hpp"

#include <doctest/doctest.h>

#include <array>

#include "kernel/server_answer.hpp"

namespace kontor {

namespace {

constexpr std::array<EmbeddedFile, 8> kFiles = {{
    {"texts/de.json", "secret"},
    {"web/assets/app-1a2b.js", "plain script"},
    {"web/assets/app-1a2b.js.br", "brotli"},
    {"web/assets/app-1a2b.js.gz", "gzip"},
    {"web/favicon.svg", "<svg/>"},
    {"web/index.html", "<script nonce=\"__CSP_NONCE__\">desk"},
    {"web/index.html.gz", "never sent"},
    {"web/portal.html", "portal"},
}};

http::Response get(const std::string& path, const std::string& encodings = "",
                   http::Method method = http::Method::get) {
  static const StaticFiles files(kFiles, {{"/", "index.html"}, {"/portal", "portal.html"}});
  http::Request request;
  request.method = method;
  request.path = path;
  if (!encodings.empty()) request.headers.add("Accept-Encoding", encodings);
  return files.serve(request);
}

}  // namespace

TEST_CASE("hashed files are cached for good and sent in the best form") {
  const http::Response plain = get("/assets/app-1a2b.js");
  CHECK(plain.static_body == "plain script");
  CHECK(plain.content_type == "text/javascript; charset=utf-8");
  CHECK(plain.headers.get("Cache-Control") == "public, max-age=31536000, immutable");
  CHECK(plain.headers.get("Vary") == "Accept-Encoding");
  const http::Response brotli = get("/assets/app-1a2b.js", "gzip, deflate, br");
  CHECK(brotli.static_body == "brotli");
  CHECK(brotli.headers.get("Content-Encoding") == "br");
  const http::Response gzip = get("/assets/app-1a2b.js", "gzip, br;q=0");
  CHECK(gzip.static_body == "gzip");
  CHECK(gzip.headers.get("ETag") != brotli.headers.get("ETag"));
}

TEST_CASE("a file that the browser still has is not sent again") {
  const http::Response first = get("/favicon.svg");
  CHECK(first.headers.get("Cache-Control") == "no-cache");
  http::Response again = get("/favicon.svg");
  http::RequestFacts facts;
  facts.if_none_match = first.headers.get("ETag");
  http::prepare_response(again, facts);
  CHECK(again.status == 304);
  CHECK(http::body_to_send(again, facts).empty());
  CHECK(again.headers.get("ETag") == first.headers.get("ETag"));
}

TEST_CASE("paths of the app get its page, files that are missing do not") {
  for (const char* const path : {"/", "/orders/4711", "/portals", "/index.html", "/a/100/orders",
                                 "/password/nw3k2a.Zm9vYmFy", "/customers/K-20.417"}) {
    CAPTURE(path);
    const http::Response page = get(path, "gzip, br");
    CHECK(page.static_body.ends_with("desk"));
    CHECK(page.headers.get("Cache-Control") == "no-cache");
    CHECK_FALSE(page.headers.has("ETag"));
    CHECK_FALSE(page.headers.has("Content-Encoding"));
  }
  CHECK(get("/portal").static_body == "portal");
  CHECK(get("/portal/orders", "", http::Method::head).static_body == "portal");
  for (const char* const path : {"/assets/app-old.js", "/assets/x", "/robots.txt", "/texts/de.json",
                                 "/../texts/de.json", "/assets/app-1a2b.js.gz"}) {
    CAPTURE(path);
    CHECK(get(path).status == 404);
  }
  CHECK(get("/", "", http::Method::post).status == 404);
}

TEST_CASE("types are known by their endings") {
  CHECK(content_type_of("a.css") == "text/css; charset=utf-8");
  CHECK(content_type_of("inter.var.woff2") == "font/woff2");
  CHECK(content_type_of("LICENSE") == "application/octet-stream");
}

}  // namespace kontor
