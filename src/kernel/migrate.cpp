#include "kernel/migrate.hpp"

#include <algorithm>
#include <charconv>

namespace kontor {
namespace {

constexpr std::string_view kFolder = "migrations/";

struct Macro {
  std::string_view name, sqlite, postgres;
};
// Text compares by bytes on both engines: order and ranges must be the same everywhere.
constexpr Macro kMacros[] = {
    {"{id}", "BLOB", "uuid"},
    {"{bigint}", "INTEGER", "bigint"},
    {"{bool}", "INTEGER", "bigint"},
    {"{text}", "TEXT", "text COLLATE \"C\""},
    {"{json}", "TEXT", "text"},
    {"{blob}", "BLOB", "bytea"},
    {"{strict}", "STRICT, WITHOUT ROWID", ""},
};

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

void expand_walls(std::string& text, Engine engine) {
  constexpr std::string_view kOpen = "{tenant_wall ";
  for (std::size_t at = text.find(kOpen); at != std::string::npos; at = text.find(kOpen, at)) {
    const std::size_t close = text.find("};", at);
    if (close == std::string::npos) throw DatabaseError("unfinished {tenant_wall ...};");
    const std::string table = text.substr(at + kOpen.size(), close - at - kOpen.size());
    std::string wall;
    if (engine == Engine::postgres) {
      wall = "ALTER TABLE " + table + " ENABLE ROW LEVEL SECURITY;\nALTER TABLE " + table +
             " FORCE ROW LEVEL SECURITY;\nCREATE POLICY tenant_wall ON " + table +
             " USING (tenant_id = NULLIF(current_setting('kontor.tenant', true), '')::uuid);";
    }
    text.replace(at, close + 2 - at, wall);
  }
}

constexpr std::string_view kVersionTable = "schema_migration";

void make_version_table(Database& database) {
  const auto make = [](Tx& tx) {
    tx.run_script(
        "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT NOT NULL PRIMARY KEY, "
        "name TEXT NOT NULL, applied_at_ms BIGINT NOT NULL)");
  };
  try {
    database.write_wait(TenantId{}, make);
  } catch (const DatabaseError&) {
    // IF NOT EXISTS does not hold against another program that makes the same table just now; the
    // error has one of several names. What is really wrong is wrong a second time.
    database.write_wait(TenantId{}, make);
  }
}

int newest(Tx& tx) {
  return tx.query("SELECT COALESCE(MAX(number), 0) FROM schema_migration").front().get<int>(0);
}

}  // namespace

NewerDatabase::NewerDatabase(int database, int program)
    : message_("the database has schema " + std::to_string(database) +
               ", this program knows schemas up to " + std::to_string(program) +
               ": start the newer program, or restore a backup made before the upgrade") {}

std::vector<Migration> migrations() {
  std::vector<Migration> found;
  for (const auto& file : embedded_files()) {
    if (!file.path.starts_with(kFolder) || !file.path.ends_with(".sql")) continue;
    Migration migration;
    const auto name = file.path.substr(kFolder.size());
    std::from_chars(name.data(), name.data() + name.size(), migration.number);
    migration.name = std::string(name.substr(0, name.size() - 4));
    migration.sql = file.bytes;
    found.push_back(std::move(migration));
  }
  std::ranges::sort(found, {}, &Migration::number);
  return found;
}

std::string expand_migration(std::string_view sql, Engine engine) {
  std::string text;
  bool wanted = true;
  while (!sql.empty()) {
    const auto end = std::min(sql.find('\n'), sql.size() - 1);
    const auto line = sql.substr(0, end + 1);
    sql.remove_prefix(end + 1);
    if (line.starts_with("-- sqlite:")) {
      wanted = engine == Engine::sqlite;
    } else if (line.starts_with("-- postgres:")) {
      wanted = engine == Engine::postgres;
    } else if (line.starts_with("-- both:")) {
      wanted = true;
    } else if (wanted && !line.starts_with("--")) {
      text += line;
    }
  }
  for (const auto& macro : kMacros) {
    replace_all(text, macro.name, engine == Engine::sqlite ? macro.sqlite : macro.postgres);
  }
  expand_walls(text, engine);
  return text;
}

int schema_version(Database& database) {
  return database.read_wait(TenantId{}, [](Tx& tx) {
    const Rows table = tx.engine() == Engine::sqlite
                           ? tx.query("SELECT 1 FROM sqlite_master WHERE name = $1", kVersionTable)
                           : tx.query("SELECT 1 FROM pg_catalog.pg_tables WHERE "
                                      "schemaname = current_schema() AND tablename = $1",
                                      kVersionTable);
    return table.empty() ? 0 : newest(tx);
  });
}

namespace {

/// Tells SQLite's planner what it cannot know of a new database: that a tenant is many rows, that a
/// state or a day may leave half of them, too many to sort for a page, and an id leaves few. By
/// itself it takes a tenant for ten rows and would rather read all of them by the primary key than
/// look up a second index. sqlite_stat1 may be written by hand (sqlite.org/lang_analyze.html).
void teach_planner(Tx& tx) {
  tx.run_script("ANALYZE schema_migration");  // makes the table of statistics
  tx.run_script(R"(
    DELETE FROM sqlite_stat1;
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT t.name, CASE i.origin WHEN 'pk' THEN t.name ELSE i.name END,
           '1000000' || (SELECT group_concat(CASE
               WHEN c.seqno = (SELECT max(seqno) FROM pragma_index_info(i.name))
               THEN iif(i."unique", ' 1', ' 10')
               WHEN c.seqno = 0 THEN ' 500000'
               WHEN EXISTS (SELECT 1 FROM pragma_index_info(i.name) b JOIN
                            pragma_table_info(t.name) f ON f.name = b.name
                            WHERE b.seqno BETWEEN 1 AND c.seqno AND f.type = 'BLOB')
               THEN ' 20' ELSE ' ' || (250000 - 1000 * c.seqno) END, '')
             FROM pragma_index_info(i.name) c) || ' noskipscan'
    FROM sqlite_schema t, pragma_index_list(t.name) i WHERE t.type = 'table';
    ANALYZE sqlite_schema)");
}

bool is_planner_taught(Tx& tx) {
  return !tx.query("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").empty();
}

}  // namespace

int migrate(Database& database) {
  const auto known = migrations();
  const int program = known.empty() ? 0 : known.back().number;
  int current = schema_version(database);
  if (current > program) throw NewerDatabase(current, program);
  if (current == 0) make_version_table(database);
  int applied = 0;
  for (const auto& migration : known) {
    if (migration.number <= current) continue;
    // As a claim: each statement sees what was committed before it, not before the lock.
    const bool done = database.claim_wait(TenantId{}, [&](Tx& tx) {
      if (tx.engine() == Engine::postgres) {
        // Two programs that start at once: the second waits and then finds it done.
        tx.run_script("LOCK TABLE schema_migration IN EXCLUSIVE MODE");
      }
      if (newest(tx) >= migration.number) return false;
      tx.run_script(expand_migration(migration.sql, tx.engine()));
      tx.execute("INSERT INTO schema_migration (number, name, applied_at_ms) VALUES ($1, $2, $3)",
                 std::int64_t{migration.number}, migration.name, tx.now_ms());
      return true;
    });
    if (done) ++applied;
  }
  if (database.engine() == Engine::sqlite) {
    database.write_wait(TenantId{}, [&](Tx& tx) {
      if (applied > 0 || !is_planner_taught(tx)) teach_planner(tx);
    });
  }
  return applied;
}

}  // namespace kontor
