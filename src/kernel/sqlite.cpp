#include "kernel/sqlite.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cctype>

#include "kernel/metrics.hpp"
#include "kernel/refused.hpp"
#include "kernel/teeth.hpp"

namespace kontor {
namespace {

/// SQLite takes "$1" for a name numbered by first appearance; "?1" is the number that we mean.
std::string numbered(std::string_view sql) {
  std::string text(sql);
  bool quoted = false;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\'') quoted = !quoted;
    if (!quoted && text[i] == '$' && std::isdigit(static_cast<unsigned char>(text[i + 1]))) {
      text[i] = '?';
    }
  }
  return text;
}

void exec(sqlite3* connection, const char* sql) {
  char* message = nullptr;
  if (sqlite3_exec(connection, sql, nullptr, nullptr, &message) != SQLITE_OK) {
    std::string text = std::string(sql) + ": " + (message ? message : "failed");
    sqlite3_free(message);
    throw DatabaseError(text);
  }
}

}  // namespace

SqliteSession::SqliteSession(const std::string& path, bool read_only) {
  // Once, before the first connection. Counting memory costs a lock per allocation: an eighth of
  // the time of an order.
  static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  if (configured != SQLITE_OK) throw DatabaseError("SQLite was in use before it was configured");
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (read_only ? SQLITE_OPEN_READONLY
                               : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (sqlite3_open_v2(path.c_str(), &connection_, flags, nullptr) != SQLITE_OK) {
    std::string message = connection_ ? sqlite3_errmsg(connection_) : "no memory";
    sqlite3_close(connection_);
    throw DatabaseError("cannot open " + path + ": " + message);
  }
  // What follows may throw, and then no destructor runs: a damaged file shows itself here.
  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> opened(connection_, sqlite3_close);
  sqlite3_busy_timeout(connection_, 5000);
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  exec(connection_, "PRAGMA foreign_keys=ON");
  exec(connection_, "PRAGMA temp_store=MEMORY");
  // KiB. The least that keeps the upper pages of all indexes of a large database.
  exec(connection_, "PRAGMA cache_size=-16000");
  if (!read_only) {
    // Of a new database: with 4 KiB each row of orders, 1.2 kB, has a page of its own for its rest.
    exec(connection_, "PRAGMA page_size=8192");
    exec(connection_, "PRAGMA journal_mode=WAL");
    // FULL: the log is on disk before an answer leaves. NORMAL loses acknowledged orders.
    exec(connection_, bites(Tooth::relaxed_sync) ? "PRAGMA synchronous=NORMAL"
                                                 : "PRAGMA synchronous=FULL");
    exec(connection_, "PRAGMA wal_autocheckpoint=4000");
  }
  opened.release();
}

SqliteSession::~SqliteSession() {
  for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(connection_);
}

bool SqliteSession::autocommit() const { return sqlite3_get_autocommit(connection_) != 0; }

void SqliteSession::fail(int result, std::string_view sql) {
  const std::string message = sqlite3_errmsg(connection_);
  switch (result) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      throw UniqueViolation(message);
    default:
      break;
  }
  if ((result & 0xFF) == SQLITE_FULL || (result & 0xFF) == SQLITE_IOERR) {
    throw StorageFull(message);
  }
  throw DatabaseError(message + " in: " + std::string(sql.substr(0, 500)));
}

