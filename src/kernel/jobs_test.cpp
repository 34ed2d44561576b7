#include "kernel/jobs.hpp"

#include <doctest/doctest.h>

#include <latch>

#include "support/test_database.hpp"

namespace {

using kontor::Job;
using kontor::JobContext;
using kontor::JobRunner;
using kontor::JobState;
using kontor::NewJob;
using kontor::Tx;
using kontor::test::DatabaseMaker;
using kontor::test::on_each_engine;
using kontor::test::test_tenant;
using kontor::test::TestDatabase;

void add_job(TestDatabase& test, const std::string& key, const std::string& queue = "work",
             std::int64_t run_at_ms = 0) {
  test.database.write_wait(test_tenant(), [&](Tx& tx) {
    enqueue(tx, NewJob{.queue = queue, .key = key, .run_at_ms = run_at_ms});
  });
}

std::vector<Job> all_jobs(TestDatabase& test) {
  return test.database.read_wait(test_tenant(), [](Tx& tx) {
    return tx.select<Job>("WHERE tenant_id = $1 ORDER BY id", tx.tenant());
  });
}

Job only_job(TestDatabase& test) {
  const auto jobs = all_jobs(test);
  REQUIRE(jobs.size() == 1);
  return jobs.front();
}

}  // namespace

TEST_CASE("a job runs once, and its key is never taken a second time") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    std::vector<std::string> ran;
    JobRunner runner(test.database,
                     {{"work", [&](JobContext& context) { ran.push_back(context.job.job_key); }}},
                     1);
    add_job(test, "a");
    add_job(test, "a");
    CHECK(runner.run_due() == 1);
    add_job(test, "a");
    CHECK(runner.run_due() == 0);
    CHECK(ran == std::vector<std::string>{"a"});
    CHECK(only_job(test).state == JobState::done);
    CHECK(only_job(test).finished_at_ms == kontor::test::kTestStart_ms);
  });
}

TEST_CASE("a job of a refused command does not exist") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    CHECK_THROWS(test.database.write_wait(test_tenant(), [](Tx& tx) {
      enqueue(tx, NewJob{.queue = "work", .key = "a"});
      throw kontor::Refused(kontor::kConflict);
    }));
    CHECK(all_jobs(test).empty());
  });
}

TEST_CASE("a job waits for its time") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    int ran = 0;
    JobRunner runner(test.database, {{"work", [&](JobContext&) { ++ran; }}}, 1);
    add_job(test, "later", "work", kontor::test::kTestStart_ms + 1000);
    CHECK(runner.run_due() == 0);
    test.clock.advance(999);
    CHECK(runner.run_due() == 0);
    test.clock.advance(1);
    CHECK(runner.run_due() == 1);
    CHECK(ran == 1);
  });
}

TEST_CASE("a failing job comes again with growing pauses and is dead in the end") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    const auto fail = [](JobContext&) { throw std::runtime_error("mail server said no"); };
    JobRunner runner(test.database, {{"work", fail, 3}}, 1);
    add_job(test, "a");
    std::int64_t last_pause = 0;
    for (int attempt = 1; attempt < 3; ++attempt) {
      CHECK(runner.run_due() == 1);
      const auto job = only_job(test);
      CHECK(job.state == JobState::waiting);
      CHECK(job.attempts == attempt);
      CHECK(job.last_error == "mail server said no");
      CHECK_FALSE(job.leased);
      const auto pause = job.run_at_ms - test.clock.now_ms();
      CHECK(pause > last_pause);
      last_pause = pause;
      CHECK(runner.run_due() == 0);
      test.clock.set(job.run_at_ms);
    }
    CHECK(runner.run_due() == 1);
    CHECK(only_job(test).state == JobState::dead);
    test.clock.advance(1'000'000'000);
    CHECK(runner.run_due() == 0);
  });
}

