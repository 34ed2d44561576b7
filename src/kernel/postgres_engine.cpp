// The pool: threads with one connection each, and what runs again after a conflict.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "kernel/log.hpp"
#include "kernel/postgres.hpp"
#include "kernel/refused.hpp"

namespace kontor {

struct PostgresEngine::Queue {
  std::size_t limit;
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::pair<TxMode, WaitingWork>> waiting;
  bool closed = false;
};

PostgresEngine::PostgresEngine(const std::string& dsn, const DatabaseConfig& config,
                               const Uuid& node, const TxParts& parts)
    : dsn_(dsn), node_(node), parts_(parts), queue_(std::make_unique<Queue>()) {
  queue_->limit = config.max_queue;
  for (int i = 0; i < config.connections; ++i) threads_.emplace_back([this] { loop(); });
}

PostgresEngine::~PostgresEngine() {
  {
    const std::lock_guard lock(queue_->mutex);
    queue_->closed = true;
  }
  queue_->wake.notify_all();
  for (auto& thread : threads_) thread.join();
  const auto rest = parts_.numbers.take_rest();
  if (rest.empty()) return;
  PostgresSession session(dsn_);
  record_holes(session, rest, "unused");
}

bool PostgresEngine::push(TxMode mode, WaitingWork& work) {
  {
    const std::lock_guard lock(queue_->mutex);
    if (queue_->closed || queue_->waiting.size() >= queue_->limit) return false;
    queue_->waiting.emplace_back(mode, std::move(work));
  }
  queue_->wake.notify_one();
  return true;
}

namespace {

enum class Again { no, after_conflict, after_lost_connection, commit_unknown };

/// Whether a failed attempt may run again. Nothing of it was committed.
Again may_run_again(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const SerializationFailure&) {
    return Again::after_conflict;
  } catch (const UniqueViolation& violation) {
    // Two requests with one key: the second runs again and then finds the first one's answer.
    return std::string_view(violation.what()).find("idempotency") != std::string_view::npos
               ? Again::after_conflict
               : Again::no;
  } catch (const CommitUnknown&) {
    return Again::commit_unknown;
  } catch (const ConnectionLost&) {
    return Again::after_lost_connection;
  } catch (...) {
    return Again::no;
  }
}

std::exception_ptr as_refusal(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const StorageFull&) {
    return std::make_exception_ptr(Refused(kStorageFull));
  } catch (const CommitUnknown&) {
    return std::make_exception_ptr(Refused(kOutcomeUnknown));
  } catch (const ConnectionLost&) {
    return std::make_exception_ptr(Refused(kDatabaseUnavailable));
  } catch (const SerializationFailure&) {
    return std::make_exception_ptr(Refused(kOverloaded));
  } catch (...) {
    return error;
  }
}

}  // namespace

void PostgresEngine::write_hints(Tx& tx) {
  const auto& hints = tx.hints();
  if (hints.empty()) return;
  std::string sql =
      "INSERT INTO change_hint (tenant_id, position, node, type, subject, version, reach, at_ms) "
      "VALUES ";
  std::vector<SqlValue> values{Column<Uuid>::bind(node_), Column<std::int64_t>::bind(tx.now_ms())};
  std::int64_t position = 0;
  for (const ChangeHint& hint : hints) {
    const auto at = [first = values.size()](std::size_t i) {
      return "$" + std::to_string(first + i + 1);
    };
    sql += (position == 0 ? "(" : ", (") + at(0) + ", " + std::to_string(position) + ", $1, " +
           at(1) + ", " + at(2) + ", " + at(3) + ", " + at(4) + ", $2)";
    values.push_back(Column<TenantId>::bind(hint.tenant));
    values.push_back(Column<std::string>::bind(hint.type));
    values.push_back(Column<std::string>::bind(hint.subject));
    values.push_back(Column<std::int64_t>::bind(hint.version));
    values.push_back(Column<std::string>::bind(hint.reach));
    ++position;
  }
  tx.run_write(sql, values);
}

void PostgresEngine::attempt(PostgresSession& session, TxMode mode, WaitingWork& work, Tx& tx) {
  bool committing = false;
  try {
    session.begin(mode, work.tenant);
    work.work(tx);
    if (mode != TxMode::read) write_hints(tx);
    committing = true;
    session.commit();
  } catch (...) {
    const std::exception_ptr error = std::current_exception();
    session.rollback();
    const Again again = may_run_again(error);
    const bool unknown = committing && (again == Again::after_lost_connection ||
                                        again == Again::commit_unknown);
    for (const auto& [range, number] : tx.taken_numbers()) {
      // Whether the commit went through is not known: the number may be in use.
      if (!unknown) parts_.numbers.give_back(range, number);
    }
    throw;
  }
}

