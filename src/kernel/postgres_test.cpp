// What only PostgreSQL can do to us: lost connections, an answer to COMMIT that never came, the
// wall between tenants.

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "kernel/postgres.hpp"
#include "kernel/db.hpp"
#include "kernel/refused.hpp"
#include "support/test_database.hpp"

namespace {

using kontor::Refused;
using kontor::TenantId;
using kontor::Tx;
using kontor::test::postgres_or_say_so;
using kontor::test::test_tenant;
using kontor::test::TestDatabase;

void insert_counter(Tx& tx, std::string_view name, std::int64_t value = 1) {
  tx.execute("INSERT INTO number_range (tenant_id, name, next_value) VALUES ($1, $2, $3)",
             tx.tenant(), name, value);
}

std::int64_t count(kontor::Database& database, const TenantId& tenant) {
  return database.read_wait(tenant, [](Tx& tx) {
    return tx.query("SELECT COUNT(*) FROM number_range").front().get<std::int64_t>(0);
  });
}

std::int64_t backend_of(Tx& tx) {
  return tx.query("SELECT pg_backend_pid()").front().get<std::int64_t>(0);
}

/// From outside, as an administrator or a restart would; returns when it is gone.
void terminate_backend(const std::string& dsn, std::int64_t backend) {
  PGconn* connection = PQconnectdb(dsn.c_str());
  const std::string sql = "SELECT pg_terminate_backend(" + std::to_string(backend) + ", 5000)";
  PQclear(PQexec(connection, sql.c_str()));
  PQfinish(connection);
}

/// Stands between us and the server. After `cut_after` was sent through, the server's answer to it
/// is swallowed and the connection cut, once.
class CuttingProxy {
 public:
  enum class Afterwards { lets_through, stays_away };

  CuttingProxy(int server_port, std::string cut_after,
               Afterwards afterwards = Afterwards::lets_through)
      : server_port_(server_port), cut_after_(std::move(cut_after)), afterwards_(afterwards) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback(0);
    bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    listen(listener_, 16);
    socklen_t size = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_loop(); });
  }
  ~CuttingProxy() {
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    close(listener_);
    for (auto& pipe : pipes_) pipe.join();
  }
  int port() const { return port_; }
  bool has_cut() const { return has_cut_; }

 private:
  static sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
  }
  void accept_loop() {
    for (;;) {
      const int client = accept(listener_, nullptr, nullptr);
      if (client < 0) return;
      if (has_cut_ && afterwards_ == Afterwards::stays_away) {
        close(client);
        continue;
      }
      pipes_.emplace_back([this, client] { pipe(client); });
    }
  }
  void pipe(int client) {
    const int server = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback(server_port_);
    connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address);
    bool swallow = false;
    for (;;) {
      pollfd sides[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
      if (poll(sides, 2, -1) < 0) break;
      std::array<char, 16384> buffer{};
      if (sides[0].revents) {
        const auto got = read(client, buffer.data(), buffer.size());
        if (got <= 0) break;
        const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
        if (!has_cut_ && bytes.find(cut_after_) != std::string_view::npos) swallow = true;
        if (send(server, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) break;
      }
      if (sides[1].revents) {
        const auto got = read(server, buffer.data(), buffer.size());
        if (got <= 0) break;
        if (swallow) {  // the server has done it; nobody will hear of it
          has_cut_ = true;
          break;
        }
        if (send(client, buffer.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) < 0) break;
      }
    }
    close(client);
    close(server);
  }

  int server_port_;
  std::string cut_after_;
  Afterwards afterwards_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> has_cut_ = false;
  std::thread acceptor_;
  std::vector<std::thread> pipes_;
};

int port_of(const std::string& dsn) {
  PGconn* connection = PQconnectdb(dsn.c_str());
  const int port = std::atoi(PQport(connection));
  PQfinish(connection);
  return port;
}

}  // namespace

TEST_CASE("a connection lost in the middle of a transaction: it runs again, once") {
  const auto maker = postgres_or_say_so();
  if (!maker) return;
  TestDatabase test(*maker);
  int runs = 0;
  test.database.write_wait(test_tenant(), [&](Tx& tx) {
    insert_counter(tx, "a");
    if (++runs == 1) terminate_backend(test.fresh.url(), backend_of(tx));
    insert_counter(tx, "b");
  });
  CHECK(runs == 2);
  CHECK(count(test.database, test_tenant()) == 2);
}

TEST_CASE("a closure that swallows the loss of its connection runs again all the same") {
  const auto maker = postgres_or_say_so();
  if (!maker) return;
  TestDatabase test(*maker);
  int runs = 0;
  test.database.write_wait(test_tenant(), [&](Tx& tx) {
    insert_counter(tx, "a");
    if (++runs > 1) return;
    terminate_backend(test.fresh.url(), backend_of(tx));
    CHECK_THROWS_AS(insert_counter(tx, "b"), kontor::DatabaseError);
  });
  CHECK(runs == 2);
  CHECK(count(test.database, test_tenant()) == 1);
}

TEST_CASE("a connection lost before COMMIT: nothing was done, it runs again") {
  const auto maker = postgres_or_say_so();
  if (!maker) return;
  TestDatabase test(*maker);
  int runs = 0;
  test.database.write_wait(test_tenant(), [&](Tx& tx) {
    insert_counter(tx, "a");
    if (++runs == 1) terminate_backend(test.fresh.url(), backend_of(tx));
  });
  CHECK(runs == 2);
  CHECK(count(test.database, test_tenant()) == 1);
}

