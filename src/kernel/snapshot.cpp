#include "kernel/snapshot.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "kernel/migrate.hpp"
#include "kernel/sqlite.hpp"

namespace kontor {

/// A column of any type, as it stands.
template <>
struct Column<Cell> {
  static Cell read(const Cell& cell) { return cell; }
};

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kRowsPerPage = 500;

struct TableColumn {
  std::string name;
  SqlType type = SqlType::text;
  std::int64_t key_position = 0;  ///< in the primary key, from 1; 0: not part of it
};

struct Table {
  std::string name;
  std::vector<TableColumn> columns;

  std::vector<std::size_t> key() const {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].key_position > 0) places.push_back(i);
    }
    std::ranges::sort(places, {}, [&](std::size_t i) { return columns[i].key_position; });
    return places;
  }
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string placeholders(std::size_t first, std::size_t count) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < count; ++i) words.push_back("$" + std::to_string(first + i));
  return joined(words);
}

/// SQLite keeps ids as bytes; only PostgreSQL tells them apart.
std::map<std::string, SqlType> types_of(Tx& postgres, const std::string& table) {
  std::map<std::string, SqlType> types;
  for (const auto row : postgres.query("SELECT column_name, data_type FROM "
                                       "information_schema.columns WHERE "
                                       "table_schema = current_schema() AND table_name = $1",
                                       table)) {
    const auto type = row.get<std::string>(1);
    types[row.get<std::string>(0)] = type == "uuid"     ? SqlType::uuid
                                     : type == "bytea"  ? SqlType::bytes
                                     : type == "bigint" ? SqlType::integer
                                                        : SqlType::text;
  }
  return types;
}

