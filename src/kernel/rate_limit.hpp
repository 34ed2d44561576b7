// Token buckets by key (API key, session, address) with bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace kontor {

struct RateLimit {
  std::int64_t burst = 60;        // tokens in a full bucket
  std::int64_t per_minute = 600;  // tokens that come back
};

struct RateDecision {
  bool allowed = true;
  std::int64_t remaining = 0;      // whole tokens left
  std::int64_t retry_after_s = 0;  // at least 1 when refused: for the header Retry-After
};

// Any thread. At most `max_keys` buckets are kept; when a shard is full, the bucket that has been
// left alone longest goes, so that a flood of new keys costs memory never and only forgives
// those who have been quiet. One object per rule ("login by address", "API by key").
class RateLimiter {
 public:
  explicit RateLimiter(RateLimit limit, std::size_t max_keys = 100'000);
  ~RateLimiter();
  RateLimiter(const RateLimiter&) = delete;
  RateLimiter& operator=(const RateLimiter&) = delete;

  // Takes `cost` tokens if they are there. `now_ms` never goes back within one bucket: an earlier
  // time counts as no time passed.
  RateDecision take(std::string_view key, std::int64_t now_ms, std::int64_t cost = 1);
  // Gives a key a full bucket again, for example after a login that succeeded.
  void forgive(std::string_view key);
  std::size_t size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kontor
