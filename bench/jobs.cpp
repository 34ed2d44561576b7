// How many jobs four workers do, and what a backlog of a million costs those who ask and write.
//
//   bench_jobs --database URL [--jobs N] [--backlog N]
//
// A job's work is one small write, as marking a mail as sent is. Reads and writes of others are
// timed three times: the workers have nothing to do, 100,000 jobs, N jobs. Prints JSON.

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <span>
#include <thread>

#include "kernel/crypto.hpp"
#include "kernel/jobs.hpp"
#include "kernel/migrate.hpp"

namespace {

using namespace kontor;
using Steady = std::chrono::steady_clock;

double ms_since(Steady::time_point start) {
  return std::chrono::duration<double, std::milli>(Steady::now() - start).count();
}

struct Latency {
  double read_p50_ms = 0, read_p99_ms = 0, write_p50_ms = 0, write_p99_ms = 0;
};

double part(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

class Bench {
 public:
  explicit Bench(const std::string& url) : database_(config(url), clock_, random_) {
    migrate(database_);
    std::array<std::uint8_t, 8> bytes{};
    random_.fill(bytes);
    tenant_ = TenantId(make_uuid7(clock_.now_ms(), 0, bytes));
  }

  void plan(int count) {
    constexpr int kTogether = 5'000;
    for (int done = 0; done < count; done += kTogether) {
      database_.write_wait(tenant_, [&](Tx& tx) {
        for (int i = done; i < std::min(done + kTogether, count); ++i) {
          NewJob job;
          job.queue = "mail";
          job.key = std::to_string(++planned_);
          enqueue(tx, job);
        }
      });
    }
  }

  /// Jobs per second.
  double work_off(int count) {
    plan(count);
    done_ = 0;
    JobRunner runner(database_, queues(), 4);
    const auto start = Steady::now();
    runner.start();
    {
      std::unique_lock lock(mutex_);
      all_done_.wait(lock, [&] { return done_ >= count; });
    }
    const double took_ms = ms_since(start);
    runner.stop();
    return count / took_ms * 1000;
  }

  /// What somebody waits for a row and for a commit, for as long as `seconds`.
  Latency ask(int seconds) {
    std::vector<double> reads, writes;
    const auto until = Steady::now() + std::chrono::seconds(seconds);
    while (Steady::now() < until) {
      auto start = Steady::now();
      database_.read_wait(tenant_, [&](Tx& tx) {
        tx.query("SELECT next_value FROM number_range WHERE tenant_id = $1 AND name = 'ask'",
                 tx.tenant());
      });
      reads.push_back(ms_since(start));
      start = Steady::now();
      database_.write_wait(tenant_, [&](Tx& tx) { touch(tx, "ask"); });
      writes.push_back(ms_since(start));
      std::this_thread::sleep_for(std::chrono::milliseconds(5));  // a desk, not a flood
    }
    return {part(reads, 0.5), part(reads, 0.99), part(writes, 0.5), part(writes, 0.99)};
  }

  Latency ask_beside_workers(int seconds) {
    JobRunner runner(database_, queues(), 4);
    runner.start();
    const Latency latency = ask(seconds);
    runner.stop();
    return latency;
  }

 private:
  static DatabaseConfig config(const std::string& url) {
    DatabaseConfig config;
    config.url = url;
    return config;
  }
  static void touch(Tx& tx, std::string_view name) {
    tx.execute(
        "INSERT INTO number_range (tenant_id, name, next_value) VALUES ($1, $2, 1) "
        "ON CONFLICT (tenant_id, name) DO UPDATE SET next_value = number_range.next_value + 1",
        tx.tenant(), name);
  }
  std::vector<Queue> queues() {
    Queue queue;
    queue.name = "mail";
    queue.apply = [this](Tx& tx, const Job& job) {
      touch(tx, "job" + std::to_string(std::hash<std::string>{}(job.job_key) % 64));
      tx.after_commit([this] {
        const std::lock_guard lock(mutex_);
        ++done_;
        all_done_.notify_one();
      });
    };
    return {queue};
  }

  SystemClock clock_;
  SystemRandom random_;
  Database database_;
  TenantId tenant_;
  std::mutex mutex_;
  std::condition_variable all_done_;
  int done_ = 0;
  int planned_ = 0;
};

std::string shown(const Latency& latency) {
  return "{\"read_p50_ms\": " + std::to_string(latency.read_p50_ms) +
         ", \"read_p99_ms\": " + std::to_string(latency.read_p99_ms) +
         ", \"write_p50_ms\": " + std::to_string(latency.write_p50_ms) +
         ", \"write_p99_ms\": " + std::to_string(latency.write_p99_ms) + "}";
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> args(argv, static_cast<std::size_t>(argc));
  std::string url;
  int jobs = 20'000, backlog = 1'000'000, seconds = 5;
  for (std::size_t i = 1; i + 1 < args.size(); i += 2) {
    const std::string_view name = args[i], text = args[i + 1];
    if (name == "--database") url = text;
    if (name == "--jobs") std::from_chars(text.begin(), text.end(), jobs);
    if (name == "--backlog") std::from_chars(text.begin(), text.end(), backlog);
    if (name == "--seconds") std::from_chars(text.begin(), text.end(), seconds);
  }
  Bench bench(url);
  const double rate = bench.work_off(jobs);
  const Latency idle = bench.ask_beside_workers(seconds);
  bench.plan(100'000);
  const Latency busy = bench.ask_beside_workers(seconds);
  bench.plan(backlog);
  const Latency behind = bench.ask_beside_workers(seconds);
  std::cout << "{\"per_s\": " << rate << ", \"idle\": " << shown(idle)
            << ", \"busy\": " << shown(busy) << ", \"backlog\": " << shown(behind) << "}\n";
}
