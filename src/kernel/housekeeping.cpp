#include "kernel/housekeeping.hpp"

#include "kernel/texts.hpp"

namespace kontor {
namespace {

constexpr std::string_view kQueue = "housekeeping";
constexpr std::int64_t kDay_ms = 24LL * 3600 * 1000;
constexpr std::int64_t kBite = 1000;

void plan(Tx& tx, std::int64_t at_ms) {
  enqueue(tx, {.queue = std::string(kQueue), .key = day_of(at_ms, "UTC"), .run_at_ms = at_ms});
}

}  // namespace

bool delete_old_answers(Tx& tx) {
  return tx.execute(
             "DELETE FROM idempotency WHERE tenant_id = $1 AND (actor_key, idempotency_key) IN "
             "(SELECT actor_key, idempotency_key FROM idempotency WHERE tenant_id = $1 "
             "AND created_at_ms < $2 ORDER BY created_at_ms LIMIT $3)",
             tx.tenant(), tx.now_ms() - kAnswersKept_ms, kBite) == kBite;
}

bool delete_old_jobs(Tx& tx) {
  bool more = false;
  for (const auto state : {JobState::done, JobState::discarded}) {
    more |= tx.execute(
                "DELETE FROM job WHERE tenant_id = $1 AND id IN (SELECT id FROM job "
                "WHERE tenant_id = $1 AND state = $2 AND finished_at_ms < $3 ORDER BY id LIMIT $4)",
                tx.tenant(), state, tx.now_ms() - kFinishedJobsKept_ms, kBite) == kBite;
  }
  return more;
}

Queue housekeeping_queue(std::vector<Chore> chores) {
  Queue queue;
  queue.name = kQueue;
  queue.handle = [chores = std::move(chores)](JobContext& context) {
    const auto& tenant = context.job.tenant_id;
    for (const auto chore : chores) {
      while (context.database.write_wait(tenant, chore)) {
      }
    }
    context.database.write_wait(tenant, [](Tx& tx) { plan(tx, tx.now_ms() + kDay_ms); });
  };
  return queue;
}

void plan_housekeeping(Tx& tx) { plan(tx, tx.now_ms()); }

void plan_housekeeping_for(Tx& tx, const Event&) { plan(tx, tx.now_ms() + kDay_ms); }

}  // namespace kontor
