// How a connection reads a request. Part of server.cpp; nobody else includes it.
#pragma once

#include <algorithm>

#include <sodium.h>

#include "kernel/http_fields.hpp"
#include "kernel/server_connection.hpp"
#include "kernel/url.hpp"

namespace kontor::http {

// Not secret, only different: 75 bits, short enough to need no memory of its own.
inline std::string new_request_id() {
  thread_local std::uint64_t state = [] {
    std::uint64_t seed = 0;
    randombytes_buf(&seed, sizeof seed);
    return seed;
  }();
  constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id(15, '0');
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (i % 12 == 0) {  // splitmix64
      state += 0x9e3779b97f4a7c15U;
      bits = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9U;
      bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
      bits ^= bits >> 31;
    }
    id[i] = digits[bits & 31];
    bits >>= 5;
  }
  return id;
}

inline Connection::Got Connection::refuse(Fault fault) {
  fault_ = fault;
  return Got::refused;
}

inline Task<bool> Connection::read_some() {
  const auto room = buffer_.prepare(RequestParser::kReadBytes);
  const auto [error, bytes] = co_await socket_.async_read_some(room, use_tuple);
  if (error) co_return false;
  buffer_.commit(bytes);
  co_return true;
}

inline Task<Connection::Got> Connection::read_request() {
  keep_alive_ = false;  // until the header tells
  match_ = {};
  fault_ = {};
  body_bytes_ = 0;
  parser_.emplace(limits());
  const Got header = co_await read_header();
  if (header == Got::closed) co_return header;
  started_ = Clock::now();
  shared_->requests.fetch_add(1, std::memory_order_relaxed);
  remember_facts();
  if (header == Got::refused) co_return header;

  first_ = false;
  const bool found = find_route();
  if (!found || !begin_exchange()) {
    // An answer instead of the body: what follows on this connection cannot be told from it.
    keep_alive_ = parser_->is_done() && parser_->keep_alive();
    co_return Got::refused;
  }
  if (!parser_->is_done()) {
    const Got body = co_await read_body();
    if (body != Got::request) co_return body;
  }
  keep_alive_ = parser_->keep_alive();
  body_bytes_ = parser_->request.body.size();
  co_return fill_request() ? Got::request : Got::refused;
}

inline Task<Connection::Got> Connection::read_header() {
  std::size_t header_bytes = 0;
  const bool waits = buffer_.size() == 0;
  // Who connects and says nothing gets no more time than who speaks slowly.
  set_phase(waits ? Phase::idle : Phase::reading,
            waits && !first_ ? limits().idle_timeout_ms : limits().header_timeout_ms);
  for (;;) {
    // An empty line before the request line is ignored (RFC 9112, 2.2).
    while (header_bytes == 0 && buffer_.size() > 0 &&
           std::string_view("\r\n").find(*static_cast<const char*>(buffer_.data().data())) !=
               std::string_view::npos) {
      buffer_.consume(1);
    }
    if (buffer_.size() > 0) {
      const std::size_t before = buffer_.size();
      const bool fine = feed_parser();
      header_bytes += before - buffer_.size();
      if (!fine || !check_header_size(header_bytes)) co_return Got::refused;
      if (parser_->is_header_done()) co_return Got::request;
    }
    if (phase_ == Phase::idle && (shared_->draining || aborted_)) co_return Got::closed;
    if (!co_await read_some()) {
      if (!late_ || phase_ == Phase::idle) co_return Got::closed;
      shared_->timeouts.fetch_add(1, std::memory_order_relaxed);
      co_return refuse({408, "timed_out", "The headers came too slowly.", 0});
    }
    if (phase_ == Phase::idle) set_phase(Phase::reading, limits().header_timeout_ms);
  }
}

// Gives the parser what is there. False: `fault_` says why not.
inline bool Connection::feed_parser() {
  ErrorCode error;
  const std::size_t used = parser_->put(buffer_.data(), error);
  buffer_.consume(used);
  if (!error || error == boost::beast::http::error::need_more) return true;
  fault_ = parser_->fault_of(error);
  return false;
}

inline bool Connection::check_header_size(std::size_t header_bytes) {
  const bool done = parser_->is_header_done();
  const std::string_view waiting(static_cast<const char*>(buffer_.data().data()), buffer_.size());
  const bool in_first_line = !done && parser_->request.method_text.empty();
  if (in_first_line && waiting.size() > limits().max_request_line_bytes &&
      waiting.substr(0, limits().max_request_line_bytes).find('\n') == waiting.npos) {
    fault_ = parser_->target_too_long();
    return false;
  }
  if (header_bytes + (done ? 0 : waiting.size()) > limits().max_header_bytes) {
    fault_ = parser_->headers_too_large();
    return false;
  }
  return true;
}

