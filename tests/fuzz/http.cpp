// Bytes of a connection: one request, whatever the packets; then its target, query and fields.

#include "kernel/server_parser.hpp"

#include <string>

#include "fuzz.hpp"
#include "kernel/http_fields.hpp"
#include "kernel/url.hpp"

namespace kontor::fuzz {
namespace {

constexpr std::size_t kBodyBytes = 200;

struct Reading {
  bool done = false;
  std::string target;
  std::string headers;
  std::string body;
  std::string rest;
  bool operator==(const Reading&) const = default;
};

/// `piece`: how many bytes come at once.
Reading read(std::string_view bytes, std::size_t piece) {
  ServerLimits limits;
  http::RequestParser parser(limits);
  parser.eager(true);
  parser.body_bytes_limit = kBodyBytes;
  std::string waiting;
  while (!bytes.empty() && !parser.is_done()) {
    waiting += bytes.substr(0, piece);
    bytes.remove_prefix(std::min(piece, bytes.size()));
    boost::beast::error_code error;
    while (!waiting.empty() && !parser.is_done()) {
      const std::size_t used = parser.put(boost::asio::buffer(waiting), error);
      waiting.erase(0, used);
      if (error || used == 0) break;
    }
    if (error && error != boost::beast::http::error::need_more) {
      promise(parser.fault_of(error).status >= 400, "what cannot be read has a status");
      return {};
    }
  }
  Reading reading;
  reading.done = parser.is_done();
  if (!reading.done) return reading;
  reading.target = parser.request.target;
  reading.body = parser.request.body;
  for (const auto& [name, value] : parser.request.headers) {
    reading.headers.append(name).append("\n").append(value).append("\n");
  }
  reading.rest = waiting + std::string(bytes);
  return reading;
}

void read_fields(const http::Request& request) {
  for (const auto& [name, value] : request.headers) {
    http::parse_cookies(value);
    http::parse_authorization(value);
    http::parse_entity_tags(value);
    http::parse_version_match(value);
    http::parse_structured_text(value);
    http::parse_idempotency_key(value);
    http::accepts_encoding(value, "gzip");
    http::preferred_language(value, {"de", "en", "fr"});
  }
}

void read_target(std::string_view target) {
  const auto mark = target.find('?');
  if (const auto parts = http::split_path(target.substr(0, mark))) {
    for (const auto& part : *parts) {
      promise(part != ".." && part != ".", "a path does not climb");
      promise(http::is_valid_utf8(part), "a path is text");
    }
  }
  if (mark == std::string_view::npos) return;
  if (const auto pairs = http::parse_query(target.substr(mark + 1))) {
    const auto again = http::parse_query(http::build_query(*pairs));
    promise(again && again->size() == pairs->size(), "a query that is built is read again");
  }
}

}  // namespace
}  // namespace kontor::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::fuzz;
  if (size == 0) return 0;
  const auto bytes = text_of(data + 1, size - 1);
  const Reading whole = read(bytes, bytes.size() + 1);
  const Reading pieces = read(bytes, 1 + data[0] % 16);
  promise(whole.done == pieces.done, "packets do not decide whether a request is whole");
  if (!whole.done) return 0;
  promise(whole == pieces, "packets change nothing");
  promise(whole.body.size() <= kBodyBytes, "a body keeps its limit");
  kontor::http::Request request;
  request.headers.add("x", whole.headers);
  for (std::size_t at = 0; at < whole.headers.size();) {
    const auto end = whole.headers.find('\n', at);
    request.headers.add("x", std::string_view(whole.headers).substr(at, end - at));
    at = end + 1;
  }
  read_fields(request);
  read_target(whole.target);
  return 0;
}
