#include "kernel/postgres.hpp"

#include <libpq-fe.h>

#include <chrono>
#include <cstring>
#include <thread>

#include "kernel/teeth.hpp"

namespace kontor {
namespace {

// Object identifiers of the built-in types (PostgreSQL's pg_type.dat, stable by definition).
constexpr Oid kBool = 16, kByteaOid = 17, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25;
constexpr Oid kVarchar = 1043, kName = 19, kUuidOid = 2950, kVoid = 2278;

Oid type_oid(SqlType type) {
  switch (type) {
    case SqlType::integer: return kInt8;
    case SqlType::text: return kText;
    case SqlType::bytes: return kByteaOid;
    case SqlType::uuid: return kUuidOid;
  }
  return kText;
}

std::int64_t big_endian(const char* bytes, int size) {
  std::uint64_t value = (size > 0 && (bytes[0] & 0x80)) ? ~0ULL : 0;
  for (int i = 0; i < size; ++i) value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  return static_cast<std::int64_t>(value);
}

struct BoundParams {
  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
  std::vector<std::array<char, 8>> integers;

  explicit BoundParams(std::span<const SqlValue> params) {
    integers.resize(params.size());
    for (std::size_t i = 0; i < params.size(); ++i) {
      const auto& value = params[i];
      types.push_back(type_oid(value.type));
      formats.push_back(1);
      if (value.null) {
        values.push_back(nullptr);
        lengths.push_back(0);
      } else if (value.type == SqlType::integer) {
        auto number = static_cast<std::uint64_t>(value.integer);
        for (std::size_t b = 8; b-- > 0; number >>= 8) {
          integers[i][b] = static_cast<char>(number & 0xFF);
        }
        values.push_back(integers[i].data());
        lengths.push_back(8);
      } else {
        values.push_back(value.bytes.empty() ? "" : value.bytes.data());
        lengths.push_back(static_cast<int>(value.bytes.size()));
      }
    }
  }
  int count() const { return static_cast<int>(types.size()); }
};

std::string sqlstate(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state ? state : "";
}

[[noreturn]] void throw_error(const std::string& state, const std::string& constraint,
                              const std::string& message) {
  if (state == "40001" || state == "40P01") throw SerializationFailure(message);
  if (state == "23505") throw UniqueViolation(constraint + ": " + message);
  if (state == "53100" || state == "58030") throw StorageFull(message);
  // The server stops, has no room for connections, or became read-only after a switchover.
  if (state.starts_with("57P") || state.starts_with("08") || state == "53300" ||
      state == "25006" || state.empty()) {
    throw ConnectionLost(message);
  }
  throw DatabaseError(message);
}

std::string uuid_text(const Uuid& id) {
  constexpr const char* kHex = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
    text.push_back(kHex[id.bytes[i] >> 4]);
    text.push_back(kHex[id.bytes[i] & 15]);
  }
  return text;
}

}  // namespace

namespace {

/// What the address does not say itself. libpq would wait for ever for a host that accepts and then
/// says nothing, and two hours for one that has gone without a word.
PGconn* connect_within_limits(const std::string& dsn) {
  constexpr const char* kNames[] = {"connect_timeout",     "keepalives_idle", "keepalives_interval",
                                    "keepalives_count",    "tcp_user_timeout", "dbname",
                                    nullptr};
  const char* const values[] = {"5", "10", "5", "3", "20000", dsn.c_str(), nullptr};
  constexpr int kExpandDbname = 1;  // the whole address stands in "dbname" and wins
  return PQconnectdbParams(kNames, values, kExpandDbname);
}

}  // namespace

PostgresSession::~PostgresSession() { disconnect(); }

void PostgresSession::disconnect() {
  if (connection_) PQfinish(connection_);
  connection_ = nullptr;
  statements_.clear();
  prepared_ = 0;
  transaction_lost_ |= in_transaction_;
  in_transaction_ = false;
  begin_waiting_ = false;
}