TEST_CASE("the pauses double up to six hours, with at most a quarter of chance on top") {
  CHECK(kontor::backoff_ms(1, 0) == 2'000);
  CHECK(kontor::backoff_ms(2, 0) == 4'000);
  CHECK(kontor::backoff_ms(3, 0) == 8'000);
  CHECK(kontor::backoff_ms(30, 0) == 6 * 3'600'000);
  CHECK(kontor::backoff_ms(INT64_MAX, 0) == 6 * 3'600'000);
  CHECK(kontor::backoff_ms(0, 0) == 2'000);
  for (std::uint32_t random = 0; random < 2000; random += 7) {
    CHECK(kontor::backoff_ms(1, random) >= 2'000);
    CHECK(kontor::backoff_ms(1, random) < 2'500);
  }
}

TEST_CASE("some failures are final at once, and so is a queue that nobody serves") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    const auto fail = [](JobContext&) { throw kontor::JobFailedForGood("no such recipient"); };
    JobRunner runner(test.database, {{"work", fail}}, 1);
    add_job(test, "a");
    add_job(test, "b", "unknown");
    runner.run_due();
    const auto jobs = all_jobs(test);
    REQUIRE(jobs.size() == 2);
    CHECK(jobs[0].state == JobState::dead);
    CHECK(jobs[0].last_error == "no such recipient");
    CHECK(jobs[1].state == JobState::dead);
    CHECK(jobs[1].last_error.find("unknown") != std::string::npos);
  });
}

TEST_CASE("who loses his lease can no longer finish the job") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    int second_ran = 0;
    JobRunner second(test.database, {{"work", [&](JobContext&) { ++second_ran; }}}, 1);
    // The first worker is so slow that its lease runs out while it works.
    const auto slow = [&](JobContext&) {
      CHECK(second.run_due() == 0);
      test.clock.advance(3'600'000);
      CHECK(second.run_due() == 1);
      throw std::runtime_error("too late");
    };
    JobRunner first(test.database, {{"work", slow}}, 1);
    add_job(test, "a");
    first.run_due();
    CHECK(second_ran == 1);
    const auto job = only_job(test);
    CHECK(job.state == JobState::done);
    CHECK(job.fence == 2);
    CHECK(job.last_error.empty());
  });
}

TEST_CASE("a job that was discarded or held while it waited in a batch does not run") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    int ran = 0;
    const auto handle = [&](JobContext&) {
      if (++ran > 1) return;
      test.database.write_wait(test_tenant(), [](Tx& tx) {
        tx.execute("UPDATE job SET state = 'discarded' WHERE tenant_id = $1 AND job_key = 'b'",
                   tx.tenant());
      });
    };
    JobRunner runner(test.database, {{"work", handle}}, 1);
    add_job(test, "a", "work", 1);
    add_job(test, "b", "work", 2);
    runner.run_due();
    const auto jobs = all_jobs(test);
    REQUIRE(jobs.size() == 2);
    CHECK(ran == 1);
    CHECK(jobs[0].state == JobState::done);
    CHECK(jobs[1].state == JobState::discarded);
  });
}

TEST_CASE("what a job applies is written with its end, or not at all") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    std::atomic<bool> fails = true;
    const auto write_and_fail = [&](Tx& tx, const Job& job) {
      tx.execute("INSERT INTO number_range (tenant_id, name, next_value) VALUES ($1, $2, 1)",
                 tx.tenant(), job.job_key);
      if (fails && job.job_key == "c") throw std::runtime_error("no paper");
    };
    JobRunner runner(test.database, {{.name = "work", .apply = write_and_fail}}, 1);
    const auto written = [&] {
      return test.database.read_wait(test_tenant(), [](Tx& tx) {
        return tx.query("SELECT name FROM number_range WHERE tenant_id = $1", tx.tenant()).size();
      });
    };
    for (const char* key : {"a", "b", "c", "d", "e", "f", "g"}) add_job(test, key);
    runner.run_due();
    CHECK(written() == 6);
    for (const Job& job : all_jobs(test)) {
      const bool failed = job.job_key == "c";
      CHECK(job.state == (failed ? JobState::waiting : JobState::done));
      CHECK(job.last_error == (failed ? "no paper" : ""));
    }
    fails = false;
    test.clock.advance(3'600'000);
    CHECK(runner.run_due() == 1);
    CHECK(written() == 7);
  });
}

TEST_CASE("a job that another worker has taken over meanwhile applies nothing") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    int ran = 0;
    const auto count = [&](Tx&, const Job&) { ++ran; };
    const auto take_over = [&](JobContext&) {
      test.database.write_wait(test_tenant(), [](Tx& tx) {
        tx.execute("UPDATE job SET fence = fence + 1 WHERE tenant_id = $1 AND queue = 'work'",
                   tx.tenant());
      });
    };
    JobRunner runner(test.database,
                     {{.name = "work", .apply = count}, {.name = "first", .handle = take_over}}, 1);
    add_job(test, "a");
    add_job(test, "b", "first");
    runner.run_due();
    CHECK(ran == 0);
    CHECK(all_jobs(test).front().state == JobState::waiting);
  });
}

TEST_CASE("many workers share a backlog and run each job once") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    constexpr int kJobs = 200;
    test.database.write_wait(test_tenant(), [&](Tx& tx) {
      for (int i = 0; i < kJobs; ++i) {
        enqueue(tx, NewJob{.queue = "work", .key = std::to_string(i)});
      }
    });
    std::vector<std::atomic<int>> runs(kJobs);
    std::latch finished(kJobs);
    const auto handle = [&](JobContext& context) {
      if (++runs[static_cast<std::size_t>(std::stoi(context.job.job_key))] == 1) {
        finished.count_down();
      }
    };
    JobRunner runner(test.database, {{"work", handle}}, 3);
    runner.start();
    finished.wait();
    runner.stop();
    for (const auto& count : runs) CHECK(count == 1);
    for (const auto& job : all_jobs(test)) CHECK(job.state == JobState::done);
  });
}

