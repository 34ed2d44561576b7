#pragma once
// Time: integer milliseconds UTC since 1970. The clock is a seam, so that tests can move it.

#include <atomic>
#include <chrono>
#include <cstdint>

namespace kontor {

struct Clock {
  virtual ~Clock() = default;
  virtual std::int64_t now_ms() const = 0;
};

struct SystemClock final : Clock {
  std::int64_t now_ms() const override {
    using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::system_clock;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  }
};

/// Stands still until it is moved; any thread may move it.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t now_ms) : now_ms_(now_ms) {}
  std::int64_t now_ms() const override { return now_ms_.load(); }
  void set(std::int64_t now_ms) { now_ms_.store(now_ms); }
  void advance(std::int64_t by_ms) { now_ms_.fetch_add(by_ms); }

 private:
  std::atomic<std::int64_t> now_ms_;
};

}  // namespace kontor
