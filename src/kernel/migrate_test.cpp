#include "kernel/migrate.hpp"

#include <doctest/doctest.h>

#include <future>
#include <thread>

#include "support/test_database.hpp"

namespace {

using kontor::Engine;
using kontor::TenantId;
using kontor::Tx;
using kontor::test::DatabaseMaker;
using kontor::test::on_each_engine;

/// A database without any table.
struct EmptyDatabase {
  explicit EmptyDatabase(DatabaseMaker& makes)
      : maker(makes), url(makes.make_empty()), database(config(url), clock, random) {}
  ~EmptyDatabase() {
    database.close();
    maker.drop(url);
  }
  static kontor::DatabaseConfig config(const std::string& url) {
    kontor::DatabaseConfig one;
    one.url = url;
    one.connections = 2;
    return one;
  }
  DatabaseMaker& maker;
  std::string url;
  kontor::ManualClock clock{kontor::test::kTestStart_ms};
  kontor::SeededRandom random{1};
  kontor::Database database;
};

int newest() { return kontor::migrations().back().number; }

}  // namespace

TEST_CASE("the migrations are numbered without gaps and each names its owner") {
  int expected = 1;
  for (const auto& migration : kontor::migrations()) {
    CAPTURE(migration.name);
    CHECK(migration.number == expected++);
    CHECK(migration.sql.starts_with("-- owner: "));
  }
}

TEST_CASE("an empty database comes to the newest schema, a second time changes nothing") {
  on_each_engine([](DatabaseMaker& maker) {
    EmptyDatabase test(maker);
    CHECK(kontor::schema_version(test.database) == 0);
    CHECK(kontor::migrate(test.database) == newest());
    CHECK(kontor::schema_version(test.database) == newest());
    CHECK(kontor::migrate(test.database) == 0);
  });
}

TEST_CASE("a database of a newer program is refused with both numbers, untouched") {
  on_each_engine([](DatabaseMaker& maker) {
    EmptyDatabase test(maker);
    kontor::migrate(test.database);
    test.database.write_wait(TenantId{}, [](Tx& tx) {
      tx.execute("INSERT INTO schema_migration (number, name, applied_at_ms) VALUES ($1, $2, $3)",
                 std::int64_t{9999}, "9999_future", std::int64_t{0});
    });
    try {
      kontor::migrate(test.database);
      FAIL("it must refuse");
    } catch (const kontor::NewerDatabase& newer) {
      const std::string text = newer.what();
      CHECK(text.find("9999") != std::string::npos);
      CHECK(text.find(std::to_string(newest())) != std::string::npos);
    }
    CHECK(kontor::schema_version(test.database) == 9999);
  });
}

TEST_CASE("two programs that start at once migrate once") {
  on_each_engine([](DatabaseMaker& maker) {
    EmptyDatabase test(maker);
    std::atomic<int> applied = 0;
    std::vector<std::thread> starts;
    for (int i = 0; i < 2; ++i) {
      starts.emplace_back([&] {
        kontor::SystemClock clock;
        kontor::SeededRandom random(1);
        kontor::Database database(EmptyDatabase::config(test.url), clock, random);
        applied += kontor::migrate(database);
      });
    }
    for (auto& start : starts) start.join();
    CHECK(applied == newest());
  });
}

TEST_CASE("blocks and macros give each engine its own text") {
  const std::string text =
      "-- owner: kernel\n"
      "CREATE TABLE t (id {id}, n {bigint}, b {bool}, w {text}, j {json}, x {blob}) {strict};\n"
      "-- sqlite:\nONLY SQLITE;\n-- postgres:\nONLY POSTGRES;\n-- both:\n{tenant_wall t};\nEND;";
  const auto sqlite = kontor::expand_migration(text, Engine::sqlite);
  CHECK(sqlite.find("id BLOB, n INTEGER, b INTEGER, w TEXT, j TEXT, x BLOB") != std::string::npos);
  CHECK(sqlite.find("STRICT, WITHOUT ROWID") != std::string::npos);
  CHECK(sqlite.find("ONLY SQLITE") != std::string::npos);
  CHECK(sqlite.find("ONLY POSTGRES") == std::string::npos);
  CHECK(sqlite.find("POLICY") == std::string::npos);
  CHECK(sqlite.ends_with("END;"));
  const auto postgres = kontor::expand_migration(text, Engine::postgres);
  CHECK(postgres.find("id uuid, n bigint, b bigint, w text COLLATE \"C\"") != std::string::npos);
  CHECK(postgres.find("ONLY SQLITE") == std::string::npos);
  CHECK(postgres.find("FORCE ROW LEVEL SECURITY") != std::string::npos);
  CHECK(postgres.find('{') == std::string::npos);
}

TEST_CASE("who only asks for the schema does not wait for one who writes") {
  on_each_engine([](DatabaseMaker& maker) {
    EmptyDatabase test(maker);
    CHECK(kontor::schema_version(test.database) == 0);
    kontor::migrate(test.database);
    std::promise<void> writing, asked;
    std::thread writer([&] {
      test.database.write_wait(TenantId{}, [&](Tx& tx) {
        tx.execute("UPDATE schema_migration SET applied_at_ms = applied_at_ms + 1");
        writing.set_value();
        asked.get_future().wait();
      });
    });
    writing.get_future().wait();
    kontor::Database other(EmptyDatabase::config(test.url), test.clock, test.random);
    CHECK(kontor::schema_version(other) == newest());
    asked.set_value();
    writer.join();
    other.close();
  });
}
