#include "support/databases.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "kernel/clock.hpp"
#include "kernel/crypto.hpp"
#include "kernel/db.hpp"
#include "kernel/migrate.hpp"

namespace kontor::test {
namespace {

namespace fs = std::filesystem;

void migrate_database(const std::string& url) {
  SystemClock clock;
  SystemRandom random;
  DatabaseConfig config;
  config.url = url;
  config.connections = 1;
  Database database(config, clock, random);
  migrate(database);
}

class SqliteDatabases final : public DatabaseMaker {
 public:
  std::string engine_name() const override { return "sqlite"; }

  std::string make() override {
    const fs::path origin = folder_.path() / "template.db";
    if (!fs::exists(origin)) migrate_database("sqlite:" + origin.string());
    const fs::path copy = next();
    fs::copy_file(origin, copy);
    return "sqlite:" + copy.string();
  }
  std::string make_empty() override { return "sqlite:" + next().string(); }
  void drop(const std::string& url) override {
    const std::string path = url.substr(std::string("sqlite:").size());
    for (const char* end : {"", "-wal", "-shm"}) fs::remove(path + end);
  }

 private:
  fs::path next() { return folder_.path() / ("test" + std::to_string(++count_) + ".db"); }

  FreshFolder folder_;
  int count_ = 0;
};

/// The last "dbname=" of a DSN wins.
std::string with_database(const std::string& dsn, const std::string& name) {
  return dsn + " dbname=" + name;
}

class PostgresDatabases final : public DatabaseMaker {
 public:
  explicit PostgresDatabases(std::string dsn)
      : dsn_(std::move(dsn)), prefix_("kontor_test_" + std::to_string(getpid()) + "_") {}
  ~PostgresDatabases() override {
    if (!template_.empty()) run("DROP DATABASE IF EXISTS " + template_);
  }

  std::string engine_name() const override { return "postgres"; }

  std::string make() override {
    if (template_.empty()) {
      template_ = prefix_ + "template";
      run("CREATE DATABASE " + template_);
      migrate_database(with_database(dsn_, template_));
    }
    const std::string name = next();
    run("CREATE DATABASE " + name + " TEMPLATE " + template_);
    return with_database(dsn_, name);
  }
  std::string make_empty() override {
    const std::string name = next();
    run("CREATE DATABASE " + name);
    return with_database(dsn_, name);
  }
  void drop(const std::string& url) override {
    const std::string name = url.substr(url.rfind('=') + 1);
    try {
      run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    } catch (const std::runtime_error&) {
      // An autovacuum worker is not ours to end; the plain form sends it away itself.
      run("DROP DATABASE IF EXISTS " + name);
    }
  }

 private:
  std::string next() { return prefix_ + std::to_string(++count_); }

  void run(const std::string& sql) {
    PGconn* connection = PQconnectdb(dsn_.c_str());
    PGresult* result = PQexec(connection, sql.c_str());
    const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    const std::string message = PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    if (!good) throw std::runtime_error(sql + ": " + message);
  }

  std::string dsn_;
  std::string prefix_;
  std::string template_;
  int count_ = 0;
};

}  // namespace

std::unique_ptr<DatabaseMaker> sqlite_databases() { return std::make_unique<SqliteDatabases>(); }

std::unique_ptr<DatabaseMaker> postgres_databases(const std::string& dsn) {
  return std::make_unique<PostgresDatabases>(dsn);
}

std::string postgres_dsn() {
  const char* dsn = std::getenv("KONTOR_POSTGRES");
  return dsn ? dsn : "";
}

namespace {

fs::path folder_for(FreshFolder::Where where) {
  constexpr std::uintmax_t kEnough_bytes = 50'000'000;
  const fs::path memory = "/dev/shm";
  std::error_code error;
  const bool room = fs::space(memory, error).available >= kEnough_bytes && !error;
  return where == FreshFolder::Where::memory && room ? memory : fs::temp_directory_path();
}

}  // namespace

FreshFolder::FreshFolder(Where where) {
  std::string name = (folder_for(where) / "kontor-test-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("cannot make a temporary folder");
  path_ = name;
}

FreshFolder::~FreshFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace kontor::test
