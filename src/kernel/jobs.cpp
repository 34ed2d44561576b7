#include "kernel/jobs.hpp"

#include <algorithm>
#include <chrono>

#include "kernel/log.hpp"
#include "kernel/metrics.hpp"
#include "kernel/refused.hpp"
#include "kernel/teeth.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

/// Other processes on the same database enqueue too; they cannot wake us.
constexpr auto kPollInterval = std::chrono::milliseconds(1000);
/// One claim for many jobs: measured 16 times the rate of single claims on PostgreSQL.
constexpr std::int64_t kBatch = 20;
/// So long rest the jobs of a program that died. Renewed three times in that time.
constexpr std::int64_t kLeaseMs = 30'000;
constexpr std::int64_t kFirstPauseMs = 2'000, kLongestPauseMs = 6 * 3'600'000;

struct Alarm {
  std::mutex mutex;
  std::condition_variable wake;
  std::uint64_t rings = 0;
};

void log_failure(const Job& job, std::string_view error, JobState state) {
  log_warn("job.failed", {{"queue", job.queue},
                          {"key", job.job_key},
                          {"attempts", job.attempts},
                          {"state", enum_name(state)},
                          {"error", error}});
}

Alarm& alarm() {
  static Alarm instance;
  return instance;
}

}  // namespace

void wake_job_workers() {
  {
    const std::lock_guard lock(alarm().mutex);
    ++alarm().rings;
  }
  alarm().wake.notify_all();
}

namespace {

void insert_job(Tx& tx, const NewJob& job) {
  tx.send(
      "INSERT INTO job (tenant_id, id, queue, job_key, payload, state, run_at_ms, attempts, "
      "fence, leased, last_error, subject, created_at_ms, finished_at_ms) "
      "VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, 0, 0, '', $7, $8, NULL) "
      "ON CONFLICT (tenant_id, queue, job_key) DO NOTHING",
      tx.tenant(), tx.new_id<JobId>(), job.queue, job.key, job.payload,
      job.run_at_ms ? job.run_at_ms : tx.now_ms(), job.subject, tx.now_ms());
  tx.after_commit(wake_job_workers);
}

/// Where a tooth's late jobs go.
std::atomic<Database*> late_database = nullptr;

}  // namespace

void enqueue(Tx& tx, const NewJob& job) {
  Database* const late = bites(Tooth::enqueue_after_commit) ? late_database.load() : nullptr;
  if (!late) {
    insert_job(tx, job);
    return;
  }
  tx.after_commit([late, tenant = tx.tenant(), job] {
    // As with a broker elsewhere it takes a moment.
    std::thread([late, tenant, job] {
      std::this_thread::sleep_for(std::chrono::milliseconds(30));
      late->write(tenant, [job](Tx& own) { insert_job(own, job); }, [](std::exception_ptr) {});
    }).detach();
  });
}

std::int64_t backoff_ms(std::int64_t attempts, std::uint32_t random) {
  const auto doublings = std::clamp<std::int64_t>(attempts - 1, 0, 20);
  const std::int64_t doubled = kFirstPauseMs << doublings;
  const std::int64_t pause = std::min(doubled, kLongestPauseMs);
  return pause + pause / 4 * static_cast<std::int64_t>(random % 1000) / 1000;
}

JobRunner::JobRunner(Database& database, std::vector<Queue> queues, int workers)
    : database_(database), workers_(workers) {
  for (auto& queue : queues) {
    const std::string name = queue.name;
    queues_.emplace(name, std::move(queue));
  }
  if (bites(Tooth::enqueue_after_commit)) late_database = &database;
}

JobRunner::~JobRunner() { stop(); }

void JobRunner::start() {
  stopping_ = false;
  if (database_.engine() == Engine::sqlite) {
    // Nobody else works on this file: whose lease it was is dead.
    database_.write_wait(TenantId{}, [](Tx& tx) {
      tx.execute("UPDATE job SET run_at_ms = $1, leased = 0 WHERE state = 'waiting' AND leased = 1",
                 tx.now_ms());
    });
  }
  mend_times(0);
  threads_.emplace_back([this] { watch(); });
  for (int i = 0; i < workers_; ++i) threads_.emplace_back([this] { loop(); });
}

