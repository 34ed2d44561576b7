#include "kernel/server.hpp"

#include <stdexcept>
#include <system_error>

#include <sodium.h>
#include <boost/asio/ip/v6_only.hpp>

#include "kernel/server_answering.hpp"
#include "kernel/server_reading.hpp"

namespace kontor {

using http::Acceptor;
using http::Connection;
using http::ErrorCode;
using http::Loop;
using http::Shared;
using http::Socket;
using http::Tcp;
namespace asio = boost::asio;

namespace {

// Small enough that tests with timeouts of a few milliseconds end soon, large enough to cost
// nothing.
std::int64_t tick_ms(const ServerLimits& limits) {
  const std::int64_t shortest = std::min({limits.header_timeout_ms, limits.idle_timeout_ms,
                                          limits.body_timeout_ms, limits.write_timeout_ms});
  return std::clamp<std::int64_t>(shortest / 8, 5, 250);
}

std::string peer_name(const Tcp::endpoint& endpoint) {
  const asio::ip::address address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

// Said without waiting: whoever is too many may not cost us a thread's time.
void turn_away(Socket& socket) {
  static const std::string answer = [] {
    const http::Response response = http::problem_response(
        503, "overloaded", http::reason_phrase(503), "Too many connections are open.");
    return "HTTP/1.1 503 Service Unavailable\r\nContent-Type: " + response.content_type +
           "\r\nContent-Length: " + std::to_string(response.body.size()) +
           "\r\nRetry-After: 10\r\nConnection: close\r\n\r\n" + response.body;
  }();
  ErrorCode ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(answer), ignored);
  socket.shutdown(Socket::shutdown_both, ignored);
}

}  // namespace

struct Server::State {
  State(ServerConfig config, const http::Router& router, ServerHooks hooks)
      : shared(std::make_shared<Shared>(std::move(config), router, std::move(hooks))) {}

  void listen();
  http::Task<void> accept();
  void admit(const std::shared_ptr<Loop>& loop, Socket socket, const Tcp::endpoint& endpoint);
  bool count_in(const std::string& peer);
  void count_out(const std::string& peer);
  void begin(const std::shared_ptr<Loop>& loop, Socket socket, const std::string& peer);
  void tick(const std::shared_ptr<Loop>& loop);
  void close_acceptor();
  template <class Action>
  void for_each_connection(Action action);
  bool wait_until_empty(std::int64_t deadline_ms);

