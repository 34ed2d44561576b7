#pragma once
// Fresh databases for tests, made quickly by copying one that is already migrated.

#include <filesystem>
#include <memory>
#include <string>

namespace kontor::test {

/// Makes databases of one engine. Everything that it made is gone when it ends.
class DatabaseMaker {
 public:
  virtual ~DatabaseMaker() = default;
  virtual std::string engine_name() const = 0;
  /// The URL of a new migrated database.
  virtual std::string make() = 0;
  /// The URL of a new database without any table.
  virtual std::string make_empty() = 0;
  /// Nobody uses it any more.
  virtual void drop(const std::string& url) = 0;
};

std::unique_ptr<DatabaseMaker> sqlite_databases();
/// `dsn` names a database whose role may create others ("host=... dbname=...").
std::unique_ptr<DatabaseMaker> postgres_databases(const std::string& dsn);
/// Of the environment (tests/support/with_postgres.sh); empty when there is none.
std::string postgres_dsn();

/// One database, dropped at the end of the scope.
class FreshDatabase {
 public:
  explicit FreshDatabase(DatabaseMaker& maker) : maker_(maker), url_(maker.make()) {}
  ~FreshDatabase() { maker_.drop(url_); }
  FreshDatabase(const FreshDatabase&) = delete;
  FreshDatabase& operator=(const FreshDatabase&) = delete;
  const std::string& url() const { return url_; }

 private:
  DatabaseMaker& maker_;
  std::string url_;
};

/// A folder of its own, removed at the end of the scope. In memory, where there is room for it,
/// nothing waits for a disk: for tests that commit thousands of times and ask nothing of the disk.
class FreshFolder {
 public:
  enum class Where { disk, memory };

  explicit FreshFolder(Where where = Where::disk);
  ~FreshFolder();
  FreshFolder(const FreshFolder&) = delete;
  FreshFolder& operator=(const FreshFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace kontor::test