void JobRunner::stop() {
  {
    const std::lock_guard lock(watch_mutex_);
    stopping_ = true;
  }
  watch_wake_.notify_all();
  wake_job_workers();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

std::vector<Job> JobRunner::claim_new() {
  using std::chrono::steady_clock;
  const std::lock_guard lock(claim_mutex_);
  std::uint64_t rings = 0;
  {
    const std::lock_guard alarm_lock(alarm().mutex);
    rings = alarm().rings;
  }
  // One commit wakes all workers; the first has seen to what it made.
  const bool quiet = rings == claimed_rings_ && steady_clock::now() < claim_again_;
  if (quiet) return {};
  auto jobs = claim();
  const bool all = static_cast<std::int64_t>(jobs.size()) < kBatch;
  claimed_rings_ = rings;
  claim_again_ = all ? steady_clock::now() + kPollInterval : Moment{};
  return jobs;
}

std::vector<Job> JobRunner::claim() {
  auto jobs = database_.claim_wait(TenantId{}, [&](Tx& tx) {
    // A lease is a run_at in the future: a worker that dies gives its jobs back by time.
    // Found once, then updated: as a subquery in the condition it could be evaluated again for
    // each row, and with SKIP LOCKED find other jobs each time.
    const std::string skip = tx.engine() == Engine::postgres ? " FOR UPDATE SKIP LOCKED" : "";
    const Rows rows = tx.query(
        "WITH due AS MATERIALIZED (SELECT tenant_id AS due_tenant, id AS due_id FROM job "
        "WHERE state = 'waiting' AND run_at_ms <= $1 ORDER BY run_at_ms LIMIT $2" + skip + ") "
        "UPDATE job SET run_at_ms = $3, fence = fence + 1, attempts = attempts + 1, leased = 1 "
        "FROM due WHERE tenant_id = due_tenant AND id = due_id RETURNING " + column_list<Job>(),
        tx.now_ms(), kBatch, tx.now_ms() + kLeaseMs);
    return Tx::read_rows<Job>(rows);
  });
  const std::lock_guard lock(leased_mutex_);
  leased_.insert(leased_.end(), jobs.begin(), jobs.end());
  return jobs;
}

void JobRunner::watch() {
  using std::chrono::steady_clock, std::chrono::milliseconds, std::chrono::duration_cast;
  const auto steady_ms = [] {
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
  };
  constexpr std::int64_t kSlackMs = 2'000;
  std::int64_t ahead_ms = database_.clock().now_ms() - steady_ms();
  std::int64_t renewed_ms = steady_ms();
  std::unique_lock lock(watch_mutex_);
  while (!watch_wake_.wait_for(lock, kPollInterval, [&] { return stopping_.load(); })) {
    lock.unlock();
    try {
      const std::int64_t now_ahead_ms = database_.clock().now_ms() - steady_ms();
      const std::int64_t back_ms = ahead_ms - now_ahead_ms;
      if (back_ms > kSlackMs) {
        log_warn("jobs.clock_went_back", {{"by_ms", back_ms}});
        mend_times(back_ms);
        const std::int64_t seen_until_ms = database_.clock().now_ms() + back_ms;
        if (tell_clock_back_ && !bites(Tooth::trust_clock)) tell_clock_back_(seen_until_ms);
      }
      ahead_ms = now_ahead_ms;
      if (steady_ms() - renewed_ms >= kLeaseMs / 3) {
        renew_leases();
        renewed_ms = steady_ms();
      }
    } catch (const std::exception& error) {
      log_warn("jobs.watch_failed", {{"error", error.what()}});
    }
    lock.lock();
  }
}

void JobRunner::renew_leases() {
  std::vector<Job> leased;
  {
    const std::lock_guard lock(leased_mutex_);
    leased = leased_;
  }
  if (leased.empty()) return;
  database_.claim_wait(TenantId{}, [&](Tx& tx) {
    for (const Job& job : leased) {
      tx.send(
          "UPDATE job SET run_at_ms = $4 WHERE tenant_id = $1 AND id = $2 AND fence = $3 "
          "AND state = 'waiting' AND leased = 1",
          job.tenant_id, job.id, job.fence, tx.now_ms() + kLeaseMs);
    }
  });
}

void JobRunner::mend_times(std::int64_t back_ms) {
  if (bites(Tooth::trust_clock)) return;
  database_.claim_wait(TenantId{}, [&](Tx& tx) {
    const std::int64_t now_ms = tx.now_ms();
    tx.execute(
        "UPDATE job SET run_at_ms = run_at_ms - $2 WHERE state = 'waiting' AND leased = 0 "
        "AND attempts > 0 AND created_at_ms <= $1 AND run_at_ms > $1",
        now_ms, back_ms);
    // Made in what is the future now: its plan moves as far as the clock went.
    tx.execute(
        "UPDATE job SET run_at_ms = run_at_ms - (created_at_ms - $1), created_at_ms = $1 "
        "WHERE state = 'waiting' AND created_at_ms > $1",
        now_ms);
    tx.execute(
        "UPDATE job SET run_at_ms = $1 WHERE state = 'waiting' AND leased = 0 AND attempts > 0 "
        "AND run_at_ms > $2",
        now_ms, now_ms + kLongestPauseMs * 5 / 4);
    tx.execute(
        "UPDATE job SET run_at_ms = $1 WHERE state = 'waiting' AND leased = 1 AND run_at_ms > $1",
        now_ms + kLeaseMs);
    tx.after_commit(wake_job_workers);
  });
}

namespace {

/// False when another worker has it by now, or somebody discarded it.
bool write_end(Tx& tx, const Job& job, JobState state, const std::string& error,
               std::int64_t run_at_ms) {
  constexpr std::size_t kMostErrorBytes = 2000;
  const auto finished =
      state == JobState::waiting ? std::optional<std::int64_t>{} : std::optional(tx.now_ms());
  return tx.execute(
             "UPDATE job SET state = $4, run_at_ms = $5, leased = 0, last_error = $6, "
             "finished_at_ms = $7 "
             "WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND state = 'waiting'",
             job.tenant_id, job.id, job.fence, state, run_at_ms,
             repaired_utf8(std::string_view(error).substr(0, kMostErrorBytes)), finished) == 1;
}

}  // namespace

void JobRunner::finish(const Job& job, JobState state, const std::string& error,
                       std::int64_t run_at_ms) {
  database_.write_wait(job.tenant_id,
                       [&](Tx& tx) { write_end(tx, job, state, error, run_at_ms); });
}

void JobRunner::settle(const Queue& queue, const Job& job, Moment started,
                       std::exception_ptr error) {
  const auto count = [&](std::string_view outcome) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    metrics().job(job.queue, outcome, took.count());
  };
  if (!error) {
    count("done");
    return;
  }
  try {
    std::rethrow_exception(error);
  } catch (const JobFailedForGood& fault) {
    finish(job, JobState::dead, fault.what(), job.run_at_ms);
    count("dead");
    log_failure(job, fault.what(), JobState::dead);
  } catch (const std::exception& fault) {
    std::array<std::uint8_t, 4> random{};
    database_.random().fill(random);
    const auto number = static_cast<std::uint32_t>(random[0] | (random[1] << 8));
    const bool last = job.attempts >= queue.max_attempts;
    const auto state = last ? JobState::dead : JobState::waiting;
    finish(job, state, fault.what(),
           database_.clock().now_ms() + backoff_ms(job.attempts, number));
    count(last ? "dead" : "retried");
    log_failure(job, fault.what(), state);
  }
}