sqlite3_stmt* SqliteSession::prepare(std::string_view sql) {
  if (auto found = statements_.find(sql); found != statements_.end()) return found->second;
  sqlite3_stmt* statement = nullptr;
  const std::string text = numbered(sql);
  const int result = sqlite3_prepare_v3(connection_, text.c_str(), static_cast<int>(text.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result != SQLITE_OK) fail(result, sql);
  // Filters make many texts; a bound keeps a strange client from filling the memory.
  constexpr std::size_t kMaxStatements = 512;
  if (statements_.size() >= kMaxStatements) {
    for (auto& [old_sql, old] : statements_) sqlite3_finalize(old);
    statements_.clear();
  }
  statements_.emplace(sql, statement);
  return statement;
}

void SqliteSession::bind(sqlite3_stmt* statement, std::span<const SqlValue> params) {
  for (std::size_t i = 0; i < params.size(); ++i) {
    const auto& value = params[i];
    const int index = static_cast<int>(i) + 1;
    if (value.null) {
      sqlite3_bind_null(statement, index);
    } else if (value.type == SqlType::integer) {
      sqlite3_bind_int64(statement, index, value.integer);
    } else if (value.type == SqlType::text) {
      sqlite3_bind_text(statement, index, value.bytes.empty() ? "" : value.bytes.data(),
                        static_cast<int>(value.bytes.size()), SQLITE_STATIC);
    } else {
      sqlite3_bind_blob(statement, index, value.bytes.empty() ? "" : value.bytes.data(),
                        static_cast<int>(value.bytes.size()), SQLITE_STATIC);
    }
  }
}

namespace {

/// Ends the use of a statement whatever happens, so that it can be used again.
struct StatementUse {
  sqlite3_stmt* statement;
  ~StatementUse() {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }
};

void add_cell(Rows& rows, sqlite3_stmt* statement, int column) {
  const int type = sqlite3_column_type(statement, column);
  if (type == SQLITE_NULL) return rows.add_null();
  if (type == SQLITE_INTEGER) return rows.add_integer(sqlite3_column_int64(statement, column));
  // Of a text too: sqlite3_column_text() would copy it to put a zero behind it.
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  rows.add_bytes(type == SQLITE_BLOB ? CellKind::bytes : CellKind::text,
                 {bytes ? bytes : "", size});
}

}  // namespace

Rows SqliteSession::run(std::string_view sql, std::span<const SqlValue> params) {
  sqlite3_stmt* statement = prepare(sql);
  StatementUse use{statement};
  bind(statement, params);
  Rows rows;
  const int columns = sqlite3_column_count(statement);
  rows.start(static_cast<std::size_t>(columns));
  int result = 0;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
    for (int column = 0; column < columns; ++column) add_cell(rows, statement, column);
  }
  if (result != SQLITE_DONE) fail(result, sql);
  return rows;
}

std::int64_t SqliteSession::run_write(std::string_view sql, std::span<const SqlValue> params) {
  sqlite3_stmt* statement = prepare(sql);
  StatementUse use{statement};
  bind(statement, params);
  int result = 0;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
  }
  if (result != SQLITE_DONE) fail(result, sql);
  return sqlite3_changes64(connection_);
}

void SqliteSession::run_script(const std::string& sql) {
  const int result = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(result, sql);
}

bool WorkQueue::push(WaitingWork& work) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || waiting_.size() >= limit_) return false;
    waiting_.push_back(std::move(work));
  }
  wake_.notify_one();
  return true;
}

std::vector<WaitingWork> WorkQueue::take(std::size_t most) {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
  std::vector<WaitingWork> batch;
  move_to(batch, most);
  return batch;
}

bool WorkQueue::take_more(std::vector<WaitingWork>& batch, std::size_t most,
                          std::chrono::microseconds patience) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, patience, [&] { return closed_ || !waiting_.empty(); });
  return move_to(batch, most);
}

/// Under the lock. False when there was nothing to move.
bool WorkQueue::move_to(std::vector<WaitingWork>& batch, std::size_t most) {
  const std::size_t count = std::min(most, waiting_.size());
  for (std::size_t i = 0; i < count; ++i) {
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return count > 0;
}

void WorkQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake_.notify_all();
}

SqliteEngine::SqliteEngine(const std::string& path, const DatabaseConfig& config,
                           const TxParts& parts)
    : path_(path),
      ballast_(path, config.ballast_bytes),
      max_batch_(config.max_batch),
      parts_(parts),
      writes_(config.max_queue),
      reads_(config.max_queue) {
  ballast_.make_way();
  // Opened here, so that whoever starts us hears what is wrong. The writer comes first: it makes
  // the file that the readers need.
  sessions_.push_back(std::make_unique<SqliteSession>(path_, false));
  for (int i = 0; i < config.readers; ++i) {
    sessions_.push_back(std::make_unique<SqliteSession>(path_, true));
  }
  threads_.emplace_back([this] { write_loop(*sessions_.front()); });
  for (std::size_t i = 1; i < sessions_.size(); ++i) {
    threads_.emplace_back([this, i] { read_loop(*sessions_[i]); });
  }
}

SqliteEngine::~SqliteEngine() {
  writes_.close();
  reads_.close();
  for (auto& thread : threads_) thread.join();
  ballast_.make_way();
  // The writer last: SQLite moves the log into the database when the last one closes, which a
  // reader cannot do.
  while (!sessions_.empty()) sessions_.pop_back();
}

namespace {

std::exception_ptr as_refusal(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const StorageFull&) {
    return std::make_exception_ptr(Refused(kStorageFull));
  } catch (...) {
    return error;
  }
}

void answer(WaitingWork& work, SqliteEngine::Outcome& outcome) {
  if (!outcome.error) {
    for (auto& action : outcome.after_commit) action();
  }
  work.done(outcome.error ? as_refusal(outcome.error) : nullptr);
}

