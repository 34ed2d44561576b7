#include "kernel/multipart.hpp"

#include <doctest/doctest.h>

#include <rapidcheck.h>

using namespace std::string_literals;

namespace kontor::http {

namespace {

const std::string kType = "multipart/form-data; boundary=----xyz";

std::string part(const std::string& headers, const std::string& content) {
  return "------xyz\r\n" + headers + "\r\n\r\n" + content + "\r\n";
}
std::string field(const std::string& name, const std::string& content) {
  return part("Content-Disposition: form-data; name=\"" + name + "\"", content);
}
const std::string kEnd = "------xyz--\r\n";

MultipartError error_of(const std::string& body, const MultipartLimits& limits = {},
                        const std::string& type = kType) {
  return parse_multipart(body, type, limits).error;
}

}  // namespace

TEST_CASE("fields and files of a form are found") {
  const std::string body =
      "a preamble\r\n" + field("kind", "products") +
      part(
          "content-disposition: form-data; filename=\"preise \xc3\xa4.csv\"; name=file\r\n"
          "Content-Type: text/csv",
          "a;b\r\n1;2\r\n") +
      field("empty", "") + kEnd + "an epilogue";
  const Multipart form = parse_multipart(body, kType);
  REQUIRE(form.error == MultipartError::none);
  REQUIRE(form.parts.size() == 3);
  CHECK(form.find("kind")->content == "products");
  CHECK_FALSE(form.find("kind")->file_name);
  CHECK(form.find("kind")->content_type == "text/plain");
  const Part& file = *form.find("file");
  CHECK(file.file_name == "preise \u00e4.csv");
  CHECK(file.content_type == "text/csv");
  CHECK(file.content == "a;b\r\n1;2\r\n");
  CHECK(file.content.data() > body.data());  // a view, no copy
  CHECK(form.find("empty")->content.empty());
  CHECK(form.find("missing") == nullptr);
  CHECK(parse_multipart(kEnd, kType).parts.empty());
}

TEST_CASE("file names are labels, not paths") {
  const auto name_of = [](const std::string& parameter) {
    const std::string body =
        part("Content-Disposition: form-data; name=f; " + parameter, "x") + kEnd;
    return parse_multipart(body, kType).parts.at(0).file_name.value_or("none");
  };
  CHECK(name_of("filename=\"../../etc/passwd\"") == "passwd");
  CHECK(name_of("filename=\"C:\\Users\\x\\a.csv\"") == "a.csv");
  CHECK(name_of("filename=\"..\"").empty());
  CHECK(name_of("filename=\"gr\xfc\xdf.csv\"") == "gr\u00fc\u00df.csv");
  CHECK(name_of("filename=\"x.csv\"; filename*=UTF-8''%e2%82%ac.csv") == "\u20ac.csv");
  CHECK(name_of("filename*=UTF-8''..%2fa.csv") == "a.csv");
  CHECK(name_of("filename=\"a\x01\x7f.csv\"") == "a.csv");
  CHECK(name_of("filename=\"" + std::string(300, 'a') + "\"").size() == 255);
  CHECK(name_of("x=y") == "none");
}

TEST_CASE("what is no form is refused") {
  const std::string body = field("a", "b") + kEnd;
  CHECK(error_of(body, {}, "application/json") == MultipartError::not_multipart);
  CHECK(error_of(body, {}, "multipart/form-data") == MultipartError::bad_boundary);
  CHECK(error_of(body, {}, "multipart/form-data; boundary=" + std::string(71, 'x')) ==
        MultipartError::bad_boundary);
  CHECK(error_of(body, {}, "multipart/form-data; boundary=\"a \"") == MultipartError::bad_boundary);
  for (const std::string& broken :
       {""s, "no boundary"s, field("a", "b"), "------xyz"s, "------xyz\r\n"s,
        "------xyzz\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n" + kEnd,
        part("Content-Type: text/plain", "no name") + kEnd,
        part("Content-Disposition: attachment; name=a", "b") + kEnd,
        part("Content-Disposition: form-data", "b") + kEnd, part("no colon", "b") + kEnd,
        part("Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b",
             "c") +
            kEnd,
        "------xyz\r\n\r\nno headers\r\n" + kEnd}) {
    CAPTURE(broken);
    CHECK(error_of(broken) == MultipartError::malformed);
  }
}

TEST_CASE("every size of a form has a limit") {
  const std::string body = field("a", "12345") + field("b", "6") + kEnd;
  CHECK(error_of(body, {.max_parts = 1}) == MultipartError::too_many_parts);
  CHECK(error_of(body, {.max_part_bytes = 4}) == MultipartError::part_too_large);
  CHECK(error_of(body, {.max_total_bytes = 20}) == MultipartError::total_too_large);
  const std::string long_header =
      part("Content-Disposition: form-data; name=a\r\nX: " + std::string(5000, 'x'), "b") + kEnd;
  CHECK(error_of(long_header) == MultipartError::header_too_large);
}

TEST_CASE("any contents survive the form and any bytes survive the parser") {
  CHECK(rc::check("contents come back", [](const std::vector<std::string>& contents) {
    if (contents.size() > 50) return;
    std::string body;
    for (const std::string& content : contents) {
      RC_PRE(("\r\n" + content).find("\r\n------xyz") == std::string::npos);
      body += field("f", content);
    }
    body += kEnd;
    const Multipart form = parse_multipart(body, kType);
    RC_ASSERT(form.error == MultipartError::none);
    RC_ASSERT(form.parts.size() == contents.size());
    for (std::size_t i = 0; i < contents.size(); ++i) {
      RC_ASSERT(form.parts[i].content == contents[i]);
    }
  }));
  CHECK(rc::check("cut or changed forms do not crash", [](std::size_t at, char letter) {
    std::string body =
        field("a", "b") +
        part("Content-Disposition: form-data; name=f; filename*=UTF-8''%c3%a4", "c") + kEnd;
    at %= body.size();
    parse_multipart(body.substr(0, at), kType);
    body[at] = letter;
    parse_multipart(body, kType);
  }));
}

}  // namespace kontor::http
