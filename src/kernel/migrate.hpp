#pragma once
// Schema changes: migrations/NNNN_name.sql, embedded, applied in order at start, forward only.
// One text for both engines: macros {id} {bigint} {text} {json} {blob} {bool} {strict},
// blocks "-- sqlite:" / "-- postgres:" / "-- both:", and {tenant_wall TABLE}; for row level
// security on PostgreSQL.

#include <string>
#include <string_view>
#include <vector>

#include "kernel/db.hpp"
#include "kernel/embedded.hpp"

namespace kontor {

/// The database was made by a newer program; starting would damage it.
class NewerDatabase : public std::exception {
 public:
  NewerDatabase(int database, int program);
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string message_;
};

struct Migration {
  int number = 0;
  std::string name;
  std::string_view sql;
};

/// Of the embedded files, sorted by number.
std::vector<Migration> migrations();
/// 0 for an empty database.
int schema_version(Database& database);
/// Applies what is missing, each migration in a transaction of its own; returns how many.
int migrate(Database& database);
/// The text for one engine.
std::string expand_migration(std::string_view sql, Engine engine);

}  // namespace kontor