// What is needed of a request when it has gone to its handler or could not be read.
inline void Connection::remember_facts() {
  const Request& request = parser_->request;
  const auto& headers = request.headers;
  facts_.method = request.method;
  facts_.http11 = parser_->http11;
  facts_.accepts_gzip = accepts_encoding(headers.get("Accept-Encoding"), "gzip");
  facts_.if_none_match = headers.get("If-None-Match");
  facts_.request_id = new_request_id();
  Client client = find_client(peer_, headers, shared_->proxies);
  facts_.https = client.https;
  client_ = std::move(client.address);
  target_ = request.target;
  language_ = headers.get("Accept-Language");
}

inline bool Connection::find_route() {
  std::string_view target = parser_->request.target;
  if (target == "*" && facts_.method == Method::options) {
    match_.status = 204;
    match_.allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    return false;
  }
  // The absolute form is what proxies are asked with; servers must take it (RFC 9112, 3.2.2).
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(std::min(target.find('/', scheme.size()), target.size()));
    if (target.empty()) target = "/";
  }
  match_ = shared_->router.match(facts_.method, target);
  if (match_.route != nullptr) {
    const std::size_t limit = match_.route->limits.max_body_bytes;
    parser_->body_bytes_limit = limit;
    if (parser_->content_length_remaining().value_or(0) <= limit) return true;
    fault_ = RequestParser::body_too_large(limit);
    return false;
  }
  if (match_.status == 400) {
    fault_ = RequestParser::malformed("The path is not valid.");
  } else if (match_.status == 405) {
    fault_ = {405, "method_not_allowed", "This address does not take this method.", 0};
  } else if (match_.status == 404) {
    fault_ = {404, "not_found", "There is nothing at this address.", 0};
  }
  return false;
}

inline Task<Connection::Got> Connection::read_body() {
  const bool says_go = parser_->expects_continue && buffer_.size() == 0;
  if (says_go && !co_await write("HTTP/1.1 100 Continue\r\n\r\n", {})) co_return Got::closed;
  parser_->eager(true);
  std::size_t received = buffer_.size();
  set_phase(Phase::reading, time_for(limits().body_timeout_ms, received));
  const std::int64_t begin_ms = steady_ms();
  // Chunk headers and trailers are kept until they are whole: they must fit a few reads.
  constexpr std::size_t kMostWaiting = 4 * RequestParser::kReadBytes;
  for (;;) {
    if (buffer_.size() > 0 && !feed_parser()) co_return Got::refused;
    if (parser_->is_done()) co_return Got::request;
    if (!count_body()) {
      co_return refuse({503, "overloaded", "Too many uploads are running.", 0});
    }
    if (buffer_.size() > kMostWaiting) {
      co_return refuse(RequestParser::malformed("A chunk header or trailer is too long."));
    }
    const std::size_t before = buffer_.size();
    if (!co_await read_some()) {
      if (!late_) co_return Got::closed;
      shared_->timeouts.fetch_add(1, std::memory_order_relaxed);
      co_return refuse({408, "timed_out", "The body came too slowly.", 0});
    }
    received += buffer_.size() - before;
    deadline_ms_ = begin_ms + time_for(limits().body_timeout_ms, received);
  }
}

// Adds the memory of this body to that of all others.
inline bool Connection::count_body() {
  const std::size_t now = parser_->request.body.capacity();
  if (now <= counted_body_) return true;
  const std::size_t added = now - counted_body_;
  const std::size_t before = shared_->body_bytes.fetch_add(added, std::memory_order_relaxed);
  counted_body_ = now;
  return before + added <= limits().max_body_bytes_total;
}

inline bool Connection::fill_request() {
  Request& request = parser_->request;
  const std::size_t question = request.target.find('?');
  if (question != std::string::npos) {
    auto query = parse_query(std::string_view(request.target).substr(question + 1));
    if (!query) {
      fault_ = RequestParser::malformed("The query is not valid.");
      return false;
    }
    request.query = std::move(*query);
  }
  for (const std::string_view cookies : request.headers.all("Cookie")) {
    if (request.cookies.empty()) {
      request.cookies = parse_cookies(cookies);
      continue;
    }
    for (const auto& [name, value] : parse_cookies(cookies)) request.cookies.add(name, value);
  }
  request.path = std::move(match_.path);
  request.path_params = std::move(match_.path_params);
  request.route = match_.route->pattern;
  request.remote_address = client_;
  request.https = facts_.https;
  request.request_id = facts_.request_id;
  return true;
}

}  // namespace kontor::http
