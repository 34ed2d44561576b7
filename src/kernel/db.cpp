#include "kernel/db.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "kernel/metrics.hpp"
#include "kernel/postgres.hpp"
#include "kernel/refused.hpp"
#include "kernel/sqlite.hpp"
#include "kernel/statement_trace.hpp"
#include "kernel/teeth.hpp"

namespace kontor {

Tx::Tx(SqliteSession* sqlite, PostgresSession* postgres, TenantId tenant, const TxParts& parts)
    : sqlite_(sqlite),
      postgres_(postgres),
      tenant_(tenant),
      parts_(parts),
      now_ms_(parts.clock.now_ms()) {}

const std::vector<ChangeHint>& Tx::hints() {
  if (hints_.size() <= kMostHintsPerTransaction) return hints_;
  // Those without a version end somebody's streams; none of them may get lost.
  std::erase_if(hints_, [](const ChangeHint& hint) { return hint.version != 0; });
  hints_.push_back({tenant_, std::string(kEverythingChanged), {}, 0, {}});
  return hints_;
}

std::vector<std::function<void()>> Tx::take_after_commit() {
  for (const ChangeHint& hint : hints()) {
    after_commit_.push_back([&listener = parts_.listener, hint] { listener.tell(hint); });
  }
  hints_.clear();
  return std::move(after_commit_);
}

std::int64_t Tx::reserved_number(std::string_view name, std::int64_t first) {
  const NumberRangeKey range{tenant_, std::string(name)};
  const auto number = parts_.numbers.take(range);
  if (!number) throw NumbersMissing{range, first};
  taken_numbers_.push_back({range, *number});
  return *number;
}

void Tx::expect_reserved(std::string_view name, std::int64_t first, std::int64_t count) {
  const NumberRangeKey range{tenant_, std::string(name)};
  const std::int64_t missing = count - parts_.numbers.left(range);
  if (missing > 0) throw NumbersMissing{range, first, missing};
}

Uuid Tx::new_uuid() {
  std::array<std::uint8_t, 8> bytes{};
  parts_.random.fill(bytes);
  if (id_counter_ == 0) {
    // A random start keeps transactions of one millisecond apart; room to count upwards stays.
    id_counter_ = static_cast<std::uint16_t>(1 + ((bytes[0] << 3) & 0x7FF));
  }
  return make_uuid7(now_ms_, id_counter_++, bytes);
}

namespace {

std::mutex trace_mutex;
const StatementTrace* statement_trace = nullptr;
std::atomic<bool> tracing = false;

}  // namespace

TraceStatements::TraceStatements(StatementTrace trace) : trace_(std::move(trace)) {
  const std::lock_guard lock(trace_mutex);
  statement_trace = &trace_;
  tracing = true;
}

TraceStatements::~TraceStatements() {
  const std::lock_guard lock(trace_mutex);
  tracing = false;
  statement_trace = nullptr;
}

Rows Tx::run(std::string_view sql, std::span<const SqlValue> params) {
  if (tracing.load(std::memory_order_relaxed)) {
    const std::lock_guard lock(trace_mutex);
    if (statement_trace) (*statement_trace)(sql, params);
  }
  if (sqlite_) return sqlite_->run(sql, params);
  if (bites(Tooth::no_tenant_filter)) return postgres_->run(without_tenant_filter(sql), params);
  return postgres_->run(sql, params);
}

std::int64_t Tx::run_write(std::string_view sql, std::span<const SqlValue> params) {
  if (sqlite_) return sqlite_->run_write(sql, params);
  if (bites(Tooth::no_tenant_filter)) {
    return postgres_->run_write(without_tenant_filter(sql), params);
  }
  return postgres_->run_write(sql, params);
}

void Tx::send_write(std::string_view sql, std::span<const SqlValue> params) {
  if (sqlite_) {
    sqlite_->run_write(sql, params);
  } else if (bites(Tooth::no_tenant_filter)) {
    postgres_->send_write(without_tenant_filter(sql), params);
  } else {
    postgres_->send_write(sql, params);
  }
}

void Tx::run_script(const std::string& sql) {
  if (sqlite_) {
    sqlite_->run_script(sql);
  } else {
    postgres_->run_script(sql);
  }
}

struct Database::Engines {
  std::unique_ptr<SqliteEngine> sqlite;
  std::unique_ptr<PostgresEngine> postgres;
};

Database::Database(const DatabaseConfig& config, Clock& clock, Random& random)
    : clock_(clock), random_(random), engines_(std::make_unique<Engines>()) {
  std::array<std::uint8_t, 8> bytes{};
  random.fill(bytes);
  node_ = make_uuid7(clock.now_ms(), 0, bytes);
  const TxParts parts{clock, random, listener_, numbers_};
  constexpr std::string_view kSqlite = "sqlite:";
  if (config.url.starts_with(kSqlite)) {
    engines_->sqlite =
        std::make_unique<SqliteEngine>(config.url.substr(kSqlite.size()), config, parts);
  } else {
    engines_->postgres = std::make_unique<PostgresEngine>(config.url, config, node_, parts);
  }
}

Database::~Database() = default;

void Database::keep_ballast() {
  if (engines_->sqlite) engines_->sqlite->keep_ballast();
}

void Database::close() { engines_ = std::make_unique<Engines>(); }

Engine Database::engine() const { return engines_->sqlite ? Engine::sqlite : Engine::postgres; }

namespace {

std::string_view outcome_of(const std::exception_ptr& error) {
  if (!error) return "done";
  try {
    std::rethrow_exception(error);
  } catch (const Refused&) {
    return "refused";
  } catch (...) {
    return "failed";
  }
}

/// Counts the closure from here to its answer, the waiting included.
Database::Done measured(const char* kind, Database::Done done) {
  const auto start = std::chrono::steady_clock::now();
  return [kind, start, done = std::move(done)](std::exception_ptr error) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    metrics().db_transaction(kind, outcome_of(error), took.count());
    done(std::move(error));
  };
}

/// The tooth: the client hears "done" and only then, a little later, it is committed.
void answer_before_commit(Database::Work& work, Database::Done& done) {
  const auto answered = std::make_shared<bool>(false);
  work = [work = std::move(work), done, answered](Tx& tx) {
    if (*answered) return;
    work(tx);
    *answered = true;
    done(nullptr);
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  };
  done = [done = std::move(done), answered](std::exception_ptr error) {
    if (!*answered) done(std::move(error));
  };
}

void refuse_if_full(bool taken, WaitingWork& work) {
  if (!taken) work.done(std::make_exception_ptr(Refused(kOverloaded)));
}

}  // namespace

void Database::read(TenantId tenant, Work work, Done done) {
  WaitingWork waiting{tenant, std::move(work), measured("read", std::move(done))};
  const bool taken = engines_->sqlite     ? engines_->sqlite->read(waiting)
                     : engines_->postgres ? engines_->postgres->push(TxMode::read, waiting)
                                          : false;
  refuse_if_full(taken, waiting);
}

void Database::write(TenantId tenant, Work work, Done done) {
  if (bites(Tooth::answer_before_commit)) answer_before_commit(work, done);
  WaitingWork waiting{tenant, std::move(work), measured("write", std::move(done))};
  const bool taken = engines_->sqlite     ? engines_->sqlite->write(waiting)
                     : engines_->postgres ? engines_->postgres->push(TxMode::write, waiting)
                                          : false;
  refuse_if_full(taken, waiting);
}

void Database::claim(TenantId tenant, Work work, Done done) {
  WaitingWork waiting{tenant, std::move(work), measured("claim", std::move(done))};
  const bool taken = engines_->sqlite     ? engines_->sqlite->write(waiting)
                     : engines_->postgres ? engines_->postgres->push(TxMode::claim, waiting)
                                          : false;
  refuse_if_full(taken, waiting);
}

}  // namespace kontor
