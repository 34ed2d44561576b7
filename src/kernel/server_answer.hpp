// From a Response to bytes, without a socket: compression, nonces, conditional requests, default
// headers. Used by the server only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/http.hpp"

namespace kontor::http {

// What the answer depends on, kept while the request itself is with its handler.
struct RequestFacts {
  Method method = Method::get;
  bool http11 = true;
  bool https = false;
  bool accepts_gzip = false;
  std::string if_none_match;
  std::string request_id;
};

inline constexpr std::size_t kCompressFromBytes = 1024;
inline constexpr std::string_view kNoncePlaceholder = "__CSP_NONCE__";

// Fills nonces, answers 304, compresses. Costly for large bodies, so it runs on the thread that
// calls the Responder, not on the io thread.
void prepare_response(Response& response, const RequestFacts& facts,
                      std::string_view extra_policy = {});

// Appends status line and headers up to the empty line. `date` is an IMF-fixdate.
enum class Persistence : std::uint8_t { keep_alive, close };
void append_head(std::string& out, const Response& response, const RequestFacts& facts,
                 Persistence persistence, std::string_view date);

// The bytes that follow the head; empty for HEAD, 204 and 304.
std::string_view body_to_send(const Response& response, const RequestFacts& facts);

// gzip, level 1: for JSON the next levels cost much more time than they save bytes. Any thread.
std::string gzip(std::string_view text);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7)
std::string format_http_date(std::int64_t unix_s);

}  // namespace kontor::http
