// A bare program that writes what an order leaves in SQLite, and nothing else: no network, no
// rights, no prices. What it costs is the floor below which the whole program cannot come.
//
//   bench_bare FILE ORDER SECONDS BATCH
//
// FILE is a Kontor database at rest, ORDER the hex id of an order that was made, placed, confirmed
// and mailed. Its rows are written again and again under new ids: in three steps (cart, placed,
// confirmed), each with the update of the order's row, BATCH steps per COMMIT. BATCH 1 is the naive
// loop. Prints JSON: orders and the processor time of one.

#include <sqlite3.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "sample_order.hpp"

namespace {

struct Cell {
  int type = SQLITE_NULL;
  sqlite3_int64 number = 0;
  std::string bytes;
};
using Row = std::vector<Cell>;

void check(sqlite3* database, int result) {
  if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW) return;
  throw std::runtime_error(sqlite3_errmsg(database));
}

class Bare {
 public:
  Bare(const char* file, const std::string& order) : order_(order) {
    check(nullptr, sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0));
    check(database_, sqlite3_open_v2(file, &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                                     nullptr));
    for (const char* sql : {"PRAGMA synchronous=FULL", "PRAGMA cache_size=-16000",
                            "PRAGMA wal_autocheckpoint=4000", "PRAGMA foreign_keys=ON"}) {
      check(database_, sqlite3_exec(database_, sql, nullptr, nullptr, nullptr));
    }
    const std::string mine = "(SELECT id FROM event WHERE subject_id = ?1)";
    read("orders", "id = ?1");
    read("order_line", "order_id = ?1");
    read("order_term", "order_id = ?1");
    read("event", "subject_id = ?1");
    read("job", "created_at_ms IN (SELECT at_ms FROM event WHERE subject_id = ?1)");
    read("outbox_mail", "event_id IN " + mine);
    std::string set;
    for (const auto& column : columns_["orders"]) set += (set.empty() ? "" : ", ") + column + "=?";
    update_ = prepare("UPDATE orders SET " + set + " WHERE tenant_id = ? AND id = ?");
  }

  /// Orders written in that time.
  std::int64_t run(int seconds, int batch) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    std::int64_t orders = 0, steps = 0;
    const auto step_done = [&] {
      if (++steps % batch == 0) exec("COMMIT"), exec("BEGIN IMMEDIATE");
    };
    exec("BEGIN IMMEDIATE");
    while (std::chrono::steady_clock::now() < until) {
      ids_.next_order();
      for (const char* table : {"orders", "order_line", "order_term"}) insert(table, 0, 1);
      insert("event", 0, 3);
      step_done();
      for (int half = 1; half <= 2; ++half) {
        update_order();
        insert("event", half, 3);
        insert("job", half - 1, 2);
        insert("outbox_mail", half - 1, 2);
        step_done();
      }
      ++orders;
    }
    exec("COMMIT");
    return orders;
  }

 private:
  sqlite3_stmt* prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    check(database_, sqlite3_prepare_v3(database_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr));
    return statement;
  }
  void exec(const char* sql) {
    check(database_, sqlite3_exec(database_, sql, nullptr, nullptr, nullptr));
  }

  void read(const std::string& table, const std::string& condition) {
    sqlite3_stmt* statement = prepare("SELECT * FROM " + table + " WHERE " + condition);
    sqlite3_bind_blob(statement, 1, order_.data(), static_cast<int>(order_.size()), nullptr);
    const int count = sqlite3_column_count(statement);
    std::string marks;
    for (int i = 0; i < count; ++i) {
      columns_[table].push_back(sqlite3_column_name(statement, i));
      marks += i == 0 ? "?" : ", ?";
    }
    while (sqlite3_step(statement) == SQLITE_ROW) {
      Row row;
      for (int i = 0; i < count; ++i) {
        Cell cell;
        cell.type = sqlite3_column_type(statement, i);
        cell.number = sqlite3_column_int64(statement, i);
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
        if (cell.type == SQLITE_BLOB || cell.type == SQLITE_TEXT) {
          cell.bytes.assign(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, i)));
        }
        row.push_back(std::move(cell));
      }
      rows_[table].push_back(std::move(row));
    }
    sqlite3_finalize(statement);
    if (rows_[table].empty()) throw std::runtime_error("the order has no rows in " + table);
    inserts_[table] = prepare("INSERT INTO " + table + " VALUES (" + marks + ")");
  }

  /// Ids of the sample become fresh ones, the same everywhere in one order; keys get a number.
  void bind(sqlite3_stmt* statement, const std::string& table, const Row& row) {
    const auto& names = columns_[table];
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Cell& cell = row[i];
      const int at = static_cast<int>(i) + 1;
      if (cell.type == SQLITE_INTEGER) {
        sqlite3_bind_int64(statement, at, cell.number);
      } else if (cell.type == SQLITE_BLOB && cell.bytes.size() == 16 && is_own_id(names[i])) {
        const std::string& id = ids_.of(cell.bytes);
        sqlite3_bind_blob(statement, at, id.data(), 16, SQLITE_STATIC);
      } else if (cell.type == SQLITE_BLOB) {
        sqlite3_bind_blob(statement, at, cell.bytes.data(), static_cast<int>(cell.bytes.size()),
                          SQLITE_STATIC);
      } else if (cell.type == SQLITE_TEXT && is_unique_text(names[i])) {
        const std::string text = cell.bytes + ids_.number();
        sqlite3_bind_text(statement, at, text.data(), static_cast<int>(text.size()),
                          SQLITE_TRANSIENT);
      } else if (cell.type == SQLITE_TEXT) {
        sqlite3_bind_text(statement, at, cell.bytes.data(), static_cast<int>(cell.bytes.size()),
                          SQLITE_STATIC);
      } else {
        sqlite3_bind_null(statement, at);
      }
    }
  }
  void insert(const std::string& table, int part, int parts) {
    const auto& rows = rows_[table];
    const auto [from, until] = part_of(rows.size(), part, parts);
    for (std::size_t i = from; i < until; ++i) {
      bind(inserts_[table], table, rows[i]);
      check(database_, sqlite3_step(inserts_[table]));
      check(database_, sqlite3_reset(inserts_[table]));
    }
  }
  void update_order() {
    const Row& row = rows_["orders"].front();
    bind(update_, "orders", row);
    const int after = static_cast<int>(row.size());
    const std::string& id = ids_.of(order_);
    sqlite3_bind_blob(update_, after + 1, row[0].bytes.data(), 16, SQLITE_STATIC);
    sqlite3_bind_blob(update_, after + 2, id.data(), 16, SQLITE_STATIC);
    check(database_, sqlite3_step(update_));
    check(database_, sqlite3_reset(update_));
  }

  std::string order_;
  sqlite3* database_ = nullptr;
  sqlite3_stmt* update_ = nullptr;
  std::map<std::string, std::vector<std::string>> columns_;
  std::map<std::string, std::vector<Row>> rows_;
  std::map<std::string, sqlite3_stmt*> inserts_;
  FreshIds ids_{1};
};

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> args(argv, static_cast<std::size_t>(argc));
  try {
    if (args.size() != 5) throw std::runtime_error("bench_bare FILE ORDER SECONDS BATCH");
    Bare bare(args[1], from_hex(args[2]));
    const auto start = std::clock();
    const auto orders = bare.run(std::atoi(args[3]), std::atoi(args[4]));
    print_result(orders, start);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
