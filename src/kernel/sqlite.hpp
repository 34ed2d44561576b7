#pragma once
// SQLite: WAL, synchronous=FULL, one writer thread with group commit, reader threads with
// read-only connections. Only db.cpp includes this.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "kernel/ballast.hpp"
#include "kernel/db.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace kontor {

/// Thrown when SQLite has no room (SQLITE_FULL, I/O error while writing). The whole transaction
/// may be gone with it.
class StorageFull : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// Finds by string_view without making a string.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

/// One connection with its prepared statements; used by one thread at a time.
class SqliteSession {
 public:
  SqliteSession(const std::string& path, bool read_only);
  ~SqliteSession();
  SqliteSession(const SqliteSession&) = delete;
  SqliteSession& operator=(const SqliteSession&) = delete;

  Rows run(std::string_view sql, std::span<const SqlValue> params);
  std::int64_t run_write(std::string_view sql, std::span<const SqlValue> params);
  void run_script(const std::string& sql);
  /// True when no transaction is open: an error may have ended it.
  bool autocommit() const;

 private:
  sqlite3_stmt* prepare(std::string_view sql);
  void bind(sqlite3_stmt* statement, std::span<const SqlValue> params);
  [[noreturn]] void fail(int result, std::string_view sql);

  sqlite3* connection_ = nullptr;
  std::unordered_map<std::string, sqlite3_stmt*, TextHash, std::equal_to<>> statements_;
};

struct WaitingWork {
  TenantId tenant;
  Database::Work work;
  Database::Done done;
};

/// A queue with a limit that threads take from.
class WorkQueue {
 public:
  explicit WorkQueue(std::size_t limit) : limit_(limit) {}
  /// False when full or closed; the work is then untouched.
  bool push(WaitingWork& work);
  /// Up to `most` at once; empty when closed and drained.
  std::vector<WaitingWork> take(std::size_t most);
  /// Adds up to `most` to `batch`, once it has waited up to `patience` for the first. False when
  /// there came none.
  bool take_more(std::vector<WaitingWork>& batch, std::size_t most,
                 std::chrono::microseconds patience);
  void close();

 private:
  bool move_to(std::vector<WaitingWork>& batch, std::size_t most);

  std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<WaitingWork> waiting_;
  bool closed_ = false;
};

class SqliteEngine {
 public:
  SqliteEngine(const std::string& path, const DatabaseConfig& config, const TxParts& parts);
  ~SqliteEngine();
  bool read(WaitingWork& work) { return reads_.push(work); }
  bool write(WaitingWork& work) { return writes_.push(work); }
  void keep_ballast() { ballast_.keep(); }

  /// What became of one closure.
  struct Outcome {
    std::exception_ptr error;
    std::vector<std::function<void()>> after_commit;
    bool found_no_room = false;
  };

 private:
  void write_loop(SqliteSession& session);
  void read_loop(SqliteSession& session);
  void run_batch(SqliteSession& session, std::vector<WaitingWork>& batch);
  void run_alone(SqliteSession& session, WaitingWork& work);
  Outcome attempt(SqliteSession& session, WaitingWork& work);

  std::string path_;
  Ballast ballast_;
  std::size_t max_batch_;
  bool crowded_ = false;  ///< the writer's: the last batch was one
  TxParts parts_;
  WorkQueue writes_;
  WorkQueue reads_;
  std::vector<std::unique_ptr<SqliteSession>> sessions_;
  std::vector<std::thread> threads_;
};

}  // namespace kontor