void PostgresEngine::run(PostgresSession& session, TxMode mode, WaitingWork& work) {
  constexpr int kConflicts = 12;
  constexpr int kReconnects = 2;
  constexpr int kBlocks = 64;
  int conflicts = 0, reconnects = 0, blocks = 0;
  std::exception_ptr error;
  std::vector<std::function<void()>> after_commit;
  std::vector<Tx::TakenNumber> taken;
  for (;;) {
    error = nullptr;
    Tx tx(nullptr, &session, work.tenant, parts_);
    try {
      attempt(session, mode, work, tx);
      taken = tx.taken_numbers();
      after_commit = tx.take_after_commit();
      break;
    } catch (const NumbersMissing& missing) {
      // Twice of what it had so far, so that a long closure does not begin again too often.
      const auto count =
          std::max({kNumberBlock, 2 * static_cast<std::int64_t>(tx.taken_numbers().size()),
                    missing.count});
      if (++blocks <= kBlocks && reserve(session, missing.range, missing.first, count)) continue;
      error = std::make_exception_ptr(Refused(kDatabaseUnavailable));
      break;
    } catch (...) {
      error = std::current_exception();
    }
    const Again again = may_run_again(error);
    if (again == Again::no || again == Again::commit_unknown) break;
    if (again == Again::after_conflict && ++conflicts > kConflicts) break;
    if (again == Again::after_lost_connection && ++reconnects > kReconnects) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(conflicts + 20 * reconnects));
  }
  for (auto& action : after_commit) action();
  work.done(error ? as_refusal(error) : nullptr);
  refill(session, taken);
}

bool PostgresEngine::reserve(PostgresSession& session, const NumberRangeKey& range,
                             std::int64_t first, std::int64_t count) {
  // READ COMMITTED: of two processes at once the second waits and gets the next block.
  const auto take_block = [&](Tx& tx) {
    // Found once, then deleted: a subquery in the condition may be evaluated again for each row,
    // skips what it has deleted and finds the next, so that more goes than comes back here.
    const Rows left = tx.query(
        "WITH lowest AS MATERIALIZED (SELECT first_value AS lowest_value FROM number_hole "
        "WHERE tenant_id = $1 AND name = $2 AND reason = 'unused' "
        "ORDER BY first_value LIMIT 1 FOR UPDATE SKIP LOCKED) "
        "DELETE FROM number_hole USING lowest WHERE tenant_id = $1 AND name = $2 "
        "AND first_value = lowest_value RETURNING first_value, last_value",
        range.tenant, range.name);
    if (!left.empty()) {
      return NumberSpan{left.front().get<std::int64_t>(0), left.front().get<std::int64_t>(1)};
    }
    const auto from =
        tx.query(
              "INSERT INTO number_range (tenant_id, name, next_value) VALUES ($1, $2, $3) ON "
              "CONFLICT (tenant_id, name) DO UPDATE SET next_value = number_range.next_value + $4 "
              "RETURNING next_value - $4",
              range.tenant, range.name, first + count, count)
            .front()
            .get<std::int64_t>(0);
    tx.execute(
        "INSERT INTO number_block (tenant_id, name, first_value, last_value, node, "
        "reserved_at_ms) VALUES ($1, $2, $3, $4, $5, $6)",
        range.tenant, range.name, from, from + count - 1, node_, tx.now_ms());
    return NumberSpan{from, from + count - 1};
  };
  for (int tries = 0; tries < 3; ++tries) {
    try {
      Tx tx(nullptr, &session, range.tenant, parts_);
      session.begin(TxMode::claim, range.tenant);
      const NumberSpan block = take_block(tx);
      session.commit();
      parts_.numbers.add(range, block);
      return true;
    } catch (const DatabaseError& error) {
      session.rollback();
      log_warn("numbers.not_reserved", {{"range", range.name}, {"error", error.what()}});
    }
  }
  return false;
}

void PostgresEngine::refill(PostgresSession& session, const std::vector<Tx::TakenNumber>& taken) {
  if (taken.empty()) return;
  const auto count = std::max(kNumberBlock, 2 * static_cast<std::int64_t>(taken.size()));
  std::set<NumberRangeKey> ranges;
  for (const auto& number : taken) ranges.insert(number.range);
  for (const auto& range : ranges) {
    if (parts_.numbers.begin_refill(range)) reserve(session, range, 1, count);
  }
}

void PostgresEngine::record_holes(
    PostgresSession& session, const std::vector<std::pair<NumberRangeKey, NumberSpan>>& holes,
    std::string_view reason) {
  for (const auto& [range, span] : holes) {
    try {
      Tx tx(nullptr, &session, range.tenant, parts_);
      session.begin(TxMode::claim, range.tenant);
      tx.execute(
          "INSERT INTO number_hole (tenant_id, name, first_value, last_value, reason, node, at_ms) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7)",
          range.tenant, range.name, span.first, span.last, reason, node_, tx.now_ms());
      session.commit();
    } catch (const DatabaseError& error) {
      // The row in number_block still tells whose they were.
      session.rollback();
      log_warn("numbers.not_recorded", {{"range", range.name}, {"error", error.what()}});
      if (!session.connected()) return;
    }
  }
}

void PostgresEngine::loop() {
  PostgresSession session(dsn_);
  for (;;) {
    std::unique_lock lock(queue_->mutex);
    queue_->wake.wait(lock, [&] { return queue_->closed || !queue_->waiting.empty(); });
    if (queue_->waiting.empty()) return;
    auto [mode, work] = std::move(queue_->waiting.front());
    queue_->waiting.pop_front();
    lock.unlock();
    run(session, mode, work);
  }
}

}  // namespace kontor
