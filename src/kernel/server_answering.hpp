// How a connection calls the handler and answers. Part of server.cpp; nobody else includes it.
#pragma once

#include <array>
#include <utility>

#include "kernel/server_connection.hpp"

namespace kontor::http {

inline Connection::Connection(std::shared_ptr<Shared> shared, std::shared_ptr<Loop> loop,
                              Socket socket, std::string peer)
    : shared_(std::move(shared)),
      loop_(std::move(loop)),
      socket_(std::move(socket)),
      peer_(std::move(peer)) {
  place = loop_->connections.size();
  loop_->connections.push_back(this);
}

inline Connection::~Connection() {
  finish_exchange();
  loop_->connections[place] = loop_->connections.back();
  loop_->connections[place]->place = place;
  loop_->connections.pop_back();
  loop_->load.fetch_sub(1, std::memory_order_relaxed);
}

inline void Connection::set_phase(Phase phase, std::int64_t time_ms) {
  phase_ = phase;
  deadline_ms_ = steady_ms() + time_ms;
  late_ = false;
}

inline std::int64_t Connection::time_for(std::int64_t base_ms, std::size_t bytes) const {
  const std::int64_t rate = std::max<std::int64_t>(limits().minimum_bytes_per_s, 1);
  return base_ms + static_cast<std::int64_t>(bytes) * 1000 / rate;
}

inline void Connection::check_deadline(std::int64_t now_ms) {
  if (deadline_ms_ == 0 || now_ms < deadline_ms_) return;
  late_ = true;
  if (phase_ == Phase::handling || phase_ == Phase::streaming) {
    deadline_ms_ = 0;
    post_wake();
  } else {
    // And again with each tick until the phase ends: a part that has just gone out or come in, and
    // is not taken note of yet, leaves nothing to cancel, and the next part would wait for ever.
    ErrorCode ignored;
    socket_.cancel(ignored);
  }
}

inline void Connection::drain() {
  if (phase_ == Phase::streaming) post_wake();
  if (phase_ == Phase::idle && buffer_.size() == 0) {
    ErrorCode ignored;
    socket_.cancel(ignored);
  }
}

inline void Connection::abort() {
  aborted_ = true;
  ErrorCode ignored;
  socket_.close(ignored);
  post_wake();
}

inline void Connection::post_wake() {
  asio::post(loop_->context, [self = shared_from_this()] { self->wake(); });
}

inline void Connection::wake() {
  signal_ = true;
  if (resume_) {
    Resume resume = std::move(*resume_);
    resume_.reset();
    std::move(resume)();
  } else if (phase_ == Phase::writing && events_ && events_->ended()) {
    // The hub gave up this client while we wait for it to read.
    ErrorCode ignored;
    socket_.cancel(ignored);
  }
}

// Returns at the next wake(), also at one that came before.
inline Task<void> Connection::wait() {
  if (!signal_) {
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>&, void()>(
        [this](Resume resume) { resume_.emplace(std::move(resume)); }, use_task);
  }
  signal_ = false;
}

inline Task<void> Connection::run() {
  Got got = Got::request;
  while (!aborted_) {
    got = co_await read_request();
    if (got == Got::closed) break;
    if (got == Got::request) {
      co_await serve();
    } else {
      co_await answer(own_answer());
    }
    finish_exchange();
    if (!persistent() || events_) break;
    // Whoever sends many requests in one go lets the others of this thread have their turn.
    if (buffer_.size() > 0) co_await asio::post(loop_->context, use_task);
    if (buffer_.size() == 0 && buffer_.capacity() > 4 * RequestParser::kReadBytes) {
      buffer_.shrink_to_fit();
    }
  }
  if (events_) co_await stream();
  const bool unread = parser_ && (!parser_->is_done() || buffer_.size() > 0);
  if (!aborted_ && unread && got != Got::closed) co_await linger();
  ErrorCode ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
}

// Takes a place among the running requests. False: `fault_` says why not.
inline bool Connection::begin_exchange() {
  if (shared_->running.fetch_add(1) >= limits().max_running_requests) {
    shared_->running.fetch_sub(1);
    fault_ = {503, "overloaded", "Too many requests are running.", 0};
    return false;
  }
  // A Responder that lives on after a timeout keeps its exchange; then we take a new one.
  if (!exchange_ || exchange_.use_count() > 1) exchange_ = std::make_shared<Exchange>();
  std::atomic_thread_fence(std::memory_order_acquire);  // after the last use by another thread
  const std::lock_guard lock(exchange_->mutex);
  exchange_->open = true;
  exchange_->waiting = nullptr;
  exchange_->response.reset();
  exchange_->facts = facts_;
  exchange_->extra_policy = shared_->config.extra_content_security_policy;
  return true;
}

inline void Connection::finish_exchange() {
  shared_->body_bytes.fetch_sub(std::exchange(counted_body_, 0), std::memory_order_relaxed);
  if (!exchange_) return;
  const std::lock_guard lock(exchange_->mutex);
  if (!exchange_->open) return;
  exchange_->open = false;
  exchange_->waiting = nullptr;
  exchange_->response.reset();
  shared_->running.fetch_sub(1);
}

inline void Exchange::deliver(void* context, Response&& response) {
  Exchange& exchange = *static_cast<Exchange*>(context);
  // `facts` do not change while a Responder is there: see begin_exchange().
  prepare_response(response, exchange.facts, exchange.extra_policy);
  const std::lock_guard lock(exchange.mutex);
  if (!exchange.open) return;
  exchange.response = std::move(response);
  if (exchange.waiting != nullptr) exchange.waiting->post_wake();
}

inline void Connection::call_handler(Request request) {
  std::string what = "a handler threw something that is no exception";
  try {
    match_.route->handler(std::move(request), Responder(exchange_, &Exchange::deliver));
    return;
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {
  }
  if (shared_->hooks.on_error) shared_->hooks.on_error(facts_.request_id, what);
  const std::lock_guard lock(exchange_->mutex);
  exchange_->response = refusal({500, "internal", "Something went wrong here.", 0});
}

inline Task<bool> Connection::wait_for_response() {
  signal_ = false;
  set_phase(Phase::handling, match_.route->limits.timeout_ms);
  for (;;) {
    {
      const std::lock_guard lock(exchange_->mutex);
      if (exchange_->response) co_return true;
      exchange_->waiting = late_ || aborted_ ? nullptr : this;
    }
    if (late_ || aborted_) co_return false;
    co_await wait();
  }
}

inline Task<void> Connection::serve() {
  call_handler(std::move(parser_->request));
  if (!co_await wait_for_response()) {
    if (aborted_) co_return;
    shared_->timeouts.fetch_add(1, std::memory_order_relaxed);
    finish_exchange();  // the handler's answer, if it still comes, goes nowhere
    co_await answer(refusal({503, "timed_out", "The answer took too long.", 0}));
    co_return;
  }
  Response response;
  {
    const std::lock_guard lock(exchange_->mutex);
    response = std::move(*exchange_->response);
    exchange_->waiting = nullptr;
  }
  if (response.status == 0) {
    if (shared_->hooks.on_error) {
      shared_->hooks.on_error(facts_.request_id, "a Responder was dropped without an answer");
    }
    response = refusal({500, "internal", "Something went wrong here.", 0});
  }
  co_await answer(std::move(response));
}

inline Response Connection::refusal(const Fault& fault) {
  const ServerRefusal reason{fault.status, fault.code,        fault.detail,
                             language_,    facts_.request_id, fault.limit};
  Response response;
  if (shared_->hooks.refusal) {
    response = shared_->hooks.refusal(reason);
  } else {
    boost::json::object members;
    if (fault.limit != 0) members["params"] = boost::json::object{{"limit", fault.limit}};
    response = problem_response(fault.status, fault.code, reason_phrase(fault.status), fault.detail,
                                facts_.request_id, std::move(members));
  }
  response.status = fault.status;
  if (fault.status == 503) response.headers.set("Retry-After", "5");
  if (fault.status == 405) response.headers.set("Allow", match_.allow);
  return response;
}

// The answer to a request that no handler gets.
inline Response Connection::own_answer() {
  if (fault_.status != 0) return refusal(fault_);
  if (match_.status == 308) return Response::redirect(match_.location, 308);
  return Response::empty(204).with("Allow", match_.allow);
}

inline Task<bool> Connection::answer(Response response) {
  if (response.events && facts_.method == Method::head) response.events.reset();
  if (response.events) keep_alive_ = false;
  head_.clear();
  append_head(head_, response, facts_, persistent() ? Persistence::keep_alive : Persistence::close,
              loop_->http_date());
  const std::string_view body = body_to_send(response, facts_);
  const bool sent = co_await write(head_, body);
  report(response.status, head_.size() + body.size());
  if (!sent) keep_alive_ = false;
  if (sent && response.events) events_ = std::move(response.events);
  co_return sent;
}

inline Task<bool> Connection::write(std::string_view head, std::string_view body) {
  set_phase(Phase::writing, time_for(limits().write_timeout_ms, head.size() + body.size()));
  // Nearly always all of it fits the socket's buffer at once, which spares the way through epoll.
  ErrorCode error;
  const std::array<asio::const_buffer, 2> whole = {asio::buffer(head), asio::buffer(body)};
  const std::size_t sent = socket_.write_some(whole, error);
  if (error && error != asio::error::would_block) co_return false;
  if (sent == head.size() + body.size()) co_return true;
  const std::size_t of_head = std::min(sent, head.size());
  const std::array<asio::const_buffer, 2> rest = {asio::buffer(head.substr(of_head)),
                                                  asio::buffer(body.substr(sent - of_head))};
  const auto [rest_error, bytes] = co_await asio::async_write(socket_, rest, use_tuple);
  if (late_) shared_->timeouts.fetch_add(1, std::memory_order_relaxed);
  co_return !rest_error;
}

// Sends events until either side ends it. A stream needs little memory: what requests need goes.
inline Task<void> Connection::stream() {
  parser_.reset();
  exchange_.reset();
  match_ = {};
  buffer_.consume(buffer_.size());
  buffer_.shrink_to_fit();
  for (std::string* const text : {&head_, &target_, &language_}) std::string().swap(*text);
  ErrorCode ignored;
  // A client that does not read is noticed after 16 kB and not after the megabytes that the
  // kernel would otherwise buffer for it.
  socket_.set_option(asio::socket_base::send_buffer_size(16 * 1024), ignored);
  const std::shared_ptr<SseClient> events = events_;
  events->start([this] { post_wake(); });
  watch_peer();
  std::string text;
  bool beat = false;
  while (!aborted_ && !peer_gone_ && !shared_->draining) {
    const SseClient::Next next = events->take(text);
    if (next == SseClient::Next::end) break;
    if (next == SseClient::Next::nothing && beat) text = events->heartbeat();
    beat = false;
    if (text.empty()) {
      set_phase(Phase::streaming, events->heartbeat_ms());
      co_await wait();
      beat = late_;
      continue;
    }
    if (!co_await write(text, {})) break;
    std::string().swap(text);
  }
  phase_ = Phase::lingering;
  events->close();
}

// Notices that the other side closed its end while we have nothing to send.
inline void Connection::watch_peer() {
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](ErrorCode error) {
    if (error) return;
    std::array<char, 512> scratch{};
    const std::size_t bytes = self->socket_.read_some(asio::buffer(scratch), error);
    self->discarded_ += bytes;
    constexpr std::size_t kMostDiscarded = 16 * 1024;
    if ((error && error != asio::error::would_block) || self->discarded_ > kMostDiscarded) {
      self->peer_gone_ = true;
      self->wake();
      return;
    }
    self->watch_peer();
  });
}

// A connection that is closed while bytes of the client are still unread is reset, and the reset
// can destroy our answer on its way (RFC 9112, 9.6). So: say that we are done, then read a little
// on.
inline Task<void> Connection::linger() {
  ErrorCode ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  set_phase(Phase::lingering, limits().linger_ms);
  constexpr std::size_t kMostDiscarded = 1 << 20;
  std::size_t discarded = 0;
  do {
    discarded += buffer_.size();
    buffer_.consume(buffer_.size());
  } while (discarded < kMostDiscarded && co_await read_some());
}

inline void Connection::report(int status, std::size_t bytes) {
  if (!shared_->hooks.on_request) return;
  AccessRecord record;
  record.method = facts_.method;
  record.target = target_;
  if (match_.route != nullptr) record.route = match_.route->pattern;
  record.remote_address = client_;
  record.request_id = facts_.request_id;
  record.status = status;
  record.bytes_in = body_bytes_;
  record.bytes_out = bytes;
  record.duration_us =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started_).count();
  shared_->hooks.on_request(record);
}

}  // namespace kontor::http