TEST_CASE("a sleeping worker wakes up when a job comes") {
  const auto maker = kontor::test::sqlite_databases();
  TestDatabase test(*maker);
  std::latch ran{1};
  JobRunner runner(test.database, {{"work", [&](JobContext&) { ran.count_down(); }}}, 1);
  runner.start();
  add_job(test, "a");
  ran.wait();
  runner.stop();
  CHECK(only_job(test).state == JobState::done);
}

TEST_CASE("a dead job runs again by hand, or is given up; one that runs by itself is left alone") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    bool works = false;
    const auto handle = [&](JobContext&) {
      if (!works) throw kontor::JobFailedForGood("no");
    };
    JobRunner runner(test.database, {{"work", handle}}, 1);
    const auto by_hand = [&](kontor::Job (*how)(Tx&, const kontor::JobId&), const Job& job) {
      return test.database.write_wait(test_tenant(), [&](Tx& tx) { return how(tx, job.id); });
    };
    add_job(test, "a");
    CHECK_THROWS_AS(by_hand(kontor::retry_job, only_job(test)), kontor::Refused);
    runner.run_due();
    CHECK(only_job(test).state == JobState::dead);
    CHECK(by_hand(kontor::retry_job, only_job(test)).attempts == 0);
    runner.run_due();
    CHECK(only_job(test).state == JobState::dead);
    CHECK(by_hand(kontor::discard_job, only_job(test)).state == JobState::discarded);
    CHECK_THROWS_AS(by_hand(kontor::retry_job, only_job(test)), kontor::Refused);
    works = true;
    CHECK(runner.run_due() == 0);
  });
}

TEST_CASE("what waited is held after a restore, and goes on when it is released") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    int ran = 0;
    bool works = false;
    const auto handle = [&](JobContext&) {
      ++ran;
      if (!works) throw std::runtime_error("not yet");
    };
    JobRunner runner(test.database, {{"work", handle}}, 1);
    const auto all = [&](std::int64_t (*how)(Tx&)) {
      return test.database.write_wait(test_tenant(), [&](Tx& tx) { return how(tx); });
    };
    add_job(test, "has failed once");
    runner.run_due();
    const std::int64_t tomorrow_ms = test.clock.now_ms() + 86'400'000;
    add_job(test, "tomorrow", "work", tomorrow_ms);
    works = true;
    CHECK(all(kontor::hold_waiting_jobs) == 2);
    test.clock.advance(2 * 86'400'000);
    CHECK(runner.run_due() == 0);
    CHECK(all(kontor::release_held_jobs) == 2);
    CHECK(all(kontor::release_held_jobs) == 0);
    runner.run_due();
    CHECK(ran == 3);
    for (const auto& job : all_jobs(test)) CHECK(job.state == JobState::done);
  });
}

TEST_CASE("jobs of a program that died run at the next start on SQLite") {
  const auto maker = kontor::test::sqlite_databases();
  TestDatabase test(*maker);
  add_job(test, "a");
  test.database.write_wait(kontor::TenantId{}, [](Tx& tx) {
    tx.execute("UPDATE job SET leased = 1, attempts = 1, fence = 1, run_at_ms = $1",
               tx.now_ms() + 29'000);
  });
  std::latch ran{1};
  JobRunner runner(test.database, {{"work", [&](JobContext&) { ran.count_down(); }}}, 1);
  CHECK(runner.run_due() == 0);
  runner.start();
  ran.wait();
  runner.stop();
  CHECK(only_job(test).state == JobState::done);
}

TEST_CASE("a clock that has gone back keeps no job from running") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    constexpr std::int64_t kYear = 365LL * 24 * 3'600'000;
    test.clock.advance(10 * kYear);
    add_job(test, "made in the future");
    test.database.write_wait(test_tenant(), [](Tx& tx) {
      enqueue(tx, NewJob{.queue = "later", .key = "later", .run_at_ms = tx.now_ms() + 60'000});
    });
    test.clock.advance(-10 * kYear);
    std::latch ran{1};
    JobRunner runner(test.database, {{"work", [&](JobContext&) { ran.count_down(); }}}, 1);
    CHECK(runner.run_due() == 0);
    runner.start();
    ran.wait();
    runner.stop();
    const auto jobs = all_jobs(test);
    REQUIRE(jobs.size() == 2);
    CHECK(jobs[0].state == JobState::done);
    CHECK(jobs[1].state == JobState::waiting);
    CHECK(jobs[1].run_at_ms == test.clock.now_ms() + 60'000);
  });
}
