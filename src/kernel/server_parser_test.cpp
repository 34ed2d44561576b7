#include "kernel/server_parser.hpp"

#include <doctest/doctest.h>

#include <rapidcheck.h>

using namespace std::string_literals;

namespace kontor::http {

namespace {

struct Reading {
  bool done = false;
  int status = 0;  // of the fault
  std::string target;
  std::string headers;
  std::string body;
  std::string rest;  // the next request
  bool operator==(const Reading&) const = default;
};

// Reads `bytes` as they come in pieces that end at the given positions.
Reading read_in_pieces(const std::string& bytes, const std::vector<std::size_t>& cuts) {
  ServerLimits limits;
  RequestParser parser(limits);
  parser.eager(true);
  parser.body_bytes_limit = 100;
  Reading reading;
  std::string waiting;
  std::size_t given = 0;
  std::size_t next_cut = 0;
  while (!parser.is_done() && given < bytes.size()) {
    std::size_t end = bytes.size();
    if (next_cut < cuts.size()) end = std::max(given + 1, cuts[next_cut++] % bytes.size());
    end = std::min(end, bytes.size());
    waiting.append(bytes, given, end - given);
    given = end;
    boost::beast::error_code error;
    // What is not used yet is given again with what follows, as the connection does.
    while (!waiting.empty() && !parser.is_done()) {
      const std::size_t used = parser.put(boost::asio::buffer(waiting), error);
      waiting.erase(0, used);
      if (error || used == 0) break;
    }
    if (error && error != boost::beast::http::error::need_more) {
      reading.status = parser.fault_of(error).status;
      return reading;
    }
  }
  reading.done = parser.is_done();
  if (!reading.done) return reading;
  reading.target = parser.request.target;
  for (const auto& [name, value] : parser.request.headers) {
    reading.headers.append(name).append("=").append(value).append(";");
  }
  reading.body = parser.request.body;
  reading.rest = waiting + bytes.substr(given);
  return reading;
}

const std::vector<std::string> kRequests = {
    "GET /a?b=c HTTP/1.1\r\nHost: a\r\nX-Y:  z \r\n\r\nGET /next HTTP/1.1\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n",
    "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\nhello\r\n1;a=b\r\n!\r\n0\r\nT: 1\r\n\r\nrest",
    "PUT /a HTTP/1.1\r\nHost: a\r\nX: a\r\n folded\r\nContent-Length: 0\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'),
    "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
};

}  // namespace

TEST_CASE("whole requests are read to their end and no further") {
  const Reading chunked = read_in_pieces(kRequests[2], {});
  CHECK(chunked.done);
  CHECK(chunked.body == "hello!");
  CHECK(chunked.rest == "rest");
  CHECK(chunked.headers == "Host=a;Transfer-Encoding=chunked;");
  CHECK(read_in_pieces(kRequests[1], {}).rest == "GET / HTTP/1.1\r\n");
  CHECK(read_in_pieces(kRequests[4], {}).status == 413);
  CHECK(read_in_pieces(kRequests[5], {}).status == 400);
}

TEST_CASE("an empty chunked body may come byte by byte") {
  const std::string head = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string body : {"0\r\n\r\n", "0;a\r\n\r\n", "0\r\nT: 1\r\n\r\n", "00\r\n\r\n"}) {
    for (std::size_t first = 1; first <= head.size() + body.size(); ++first) {
      std::vector<std::size_t> cuts;
      for (std::size_t at = first; at < head.size() + body.size(); ++at) cuts.push_back(at);
      const Reading reading = read_in_pieces(head + body, cuts);
      CHECK(reading.done);
      CHECK(reading.body.empty());
      CHECK(reading.rest.empty());
    }
  }
}

TEST_CASE("how a request is cut into packets changes nothing") {
  CHECK(rc::check([](std::size_t which, const std::vector<std::size_t>& cuts) {
    const std::string& bytes = kRequests[which % kRequests.size()];
    RC_ASSERT(read_in_pieces(bytes, cuts) == read_in_pieces(bytes, {}));
  }));
}

TEST_CASE("changed bytes never break the parser, nor its indifference to packets") {
  CHECK(rc::check([](std::size_t which, const std::vector<std::pair<std::size_t, char>>& changes,
                     const std::vector<std::size_t>& cuts) {
    std::string bytes = kRequests[which % kRequests.size()];
    for (const auto& [at, letter] : changes) bytes[at % bytes.size()] = letter;
    const Reading whole = read_in_pieces(bytes, {});
    const Reading pieces = read_in_pieces(bytes, cuts);
    RC_ASSERT(pieces.done == whole.done);
    if (whole.done) RC_ASSERT(pieces == whole);
    RC_ASSERT(whole.body.size() <= 100U);
  }));
}

}  // namespace kontor::http
