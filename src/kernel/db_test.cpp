#include "kernel/db.hpp"

#include <doctest/doctest.h>

#include <latch>
#include <thread>
#include <utility>

#include "kernel/json.hpp"
#include "kernel/refused.hpp"
#include "support/test_database.hpp"

namespace {

using namespace std::string_literals;
using kontor::Database;
using kontor::DatabaseConfig;
using kontor::Refused;
using kontor::TenantId;
using kontor::Tx;
using kontor::test::DatabaseMaker;
using kontor::test::on_each_engine;
using kontor::test::sqlite_databases;
using kontor::test::test_tenant;
using kontor::test::TestDatabase;

void set_counter(Tx& tx, std::string_view name, std::int64_t value) {
  tx.execute("INSERT INTO number_range (tenant_id, name, next_value) VALUES ($1, $2, $3)",
             tx.tenant(), name, value);
}

std::int64_t count_counters(Database& database, const TenantId& tenant) {
  return database.read_wait(tenant, [](Tx& tx) {
    return tx.query("SELECT COUNT(*) FROM number_range WHERE tenant_id = $1", tx.tenant())
        .front()
        .get<std::int64_t>(0);
  });
}

std::string refusal_of(const std::exception_ptr& error) {
  if (!error) return "none";
  try {
    std::rethrow_exception(error);
  } catch (const Refused& refused) {
    return std::string(refused.code().name);
  } catch (const kontor::UniqueViolation&) {
    return "unique violation";
  } catch (const std::exception& other) {
    return other.what();
  }
}

template <class F>
std::string refusal_from(F action) {
  try {
    action();
    return "none";
  } catch (...) {
    return refusal_of(std::current_exception());
  }
}

/// Holds the only writer of SQLite until released, so that what is queued becomes one batch.
class HeldWriter {
 public:
  explicit HeldWriter(Database& database) {
    database.write(
        test_tenant(),
        [this](Tx&) {
          started_.count_down();
          released_.wait();
        },
        [this](std::exception_ptr) { finished_.count_down(); });
    started_.wait();
  }
  void release() {
    released_.count_down();
    finished_.wait();
  }

 private:
  std::latch started_{1}, released_{1}, finished_{1};
};

/// Writes that wait behind each other; outcomes in their order.
class Burst {
 public:
  explicit Burst(Database& database, std::size_t count)
      : database_(database), outcomes(count), left_(static_cast<std::ptrdiff_t>(count)) {}
  void add(Database::Work work) {
    const std::size_t index = added_++;
    database_.write(test_tenant(), std::move(work), [this, index](std::exception_ptr error) {
      outcomes[index] = refusal_of(error);
      left_.count_down();
    });
  }
  void wait() { left_.wait(); }

 private:
  Database& database_;

 public:
  std::vector<std::string> outcomes;

 private:
  std::size_t added_ = 0;
  std::latch left_;
};

enum class Colour { red, green_ };
BOOST_DESCRIBE_ENUM(Colour, red, green_)
struct Point {
  std::int64_t x = 0;
  std::string label;
};
BOOST_DESCRIBE_STRUCT(Point, (), (x, label))

struct Sample {
  static constexpr std::string_view kTable = "sample";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  kontor::JobId id;
  std::int64_t number = 0;
  bool flag = false;
  std::string words;
  Colour colour = Colour::red;
  kontor::Bytes bytes;
  std::optional<std::string> maybe_words;
  std::optional<std::int64_t> maybe_number;
  kontor::Json<std::vector<Point>> points;
};
BOOST_DESCRIBE_STRUCT(Sample, (),
                      (tenant_id, id, number, flag, words, colour, bytes, maybe_words,
                       maybe_number, points))

void make_sample_table(Tx& tx) {
  const std::string id = tx.engine() == kontor::Engine::sqlite ? "BLOB" : "uuid";
  const std::string bytes = tx.engine() == kontor::Engine::sqlite ? "BLOB" : "bytea";
  tx.run_script("CREATE TABLE sample (tenant_id " + id + ", id " + id +
                ", number bigint, flag bigint, words text, colour text, bytes " + bytes +
                ", maybe_words text, maybe_number bigint, points text, "
                "PRIMARY KEY (tenant_id, id))");
}

}  // namespace

