#pragma once
// A browser that listens to the stream of hints of a program, without a network between them.

#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <semaphore>
#include <string>

#include "accounts/api_hooks.hpp"
#include "program.hpp"

namespace kontor::test {

class Listener {
 public:
  Listener(Program& program, const std::string& session, const std::string& bearer = {},
           const std::string& host = {}) {
    http::Request request;
    request.method = http::Method::get;
    request.target = "/api/v1/events";
    request.remote_address = "192.0.2.7";
    if (!host.empty()) request.headers.add("Host", host);
    if (!session.empty()) request.cookies.add(kSessionCookie, session);
    if (!bearer.empty()) request.headers.add("Authorization", "Bearer " + bearer);
    auto match = program.router().match(request.method, request.target);
    std::promise<http::Response> answered;
    match.route->handler(std::move(request), http::Responder([&](http::Response response) {
                           answered.set_value(std::move(response));
                         }));
    response_ = answered.get_future().get();
    REQUIRE(response_.events);
    response_.events->start([this] { woken_.release(); });
    response_.events->take(text_);
  }
  ~Listener() { response_.events->close(); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Waits until the stream has said it.
  bool hears(const std::string& what) {
    return wait([&] { return text_.find(what) != std::string::npos; });
  }
  bool ends() {
    return wait([&] { return response_.events->ended(); });
  }
  bool open() const { return !response_.events->ended(); }
  bool has_heard(const std::string& what) { return heard().find(what) != std::string::npos; }
  const std::string& heard() {
    response_.events->take(text_);
    return text_;
  }

 private:
  template <class Condition>
  bool wait(Condition condition) {
    constexpr auto kPatience = std::chrono::seconds(20);
    for (;;) {
      response_.events->take(text_);
      if (condition()) return true;
      if (woken_.try_acquire_for(kPatience)) continue;
      MESSAGE("heard: ", text_);
      return false;
    }
  }

  http::Response response_;
  std::string text_;
  std::counting_semaphore<> woken_{0};
};

}  // namespace kontor::test
