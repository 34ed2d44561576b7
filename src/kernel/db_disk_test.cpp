// A disk without space: writes are refused as storage_full, reads go on, space ends it.

#include <doctest/doctest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>
#include <latch>
#include <memory>

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
  explicit SmallDisk(const char* size = "size=4m") : path_(folder_.path() / "disk") {
    std::filesystem::create_directory(path_);
    mounted_ = mount("tmpfs", path_.c_str(), "tmpfs", 0, size) == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  const std::filesystem::path& path() const { return path_; }
  void fill() {
    std::ofstream filler(path_ / "filler", std::ios::binary);
    const std::string block(4096, 'x');
    while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void make_room() { std::filesystem::remove(path_ / "filler"); }
  std::uint64_t free_bytes() const { return std::filesystem::space(path_).available; }

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

namespace {

constexpr std::uint64_t kBallast = 1U << 20U;

struct OnSmallDisk {
  explicit OnSmallDisk(std::uint64_t ballast_bytes) {
    config.url = "sqlite:" + file().string();
    config.ballast_bytes = ballast_bytes;
  }
  std::filesystem::path file() const { return disk.path() / "kontor.db"; }
  std::filesystem::path ballast() const { return disk.path() / "ballast"; }
  /// With its schema, in the database and not in its log.
  std::unique_ptr<kontor::Database> prepare() {
    kontor::migrate(*open());
    auto database = open();
    database->keep_ballast();
    return database;
  }
  std::unique_ptr<kontor::Database> open() {
    return std::make_unique<kontor::Database>(config, clock, random);
  }
  /// Writes until the disk refuses; how many of them were done.
  int write_until_full(kontor::Database& database) {
    for (int done = 0; done < 1000; ++done) {
      const auto outcome = write(database, std::to_string(names++) + std::string(3000, 'x'));
      if (outcome == "storage_full") return done;
      CHECK(outcome == "done");
    }
    return 1000;
  }

  SmallDisk disk{"size=8m"};
  kontor::ManualClock clock{kontor::test::kTestStart_ms};
  kontor::SeededRandom random{1};
  kontor::DatabaseConfig config;
  int names = 0;
};

}  // namespace

TEST_CASE("with ballast work goes on when the disk is full, and it can be stopped and started") {
  OnSmallDisk small(kBallast);
  if (!small.disk.mounted()) {
    MESSAGE("SKIPPED: a small tmpfs can be mounted by root only");
    return;
  }
  auto database = small.prepare();
  CHECK(std::filesystem::file_size(small.ballast()) == kBallast);
  small.disk.fill();
  CHECK(small.write_until_full(*database) > 5);
  CHECK_FALSE(std::filesystem::exists(small.ballast()));
  // The other half is spared, and stays so.
  CHECK(small.disk.free_bytes() > kBallast / 4);
  CHECK(write(*database, "one more") == "storage_full");
  const auto written = count(*database);
  CHECK(written == small.names - 1);
  // What it is spared for: an orderly stop, the next start, an operator's command.
  database.reset();
  CHECK_FALSE(std::filesystem::exists(small.file().string() + "-wal"));
  database = small.open();
  CHECK(count(*database) == written);
  CHECK(write(*database, "an operator's command") == "done");
  database->keep_ballast();
  small.disk.make_room();
  CHECK(write(*database, "with room") == "done");
  CHECK(std::filesystem::file_size(small.ballast()) == kBallast);
}

TEST_CASE("without ballast the same disk refuses at once, and its log stays when it is stopped") {
  OnSmallDisk small(0);
  if (!small.disk.mounted()) {
    MESSAGE("SKIPPED: a small tmpfs can be mounted by root only");
    return;
  }
  auto database = small.prepare();
  CHECK_FALSE(std::filesystem::exists(small.ballast()));
  for (int i = 0; i < 5; ++i)
    CHECK(write(*database, std::string(3000, 'a') + char('a' + i)) == "done");
  small.disk.fill();
  CHECK(small.write_until_full(*database) <= 1);
  database.reset();
  CHECK(std::filesystem::exists(small.file().string() + "-wal"));
}

TEST_CASE("a disk that others have filled meanwhile: ballast lets the database be opened") {
  std::uint64_t bytes = 0;
  SUBCASE("ballast") { bytes = kBallast; }
  SUBCASE("none") {}
  OnSmallDisk small(bytes);
  if (!small.disk.mounted()) {
    MESSAGE("SKIPPED: a small tmpfs can be mounted by root only");
    return;
  }
  auto database = small.prepare();
  database.reset();
  CHECK(std::filesystem::exists(small.ballast()) == (bytes > 0));  // not touched by a stop
  small.disk.fill();
  if (bytes == 0) {
    CHECK_THROWS_AS(small.open(), kontor::DatabaseError);
    return;
  }
  database = small.open();
  CHECK_FALSE(std::filesystem::exists(small.ballast()));
  CHECK(write(*database, "an operator's command") == "done");
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

TEST_CASE("a file that is no database is refused, and nothing of it stays open") {
  const kontor::test::FreshFolder folder;
  const auto path = folder.path() / "kontor.db";
  std::ofstream(path) << std::string(20'000, 'x');
  kontor::SystemClock clock;
  kontor::SystemRandom random;
  kontor::DatabaseConfig config;
  config.url = "sqlite:" + path.string();
  CHECK_THROWS_AS(kontor::Database(config, clock, random), kontor::DatabaseError);
  for (const auto& open : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;  // the iteration's own is closed by now
    CHECK(std::filesystem::read_symlink(open, gone) != path);
  }
}
