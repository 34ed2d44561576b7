#pragma once
// The whole database in one file: a SQLite database with the same tables, whatever engine it comes
// from. `kontor verify --database-url sqlite:FILE` reads it like any other. Carried over to
// PostgreSQL it is also the way from one machine to several.

#include <filesystem>
#include <string>
#include <vector>

#include "kernel/db.hpp"

namespace kontor {

/// One instant of `source`, which lives at `url`, while others go on writing; durable when it
/// returns. `file` must not exist yet. `tenants` are all that have rows: on PostgreSQL the wall
/// shows one at a time.
void write_snapshot(Database& source, const std::string& url, const std::filesystem::path& file,
                    const std::vector<TenantId>& tenants);

/// Every row of a snapshot into an empty database on PostgreSQL that has the same schema; all or
/// nothing.
void load_snapshot(Database& snapshot, Database& target, const std::vector<TenantId>& tenants);

/// Bytes and directory entry are on the disk. Throws std::system_error.
void make_durable(const std::filesystem::path& path);

}  // namespace kontor