TEST_CASE("every type of column comes back as it went in") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    test.database.write_wait(test_tenant(), make_sample_table);
    Sample sample;
    sample.tenant_id = test_tenant();
    sample.number = INT64_MIN;
    sample.flag = true;
    sample.words = "Größe 'ß' $1 \"x\" ;--";
    sample.colour = Colour::green_;
    sample.bytes = {0, 1, 255, 0};
    sample.maybe_number = 0;
    sample.points = std::vector<Point>{{-1, "a"}, {INT64_MAX, ""}};
    const auto read = test.database.write_wait(test_tenant(), [&](Tx& tx) {
      sample.id = tx.new_id<kontor::JobId>();
      tx.insert(sample);
      return tx.find<Sample>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), sample.id).value();
    });
    CHECK(kontor::to_json(read.points.value) == kontor::to_json(sample.points.value));
    CHECK(read.id == sample.id);
    CHECK(read.number == INT64_MIN);
    CHECK(read.flag);
    CHECK(read.words == sample.words);
    CHECK(read.colour == Colour::green_);
    CHECK(read.bytes == sample.bytes);
    CHECK_FALSE(read.maybe_words.has_value());
    CHECK(read.maybe_number == 0);
  });
}

TEST_CASE("a row is found, changed and erased by its primary key") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    test.database.write_wait(test_tenant(), make_sample_table);
    test.database.write_wait(test_tenant(), [](Tx& tx) {
      Sample sample;
      sample.tenant_id = tx.tenant();
      sample.id = tx.new_id<kontor::JobId>();
      CHECK_FALSE(tx.update(sample));
      tx.insert(sample);
      sample.words = "changed";
      CHECK(tx.update(sample));
      CHECK(tx.select<Sample>("WHERE tenant_id = $1", tx.tenant()).front().words == "changed");
      CHECK(tx.erase(sample));
      CHECK_FALSE(tx.erase(sample));
      CHECK(tx.select<Sample>("WHERE tenant_id = $1", tx.tenant()).empty());
    });
  });
}

TEST_CASE("a parameter can stand several times and in any order") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    const auto text = test.database.read_wait(TenantId{}, [](Tx& tx) {
      return tx
          .query("SELECT CAST($2 AS text) || CAST($1 AS text) || CAST($2 AS text) || '$1'", "a"s,
                 "b"s)
          .front()
          .get<std::string>(0);
    });
    CHECK(text == "bab$1");
  });
}

TEST_CASE("a refusal undoes its own writes and nothing else of the batch") {
  const auto maker = sqlite_databases();
  TestDatabase test(*maker);
  HeldWriter writer(test.database);
  Burst burst(test.database, 5);
  burst.add([](Tx& tx) { set_counter(tx, "one", 1); });
  burst.add([](Tx& tx) {
    set_counter(tx, "refused", 1);
    throw Refused(kontor::kWrongState);
  });
  burst.add([](Tx& tx) { set_counter(tx, "two", 1); });
  burst.add([](Tx& tx) { set_counter(tx, "one", 2); });
  burst.add([](Tx& tx) { set_counter(tx, "three", 1); });
  writer.release();
  burst.wait();
  CHECK(burst.outcomes == std::vector<std::string>{"none", "wrong_state", "none",
                                                   "unique violation", "none"});
  CHECK(count_counters(test.database, test_tenant()) == 3);
}

TEST_CASE("the commit of a crowd takes along who comes meanwhile, that of a few does not wait") {
  const auto maker = sqlite_databases();
  for (const std::size_t count : {3U, 8U}) {
    TestDatabase test(*maker);
    HeldWriter writer(test.database);
    Burst burst(test.database, count + 1);
    std::int64_t committed_before = -1;
    const auto come_late = [&](Tx&) {
      committed_before = count_counters(test.database, test_tenant());
    };
    for (std::size_t i = 1; i <= count; ++i) {
      burst.add([&, i](Tx& tx) {
        set_counter(tx, std::to_string(i), 1);
        if (i == count) burst.add(come_late);
      });
    }
    writer.release();
    burst.wait();
    CHECK(committed_before == (count == 3 ? 3 : 0));
  }
}

TEST_CASE("what runs after the commit does not run after a refusal") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    std::atomic<int> ran = 0;
    test.database.write_wait(test_tenant(), [&](Tx& tx) {
      set_counter(tx, "a", 1);
      tx.after_commit([&] { ran += 1; });
    });
    CHECK(ran == 1);
    CHECK_THROWS_AS(test.database.write_wait(test_tenant(),
                                             [&](Tx& tx) {
                                               tx.after_commit([&] { ran += 100; });
                                               throw Refused(kontor::kConflict);
                                             }),
                    Refused);
    CHECK(ran == 1);
  });
}