TEST_CASE("the answer to COMMIT is lost: what was done is not done twice") {
  const auto maker = postgres_or_say_so();
  if (!maker) return;
  kontor::test::FreshDatabase fresh(*maker);
  CuttingProxy proxy(port_of(fresh.url()), "COMMIT");
  kontor::ManualClock clock(kontor::test::kTestStart_ms);
  kontor::SeededRandom random(1);
  kontor::DatabaseConfig config;
  config.url = fresh.url() + " port=" + std::to_string(proxy.port());
  config.connections = 1;
  kontor::Database database(config, clock, random);
  int runs = 0;
  database.write_wait(test_tenant(), [&](Tx& tx) {
    ++runs;
    // Not protected by any key: a second run would be seen.
    insert_counter(tx, "run " + std::to_string(runs));
  });
  CHECK(proxy.has_cut());
  CHECK(runs == 1);
  CHECK(count(database, test_tenant()) == 1);
}

TEST_CASE("the answer to COMMIT is lost and nobody can be asked: said so, and not done again") {
  const auto maker = postgres_or_say_so();
  if (!maker) return;
  kontor::test::FreshDatabase fresh(*maker);
  CuttingProxy proxy(port_of(fresh.url()), "COMMIT", CuttingProxy::Afterwards::stays_away);
  kontor::ManualClock clock(kontor::test::kTestStart_ms);
  kontor::SeededRandom random(1);
  kontor::DatabaseConfig config;
  config.url = fresh.url() + " port=" + std::to_string(proxy.port());
  config.connections = 1;
  kontor::Database database(config, clock, random);
  int runs = 0;
  try {
    database.write_wait(test_tenant(), [&](Tx& tx) {
      ++runs;
      insert_counter(tx, "run " + std::to_string(runs));
    });
    FAIL("nobody can know that it was done");
  } catch (const Refused& refused) {
    CHECK(refused.code() == kontor::kOutcomeUnknown);
  }
  CHECK(runs == 1);
}

TEST_CASE("no server: refused as unavailable, nothing hangs") {
  kontor::ManualClock clock(kontor::test::kTestStart_ms);
  kontor::SeededRandom random(1);
  kontor::DatabaseConfig config;
  config.url = "host=127.0.0.1 port=1 dbname=kontor";  // nobody listens on port 1
  config.connections = 1;
  kontor::Database database(config, clock, random);
  try {
    database.read_wait(test_tenant(), [](Tx& tx) { tx.query("SELECT 1"); });
    FAIL("there is no server");
  } catch (const Refused& refused) {
    CHECK(refused.code() == kontor::kDatabaseUnavailable);
  }
}

TEST_CASE("the wall: without a tenant there are no rows, and foreign rows do not exist") {
  const auto maker = postgres_or_say_so();
  if (!maker) return;
  TestDatabase test(*maker);
  test.database.write_wait(test_tenant(1), [](Tx& tx) { insert_counter(tx, "mine"); });
  CHECK(count(test.database, test_tenant(1)) == 1);
  CHECK(count(test.database, test_tenant(2)) == 0);
  CHECK(count(test.database, TenantId{}) == 0);
  test.database.write_wait(test_tenant(2), [](Tx& tx) {
    CHECK(tx.execute("UPDATE number_range SET next_value = 9") == 0);
    CHECK(tx.execute("DELETE FROM number_range") == 0);
  });
  CHECK_THROWS_AS(test.database.write_wait(
                      test_tenant(2),
                      [](Tx& tx) {
                        tx.execute("INSERT INTO number_range (tenant_id, name, next_value) "
                                   "VALUES ($1, 'x', 1)",
                                   test_tenant(1));
                      }),
                  kontor::DatabaseError);
}

TEST_CASE("the wall stands around every table with a tenant") {
  const auto maker = postgres_or_say_so();
  if (!maker) return;
  TestDatabase test(*maker);
  const auto open = test.database.read_wait(TenantId{}, [](Tx& tx) {
    std::vector<std::string> names;
    for (const auto row : tx.query(
             "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
             "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' "
             "WHERE n.nspname = 'public' AND c.relkind = 'r' "
             "AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1")) {
      names.push_back(row.get<std::string>(0));
    }
    return names;
  });
  CHECK(open.empty());
}

TEST_CASE("a connection serves on after a statement that could not be prepared") {
  const auto maker = postgres_or_say_so();
  if (!maker) return;
  TestDatabase test(*maker);
  CHECK_THROWS_AS(
      test.database.read_wait(test_tenant(), [](Tx& tx) { tx.query("SELECT nonsense"); }),
      kontor::DatabaseError);
  // A statement first seen inside a transaction that had failed already.
  CHECK_THROWS_AS(test.database.write_wait(test_tenant(),
                                           [](Tx& tx) {
                                             insert_counter(tx, "a");
                                             try {
                                               insert_counter(tx, "a");
                                             } catch (const kontor::UniqueViolation&) {
                                             }
                                             tx.query("SELECT 4711");
                                           }),
                  kontor::DatabaseError);
  for (int i = 0; i < 8; ++i) {
    test.database.read_wait(test_tenant(), [](Tx& tx) {
      CHECK(tx.query("SELECT 4711").front().get<std::int64_t>(0) == 4711);
    });
  }
}