void PostgresSession::connect() {
  if (connection_ && PQstatus(connection_) == CONNECTION_OK) return;
  disconnect();
  connection_ = connect_within_limits(dsn_);
  if (PQstatus(connection_) != CONNECTION_OK) {
    const std::string message = PQerrorMessage(connection_);
    disconnect();
    throw ConnectionLost(message);
  }
  PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);
  PQclear(PQexec(connection_, "SET client_min_messages = warning; SET timezone = 'UTC'"));
  PGresult* start =
      PQexec(connection_, "SELECT extract(epoch FROM pg_postmaster_start_time())::text");
  server_start_ = PQntuples(start) == 1 ? PQgetvalue(start, 0, 0) : "";
  PQclear(start);
  PQenterPipelineMode(connection_);
}

void PostgresSession::begin(TxMode mode, const TenantId& tenant) {
  connect();
  mode_ = mode;
  tenant_ = tenant;
  begin_waiting_ = true;  // sent together with the first statement
  unanswered_ = 0;
  transaction_id_.clear();
  transaction_lost_ = false;
}

void PostgresSession::lost() {
  const std::string message = connection_ ? PQerrorMessage(connection_) : "not connected";
  disconnect();
  throw ConnectionLost(message);
}

void PostgresSession::send(const char* sql) {
  if (!PQsendQueryParams(connection_, sql, 0, nullptr, nullptr, nullptr, nullptr, 1)) lost();
}

void PostgresSession::send_begin() {
  switch (mode_) {
    case TxMode::read: send("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); break;
    case TxMode::write: send("BEGIN ISOLATION LEVEL REPEATABLE READ"); break;
    case TxMode::claim: send("BEGIN ISOLATION LEVEL READ COMMITTED"); break;
  }
  // Local to the transaction: a pooled connection can never keep another tenant's setting.
  const std::string set =
      "SELECT set_config('kontor.tenant', '" + uuid_text(tenant_) + "', true)";
  send(set.c_str());
  begin_waiting_ = false;
  in_transaction_ = true;
}

std::string PostgresSession::statement_name(std::string_view sql,
                                            std::span<const SqlValue> params) {
  std::string key(sql);
  key.push_back('\0');
  for (const auto& value : params) key.push_back(static_cast<char>('0' + int(value.type)));
  if (auto found = statements_.find(key); found != statements_.end()) return found->second;
  constexpr std::size_t kMaxStatements = 512;
  if (++prepared_ > kMaxStatements) {
    send("DEALLOCATE ALL");
    statements_.clear();
    prepared_ = 1;
  }
  const std::string name = "s" + std::to_string(++last_name_);
  std::vector<Oid> types;
  for (const auto& value : params) types.push_back(type_oid(value.type));
  if (!PQsendPrepare(connection_, name.c_str(), std::string(sql).c_str(),
                     static_cast<int>(types.size()), types.data())) {
    lost();
  }
  new_statements_.push_back(key);
  statements_.emplace(std::move(key), name);
  return name;
}

PostgresSession::Answer PostgresSession::decode(const PGresult* result) {
  Answer answer;
  const char* affected = PQcmdTuples(const_cast<PGresult*>(result));
  if (*affected) answer.affected = std::strtoll(affected, nullptr, 10);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) return answer;
  const int columns = PQnfields(result);
  answer.rows.start(static_cast<std::size_t>(columns));
  for (int row = 0; row < PQntuples(result); ++row) {
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result, row, column)) {
        answer.rows.add_null();
        continue;
      }
      const char* bytes = PQgetvalue(result, row, column);
      const int size = PQgetlength(result, row, column);
      const std::string_view view(bytes, static_cast<std::size_t>(size));
      switch (PQftype(result, column)) {
        case kBool:
        case kInt2:
        case kInt4:
        case kInt8: answer.rows.add_integer(big_endian(bytes, size)); break;
        case kText:
        case kVarchar:
        case kVoid:
        case kName: answer.rows.add_bytes(CellKind::text, view); break;
        case kUuidOid:
        case kByteaOid: answer.rows.add_bytes(CellKind::bytes, view); break;
        default:
          throw DatabaseError("column " + std::string(PQfname(result, column)) +
                              " has a type that is not used here: cast it to bigint or text");
      }
    }
  }
  return answer;
}

