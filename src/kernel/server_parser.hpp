// Reads one request with Beast's parser into a Request. Part of server.cpp; nobody else includes
// it.
//
// Beast 1.81 leaves gaps that are closed here: it limits headers per call and not in total, takes
// "Content-Length: 5, 5", and reads a request with an unknown Transfer-Encoding as one without a
// body, which would make its body the next request (RFC 9112, 6.1 and 11.2).
#pragma once

#include <string>
#include <string_view>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "kernel/http.hpp"
#include "kernel/server.hpp"

namespace kontor::http {

// Why a request cannot be read: the answer's status and code. Status 0: nothing wrong.
struct Fault {
  int status = 0;
  std::string_view code;
  std::string_view detail;
  std::int64_t limit = 0;
};

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  using Error = boost::beast::error_code;
  using BeastText = boost::beast::string_view;

  explicit RequestParser(const ServerLimits& limits) : limits_(limits) {
    // The connection counts header bytes itself; what is one read above its limit never gets here.
    header_limit(static_cast<std::uint32_t>(limits.max_header_bytes + kReadBytes));
    body_limit(boost::none);  // checked below, where the route is known
  }

  static constexpr std::size_t kReadBytes = 8 * 1024;

  Request request;
  Fault fault;  // more exact than the parser's error where set
  bool expects_continue = false;
  bool http11 = true;
  std::size_t body_bytes_limit = 0;  // set after the header

  bool has_content_length() const { return content_length_seen_; }

  // Takes the place of the base's put(). Beast 1.81 asserts, and so ends the program, when it comes
  // back to a body that begins with its last chunk and sees four bytes of it. No such body is
  // shorter than five.
  std::size_t put(boost::asio::const_buffer bytes, Error& error) {
    constexpr std::size_t kShortestBody = sizeof("0\r\n\r\n") - 1;
    const std::string_view text(static_cast<const char*>(bytes.data()), bytes.size());
    if (is_header_done() && chunked() && !chunk_seen_ && text.size() < kShortestBody &&
        text.starts_with('0') && text.find('\n') != text.npos) {
      error = boost::beast::http::error::need_more;
      return 0;
    }
    return basic_parser::put(bytes, error);
  }

 private:
  static std::string_view view(BeastText text) { return {text.data(), text.size()}; }

  void refuse(Fault why, Error& error) {
    fault = why;
    error = boost::beast::http::error::bad_value;
  }

  void on_request_impl(boost::beast::http::verb, BeastText method, BeastText target, int version,
                       Error& error) override {
    if (target.size() > limits_.max_request_line_bytes) {
      return refuse(target_too_long(), error);
    }
    request.method = method_from(view(method));
    request.method_text = view(method);
    request.target = view(target);
    http11 = version == 11;
    request.headers.reserve(16, 512);
  }

  void on_field_impl(boost::beast::http::field field, BeastText name, BeastText value,
                     Error& error) override {
    using Field = boost::beast::http::field;
    if (is_header_done()) return;  // trailers are read and dropped
    if (request.headers.size() >= limits_.max_headers) {
      return refuse({431, "headers_too_large", "The request has too many headers.",
                     static_cast<std::int64_t>(limits_.max_headers)},
                    error);
    }
    if (field == Field::content_length) {
      if (content_length_seen_ || view(value).find_first_not_of("0123456789") != view(value).npos) {
        return refuse(malformed("Content-Length must be one number."), error);
      }
      content_length_seen_ = true;
    } else if (field == Field::transfer_encoding) {
      if (!http11 || !equal_ignoring_case(view(value), "chunked")) {
        return refuse(malformed("The only Transfer-Encoding is chunked."), error);
      }
    } else if (field == Field::expect) {
      if (!equal_ignoring_case(view(value), "100-continue")) {
        return refuse({417, "bad_request", "The only Expect is 100-continue.", 0}, error);
      }
      expects_continue = http11;
    } else if (field == Field::host) {
      if (host_seen_) return refuse(malformed("There is more than one Host."), error);
      host_seen_ = true;
    }
    request.headers.add(view(name), view(value));
  }

  void on_header_impl(Error& error) override {
    if (http11 && !host_seen_) refuse(malformed("The Host header is missing."), error);
  }

  void on_body_init_impl(boost::optional<std::uint64_t> const& length, Error&) override {
    if (length) request.body.reserve(std::min<std::size_t>(*length, kReserveBytes));
  }

  std::size_t on_body_impl(BeastText part, Error& error) override { return take(part, error); }

  void on_chunk_header_impl(std::uint64_t, BeastText, Error&) override { chunk_seen_ = true; }

  std::size_t on_chunk_body_impl(std::uint64_t, BeastText part, Error& error) override {
    return take(part, error);
  }

  void on_finish_impl(Error&) override {}

  // Responses are not read here.
  void on_response_impl(int, BeastText, int, Error&) override {}

  std::size_t take(BeastText part, Error& error) {
    if (part.size() > body_bytes_limit - request.body.size()) {
      refuse(body_too_large(body_bytes_limit), error);
      return 0;
    }
    request.body.append(part.data(), part.size());
    return part.size();
  }

 public:
  static Fault malformed(std::string_view detail) { return {400, "bad_request", detail, 0}; }
  static Fault body_too_large(std::size_t limit) {
    return {413, "too_large", "The body is too large.", static_cast<std::int64_t>(limit)};
  }
  Fault target_too_long() const {
    return {414, "uri_too_long", "The address of the request is too long.",
            static_cast<std::int64_t>(limits_.max_request_line_bytes)};
  }
  Fault headers_too_large() const {
    return {431, "headers_too_large", "The headers of the request are too large.",
            static_cast<std::int64_t>(limits_.max_header_bytes)};
  }
  // The reason for an error that put() gave.
  Fault fault_of(const Error& error) const {
    if (fault.status != 0) return fault;
    if (error == boost::beast::http::error::bad_version) {
      return malformed("This server speaks HTTP/1.1.");
    }
    if (error == boost::beast::http::error::header_limit) return headers_too_large();
    return malformed("The request is not valid HTTP.");
  }

 private:
  // More is reserved as it comes, so that a claimed length alone costs no memory.
  static constexpr std::size_t kReserveBytes = 256 * 1024;
  const ServerLimits& limits_;
  bool content_length_seen_ = false;
  bool host_seen_ = false;
  bool chunk_seen_ = false;
};

}  // namespace kontor::http
