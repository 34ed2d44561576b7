// The bare program on PostgreSQL: many connections write what an order leaves, each of its three
// steps in one transaction and one round trip (libpq's pipeline), and do nothing else. PostgreSQL
// itself commits them in groups.
//
//   bench_bare_postgres DSN ORDER SECONDS CONNECTIONS
//
// ORDER as in bare.cpp. Prints JSON: orders and the processor time of this process for one.

#include <libpq-fe.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "sample_order.hpp"

namespace {

constexpr int kBinary = 1;
constexpr Oid kUuid = 2950;
constexpr Oid kText = 25;

struct Cell {
  bool null = true;
  std::string bytes;
};

struct Table {
  std::vector<std::string> columns;
  std::vector<Oid> types;
  std::vector<std::vector<Cell>> rows;
};

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

class Bare {
 public:
  Bare(const char* dsn, std::string order, std::uint8_t seed)
      : order_(std::move(order)), connection_(PQconnectdb(dsn), PQfinish), ids_(seed) {
    need(PQstatus(connection_.get()) == CONNECTION_OK);
    const std::string mine = "(SELECT id FROM event WHERE subject_id = $1)";
    // The wall of the tenants is not what is measured; the tenant is that of the order.
    read("orders", "id = $1");
    read("order_line", "order_id = $1");
    read("order_term", "order_id = $1");
    read("event", "subject_id = $1");
    read("job", "created_at_ms IN (SELECT at_ms FROM event WHERE subject_id = $1)");
    read("outbox_mail", "event_id IN " + mine);
    const Table& orders = tables_["orders"];
    std::string set;
    for (std::size_t i = 0; i < orders.columns.size(); ++i) {
      set += (i == 0 ? "" : ", ") + orders.columns[i] + " = $" + std::to_string(i + 1);
    }
    const std::string next = std::to_string(orders.columns.size() + 1);
    prepare("update", "UPDATE orders SET " + set + " WHERE tenant_id = $1 AND id = $" + next);
    prepare("begin", "BEGIN");
    prepare("commit", "COMMIT");
    need(PQenterPipelineMode(connection_.get()) == 1);
  }

  std::int64_t run(std::chrono::steady_clock::time_point until) {
    std::int64_t orders = 0;
    for (; std::chrono::steady_clock::now() < until; ++orders) {
      ids_.next_order();
      send("begin");
      for (const char* table : {"orders", "order_line", "order_term"}) insert(table, 0, 1);
      insert("event", 0, 3);
      commit();
      for (int half = 1; half <= 2; ++half) {
        send("begin");
        update_order();
        insert("event", half, 3);
        insert("job", half - 1, 2);
        insert("outbox_mail", half - 1, 2);
        commit();
      }
    }
    return orders;
  }

 private:
  void need(bool right) {
    if (!right) throw std::runtime_error(PQerrorMessage(connection_.get()));
  }

  void read(const std::string& name, const std::string& condition) {
    const std::string sql = "SELECT * FROM " + name + " WHERE " + condition;
    const char* value = order_.data();
    const int length = static_cast<int>(order_.size());
    const Result found(PQexecParams(connection_.get(), sql.c_str(), 1, &kUuid, &value, &length,
                                    &kBinary, kBinary),
                       PQclear);
    need(PQresultStatus(found.get()) == PGRES_TUPLES_OK);
    Table& table = tables_[name];
    std::string marks;
    for (int i = 0; i < PQnfields(found.get()); ++i) {
      table.columns.push_back(PQfname(found.get(), i));
      table.types.push_back(PQftype(found.get(), i));
      marks += (i == 0 ? "$" : ", $") + std::to_string(i + 1);
    }
    for (int row = 0; row < PQntuples(found.get()); ++row) {
      auto& cells = table.rows.emplace_back();
      for (int i = 0; i < PQnfields(found.get()); ++i) {
        Cell cell{PQgetisnull(found.get(), row, i) == 1, {}};
        cell.bytes.assign(PQgetvalue(found.get(), row, i),
                          static_cast<std::size_t>(PQgetlength(found.get(), row, i)));
        cells.push_back(std::move(cell));
      }
    }
    if (table.rows.empty()) throw std::runtime_error("the order has no rows in " + name);
    prepare(name, "INSERT INTO " + name + " VALUES (" + marks + ")");
  }

