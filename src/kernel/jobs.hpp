#pragma once
// Work after the commit: rows written in the command's own transaction, done at least once; what
// touches the database alone exactly once, for it ends in the transaction of its effect.
// A job is claimed with a lease that the living program renews; the jobs of a program that died
// come back within half a minute, on SQLite at the next start. Who loses the lease (fence) can no
// longer finish the job. A clock that goes back does not keep jobs from running. A handler
// that throws is tried again with growing pauses; after the last attempt the job is dead and
// stands in the UI with a retry button. Handlers make their effects idempotent by a natural key.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "kernel/db.hpp"
#include "kernel/json.hpp"

namespace kontor {

enum class JobState { waiting, done, dead, held, discarded };
BOOST_DESCRIBE_ENUM(JobState, waiting, done, dead, held, discarded)

/// The payload of jobs that subscribe to events.
struct EventJob {
  EventId event_id;
};
BOOST_DESCRIBE_STRUCT(EventJob, (), (event_id))

struct NewJob {
  std::string queue{};
  std::string key{};            ///< unique per tenant and queue: a second enqueue is ignored
  std::string payload = "{}";   ///< JSON; ids only, never secrets or personal data
  std::int64_t run_at_ms = 0;   ///< 0: at once
  std::string subject{};        ///< TypeID of what it is about, for the jobs page
};

void enqueue(Tx& tx, const NewJob& job);

struct Job {
  static constexpr std::string_view kTable = "job";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  JobId id;
  std::string queue;
  std::string job_key;
  std::string payload;
  JobState state = JobState::waiting;
  std::int64_t run_at_ms = 0;
  std::int64_t attempts = 0;
  std::int64_t fence = 0;
  bool leased = false;
  std::string last_error;
  std::string subject;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> finished_at_ms;

  template <class T>
  T payload_as() const {
    return from_json_column<T>(payload);
  }
};
BOOST_DESCRIBE_STRUCT(Job, (),
                      (tenant_id, id, queue, job_key, payload, state, run_at_ms, attempts, fence,
                       leased, last_error, subject, created_at_ms, finished_at_ms))

struct JobContext {
  Database& database;
  const Job& job;
};

/// Thrown by a handler when another attempt cannot help: the job is dead at once.
class JobFailedForGood : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Has one of `handle` and `apply`.
struct Queue {
  std::string name;
  /// For effects outside of the database. Worker thread; blocks as long as it needs.
  std::function<void(JobContext&)> handle{};
  int max_attempts = 16;  ///< about a day with the pauses below
  /// For effects in the database alone: in one transaction with the end of the job, therefore
  /// exactly once. Database thread; as every closure it may run again after a conflict.
  std::function<void(Tx&, const Job&)> apply{};
};

/// 2 s, 4 s, 8 s ... at most 6 h, plus up to a quarter at random.
std::int64_t backoff_ms(std::int64_t attempts, std::uint32_t random);

/// Threads that claim and run jobs until stopped.
class JobRunner {
 public:
  JobRunner(Database& database, std::vector<Queue> queues, int workers);
  ~JobRunner();
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;

  void start();
  /// Called on a thread of its own when the clock went back, with the latest time that it had
  /// shown: what had ended by then must not live again.
  void on_clock_back(std::function<void(std::int64_t seen_until_ms)> tell) {
    tell_clock_back_ = std::move(tell);
  }
  /// Lets running jobs finish.
  void stop();
  /// Runs everything that is due now on the calling thread (tests, command line); returns how
  /// many jobs ran.
  int run_due();

 private:
  using Moment = std::chrono::steady_clock::time_point;
  void loop();
  std::vector<Job> claim();
  /// Nothing when another worker has just found that there is nothing.
  std::vector<Job> claim_new();
  void run_batch(std::vector<Job> jobs);
  /// False when another worker has the job by now, or somebody discarded it.
  bool still_ours(const Job& job);
  /// Renews the leases of this program's jobs and looks after the clock.
  void watch();
  void renew_leases();
  /// Jobs were planned by a clock that has gone back since, by `back_ms` if that was noticed.
  void mend_times(std::int64_t back_ms);
  void run(const Queue& queue, const Job& job);
  /// Several at once, so that they share a commit.
  void apply(const Queue& queue, std::span<const Job> jobs);
  /// Writes what became of it: planned again or dead after an error.
  void settle(const Queue& queue, const Job& job, Moment started, std::exception_ptr error);
  void finish(const Job& job, JobState state, const std::string& error, std::int64_t run_at_ms);

  Database& database_;
  std::map<std::string, Queue, std::less<>> queues_;
  int workers_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::thread> threads_;
  std::mutex claim_mutex_;
  std::uint64_t claimed_rings_ = 0;
  Moment claim_again_{};  ///< jobs planned for later, and those of other programs, ring nobody
  std::mutex watch_mutex_;
  std::condition_variable watch_wake_;
  std::mutex leased_mutex_;
  std::function<void(std::int64_t)> tell_clock_back_;
  std::vector<Job> leased_;  ///< what this program's workers have claimed and not finished
};

/// By hand: a dead or held job runs again from its first attempt, or is given up. Refuses not_found
/// and wrong_state.
Job retry_job(Tx& tx, const JobId& id);
Job discard_job(Tx& tx, const JobId& id);

/// All of the tenant, after a restore: what waits shall not be done again by itself. Both return
/// how many there were. A released job keeps its time; one that had failed already runs at once.
std::int64_t hold_waiting_jobs(Tx& tx);
std::int64_t release_held_jobs(Tx& tx);

/// Wakes sleeping workers of this process; enqueue() does it after the commit.
void wake_job_workers();

}  // namespace kontor