/// What is left of the disk belongs to those who mend it.
void refuse(std::vector<WaitingWork>& batch) {
  for (auto& work : batch) work.done(std::make_exception_ptr(Refused(kStorageFull)));
}

}  // namespace

auto SqliteEngine::attempt(SqliteSession& session, WaitingWork& work) -> Outcome {
  Outcome outcome;
  try {
    session.run_write("BEGIN IMMEDIATE", {});
    Tx tx(&session, nullptr, work.tenant, parts_);
    work.work(tx);
    session.run_write("COMMIT", {});
    outcome.after_commit = tx.take_after_commit();
  } catch (const StorageFull&) {
    outcome.error = std::current_exception();
    outcome.found_no_room = true;
    if (!session.autocommit()) session.run_write("ROLLBACK", {});
  } catch (...) {
    outcome.error = std::current_exception();
    if (!session.autocommit()) session.run_write("ROLLBACK", {});
  }
  return outcome;
}

void SqliteEngine::run_alone(SqliteSession& session, WaitingWork& work) {
  Outcome outcome = attempt(session, work);
  if (outcome.found_no_room && ballast_.release()) outcome = attempt(session, work);
  answer(work, outcome);
}

/// So many in one batch are a crowd: their commit and the next wait for more, a pause each and so
/// long in all. One person, or a few, never wait. Measured in bench/results/write.md.
constexpr std::size_t kCrowd = 8;
constexpr auto kCrowdPause = std::chrono::microseconds(2000);
constexpr auto kLongestCrowd = std::chrono::milliseconds(30);

/// Group commit: every closure in a savepoint of its own, one fsync for all, then the answers.
/// An error that ends the whole transaction (a full disk) undoes the closures before it as well:
/// then each runs again on its own, and only those that really find no room fail.
void SqliteEngine::run_batch(SqliteSession& session, std::vector<WaitingWork>& batch) {
  std::vector<Outcome> outcomes;
  bool whole_lost = false;
  const auto until = std::chrono::steady_clock::now() + kLongestCrowd;
  // When many write at once, the next is almost here: to wait for it is cheaper than a commit.
  const auto more_came = [&] {
    return (crowded_ || outcomes.size() >= kCrowd) && batch.size() < max_batch_ &&
           std::chrono::steady_clock::now() < until &&
           writes_.take_more(batch, max_batch_ - batch.size(), kCrowdPause);
  };
  try {
    session.run_write("BEGIN IMMEDIATE", {});
    while (!whole_lost && (outcomes.size() < batch.size() || more_came())) {
      const std::size_t i = outcomes.size();
      outcomes.emplace_back();
      session.run_write("SAVEPOINT one", {});
      try {
        Tx tx(&session, nullptr, batch[i].tenant, parts_);
        batch[i].work(tx);
        outcomes[i].after_commit = tx.take_after_commit();
        whole_lost = session.autocommit();  // it swallowed an error that ended everything
      } catch (...) {
        outcomes[i].error = std::current_exception();
        whole_lost = session.autocommit();
        if (!whole_lost) session.run_write("ROLLBACK TO one", {});
      }
      if (!whole_lost) session.run_write("RELEASE one", {});
    }
    if (!whole_lost) session.run_write("COMMIT", {});
  } catch (...) {
    whole_lost = true;
    if (!session.autocommit()) session.run_write("ROLLBACK", {});
  }
  metrics().db_batch(static_cast<std::int64_t>(batch.size()));
  outcomes.resize(batch.size());
  crowded_ = batch.size() >= kCrowd;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (whole_lost && !bites(Tooth::trust_batch)) {
      run_alone(session, batch[i]);
    } else {
      answer(batch[i], outcomes[i]);
    }
  }
}

void SqliteEngine::write_loop(SqliteSession& session) {
  for (;;) {
    auto batch = writes_.take(max_batch_);
    if (batch.empty()) return;
    if (ballast_.is_out() && ballast_.is_spent()) {
      refuse(batch);
    } else if (batch.size() == 1 && !crowded_) {
      run_alone(session, batch.front());
    } else {
      run_batch(session, batch);
    }
  }
}

void SqliteEngine::read_loop(SqliteSession& session) {
  for (;;) {
    auto batch = reads_.take(1);
    if (batch.empty()) return;
    Outcome outcome;
    try {
      session.run("BEGIN", {});
      Tx tx(&session, nullptr, batch.front().tenant, parts_);
      batch.front().work(tx);
      outcome.after_commit = tx.take_after_commit();
    } catch (...) {
      outcome.error = std::current_exception();
    }
    if (!session.autocommit()) session.run("COMMIT", {});
    answer(batch.front(), outcome);
  }
}

}  // namespace kontor
