// A few threads for work that is too slow for the request threads: password hashes, mail.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace kontor {

// Runs closures on its own threads in the order they came. The queue is bounded: when it is full,
// try_post says so at once and the caller answers "overloaded" instead of letting work pile up.
class Pool {
 public:
  Pool(std::size_t threads, std::size_t max_waiting);
  // Runs what is waiting to its end, then joins the threads.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // False when max_waiting closures wait already. The closure must not throw; if it does, the
  // error is logged and the thread goes on.
  [[nodiscard]] bool try_post(std::function<void()> work);
  std::size_t waiting() const;

 private:
  void run();

  const std::size_t max_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace kontor
