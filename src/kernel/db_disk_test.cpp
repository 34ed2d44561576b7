// A disk without space: writes are refused as storage_full, reads go on, space ends it.

#include <doctest/doctest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>
#include <latch>

#include "kernel/db.hpp"
#include "kernel/migrate.hpp"
#include "kernel/refused.hpp"
#include "support/test_database.hpp"

namespace {

using kontor::Refused;
using kontor::Tx;
using kontor::test::sqlite_databases;
using kontor::test::test_tenant;
using kontor::test::TestDatabase;

constexpr std::string_view kInsert =
    "INSERT INTO number_range (tenant_id, name, next_value) VALUES ($1, $2, 1)";

std::string write(kontor::Database& database, const std::string& name) {
  try {
    database.write_wait(test_tenant(), [&](Tx& tx) { tx.execute(kInsert, tx.tenant(), name); });
    return "done";
  } catch (const Refused& refused) {
    return std::string(refused.code().name);
  }
}

std::int64_t count(kontor::Database& database) {
  return database.read_wait(test_tenant(), [](Tx& tx) {
    return tx.query("SELECT COUNT(*) FROM number_range WHERE tenant_id = $1", tx.tenant())
        .front()
        .get<std::int64_t>(0);
  });
}

/// A file system of its own, with little room.
class SmallDisk {
 public:
  SmallDisk() : path_(folder_.path() / "disk") {
    std::filesystem::create_directory(path_);
    mounted_ = mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=2m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  const std::filesystem::path& path() const { return path_; }
  void fill() {
    std::ofstream ballast(path_ / "ballast", std::ios::binary);
    const std::string block(4096, 'x');
    while (ballast.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void make_room() { std::filesystem::remove(path_ / "ballast"); }

 private:
  kontor::test::FreshFolder folder_;
  std::filesystem::path path_;
  bool mounted_ = false;
};

}  // namespace

TEST_CASE("a full disk refuses writes, lets reads go on, and recovers") {
  SmallDisk disk;
  if (!disk.mounted()) {
    MESSAGE("SKIPPED: a small tmpfs can be mounted by root only");
    return;
  }
  kontor::ManualClock clock(kontor::test::kTestStart_ms);
  kontor::SeededRandom random(1);
  kontor::DatabaseConfig config;
  config.url = "sqlite:" + (disk.path() / "kontor.db").string();
  kontor::Database database(config, clock, random);
  kontor::migrate(database);
  CHECK(write(database, "before") == "done");
  disk.fill();
  std::int64_t written = 1;
  std::string outcome;
  for (int i = 0; i < 200 && outcome != "storage_full"; ++i) {
    outcome = write(database, "name" + std::to_string(i) + std::string(3000, 'x'));
    if (outcome == "done") ++written;
  }
  CHECK(outcome == "storage_full");
  CHECK(count(database) == written);
  disk.make_room();
  CHECK(write(database, "after") == "done");
  CHECK(count(database) == written + 1);
}

TEST_CASE("in a batch that hits the end of the disk only those fail that found no room") {
  const auto maker = sqlite_databases();
  TestDatabase test(*maker);
  auto& database = test.database;
  // The limit counts for the writer's connection, which is where the batch runs.
  database.write_wait(test_tenant(), [](Tx& tx) {
    const auto pages = tx.query("PRAGMA page_count").front().get<std::int64_t>(0);
    tx.query("PRAGMA max_page_count=" + std::to_string(pages + 20));
  });
  std::latch started{1}, released{1}, finished{6};
  database.write(
      test_tenant(),
      [&](Tx&) {
        started.count_down();
        released.wait();
      },
      [&](std::exception_ptr) { finished.count_down(); });
  started.wait();
  std::vector<std::string> outcomes(5);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    // The third needs more room than there is.
    const std::string name = std::to_string(i) + std::string(i == 2 ? 1'000'000 : 10, 'x');
    database.write(
        test_tenant(), [name](Tx& tx) { tx.execute(kInsert, tx.tenant(), name); },
        [&, i](std::exception_ptr error) {
          outcomes[i] = "done";
          try {
            if (error) std::rethrow_exception(error);
          } catch (const Refused& refused) {
            outcomes[i] = std::string(refused.code().name);
          } catch (const std::exception& other) {
            outcomes[i] = other.what();
          }
          finished.count_down();
        });
  }
  released.count_down();
  finished.wait();
  CHECK(outcomes == std::vector<std::string>{"done", "done", "storage_full", "done", "done"});
  CHECK(count(database) == 4);
}

TEST_CASE("a database that was closed is one file: its log has been moved into it") {
  const auto maker = sqlite_databases();
  kontor::test::FreshDatabase fresh(*maker);
  {
    kontor::SystemClock clock;
    kontor::SystemRandom random;
    kontor::DatabaseConfig config;
    config.url = fresh.url();
    kontor::Database database(config, clock, random);
    CHECK(write(database, "one") == "done");
    CHECK(count(database) == 1);
  }
  const auto path = fresh.url().substr(std::string("sqlite:").size());
  CHECK(std::filesystem::exists(path));
  CHECK_FALSE(std::filesystem::exists(path + "-wal"));
}
