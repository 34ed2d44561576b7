#include "kernel/number_range.hpp"

#include <set>
#include <thread>

#include "kernel/number_blocks.hpp"
#include "kernel/refused.hpp"
#include "support/test_database.hpp"

namespace kontor {
namespace {

using test::DatabaseMaker;
using test::on_each_engine;
using test::test_tenant;
using test::TestDatabase;

/// One program of several on the same database.
struct Node {
  Node(const std::string& url, std::uint64_t seed)
      : random(seed), database(TestDatabase::with_url({}, url), clock, random) {}
  std::int64_t next(std::string_view name = "order") {
    return database.write_wait(test_tenant(),
                               [&](Tx& tx) { return next_reserved(tx, name, 1); });
  }
  ManualClock clock{test::kTestStart_ms};
  SeededRandom random;
  Database database;
};

std::int64_t count(Database& database, const std::string& what) {
  return database.read_wait(test_tenant(), [&](Tx& tx) {
    return tx.query("SELECT CAST(COALESCE(" + what + ", 0) AS bigint) WHERE 1 = 1").front()
        .get<std::int64_t>(0);
  });
}

}  // namespace

TEST_CASE("numbers begin where they shall, count up by one, and a refusal leaves no hole") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    const auto next = [&](std::string_view name, std::int64_t first) {
      return test.database.write_wait(
          test_tenant(), [&](Tx& tx) { return next_reserved(tx, name, first); });
    };
    CHECK(next("customer", 20001) == 20001);
    CHECK(next("customer", 20001) == 20002);
    CHECK(next("order", 1) == 1);
    CHECK_THROWS_AS(test.database.write_wait(test_tenant(),
                                             [&](Tx& tx) {
                                               next_reserved(tx, "order", 1);
                                               next_reserved(tx, "order", 1);
                                               throw Refused(kNotFound);
                                             }),
                    Refused);
    CHECK(next("order", 1) == 2);
    CHECK(next("order", 1) == 3);
    // Another tenant counts for himself.
    CHECK(test.database.write_wait(test_tenant(2),
                                   [](Tx& tx) { return next_reserved(tx, "order", 1); }) == 1);
  });
}

TEST_CASE("a transaction may take more numbers than a block has") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    int runs = 0;
    const auto last = test.database.write_wait(test_tenant(), [&](Tx& tx) {
      ++runs;
      std::int64_t number = 0;
      for (int i = 0; i < 1000; ++i) number = next_reserved(tx, "order", 1);
      return number;
    });
    CHECK(last == 1000);
    CHECK(runs <= 6);
  });
}

TEST_CASE("saying how many numbers a transaction takes spares it to begin again for each block") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    for (int round = 0; round < 3; ++round) {
      int runs = 0;
      const auto last = test.database.write_wait(test_tenant(), [&](Tx& tx) {
        ++runs;
        expect_numbers(tx, "order", 1, 1000);
        std::int64_t number = 0;
        for (int i = 0; i < 1000; ++i) number = next_reserved(tx, "order", 1);
        return number;
      });
      CHECK(last == 1000 * (round + 1));
      CHECK(runs <= 2);
    }
  });
}

TEST_CASE("two programs on one PostgreSQL number without meeting, each from its own block") {
  const auto maker = test::postgres_or_say_so();
  if (!maker) return;
  test::FreshDatabase fresh(*maker);
  std::set<std::int64_t> numbers;
  {
    Node one(fresh.url(), 1);
    Node two(fresh.url(), 2);
    CHECK(one.next() == 1);
    CHECK(two.next() == 101);
    CHECK(one.next() == 2);
    numbers = {1, 2, 101};
    std::mutex mutex;
    std::atomic<int> runs = 0;
    const auto work = [&](Node& node) {
      for (int i = 0; i < 150; ++i) {
        const auto number = node.database.write_wait(test_tenant(), [&](Tx& tx) {
          ++runs;
          return next_reserved(tx, "order", 1);
        });
        const std::lock_guard lock(mutex);
        CHECK(numbers.insert(number).second);
      }
    };
    std::vector<std::thread> threads;
    for (Node* node : {&one, &two, &one, &two}) {
      threads.emplace_back([&work, node] { work(*node); });
    }
    for (auto& thread : threads) thread.join();
    // Nobody waited for anybody: only those who met an empty block ran twice.
    CHECK(runs <= 600 + 40);
    CHECK(numbers.size() == 603);
    CHECK(count(one.database, "(SELECT SUM(last_value - first_value + 1) FROM number_block WHERE "
                              "name = 'order')") >= 603);
  }
  // What they had left is recorded, number for number, and used up by the next one. It may take new
  // blocks meanwhile: who finds nothing does not wait for the connection that fetches the rest.
  Node next(fresh.url(), 3);
  const auto reserved = count(next.database, "(SELECT MAX(last_value) FROM number_block)");
  const auto holes =
      count(next.database, "(SELECT SUM(last_value - first_value + 1) FROM number_hole)");
  CHECK(static_cast<std::int64_t>(numbers.size()) + holes == reserved);
  const auto old_numbers = [&] {
    return std::distance(numbers.begin(), numbers.upper_bound(reserved));
  };
  for (int i = 0; i < 3'000 && old_numbers() < reserved; ++i) {
    CHECK(numbers.insert(next.next()).second);
  }
  CHECK(old_numbers() == reserved);
}

TEST_CASE("numbers that come back are taken first, lowest before highest") {
  NumberBlocks blocks;
  const NumberRangeKey range{test_tenant(), "order"};
  CHECK_FALSE(blocks.take(range));
  blocks.add(range, {1, 100});
  CHECK(blocks.take(range) == 1);
  CHECK(blocks.take(range) == 2);
  CHECK(blocks.take(range) == 3);
  blocks.give_back(range, 3);
  blocks.give_back(range, 1);
  CHECK(blocks.take(range) == 1);
  CHECK(blocks.take(range) == 3);
  blocks.give_back(range, 3);
  blocks.add(range, {201, 300});
  const auto rest = blocks.take_rest();
  REQUIRE(rest.size() == 2);
  CHECK(rest[0].second.first == 3);
  CHECK(rest[0].second.last == 100);
  CHECK(rest[1].second.first == 201);
  CHECK_FALSE(blocks.take(range));
}

}  // namespace kontor