void JobRunner::run(const Queue& queue, const Job& job) {
  if (!still_ours(job)) return;
  const auto started = std::chrono::steady_clock::now();
  std::exception_ptr error;
  try {
    JobContext context{database_, job};
    queue.handle(context);
    finish(job, JobState::done, "", job.run_at_ms);
  } catch (...) {
    error = std::current_exception();
  }
  settle(queue, job, started, error);
}

void JobRunner::apply(const Queue& queue, std::span<const Job> jobs) {
  const auto started = std::chrono::steady_clock::now();
  std::vector<std::future<void>> ends;
  for (const Job& job : jobs) {
    auto end = std::make_shared<std::promise<void>>();
    ends.push_back(end->get_future());
    database_.write(
        job.tenant_id,
        [&queue, &job](Tx& tx) {
          if (write_end(tx, job, JobState::done, "", job.run_at_ms)) queue.apply(tx, job);
        },
        [end](std::exception_ptr error) {
          if (error) {
            end->set_exception(error);
          } else {
            end->set_value();
          }
        });
  }
  // All of them before the first is looked at: the closures still refer to what is ours.
  for (const auto& end : ends) end.wait();
  for (std::size_t i = 0; i < ends.size(); ++i) {
    std::exception_ptr error;
    try {
      ends[i].get();
    } catch (...) {
      error = std::current_exception();
    }
    settle(queue, jobs[i], started, error);
  }
}

