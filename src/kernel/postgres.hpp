#pragma once
// PostgreSQL 15+ by libpq in pipeline mode: BEGIN, the tenant setting and the first statement
// share one round trip. Only db.cpp includes this.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "kernel/db.hpp"
#include "kernel/refused.hpp"
#include "kernel/sqlite.hpp"

struct pg_conn;
struct pg_result;

namespace kontor {

/// 40001, 40P01: the transaction lost a race and may run again.
class SerializationFailure : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// The connection is gone. `at_commit`: nobody knows yet whether the commit went through.
class ConnectionLost : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// Says so to the person, who has to look before trying again.
inline constexpr Code kOutcomeUnknown{"outcome_unknown", 503};

/// A COMMIT has no answer and nobody can tell whether it went through: it must not run again.
class CommitUnknown : public ConnectionLost {
 public:
  using ConnectionLost::ConnectionLost;
};

enum class TxMode { read, write, claim };

/// One connection; used by one thread at a time. Connects when it is first needed.
class PostgresSession {
 public:
  explicit PostgresSession(std::string dsn) : dsn_(std::move(dsn)) {}
  ~PostgresSession();
  PostgresSession(const PostgresSession&) = delete;
  PostgresSession& operator=(const PostgresSession&) = delete;

  void begin(TxMode mode, const TenantId& tenant);
  /// Decides an ambiguous commit by pg_xact_status on a new connection.
  void commit();
  void rollback();

  Rows run(std::string_view sql, std::span<const SqlValue> params);
  std::int64_t run_write(std::string_view sql, std::span<const SqlValue> params);
  /// Goes out with the next statement; its error comes from there.
  void send_write(std::string_view sql, std::span<const SqlValue> params);
  void run_script(const std::string& sql);
  bool connected() const { return connection_ != nullptr; }

 private:
  struct Answer {
    Rows rows;
    std::int64_t affected = 0;
  };
  void connect();
  void disconnect();
  Answer exchange(std::string_view sql, std::span<const SqlValue> params);
  void send(const char* sql);
  void send_begin();
  void send_prepared(std::string_view sql, std::span<const SqlValue> params);
  std::string statement_name(std::string_view sql, std::span<const SqlValue> params);
  /// Reads up to the sync mark; the last result with rows or a count is the answer.
  Answer receive();
  /// Waits for what went out without a sync mark.
  void settle();
  Answer decode(const pg_result* result);
  [[noreturn]] void lost();
  enum class Outcome { committed, undone, unknown };
  /// What became of a COMMIT whose answer was lost.
  Outcome look_up_commit();

  std::string dsn_;
  pg_conn* connection_ = nullptr;
  std::unordered_map<std::string, std::string> statements_;
  std::size_t prepared_ = 0;    ///< at the server since the last DEALLOCATE
  std::uint64_t last_name_ = 0;
  std::vector<std::string> new_statements_;  ///< keys of those on their way for the first time
  std::size_t unanswered_ = 0;  ///< statements that went out without a sync mark
  bool begin_waiting_ = false;
  bool in_transaction_ = false;
  bool transaction_lost_ = false;  ///< it went with its connection
  TxMode mode_ = TxMode::read;
  TenantId tenant_;
  std::string server_start_;  ///< when the server of this connection was started
  std::string transaction_id_;
};

class PostgresEngine {
 public:
  PostgresEngine(const std::string& dsn, const DatabaseConfig& config, const Uuid& node,
                 const TxParts& parts);
  ~PostgresEngine();
  bool push(TxMode mode, WaitingWork& work);

 private:
  struct Queue;
  void loop();
  void run(PostgresSession& session, TxMode mode, WaitingWork& work);
  /// One attempt. Numbers that it took are given back when it fails.
  void attempt(PostgresSession& session, TxMode mode, WaitingWork& work, Tx& tx);
  void write_hints(Tx& tx);
  /// In a transaction of its own. False when the database is away.
  bool reserve(PostgresSession& session, const NumberRangeKey& range, std::int64_t first,
               std::int64_t count);
  void refill(PostgresSession& session, const std::vector<Tx::TakenNumber>& taken);
  void record_holes(PostgresSession& session,
                    const std::vector<std::pair<NumberRangeKey, NumberSpan>>& holes,
                    std::string_view reason);

  std::string dsn_;
  Uuid node_;
  TxParts parts_;
  std::unique_ptr<Queue> queue_;
  std::vector<std::thread> threads_;
};

}  // namespace kontor
