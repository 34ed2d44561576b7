// The HTTP/1.1 server: bytes from the network in, Request to the router, Response out.
//
// One io thread per core. Every quantity that a stranger controls has a limit. What is refused
// before a handler sees it is answered as problem+json: 400 (malformed, smuggling), 404, 405, 408
// (too slow), 413, 414, 417, 431, 503 (too many, handler too late). TLS is the reverse proxy's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/http.hpp"

namespace kontor {

struct ServerLimits {
  std::size_t max_request_line_bytes = 8 * 1024;  // 414
  std::size_t max_header_bytes = 16 * 1024;       // request line and all headers; 431
  std::size_t max_headers = 100;                  // 431
  std::size_t max_connections = 20'000;           // 503
  std::size_t max_connections_per_address = 500;  // 503; trusted proxies are not counted
  std::size_t max_running_requests = 2'000;       // 503
  std::size_t max_body_bytes_total = 256u << 20;  // of all bodies being read; 503
  std::int64_t header_timeout_ms = 10'000;        // first byte to end of headers; 408
  std::int64_t idle_timeout_ms = 75'000;          // between requests; closed without a word
  std::int64_t body_timeout_ms = 30'000;          // plus the time at the minimum rate; 408
  std::int64_t write_timeout_ms = 30'000;         // plus the time at the minimum rate
  std::int64_t linger_ms = 1'000;                 // reading on after a refusal, so that it arrives
  std::int64_t minimum_bytes_per_s = 8 * 1024;
};

struct ServerConfig {
  std::string address = "127.0.0.1";  // IPv4 or IPv6 literal
  std::uint16_t port = 8080;          // 0: any free port, see Server::port()
  unsigned threads = 0;               // 0: one per core
  ServerLimits limits;
  // Addresses or networks ("10.0.0.0/8", "::1") whose X-Forwarded-For and -Proto are believed.
  std::vector<std::string> trusted_proxies;
  // Added to the policy of HTML answers ("img-src 'self' data:" is there already).
  std::string extra_content_security_policy;
};

// What happened with one request; for access log and metrics.
struct AccessRecord {
  http::Method method = http::Method::other;
  std::string_view target;  // as sent
  std::string_view route;   // the pattern; empty if none matched
  std::string_view remote_address;
  std::string_view request_id;
  int status = 0;
  std::size_t bytes_in = 0;  // body
  std::size_t bytes_out = 0;
  std::int64_t duration_us = 0;  // from the last byte of the headers to the handler's answer
};

// A refusal that the server makes itself. `params` has "limit" where there is one.
struct ServerRefusal {
  int status = 400;
  std::string_view code;    // "too_large", "method_not_allowed", "timed_out", "overloaded", ...
  std::string_view detail;  // English
  std::string_view accept_language;
  std::string_view request_id;
  std::int64_t limit = 0;
};

struct ServerHooks {
  // Called on an io thread after each answer; must not block.
  std::function<void(const AccessRecord&)> on_request;
  // Makes the problem in the reader's language; absent: English. Status and headers stay ours.
  std::function<http::Response(const ServerRefusal&)> refusal;
  // An exception left a handler, or a Responder was dropped. Called on an io thread.
  std::function<void(std::string_view request_id, std::string_view what)> on_error;
};

struct ServerStats {
  std::size_t connections = 0;
  std::size_t running_requests = 0;
  std::uint64_t requests = 0;
  std::uint64_t refused_connections = 0;
  std::uint64_t timeouts = 0;
};

class Server {
 public:
  // The router must outlive the server and must not change once it is started. Throws
  // std::invalid_argument for an address or network that cannot be read.
  Server(ServerConfig config, const http::Router& router, ServerHooks hooks = {});
  ~Server();  // stop()
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and returns when connections are accepted. Throws std::system_error if it cannot bind.
  void start();
  // Stops accepting, closes idle connections and event streams at once, lets running requests
  // finish. Returns true when none is left, false when `deadline_ms` passed first. Blocks.
  bool drain(std::int64_t deadline_ms);
  // Closes everything and joins the threads. Later calls of Responders do nothing.
  void stop();

  std::uint16_t port() const;
  ServerStats stats() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kontor
