#include "kernel/rate_limit.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace kontor {

TEST_CASE("a burst passes, then requests come at the rate") {
  RateLimiter limiter({.burst = 3, .per_minute = 60});
  std::int64_t now_ms = 1'000'000;
  for (int i = 2; i >= 0; --i) {
    const RateDecision decision = limiter.take("key", now_ms);
    CHECK(decision.allowed);
    CHECK(decision.remaining == i);
  }
  const RateDecision refused = limiter.take("key", now_ms);
  CHECK_FALSE(refused.allowed);
  CHECK(refused.retry_after_s == 2);  // a whole second and never too early
  CHECK(limiter.take("other", now_ms).allowed);
  CHECK_FALSE(limiter.take("key", now_ms + 999).allowed);
  CHECK(limiter.take("key", now_ms + 1000).allowed);
  CHECK_FALSE(limiter.take("key", now_ms + 1001).allowed);
  now_ms += 3'600'000;
  CHECK(limiter.take("key", now_ms).remaining == 2);  // never more than the burst
}

TEST_CASE("who waits as told is let in") {
  for (const std::int64_t per_minute : {1, 7, 60, 600, 100'000}) {
    RateLimiter limiter({.burst = 2, .per_minute = per_minute});
    limiter.take("key", 0, 2);
    const RateDecision refused = limiter.take("key", 0);
    CAPTURE(per_minute);
    CHECK_FALSE(refused.allowed);
    CHECK(limiter.take("key", refused.retry_after_s * 1000).allowed);
  }
}

TEST_CASE("many small steps give the same tokens as one large step") {
  RateLimiter limiter({.burst = 10, .per_minute = 7});
  limiter.take("key", 0, 10);
  for (std::int64_t now_ms = 1; now_ms < 60'000; ++now_ms) {
    if (limiter.take("key", now_ms, 7).allowed) FAIL("too early at " << now_ms);
  }
  CHECK(limiter.take("key", 60'000, 7).allowed);
}

TEST_CASE("a clock that jumps back or far ahead does no harm") {
  RateLimiter limiter({.burst = 1, .per_minute = 60});
  CHECK(limiter.take("key", 5'000).allowed);
  CHECK_FALSE(limiter.take("key", 0).allowed);
  CHECK(limiter.take("key", 6'000).allowed);
  CHECK(limiter.take("key", INT64_MAX).allowed);
}

TEST_CASE("memory is bounded and forgets the quiet first") {
  RateLimiter limiter({.burst = 1, .per_minute = 0}, 160);
  for (int i = 0; i < 100'000; ++i) {
    limiter.take("flood " + std::to_string(i), 0);
    if (i % 4 == 0) limiter.take("busy", 0);
  }
  CHECK(limiter.size() <= 160);
  CHECK_FALSE(limiter.take("busy", 0).allowed);
  CHECK(limiter.take("busy", 0).retry_after_s == 3600);
  limiter.forgive("busy");
  CHECK(limiter.take("busy", 0).allowed);
  limiter.forgive("never seen");
}

TEST_CASE("threads together get no more than there is") {
  RateLimiter limiter({.burst = 1000, .per_minute = 0});
  std::atomic<int> allowed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 500; ++n) allowed += limiter.take("key", 0).allowed ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(allowed == 1000);
}

}  // namespace kontor