PostgresSession::Answer PostgresSession::receive() {
  Answer last;
  std::string state, constraint, message;
  bool failed = false;
  for (;;) {
    PGresult* result = PQgetResult(connection_);
    if (!result) {
      if (PQstatus(connection_) != CONNECTION_OK) lost();
      continue;  // the end of one command's results; the sync mark is still to come
    }
    const auto status = PQresultStatus(result);
    if (status == PGRES_PIPELINE_SYNC) {
      PQclear(result);
      break;
    }
    if (status == PGRES_FATAL_ERROR && !failed) {
      failed = true;
      state = sqlstate(result);
      const char* name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
      constraint = name ? name : "";
      message = PQresultErrorMessage(result);
    } else if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
      try {
        last = decode(result);
      } catch (const DatabaseError& error) {
        failed = true;
        state = "42804";
        message = error.what();
      }
    }
    PQclear(result);
    if (PQstatus(connection_) != CONNECTION_OK) lost();
  }
  const auto fresh = std::exchange(new_statements_, {});
  unanswered_ = 0;
  if (!failed) return last;
  // Which of them were prepared before one failed is unknown: all are prepared again next time.
  for (const auto& key : fresh) statements_.erase(key);
  if (state == "26000") disconnect();
  if (state == "0A000" && message.find("cached plan") != std::string::npos) {
    // Another program migrated the schema: the same statements anew, on a new connection.
    disconnect();
    throw SerializationFailure(message);
  }
  if (state == "25006" && mode_ == TxMode::read) throw DatabaseError(message);
  throw_error(state, constraint, message);
}

void PostgresSession::send_prepared(std::string_view sql, std::span<const SqlValue> params) {
  const std::string name = statement_name(sql, params);
  const BoundParams bound(params);
  if (!PQsendQueryPrepared(connection_, name.c_str(), bound.count(), bound.values.data(),
                           bound.lengths.data(), bound.formats.data(), 1)) {
    lost();
  }
}

void PostgresSession::send_write(std::string_view sql, std::span<const SqlValue> params) {
  // The first write asks for the transaction's id. And the server must not have more to say than
  // its socket holds while we go on talking: then both would wait for ever.
  constexpr std::size_t kMostUnanswered = 100;
  const bool needs_answer = begin_waiting_ || transaction_id_.empty() || mode_ != TxMode::write ||
                            unanswered_ >= kMostUnanswered;
  if (needs_answer || !connection_) {
    exchange(sql, params);
    return;
  }
  ++unanswered_;
  send_prepared(sql, params);
}

PostgresSession::Answer PostgresSession::exchange(std::string_view sql,
                                                  std::span<const SqlValue> params) {
  if (!connection_) lost();
  if (begin_waiting_) send_begin();
  const bool first_write =
      mode_ == TxMode::write && transaction_id_.empty() && !sql.starts_with("SELECT");
  send_prepared(sql, params);
  if (!PQpipelineSync(connection_)) lost();
  if (!first_write) return receive();
  // The transaction's id decides later whether an interrupted COMMIT went through; asking for it
  // rides on the same round trip.
  send("SELECT pg_current_xact_id_if_assigned()::text");
  if (!PQpipelineSync(connection_)) lost();
  Answer answer;
  std::exception_ptr error;
  try {
    answer = receive();
  } catch (const ConnectionLost&) {
    throw;
  } catch (...) {
    error = std::current_exception();
  }
  if (!connection_) std::rethrow_exception(error);
  try {
    const Answer id = receive();
    if (!id.rows.empty() && !id.rows.front().is_null(0)) {
      transaction_id_ = id.rows.front().get<std::string>(0);
    }
  } catch (const ConnectionLost&) {
    throw;
  } catch (const DatabaseError&) {
    if (!error) throw;
  }
  if (error) std::rethrow_exception(error);
  return answer;
}