/// In the order of their making: a table stands after those that it refers to. What only one engine
/// needs (number_block ...) stays where it is.
std::vector<Table> tables_of(Tx& sqlite, Tx& postgres) {
  std::vector<Table> tables;
  for (const auto row : sqlite.query(
           "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
           "AND name <> 'schema_migration' ORDER BY rowid")) {
    Table table{row.get<std::string>(0), {}};
    const auto types = types_of(postgres, table.name);
    for (const auto column :
         sqlite.query("SELECT name, pk FROM pragma_table_info($1) ORDER BY cid", table.name)) {
      const auto name = column.get<std::string>(0);
      table.columns.push_back({name, types.at(name), column.get<std::int64_t>(1)});
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

SqlValue value_of(const Cell& cell, SqlType type) {
  return {type, cell.is_null(), cell.integer, cell.bytes};
}

/// Pages of one tenant's rows, by primary key.
class Pages {
 public:
  Pages(Tx& from, const Table& table, TenantId tenant)
      : from_(from), table_(table), tenant_(tenant), key_(table.key()) {
    std::vector<std::string> all;
    std::vector<std::string> keys;
    for (const auto& column : table.columns) all.push_back(column.name);
    for (const auto place : key_) keys.push_back(all[place]);
    first_ = "SELECT " + joined(all) + " FROM " + table.name + " WHERE tenant_id = $1";
    next_ = first_ + " AND (" + joined(keys) + ") > (" + placeholders(2, key_.size()) + ")";
    end_ = " ORDER BY " + joined(keys) + " LIMIT " + std::to_string(kRowsPerPage);
  }

  /// The cells are valid until the next call.
  const std::vector<std::vector<Cell>>& next() {
    std::vector<SqlValue> params{Column<TenantId>::bind(tenant_)};
    if (!cells_.empty()) {
      for (const auto place : key_) {
        params.push_back(value_of(cells_.back()[place], table_.columns[place].type));
      }
    }
    Rows rows = from_.run((cells_.empty() ? first_ : next_) + end_, params);
    cells_.clear();
    rows_ = std::move(rows);
    for (const auto row : rows_) {
      auto& cells = cells_.emplace_back();
      for (std::size_t i = 0; i < table_.columns.size(); ++i) cells.push_back(row.get<Cell>(i));
    }
    return cells_;
  }

 private:
  Tx& from_;
  const Table& table_;
  TenantId tenant_;
  std::vector<std::size_t> key_;
  std::string first_, next_, end_;
  Rows rows_;
  std::vector<std::vector<Cell>> cells_;
};

void copy_table(Tx& from, Tx& to, const Table& table, const TenantId& tenant) {
  std::vector<std::string> names;
  for (const auto& column : table.columns) names.push_back(column.name);
  const std::string insert = "INSERT INTO " + table.name + " (" + joined(names) + ") VALUES (" +
                             placeholders(1, names.size()) + ")";
  Pages pages(from, table, tenant);
  for (const auto* page = &pages.next(); !page->empty(); page = &pages.next()) {
    for (const auto& cells : *page) {
      std::vector<SqlValue> values;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        values.push_back(value_of(cells[i], table.columns[i].type));
      }
      to.send_write(insert, values);
    }
  }
}

void show_tenant(Tx& tx, const TenantId& tenant) {
  if (tx.engine() == Engine::postgres) {
    tx.query("SELECT set_config('kontor.tenant', CAST($1 AS text), true)", tenant);
  }
}

/// Rows that refer to others of their own table (an account to its partner) come in any order.
void check_references_at_the_end(Tx& to) {
  if (to.engine() == Engine::sqlite) return to.run_script("PRAGMA defer_foreign_keys = ON");
  for (const auto row : to.query("SELECT conrelid::regclass::text, conname::text FROM "
                                 "pg_constraint WHERE contype = 'f' AND conrelid = confrelid")) {
    to.run_script("ALTER TABLE " + row.get<std::string>(0) + " ALTER CONSTRAINT " +
                  row.get<std::string>(1) + " DEFERRABLE INITIALLY DEFERRED");
  }
}

void check_references_now(Tx& to) {
  if (to.engine() == Engine::sqlite) return;
  to.run_script("SET CONSTRAINTS ALL IMMEDIATE");
  for (const auto row : to.query("SELECT conrelid::regclass::text, conname::text FROM "
                                 "pg_constraint WHERE contype = 'f' AND condeferrable")) {
    to.run_script("ALTER TABLE " + row.get<std::string>(0) + " ALTER CONSTRAINT " +
                  row.get<std::string>(1) + " NOT DEFERRABLE");
  }
}

/// One of the two is SQLite, the other PostgreSQL.
void copy_all(Tx& from, Tx& to, std::vector<TenantId> tenants) {
  const bool from_sqlite = from.engine() == Engine::sqlite;
  const auto tables = tables_of(from_sqlite ? from : to, from_sqlite ? to : from);
  tenants.emplace_back();  // what belongs to nobody
  check_references_at_the_end(to);
  for (const auto& table : tables) {
    for (const auto& tenant : tenants) {
      show_tenant(from, tenant);
      show_tenant(to, tenant);
      copy_table(from, to, table, tenant);
    }
  }
  check_references_now(to);
}

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char letter : text) result += letter == '\'' ? "''" : std::string(1, letter);
  return result + "'";
}

}  // namespace

void make_durable(const fs::path& path) {
  for (const auto& one : {path, fs::absolute(path).parent_path()}) {
    const int file = open(one.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 || fsync(file) != 0) {
      const int error = errno;
      if (file >= 0) close(file);
      throw std::system_error(error, std::generic_category(), "cannot save " + one.string());
    }
    close(file);
  }
}

void write_snapshot(Database& source, const std::string& url, const fs::path& file,
                    const std::vector<TenantId>& tenants) {
  if (fs::exists(file)) throw std::runtime_error(file.string() + " exists already");
  if (source.engine() == Engine::sqlite) {
    SqliteSession session(url.substr(std::string_view("sqlite:").size()), true);
    session.run_script("VACUUM INTO " + quoted(file.string()));
    // In the mode in which `kontor verify` opens it: whoever looks at it then changes no byte.
    SqliteSession(file.string(), false);
  } else {
    DatabaseConfig config;
    config.url = "sqlite:" + file.string();
    Database copy(config, source.clock(), source.random());
    migrate(copy);
    source.read_wait(TenantId{}, [&](Tx& from) {
      copy.write_wait(TenantId{}, [&](Tx& to) { copy_all(from, to, tenants); });
    });
  }
  make_durable(file);
}

void load_snapshot(Database& snapshot, Database& target, const std::vector<TenantId>& tenants) {
  snapshot.read_wait(TenantId{}, [&](Tx& from) {
    target.write_wait(TenantId{}, [&](Tx& to) { copy_all(from, to, tenants); });
  });
}

}  // namespace kontor
