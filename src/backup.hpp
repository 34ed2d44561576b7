#pragma once
// Backups: a folder with kontor.db (everything of the database, one instant, whatever the engine),
// blobs/ (the files) and backup.json (what it is, with the digest of kontor.db). The secret key is
// not in it: who finds a backup shall not be able to open what is sealed.

#include <cstdint>
#include <filesystem>
#include <string>

#include "kernel/config.hpp"
#include "kernel/describe.hpp"

namespace kontor {

struct BackupNote {
  std::int64_t format = 1;
  std::string program;           ///< version of the program that wrote it
  std::int64_t schema = 0;
  std::string made_at;           ///< UTC, "2026-11-22T06:00:00Z"
  std::int64_t tenants = 0;
  std::int64_t files = 0;        ///< in blobs/
  std::int64_t database_bytes = 0;
  std::string database_sha256;   ///< hex
};
BOOST_DESCRIBE_STRUCT(BackupNote, (),
                      (format, program, schema, made_at, tenants, files, database_bytes,
                       database_sha256))

/// Beside a serving program. The folder appears under its name when it is whole, never before.
/// Throws std::runtime_error with a sentence.
BackupNote make_backup(const Config& config, const std::filesystem::path& folder);

struct RestoreResult {
  BackupNote note;
  std::int64_t held_jobs = 0;
};

/// Into the empty database that the configuration names; nobody serves it meanwhile. Waiting jobs
/// are held, logins ended, links to set a password void: what happened since the backup must
/// neither be sent again nor live again. Throws std::runtime_error with a sentence.
/// Numbers of orders, carts and accounts go on `skip` further than the backup stood.
RestoreResult restore_backup(const Config& config, const std::filesystem::path& folder,
                             std::int64_t skip = 0);

}  // namespace kontor