bool JobRunner::still_ours(const Job& job) {
  if (database_.clock().now_ms() < job.run_at_ms - kLeaseMs / 2) {
    return database_.read_wait(job.tenant_id, [&](Tx& tx) {
      return !tx.query("SELECT 1 FROM job WHERE tenant_id = $1 AND id = $2 AND fence = $3 "
                       "AND state = 'waiting'",
                       job.tenant_id, job.id, job.fence)
                  .empty();
    });
  }
  return database_.write_wait(job.tenant_id, [&](Tx& tx) {
    return tx.execute(
               "UPDATE job SET run_at_ms = $4 WHERE tenant_id = $1 AND id = $2 AND fence = $3 "
               "AND state = 'waiting'",
               job.tenant_id, job.id, job.fence, tx.now_ms() + kLeaseMs) == 1;
  });
}

void JobRunner::run_batch(std::vector<Job> jobs) {
  const auto release = [&](std::span<const Job> some) {
    const std::lock_guard lock(leased_mutex_);
    std::erase_if(leased_, [&](const Job& one) {
      return std::ranges::find(some, one.id, &Job::id) != some.end();
    });
  };
  // Neighbours of one queue share a commit, as many as do not keep people waiting behind them.
  constexpr std::ptrdiff_t kAtOnce = 10;
  std::ranges::stable_sort(jobs, {}, &Job::queue);
  try {
    for (auto next = jobs.begin(); next != jobs.end();) {
      const auto queue = queues_.find(next->queue);
      const bool applies = queue != queues_.end() && queue->second.apply;
      const auto end = !applies ? next + 1
                                : std::find_if(next, next + std::min(kAtOnce, jobs.end() - next),
                                               [&](const Job& job) {
                                                 return job.queue != next->queue;
                                               });
      const std::span some(next, end);
      if (queue == queues_.end()) {
        finish(*next, JobState::dead, "no such queue: " + next->queue, next->run_at_ms);
      } else if (applies) {
        apply(queue->second, some);
      } else {
        run(queue->second, *next);
      }
      release(some);
      next = end;
    }
  } catch (...) {
    // The database is away: the leases run out.
    release(jobs);
    throw;
  }
}

int JobRunner::run_due() {
  int ran = 0;
  for (auto jobs = claim(); !jobs.empty(); jobs = claim()) {
    run_batch(jobs);
    ran += static_cast<int>(jobs.size());
  }
  return ran;
}

void JobRunner::loop() {
  std::uint64_t seen = 0;
  while (!stopping_) {
    try {
      const auto jobs = claim_new();
      run_batch(jobs);
      if (!jobs.empty()) continue;
    } catch (const std::exception& error) {
      // The database is away or full: the jobs stay, we come again.
      log_warn("jobs.claim_failed", {{"error", error.what()}});
    }
    std::unique_lock lock(alarm().mutex);
    alarm().wake.wait_for(lock, kPollInterval,
                          [&] { return stopping_ || alarm().rings != seen; });
    seen = alarm().rings;
  }
}

namespace {

/// Both want a job that nobody is working on and that would not run by itself.
Job load_stopped(Tx& tx, const JobId& id, std::string_view action) {
  auto job = tx.find<Job>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
  if (!job) throw Refused(kNotFound);
  if (job->state != JobState::dead && job->state != JobState::held) {
    throw Refused(kWrongState, {{"state", std::string(enum_name(job->state))},
                                {"action", std::string(action)}});
  }
  return *job;
}

}  // namespace

Job retry_job(Tx& tx, const JobId& id) {
  Job job = load_stopped(tx, id, "retry");
  job.state = JobState::waiting;
  job.attempts = 0;
  job.fence += 1;
  job.run_at_ms = tx.now_ms();
  job.finished_at_ms.reset();
  tx.update(job);
  tx.after_commit(wake_job_workers);
  return job;
}

Job discard_job(Tx& tx, const JobId& id) {
  Job job = load_stopped(tx, id, "discard");
  job.state = JobState::discarded;
  job.finished_at_ms = tx.now_ms();
  tx.update(job);
  return job;
}

std::int64_t hold_waiting_jobs(Tx& tx) {
  return tx.execute(
      "UPDATE job SET state = 'held', leased = 0 WHERE tenant_id = $1 AND state = 'waiting'",
      tx.tenant());
}

std::int64_t release_held_jobs(Tx& tx) {
  tx.after_commit(wake_job_workers);
  return tx.execute(
      "UPDATE job SET state = 'waiting', attempts = 0, "
      "run_at_ms = CASE WHEN attempts > 0 THEN $2 ELSE run_at_ms END "
      "WHERE tenant_id = $1 AND state = 'held'",
      tx.tenant(), tx.now_ms());
}

}  // namespace kontor
