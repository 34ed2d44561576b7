#include "kernel/request_limits.hpp"

#include <doctest/doctest.h>

namespace kontor {

namespace {

http::Request from(const std::string& address, const std::string& key = "") {
  http::Request request;
  request.remote_address = address;
  if (!key.empty()) request.headers.add("Authorization", "Bearer " + key);
  return request;
}

}  // namespace

TEST_CASE("each key has its own allowance, made-up keys share that of their address") {
  ManualClock clock(1'000'000);
  RequestLimits limits({.per_caller = 2, .per_address = 5}, clock);
  CHECK_FALSE(limits.retry_after_s(from("192.0.2.1", "a")));
  CHECK_FALSE(limits.retry_after_s(from("192.0.2.1", "a")));
  CHECK(limits.retry_after_s(from("192.0.2.1", "a")) == 31);
  CHECK_FALSE(limits.retry_after_s(from("192.0.2.1", "b")));
  CHECK_FALSE(limits.retry_after_s(from("192.0.2.1")));
  CHECK(limits.retry_after_s(from("192.0.2.1", "c")) == 13);
  CHECK_FALSE(limits.retry_after_s(from("192.0.2.2", "c")));
  clock.advance(31'000);
  CHECK_FALSE(limits.retry_after_s(from("192.0.2.1", "a")));
}

TEST_CASE("a browser is known by its session cookie") {
  ManualClock clock(0);
  RequestLimits limits({.per_caller = 1, .per_address = 0}, clock);
  http::Request request = from("192.0.2.1");
  for (int i = 0; i < 3; ++i) CHECK_FALSE(limits.retry_after_s(request));
  request.cookies.add("kontor_session", "s");
  CHECK_FALSE(limits.retry_after_s(request));
  CHECK(limits.retry_after_s(request) == 61);

  http::Request secure = from("192.0.2.1");
  secure.https = true;
  secure.cookies.add("__Host-kontor_session", "t");
  CHECK_FALSE(limits.retry_after_s(secure));
  CHECK(limits.retry_after_s(secure) == 61);
}

TEST_CASE("no rate means no limit") {
  ManualClock clock(0);
  RequestLimits limits({}, clock);
  for (int i = 0; i < 1'000; ++i) CHECK_FALSE(limits.retry_after_s(from("192.0.2.1", "a")));
}

}  // namespace kontor
