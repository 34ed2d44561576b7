// One connection and the io thread it lives on. Part of server.cpp; nobody else includes it.
//
// All members are touched on the loop's thread only, except Exchange, over which a Responder comes
// in from any thread. There are no timers per connection: each sets `deadline_ms`, and the loop
// looks at all of them every tick. That is cheap for 10,000 event streams and on the hot path.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "kernel/server_address.hpp"
#include "kernel/server_answer.hpp"
#include "kernel/server_parser.hpp"
#include "kernel/sse.hpp"

namespace kontor::http {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;
inline constexpr asio::use_awaitable_t<Executor> use_task;
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> use_tuple(use_task);
using Resume = asio::async_result<asio::use_awaitable_t<Executor>, void()>::handler_type;
using ErrorCode = boost::system::error_code;

inline std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

class Connection;

// What all connections share.
struct Shared {
  Shared(ServerConfig wanted, const Router& routes, ServerHooks wanted_hooks)
      : config(std::move(wanted)),
        router(routes),
        hooks(std::move(wanted_hooks)),
        proxies(config.trusted_proxies) {}

  const ServerConfig config;
  const Router& router;
  const ServerHooks hooks;
  const TrustedProxies proxies;
  std::atomic<bool> draining = false;
  std::atomic<std::size_t> connections = 0;
  std::atomic<std::size_t> running = 0;
  std::atomic<std::size_t> body_bytes = 0;
  std::atomic<std::uint64_t> requests = 0;
  std::atomic<std::uint64_t> refused = 0;
  std::atomic<std::uint64_t> timeouts = 0;

  std::mutex mutex;
  std::condition_variable changed;  // connections went down
  std::unordered_map<std::string, std::size_t> per_address;
};

// One io thread. Kept alive by its connections, so that none outlives it.
struct Loop {
  asio::io_context context{1};
  asio::executor_work_guard<Executor> work{context.get_executor()};
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>, Executor>
      timer{context.get_executor()};
  std::vector<Connection*> connections;
  std::atomic<std::size_t> load = 0;
  std::int64_t date_s = 0;
  std::string date;
  std::thread thread;

  const std::string& http_date() {
    const std::int64_t now_s = std::chrono::duration_cast<std::chrono::seconds>(
                                   std::chrono::system_clock::now().time_since_epoch())
                                   .count();
    if (now_s != date_s) {
      date_s = now_s;
      date = format_http_date(now_s);
    }
    return date;
  }
};

// A request that is with its handler.
struct Exchange {
  std::mutex mutex;
  Connection* waiting = nullptr;  // to be woken; null once nobody wants the answer any more
  bool open = false;
  std::optional<Response> response;
  RequestFacts facts;
  std::string_view extra_policy;

  static void deliver(void* context, Response&& response);
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Shared> shared, std::shared_ptr<Loop> loop, Socket socket,
             std::string peer);
  ~Connection();

  // The whole life of the connection.
  Task<void> run();
  // Called by the loop, on its thread.
  void check_deadline(std::int64_t now_ms);
  void drain();
  void abort();
  // From any thread while the connection lives.
  void post_wake();

  std::size_t place = 0;  // in loop->connections

 private:
  enum class Phase : std::uint8_t { idle, reading, handling, writing, streaming, lingering };
  enum class Got : std::uint8_t { request, refused, closed };
  using Clock = std::chrono::steady_clock;

  bool persistent() const { return keep_alive_ && !shared_->draining && !aborted_; }
  const ServerLimits& limits() const { return shared_->config.limits; }
  void set_phase(Phase phase, std::int64_t time_ms);
  std::int64_t time_for(std::int64_t base_ms, std::size_t bytes) const;

  // Reading: server_reading.hpp.
  Task<bool> read_some();
  Task<Got> read_request();
  Task<Got> read_header();
  Task<Got> read_body();
  bool feed_parser();
  bool check_header_size(std::size_t header_bytes);
  bool find_route();
  bool count_body();
  bool fill_request();
  Got refuse(Fault fault);
  void remember_facts();

  // Answering: server_answering.hpp.
  Task<void> serve();
  bool begin_exchange();
  void call_handler(Request request);
  Task<bool> wait_for_response();
  void finish_exchange();
  Task<void> wait();
  void wake();
  Response refusal(const Fault& fault);
  Response own_answer();
  Task<bool> answer(Response response);
  Task<bool> write(std::string_view head, std::string_view body);
  Task<void> stream();
  void watch_peer();
  Task<void> linger();
  void report(int status, std::size_t bytes);

  std::shared_ptr<Shared> shared_;
  std::shared_ptr<Loop> loop_;
  Socket socket_;
  std::string peer_;
  boost::beast::flat_buffer buffer_;
  std::optional<RequestParser> parser_;
  Router::Match match_;
  Fault fault_;
  RequestFacts facts_;
  std::shared_ptr<Exchange> exchange_;
  std::shared_ptr<SseClient> events_;
  std::string head_;
  // Of the request, for the access record and refusals after it went to its handler.
  std::string target_;
  std::string client_;
  std::string language_;
  std::optional<Resume> resume_;
  Clock::time_point started_;
  std::int64_t deadline_ms_ = 0;
  std::size_t body_bytes_ = 0;
  std::size_t counted_body_ = 0;
  std::size_t discarded_ = 0;
  Phase phase_ = Phase::idle;
  bool signal_ = false;
  bool late_ = false;     // the deadline passed
  bool aborted_ = false;  // the server stops
  bool peer_gone_ = false;
  bool keep_alive_ = true;
  bool first_ = true;  // no request has been read yet
};

}  // namespace kontor::http