  std::shared_ptr<Shared> shared;
  std::vector<std::shared_ptr<Loop>> loops;
  std::optional<Acceptor> acceptor;
  std::uint16_t port = 0;
  std::atomic<bool> stopping = false;
  bool running = false;
};

void Server::State::listen() {
  const auto check = [](const ErrorCode& error, const char* what) {
    if (error)
      throw std::system_error(std::error_code(error.value(), std::system_category()), what);
  };
  ErrorCode error;
  const auto address = asio::ip::make_address(shared->config.address, error);
  if (error) throw std::invalid_argument("not an address: " + shared->config.address);
  const Tcp::endpoint endpoint(address, shared->config.port);
  acceptor.emplace(loops.front()->context.get_executor());
  acceptor->open(endpoint.protocol(), error);
  check(error, "cannot open a socket");
  acceptor->set_option(asio::socket_base::reuse_address(true), error);
  if (address.is_v6()) acceptor->set_option(asio::ip::v6_only(false), error);
  acceptor->bind(endpoint, error);
  check(error, "cannot bind the address");
  acceptor->listen(asio::socket_base::max_listen_connections, error);
  check(error, "cannot listen");
  port = acceptor->local_endpoint().port();
}

http::Task<void> Server::State::accept() {
  while (!shared->draining) {
    const auto loop = *std::ranges::min_element(
        loops, {}, [](const auto& one) { return one->load.load(std::memory_order_relaxed); });
    Socket socket(loop->context.get_executor());
    Tcp::endpoint endpoint;
    const auto [error] = co_await acceptor->async_accept(socket, endpoint, http::use_tuple);
    if (error == asio::error::operation_aborted || shared->draining) co_return;
    if (error) {
      // No file descriptors left, most likely: some connection will end, then it goes on.
      asio::basic_waitable_timer<std::chrono::steady_clock,
                                 asio::wait_traits<std::chrono::steady_clock>, http::Executor>
          pause(loops.front()->context.get_executor(), std::chrono::milliseconds(50));
      co_await pause.async_wait(http::use_tuple);
      continue;
    }
    admit(loop, std::move(socket), endpoint);
  }
}

void Server::State::admit(const std::shared_ptr<Loop>& loop, Socket socket,
                          const Tcp::endpoint& endpoint) {
  const std::string peer = peer_name(endpoint);
  if (!count_in(peer)) {
    shared->refused.fetch_add(1, std::memory_order_relaxed);
    turn_away(socket);
    return;
  }
  loop->load.fetch_add(1, std::memory_order_relaxed);
  asio::post(loop->context, [this, loop, peer, moved = std::move(socket)]() mutable {
    begin(loop, std::move(moved), peer);
  });
}

bool Server::State::count_in(const std::string& peer) {
  const auto& limits = shared->config.limits;
  if (shared->connections >= limits.max_connections) return false;
  if (!shared->proxies.contains(peer)) {
    const std::lock_guard lock(shared->mutex);
    std::size_t& count = shared->per_address[http::counting_key(peer)];
    if (count >= limits.max_connections_per_address) return false;
    ++count;
  }
  ++shared->connections;
  return true;
}

void Server::State::count_out(const std::string& peer) {
  const std::lock_guard lock(shared->mutex);
  if (!shared->proxies.contains(peer)) {
    const auto found = shared->per_address.find(http::counting_key(peer));
    if (--found->second == 0) shared->per_address.erase(found);
  }
  --shared->connections;
  shared->changed.notify_all();
}

void Server::State::begin(const std::shared_ptr<Loop>& loop, Socket socket,
                          const std::string& peer) {
  ErrorCode ignored;
  socket.set_option(Tcp::no_delay(true), ignored);
  socket.non_blocking(true, ignored);
  auto connection = std::make_shared<Connection>(shared, loop, std::move(socket), peer);
  auto life = connection->run();
  asio::co_spawn(loop->context, std::move(life),
                 [this, peer, connection](const std::exception_ptr& error) mutable {
                   try {
                     if (error) std::rethrow_exception(error);
                   } catch (const std::exception& what) {
                     if (shared->hooks.on_error) shared->hooks.on_error({}, what.what());
                   }
                   connection.reset();
                   count_out(peer);
                 });
}

void Server::State::tick(const std::shared_ptr<Loop>& loop) {
  if (stopping) return;
  const std::int64_t now_ms = http::steady_ms();
  for (Connection* const connection : loop->connections) connection->check_deadline(now_ms);
  loop->timer.expires_after(std::chrono::milliseconds(tick_ms(shared->config.limits)));
  loop->timer.async_wait([this, raw = loop.get()](const ErrorCode& error) {
    if (error) return;
    for (const auto& one : loops) {
      if (one.get() == raw) tick(one);
    }
  });
}

void Server::State::close_acceptor() {
  asio::post(loops.front()->context, [this] {
    ErrorCode ignored;
    acceptor->close(ignored);
  });
}

template <class Action>
void Server::State::for_each_connection(Action action) {
  for (const auto& loop : loops) {
    asio::post(loop->context, [raw = loop.get(), action] {
      for (Connection* const connection : raw->connections) action(*connection);
    });
  }
}

bool Server::State::wait_until_empty(std::int64_t deadline_ms) {
  std::unique_lock lock(shared->mutex);
  return shared->changed.wait_for(lock, std::chrono::milliseconds(deadline_ms),
                                  [&] { return shared->connections == 0; });
}

Server::Server(ServerConfig config, const http::Router& router, ServerHooks hooks)
    : state_(std::make_unique<State>(std::move(config), router, std::move(hooks))) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
}

Server::~Server() { stop(); }

void Server::start() {
  State& state = *state_;
  const unsigned wanted = state.shared->config.threads;
  const unsigned threads = std::max(wanted == 0 ? std::thread::hardware_concurrency() : wanted, 1U);
  for (unsigned i = 0; i < threads; ++i) state.loops.push_back(std::make_shared<Loop>());
  state.listen();
  for (const auto& loop : state.loops) {
    asio::post(loop->context, [&state, loop] { state.tick(loop); });
  }
  asio::co_spawn(state.loops.front()->context, state.accept(), [](const std::exception_ptr&) {});
  for (const auto& loop : state.loops) {
    loop->thread = std::thread([raw = loop.get()] { raw->context.run(); });
  }
  state.running = true;
}

bool Server::drain(std::int64_t deadline_ms) {
  State& state = *state_;
  if (!state.running) return true;
  state.shared->draining = true;
  state.close_acceptor();
  state.for_each_connection([](Connection& connection) { connection.drain(); });
  return state.wait_until_empty(deadline_ms);
}

void Server::stop() {
  State& state = *state_;
  if (!state.running) return;
  state.running = false;
  state.shared->draining = true;
  state.stopping = true;
  state.close_acceptor();
  // Connections that were let in just now begin after the first round: hence until none is left.
  do {
    state.for_each_connection([](Connection& connection) { connection.abort(); });
  } while (!state.wait_until_empty(50));
  for (const auto& loop : state.loops) {
    asio::post(loop->context, [raw = loop.get()] {
      raw->timer.cancel();
      raw->work.reset();
    });
  }
  for (const auto& loop : state.loops) loop->thread.join();
  state.acceptor.reset();
  state.loops.clear();
}

std::uint16_t Server::port() const { return state_->port; }

ServerStats Server::stats() const {
  const Shared& shared = *state_->shared;
  return {shared.connections, shared.running, shared.requests, shared.refused, shared.timeouts};
}

}  // namespace kontor
