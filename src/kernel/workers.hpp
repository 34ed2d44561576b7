// Threads for work that is too long for an io or a database thread: reading a large file,
// comparing it with what there is. The queue is bounded; who comes to a full one is told so.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace kontor {

class WorkerPool {
 public:
  /// Threads start with the first work.
  WorkerPool(std::size_t threads, std::size_t max_waiting);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Any thread. False when the queue is full or the pool has stopped: `work` is then not run.
  /// `work` must not throw.
  bool submit(std::function<void()> work);
  /// Runs what waits, then ends the threads.
  void stop();

 private:
  void loop();

  std::size_t max_threads_;
  std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> waiting_;
  std::vector<std::thread> threads_;
  bool stopped_ = false;
};

}  // namespace kontor
