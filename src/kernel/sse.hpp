// Server-sent events: hints that something changed, never the data itself. A browser keeps one
// stream; after a gap it hears "reset" and fetches again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "kernel/http.hpp"

namespace kontor {

struct Hint {
  std::string tenant;   // any key; a client hears its own tenant only
  std::string subject;  // "order_01h455vb4pex5vsknk084sn02q"
  std::string type;     // "order"
  std::int64_t version = 0;
  std::string reach;  // never sent: what a filter decides by, such as an account path
};

// Decides whether a client may hear of a change. Called under a lock from any thread: it must be
// quick, must not throw and must not call the hub.
using HintFilter = std::function<bool(const Hint&)>;

struct SseSubscription {
  std::string tenant;
  HintFilter filter;          // absent: every hint of the tenant
  std::string session;        // key for SseHub::close_session()
  std::string last_event_id;  // the header Last-Event-ID as sent
};

struct SseLimits {
  std::size_t queue_hints = 64;   // waiting per client; one more and the client is dropped
  std::size_t ring_hints = 4096;  // kept for clients that come back
  std::size_t max_clients = 20'000;
  std::int64_t heartbeat_ms = 20'000;
  std::int64_t retry_ms = 3'000;  // told to the browser
};

// All functions may be called from any thread.
class SseHub {
 public:
  explicit SseHub(SseLimits limits = {});
  ~SseHub();
  SseHub(const SseHub&) = delete;
  SseHub& operator=(const SseHub&) = delete;

  // The answer to GET /events: give it to the Responder. 503 if there are too many clients. A
  // Last-Event-ID that the ring still knows brings the missed hints, any other brings "reset".
  http::Response subscribe(SseSubscription subscription);

  void publish(const Hint& hint);
  // All clients of a tenant (of all tenants if empty) are told to fetch everything again.
  void reset(std::string_view tenant = {});
  // Ends the streams of one session: signed out, blocked, rights changed.
  void close_session(std::string_view session);

  struct Stats {
    std::size_t clients = 0;
    std::uint64_t published = 0;
    std::uint64_t delivered = 0;
    std::uint64_t dropped_clients = 0;
  };
  Stats stats() const;

  struct State;

 private:
  std::shared_ptr<State> state_;
};

// One stream, between hub and server. The server is its only user.
class SseClient {
 public:
  enum class Next : std::uint8_t { nothing, data, end };

  struct Inner;
  SseClient(std::shared_ptr<SseHub::State> state, std::unique_ptr<Inner> inner);
  ~SseClient();
  SseClient(const SseClient&) = delete;
  SseClient& operator=(const SseClient&) = delete;

  // Called once; `wake` then comes from any thread whenever take() may have something new. It is
  // called under the hub's lock and must not call back.
  void start(std::function<void()> wake);
  // Appends what waits to `text`. `end`: close the connection.
  Next take(std::string& text);
  bool ended() const;
  // A block that shows life and keeps the browser's Last-Event-ID young.
  std::string heartbeat();
  std::int64_t heartbeat_ms() const;
  // The connection is gone; `wake` is not called after this returns.
  void close();

 private:
  std::shared_ptr<SseHub::State> state_;
  std::unique_ptr<Inner> inner_;
};

}  // namespace kontor