TEST_CASE("an error that a closure swallows does not turn into a commit of nothing") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    test.database.write_wait(test_tenant(), [](Tx& tx) { set_counter(tx, "a", 1); });
    const auto outcome = refusal_from([&] {
      test.database.write_wait(test_tenant(), [](Tx& tx) {
        set_counter(tx, "b", 1);
        try {
          set_counter(tx, "a", 2);
        } catch (const kontor::UniqueViolation&) {
        }
      });
    });
    const bool stored = count_counters(test.database, test_tenant()) == 2;
    CHECK(stored == (outcome == "none"));
  });
}

TEST_CASE("a read sees one moment and cannot write") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    test.database.read_wait(test_tenant(), [&](Tx& tx) {
      const auto count = [&] {
        return tx.query("SELECT COUNT(*) FROM number_range WHERE tenant_id = $1", tx.tenant())
            .front()
            .get<std::int64_t>(0);
      };
      CHECK(count() == 0);
      test.database.write_wait(test_tenant(), [](Tx& other) { set_counter(other, "a", 1); });
      CHECK(count() == 0);
    });
    CHECK(count_counters(test.database, test_tenant()) == 1);
    CHECK_THROWS_AS(
        test.database.read_wait(test_tenant(), [](Tx& tx) { set_counter(tx, "b", 1); }),
        kontor::DatabaseError);
    CHECK(count_counters(test.database, test_tenant()) == 1);
  });
}

TEST_CASE("writers of one row lose nothing, however they collide") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    test.database.write_wait(test_tenant(), [](Tx& tx) { set_counter(tx, "shared", 0); });
    std::atomic<int> runs = 0;
    constexpr int kWriters = 4, kEach = 50;
    // On PostgreSQL all writers are in their first transaction at once, so three collide for sure.
    std::latch all_read(kWriters);
    const bool at_once = test.database.engine() == kontor::Engine::postgres;
    std::vector<std::thread> writers;
    for (int i = 0; i < kWriters; ++i) {
      writers.emplace_back([&] {
        bool first = true;
        const auto write = [&] {
          test.database.write_wait(test_tenant(), [&](Tx& tx) {
            ++runs;
            // Read, then write: without retries this form would lose updates.
            const auto value = tx.query("SELECT next_value FROM number_range WHERE tenant_id = $1",
                                        tx.tenant())
                                   .front()
                                   .get<std::int64_t>(0);
            if (at_once && std::exchange(first, false)) all_read.arrive_and_wait();
            tx.execute("UPDATE number_range SET next_value = $2 WHERE tenant_id = $1",
                       tx.tenant(), value + 1);
          });
        };
        for (int n = 0; n < kEach;) {
          // On a slow machine somebody may lose so often that he is told to come again.
          if (refusal_from(write) == "none") ++n;
        }
      });
    }
    for (auto& writer : writers) writer.join();
    const auto value = test.database.read_wait(test_tenant(), [](Tx& tx) {
      return tx.query("SELECT next_value FROM number_range WHERE tenant_id = $1", tx.tenant())
          .front()
          .get<std::int64_t>(0);
    });
    CHECK(value == kWriters * kEach);
    // Teeth: there were conflicts, so the retry was really needed.
    if (at_once) CHECK(runs >= kWriters * kEach + kWriters - 1);
  });
}

TEST_CASE("ids of one transaction grow") {
  const auto maker = sqlite_databases();
  TestDatabase test(*maker);
  test.database.write_wait(test_tenant(), [](Tx& tx) {
    auto last = tx.new_uuid();
    for (int i = 0; i < 1000; ++i) {
      const auto next = tx.new_uuid();
      CHECK(last < next);
      last = next;
    }
  });
}

TEST_CASE("a full queue refuses as overloaded instead of growing") {
  DatabaseConfig config;
  config.max_queue = 3;
  const auto maker = sqlite_databases();
  TestDatabase test(*maker, config);
  HeldWriter writer(test.database);
  Burst burst(test.database, 5);
  for (int i = 0; i < 5; ++i) {
    burst.add([i](Tx& tx) { set_counter(tx, std::to_string(i), 1); });
  }
  writer.release();
  burst.wait();
  CHECK(burst.outcomes ==
        std::vector<std::string>{"none", "none", "none", "overloaded", "overloaded"});
}

TEST_CASE("a closed database refuses") {
  const auto maker = sqlite_databases();
  TestDatabase test(*maker);
  test.database.close();
  CHECK(refusal_from([&] { test.database.read_wait(test_tenant(), [](Tx&) {}); }) == "overloaded");
}
