#include "kernel/change_feed.hpp"

#include <chrono>

#include "kernel/log.hpp"

namespace kontor {
namespace {

constexpr std::int64_t kMostHints = 1000;
/// A program that was away from the database for longer hears "everything" instead of the rows.
constexpr std::int64_t kHintsKept_ms = 10LL * 60 * 1000;
constexpr std::int64_t kMarkEvery_ms = 60'000;

struct Fresh {
  std::int64_t horizon = 0;
  std::vector<ChangeHint> hints;
  bool too_many = false;
};

Fresh read_fresh(Tx& tx, std::int64_t from, const Uuid& own_node) {
  Fresh fresh;
  fresh.horizon =
      tx.query("SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)")
          .front()
          .get<std::int64_t>(0);
  if (from == 0 || from >= fresh.horizon) return fresh;
  const Rows rows = tx.query(
      "SELECT tenant_id, type, subject, version, reach FROM change_hint WHERE "
      "transaction_id >= $1 AND transaction_id < $2 AND node <> $3 "
      "ORDER BY transaction_id, position LIMIT $4",
      from, fresh.horizon, own_node, kMostHints);
  for (const auto row : rows) {
    fresh.hints.push_back({row.get<TenantId>(0), row.get<std::string>(1), row.get<std::string>(2),
                           row.get<std::int64_t>(3), row.get<std::string>(4)});
  }
  fresh.too_many = rows.size() == static_cast<std::size_t>(kMostHints);
  return fresh;
}

const ChangeHint& everything() {
  static const ChangeHint hint{{}, std::string(kEverythingChanged), {}, 0, {}};
  return hint;
}

}  // namespace

ChangeFeed::ChangeFeed(Database& database, ChangeListener::Listen tell, std::int64_t interval_ms)
    : database_(database), tell_(std::move(tell)), interval_ms_(interval_ms) {
  if (database_.engine() != Engine::postgres) return;
  // Now and not on the thread: a stream that opens next must not miss what happens in between.
  poll_or_say_so();
  thread_ = std::thread([this] { loop(); });
}

ChangeFeed::~ChangeFeed() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ChangeFeed::poll() {
  const Fresh fresh = database_.read_wait(
      TenantId{}, [&](Tx& tx) { return read_fresh(tx, next_, database_.node()); });
  const std::int64_t now_ms = database_.clock().now_ms();
  const bool away = !marks_.empty() && now_ms - marks_.back().at_ms > kHintsKept_ms / 2;
  if (fresh.too_many || away) {
    tell_(everything());
  } else {
    for (const ChangeHint& hint : fresh.hints) tell_(hint);
  }
  next_ = fresh.horizon;
  if (marks_.empty() || now_ms - marks_.back().at_ms >= kMarkEvery_ms) {
    marks_.push_back({now_ms, next_});
    delete_old();
  }
}

void ChangeFeed::delete_old() {
  const std::int64_t until_ms = database_.clock().now_ms() - kHintsKept_ms;
  std::int64_t below = 0;
  while (!marks_.empty() && marks_.front().at_ms < until_ms) {
    below = marks_.front().transaction_id;
    marks_.pop_front();
  }
  if (below == 0) return;
  database_.claim_wait(TenantId{}, [&](Tx& tx) {
    tx.execute("DELETE FROM change_hint WHERE transaction_id < $1", below);
  });
}

void ChangeFeed::poll_or_say_so() {
  try {
    poll();
  } catch (const std::exception& error) {
    // The database is away: what was missed is read when it is back.
    log_warn("changes.not_read", {{"error", error.what()}});
  }
}

void ChangeFeed::loop() {
  std::unique_lock lock(mutex_);
  const auto pause = std::chrono::milliseconds(interval_ms_);
  while (!wake_.wait_for(lock, pause, [&] { return stopping_; })) {
    lock.unlock();
    poll_or_say_so();
    lock.lock();
  }
}

}  // namespace kontor
