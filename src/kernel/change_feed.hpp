#pragma once
// What other programs on the same PostgreSQL have changed. Each transaction leaves its hints in
// the table change_hint; every program reads the rows of the others twice a second. It reads only
// below pg_snapshot_xmin: there every transaction has ended, so no row can appear later behind
// one that was read already. NOTIFY would cost each transaction 6 to 20 times as much (measured).

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "kernel/change_hint.hpp"
#include "kernel/db.hpp"

namespace kontor {

class ChangeFeed {
 public:
  /// Starts at once; does nothing on SQLite, where one program has the file. `tell` is called from
  /// the feed's own thread.
  ChangeFeed(Database& database, ChangeListener::Listen tell, std::int64_t interval_ms = 500);
  ~ChangeFeed();
  ChangeFeed(const ChangeFeed&) = delete;
  ChangeFeed& operator=(const ChangeFeed&) = delete;

 private:
  void loop();
  void poll();
  void poll_or_say_so();
  void delete_old();

  Database& database_;
  ChangeListener::Listen tell_;
  std::int64_t interval_ms_;
  /// Everything below was read; 0: nothing yet.
  std::int64_t next_ = 0;
  /// Where the table stood at which time, oldest first.
  struct Mark {
    std::int64_t at_ms = 0;
    std::int64_t transaction_id = 0;
  };
  std::deque<Mark> marks_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace kontor
