#include "kernel/rate_limit.hpp"

#include <algorithm>
#include <array>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

namespace kontor {

namespace {

constexpr std::size_t kShards = 16;
// Tokens are counted in thousandths, so that slow rates lose nothing to rounding.
constexpr std::int64_t kScale = 1000;
constexpr std::int64_t kMinute_ms = 60'000;

struct Bucket {
  std::string key;
  std::int64_t tokens = 0;
  std::int64_t rest = 0;  // of the division by a minute
  std::int64_t filled_ms = 0;
};

// Least recently used last; the index holds views of the keys in the list.
struct Shard {
  mutable std::mutex mutex;
  std::list<Bucket> buckets;
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> index;
};

}  // namespace

struct RateLimiter::State {
  RateLimit limit;
  std::size_t keys_per_shard = 1;
  std::array<Shard, kShards> shards;

  Shard& shard_of(std::string_view key) {
    return shards[std::hash<std::string_view>{}(key) % kShards];
  }

  Bucket& bucket_of(Shard& shard, std::string_view key, std::int64_t now_ms) const {
    const auto found = shard.index.find(key);
    if (found != shard.index.end()) {
      shard.buckets.splice(shard.buckets.begin(), shard.buckets, found->second);
      return shard.buckets.front();
    }
    if (shard.buckets.size() >= keys_per_shard) {
      shard.index.erase(shard.buckets.back().key);
      shard.buckets.pop_back();
    }
    shard.buckets.push_front({std::string(key), limit.burst * kScale, 0, now_ms});
    shard.index.emplace(shard.buckets.front().key, shard.buckets.begin());
    return shard.buckets.front();
  }

  void fill(Bucket& bucket, std::int64_t now_ms) const {
    const std::int64_t full = limit.burst * kScale;
    const std::int64_t elapsed_ms = now_ms - bucket.filled_ms;
    if (elapsed_ms <= 0) return;
    bucket.filled_ms = now_ms;
    // Past the time that fills a bucket from nothing the product below could only overflow.
    const std::int64_t fill_ms = full * kMinute_ms / std::max<std::int64_t>(rate(), 1) + 1;
    if (elapsed_ms >= fill_ms) {
      bucket.tokens = full;
      bucket.rest = 0;
      return;
    }
    const std::int64_t gained = elapsed_ms * rate() + bucket.rest;
    bucket.rest = gained % kMinute_ms;
    bucket.tokens = std::min(full, bucket.tokens + gained / kMinute_ms);
  }

  std::int64_t rate() const { return limit.per_minute * kScale; }

  std::int64_t seconds_until(const Bucket& bucket, std::int64_t cost) const {
    if (limit.per_minute <= 0) return 3600;
    const std::int64_t missing = cost * kScale - bucket.tokens;
    const std::int64_t wait_ms = missing * kMinute_ms / rate() + 1;
    return std::max<std::int64_t>(1, (wait_ms + 999) / 1000);
  }
};

RateLimiter::RateLimiter(RateLimit limit, std::size_t max_keys)
    : state_(std::make_unique<State>()) {
  state_->limit = limit;
  state_->keys_per_shard = std::max<std::size_t>(1, max_keys / kShards);
}

RateLimiter::~RateLimiter() = default;

RateDecision RateLimiter::take(std::string_view key, std::int64_t now_ms, std::int64_t cost) {
  Shard& shard = state_->shard_of(key);
  const std::lock_guard lock(shard.mutex);
  Bucket& bucket = state_->bucket_of(shard, key, now_ms);
  state_->fill(bucket, now_ms);
  RateDecision decision;
  decision.allowed = bucket.tokens >= cost * kScale;
  if (decision.allowed) {
    bucket.tokens -= cost * kScale;
  } else {
    decision.retry_after_s = state_->seconds_until(bucket, cost);
  }
  decision.remaining = bucket.tokens / kScale;
  return decision;
}

void RateLimiter::forgive(std::string_view key) {
  Shard& shard = state_->shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.index.find(key);
  if (found == shard.index.end()) return;
  const auto bucket = found->second;
  shard.index.erase(found);
  shard.buckets.erase(bucket);
}

std::size_t RateLimiter::size() const {
  std::size_t all = 0;
  for (const Shard& shard : state_->shards) {
    const std::lock_guard lock(shard.mutex);
    all += shard.buckets.size();
  }
  return all;
}

}  // namespace kontor
