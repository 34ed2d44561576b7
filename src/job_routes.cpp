#include "job_routes.hpp"

#include "accounts/actor.hpp"

namespace kontor {
namespace {

JobView view_of(const Job& job) {
  const auto state = job.state == JobState::waiting && job.leased
                         ? JobViewState::running
                         : parse_enum<JobViewState>(enum_name(job.state)).value();
  return {job.id,         job.queue,   job.job_key,       state, job.attempts, job.run_at_ms,
          job.last_error, job.subject, job.created_at_ms, job.finished_at_ms};
}

/// Newest first, by id: ids grow with time.
Page<JobView> list_jobs(Tx& tx, const Call& call) {
  require(call.actor, Right::jobs_manage);
  const auto wanted = call.query("state").empty() ? std::optional(JobState::dead)
                                                  : parse_enum<JobState>(call.query("state"));
  if (!wanted) {
    throw Refused::field("?state", "not_allowed", "waiting, done, dead, held, discarded",
                         call.query("state").substr(0, 60));
  }
  const auto cursor = call.query("cursor");
  const auto before = cursor.empty() ? std::nullopt : JobId::parse(cursor);
  if (!cursor.empty() && !before) throw Refused::field("?cursor", "not_an_id", "job_...");
  const auto limit = call.limit();
  auto jobs = before ? tx.select<Job>("WHERE tenant_id = $1 AND state = $2 AND id < $3 "
                                      "ORDER BY id DESC LIMIT $4",
                                      tx.tenant(), *wanted, *before, limit + 1)
                     : tx.select<Job>("WHERE tenant_id = $1 AND state = $2 "
                                      "ORDER BY id DESC LIMIT $3",
                                      tx.tenant(), *wanted, limit + 1);
  Page<JobView> page;
  const bool more = static_cast<std::int64_t>(jobs.size()) > limit;
  if (more) jobs.pop_back();
  for (const auto& job : jobs) page.items.push_back(view_of(job));
  if (more) page.next_cursor = jobs.back().id.text();
  return page;
}

JobView retry(Tx& tx, const Call& call) {
  require(call.actor, Right::jobs_manage);
  return view_of(retry_job(tx, call.id<JobId>("id")));
}

JobView discard(Tx& tx, const Call& call) {
  require(call.actor, Right::jobs_manage);
  return view_of(discard_job(tx, call.id<JobId>("id")));
}

ReleasedJobs release(Tx& tx, const Call& call) {
  require(call.actor, Right::jobs_manage);
  return {release_held_jobs(tx)};
}

}  // namespace

void add_job_routes(Api& api) {
  ParameterDoc state;
  state.name = "state";
  state.description = "waiting, done, dead (unless named), held or discarded";
  ParameterDoc cursor;
  cursor.name = "cursor";
  cursor.description = "next_cursor of the page before";
  api.read("/jobs",
           {.summary = "Lists jobs of one state, newest first",
            .tag = "Jobs",
            .access = Access::staff,
            .query = {state, cursor},
            .operation_id = "list_jobs"},
           list_jobs);
  api.write(http::Method::post, "/jobs/release",
            {.summary = "Lets all held jobs run: after a restore they wait for this",
             .tag = "Jobs",
             .access = Access::staff,
             .operation_id = "release_jobs"},
            release);
  api.write(http::Method::post, "/jobs/{id}/retry",
            {.summary = "Lets a dead or held job run again",
             .tag = "Jobs",
             .access = Access::staff,
             .errors = {kWrongState},
             .operation_id = "retry_job"},
            retry);
  api.write(http::Method::post, "/jobs/{id}/discard",
            {.summary = "Gives a dead or held job up",
             .tag = "Jobs",
             .access = Access::staff,
             .errors = {kWrongState},
             .operation_id = "discard_job"},
            discard);
}

}  // namespace kontor
