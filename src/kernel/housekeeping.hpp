#pragma once
// What is no longer needed goes away: once a day, per tenant, as a job.

#include <vector>

#include "kernel/event.hpp"
#include "kernel/jobs.hpp"

namespace kontor {

inline constexpr std::int64_t kAnswersKept_ms = 30LL * 24 * 3600 * 1000;
inline constexpr std::int64_t kFinishedJobsKept_ms = 30LL * 24 * 3600 * 1000;

/// One kind of cleaning. Takes a bite that fits a transaction and says whether there is more.
using Chore = bool (*)(Tx&);

/// Answers kept for their Idempotency-Key.
bool delete_old_answers(Tx& tx);
/// Jobs that are done or were discarded. Dead ones stay until somebody decides.
bool delete_old_jobs(Tx& tx);

/// Does the chores of one tenant and asks for the next day.
Queue housekeeping_queue(std::vector<Chore> chores);
/// Asks for today's cleaning; once, however often it is called.
void plan_housekeeping(Tx& tx);
/// Subscriber for whatever is recorded when a tenant is made.
void plan_housekeeping_for(Tx& tx, const Event& event);

}  // namespace kontor
