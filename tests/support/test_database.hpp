#pragma once
// A database of each engine for unit tests, with a clock that stands still.

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "kernel/clock.hpp"
#include "kernel/crypto.hpp"
#include "kernel/db.hpp"
#include "support/databases.hpp"

namespace kontor::test {

/// 2026-11-21T09:00:00Z.
inline constexpr std::int64_t kTestStart_ms = 1'795'251'600'000;

struct TestDatabase {
  explicit TestDatabase(DatabaseMaker& maker, DatabaseConfig config = {})
      : fresh(maker), database(with_url(config, fresh.url()), clock, random) {}

  static DatabaseConfig with_url(DatabaseConfig config, const std::string& url) {
    config.url = url;
    config.connections = 4;
    return config;
  }

  ManualClock clock{kTestStart_ms};
  SeededRandom random{1};
  FreshDatabase fresh;
  Database database;
};

/// Where there is no PostgreSQL, the test says so and goes on.
inline std::unique_ptr<DatabaseMaker> postgres_or_say_so() {
  const auto dsn = postgres_dsn();
  if (!dsn.empty()) return postgres_databases(dsn);
  MESSAGE("SKIPPED on PostgreSQL: KONTOR_POSTGRES is not set (tests/support/with_postgres.sh)");
  return nullptr;
}

/// Tells the story on SQLite and on PostgreSQL.
template <class Story>
void on_each_engine(Story story) {
  SUBCASE("on SQLite") { story(*sqlite_databases()); }
  SUBCASE("on PostgreSQL") {
    if (const auto maker = postgres_or_say_so()) story(*maker);
  }
}

inline TenantId test_tenant(std::uint8_t number = 1) {
  TenantId tenant;
  tenant.bytes.fill(number);
  return tenant;
}

}  // namespace kontor::test