  void prepare(const std::string& name, const std::string& sql) {
    const Result done(PQprepare(connection_.get(), name.c_str(), sql.c_str(), 0, nullptr), PQclear);
    need(PQresultStatus(done.get()) == PGRES_COMMAND_OK);
  }

  void send(const std::string& statement) {
    std::vector<const char*> values;
    std::vector<int> lengths;
    for (const std::string* text : bound_) {
      values.push_back(text == nullptr ? nullptr : text->data());
      lengths.push_back(text == nullptr ? 0 : static_cast<int>(text->size()));
    }
    const std::vector<int> formats(values.size(), kBinary);
    need(PQsendQueryPrepared(connection_.get(), statement.c_str(), static_cast<int>(values.size()),
                             values.data(), lengths.data(), formats.data(), kBinary) == 1);
    bound_.clear();
    made_.clear();
    ++waiting_;
  }

  void bind(const Table& table, const std::vector<Cell>& row) {
    made_.reserve(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Cell& cell = row[i];
      if (cell.null) {
        bound_.push_back(nullptr);
      } else if (table.types[i] == kUuid && is_own_id(table.columns[i])) {
        bound_.push_back(&ids_.of(cell.bytes));
      } else if (table.types[i] == kText && is_unique_text(table.columns[i])) {
        bound_.push_back(&made_.emplace_back(cell.bytes + ids_.number()));
      } else {
        bound_.push_back(&cell.bytes);
      }
    }
  }

  void insert(const std::string& name, int part, int parts) {
    const Table& table = tables_[name];
    const auto [from, until] = part_of(table.rows.size(), part, parts);
    for (std::size_t i = from; i < until; ++i) {
      bind(table, table.rows[i]);
      send(name);
    }
  }

  void update_order() {
    const Table& table = tables_["orders"];
    bind(table, table.rows.front());
    bound_.push_back(&ids_.of(order_));
    send("update");
  }

  /// Sends what has gathered and waits until all of it is done.
  void commit() {
    send("commit");
    need(PQpipelineSync(connection_.get()) == 1);
    for (; waiting_ > 0; --waiting_) {
      const Result done(PQgetResult(connection_.get()), PQclear);
      need(PQresultStatus(done.get()) == PGRES_COMMAND_OK);
      need(PQgetResult(connection_.get()) == nullptr);
    }
    const Result sync(PQgetResult(connection_.get()), PQclear);
    need(PQresultStatus(sync.get()) == PGRES_PIPELINE_SYNC);
  }

  std::string order_;
  Connection connection_;
  FreshIds ids_;
  std::map<std::string, Table> tables_;
  std::vector<const std::string*> bound_;
  std::vector<std::string> made_;
  int waiting_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> args(argv, static_cast<std::size_t>(argc));
  try {
    if (args.size() != 5) {
      throw std::runtime_error("bench_bare_postgres DSN ORDER SECONDS CONNECTIONS");
    }
    std::vector<std::unique_ptr<Bare>> writers;
    for (int i = 1; i <= std::atoi(args[4]); ++i) {
      writers.push_back(
          std::make_unique<Bare>(args[1], from_hex(args[2]), static_cast<std::uint8_t>(i)));
    }
    const auto start = std::clock();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(args[3]));
    std::atomic<std::int64_t> orders = 0;
    std::exception_ptr failed;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (auto& writer : writers) {
      threads.emplace_back([&] {
        try {
          orders += writer->run(until);
        } catch (...) {
          const std::lock_guard lock(mutex);
          failed = std::current_exception();
        }
      });
    }
    for (auto& thread : threads) thread.join();
    if (failed) std::rethrow_exception(failed);
    print_result(orders, start);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
