#pragma once
// What staff see of the jobs: those that failed for good, and a button to try again.

#include "kernel/api.hpp"
#include "kernel/jobs.hpp"

namespace kontor {

/// `running`: a worker holds it just now.
enum class JobViewState { waiting, running, done, dead, held, discarded };
BOOST_DESCRIBE_ENUM(JobViewState, waiting, running, done, dead, held, discarded)

struct JobView {
  JobId id;
  std::string queue;
  std::string key;
  JobViewState state = JobViewState::waiting;
  std::int64_t attempts = 0;
  std::int64_t run_at_ms = 0;
  std::string last_error;
  std::string subject;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> finished_at_ms;
};
BOOST_DESCRIBE_STRUCT(JobView, (),
                      (id, queue, key, state, attempts, run_at_ms, last_error, subject,
                       created_at_ms, finished_at_ms))

struct ReleasedJobs {
  std::int64_t released = 0;
};
BOOST_DESCRIBE_STRUCT(ReleasedJobs, (), (released))

/// GET /jobs, POST /jobs/release, POST /jobs/{id}/retry, POST /jobs/{id}/discard. Right
/// jobs_manage.
void add_job_routes(Api& api);

}  // namespace kontor