Rows PostgresSession::run(std::string_view sql, std::span<const SqlValue> params) {
  return exchange(sql, params).rows;
}

std::int64_t PostgresSession::run_write(std::string_view sql, std::span<const SqlValue> params) {
  return exchange(sql, params).affected;
}

void PostgresSession::settle() {
  if (unanswered_ == 0) return;
  if (!PQpipelineSync(connection_)) lost();
  receive();
}

void PostgresSession::run_script(const std::string& sql) {
  if (!connection_) lost();
  settle();
  if (begin_waiting_) {
    send_begin();
    if (!PQpipelineSync(connection_)) lost();
    receive();
  }
  PQexitPipelineMode(connection_);
  PGresult* result = PQexec(connection_, sql.c_str());
  const auto status = PQresultStatus(result);
  const std::string state = sqlstate(result), message = PQresultErrorMessage(result);
  PQclear(result);
  if (PQstatus(connection_) != CONNECTION_OK) lost();
  PQenterPipelineMode(connection_);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw_error(state, "", message);
}

void PostgresSession::commit() {
  if (transaction_lost_) throw ConnectionLost("the connection was lost and the closure went on");
  if (begin_waiting_ || !in_transaction_) {
    begin_waiting_ = false;
    return;
  }
  if (PQtransactionStatus(connection_) == PQTRANS_INERROR) {
    // The server would answer COMMIT with a rollback and call that a success.
    throw DatabaseError("a statement of this transaction failed and the closure went on");
  }
  try {
    send("COMMIT");
    if (!PQpipelineSync(connection_)) lost();
    receive();
    in_transaction_ = false;
  } catch (const ConnectionLost&) {
    if (bites(Tooth::blind_retry)) throw;
    const Outcome outcome = look_up_commit();
    if (outcome == Outcome::unknown) throw CommitUnknown("a COMMIT got no answer");
    if (outcome == Outcome::undone) throw;
  }
}

PostgresSession::Outcome PostgresSession::look_up_commit() {
  if (transaction_id_.empty()) return Outcome::undone;
  // A server that was started meanwhile may have forgotten the transaction and given its number to
  // another one: what had not reached the disk never happened, and numbers are not reserved.
  const std::string sql = "SELECT pg_xact_status('" + transaction_id_ +
                          "'::xid8), extract(epoch FROM pg_postmaster_start_time())::text";
  constexpr int kTries = 50;
  for (int i = 0; i < kTries; ++i) {
    PGconn* other = connect_within_limits(dsn_);
    PGresult* result = PQstatus(other) == CONNECTION_OK ? PQexec(other, sql.c_str()) : nullptr;
    std::string status, start;
    if (result && PQntuples(result) == 1) {
      status = PQgetvalue(result, 0, 0);
      start = PQgetvalue(result, 0, 1);
    }
    PQclear(result);
    PQfinish(other);
    if (!start.empty() && start != server_start_) return Outcome::unknown;
    if (status == "committed") return Outcome::committed;
    if (status == "aborted") return Outcome::undone;
    // In progress, or the server is not back yet: ask again.
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return Outcome::unknown;
}

void PostgresSession::rollback() {
  begin_waiting_ = false;
  if (!in_transaction_ || !connection_) return;
  in_transaction_ = false;
  try {
    settle();
  } catch (const ConnectionLost&) {
    return;
  } catch (const DatabaseError&) {
    // It is undone anyway; a ROLLBACK behind it would be skipped with the rest of the pipeline.
  }
  try {
    send("ROLLBACK");
    if (!PQpipelineSync(connection_)) lost();
    receive();
  } catch (const DatabaseError&) {
    disconnect();
  }
}

}  // namespace kontor
