#include "backup.hpp"

#include <ctime>
#include <fstream>
#include <limits>

#include "accounts/sessions.hpp"
#include "kernel/blobs.hpp"
#include "kernel/clock.hpp"
#include "kernel/crypto.hpp"
#include "kernel/jobs.hpp"
#include "kernel/json.hpp"
#include "kernel/migrate.hpp"
#include "kernel/number_range.hpp"
#include "kernel/snapshot.hpp"
#include "modules.hpp"

namespace kontor {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDatabaseFile = "kontor.db";
constexpr const char* kNoteFile = "backup.json";
constexpr const char* kBlobFolder = "blobs";
constexpr std::int64_t kFormat = 1;

/// A database alone, without the program around it.
struct OpenDatabase {
  explicit OpenDatabase(const std::string& url) : database(settings(url), clock, random) {}

  static DatabaseConfig settings(const std::string& url) {
    DatabaseConfig config;
    config.url = url;
    config.connections = 2;
    return config;
  }

  std::vector<TenantId> tenants() { return database.read_wait(TenantId{}, all_tenants); }

  SystemClock clock;
  SystemRandom random;
  Database database;
};

std::string utc_text(std::int64_t at_ms) {
  const std::time_t seconds = at_ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

[[noreturn]] void stop(const std::string& sentence) { throw std::runtime_error(sentence); }

/// Removed again unless it was kept.
struct Unfinished {
  fs::path path;
  ~Unfinished() {
    std::error_code ignored;
    if (!path.empty()) fs::remove_all(path, ignored);
  }
  void keep_as(const fs::path& name) {
    fs::rename(path, name);
    path.clear();
    make_durable(name);
  }
};

std::string digest_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  Sha256 hash;
  std::string part(1 << 20, '\0');
  while (file.read(part.data(), static_cast<std::streamsize>(part.size())) || file.gcount() > 0) {
    hash.add(std::string_view(part).substr(0, static_cast<std::size_t>(file.gcount())));
  }
  if (file.bad()) stop("cannot read " + path.string());
  return to_hex(hash.finish());
}

/// Files are named by their digest and never change: what is there already is right.
std::int64_t copy_blobs(const fs::path& from, const fs::path& to) {
  std::int64_t count = 0;
  if (!fs::exists(from)) return count;
  const DirectoryBlobStore source(from);
  DirectoryBlobStore copies(to, std::numeric_limits<std::uint64_t>::max());
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name.size() != to_hex(Digest{}).size()) continue;
    const auto bytes = source.get(name);  // throws when its bytes are not those of its name
    if (!bytes) continue;                 // nobody named it any more, and it has just gone
    copies.put(*bytes);
    ++count;
  }
  return count;
}

int newest_schema() {
  const auto known = migrations();
  return known.empty() ? 0 : known.back().number;
}

BackupNote read_note(const fs::path& folder) {
  std::ifstream file(folder / kNoteFile);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  if (!file) stop(folder.string() + " is no backup: it has no " + kNoteFile);
  BackupNote note;
  try {
    note = from_json<BackupNote>(text);
  } catch (const Refused&) {
    stop((folder / kNoteFile).string() + " is damaged: take another backup");
  }
  if (note.format != kFormat) {
    stop("the backup has format " + std::to_string(note.format) + ", this program knows " +
         std::to_string(kFormat) + ": restore it with the newer program");
  }
  const fs::path database = folder / kDatabaseFile;
  if (!fs::exists(database) || digest_of(database) != note.database_sha256) {
    stop(database.string() + " is not what was saved: it is damaged or incomplete. Nothing was "
                             "changed; take another backup");
  }
  return note;
}

/// What may not go on by itself after a restore.
std::int64_t calm_down(Database& database, std::vector<TenantId> tenants, std::int64_t skip) {
  std::int64_t held = 0;
  tenants.emplace_back();  // what belongs to nobody
  for (const auto& tenant : tenants) {
    held += database.write_wait(tenant, [&](Tx& tx) {
      end_all_logins(tx);
      skip_numbers(tx, skip);
      return hold_waiting_jobs(tx);
    });
  }
  return held;
}

/// Where SQLite keeps it.
fs::path file_of(const Config& config) {
  return fs::absolute(config.effective_database_url().substr(std::string_view("sqlite:").size()));
}

void refuse_unless_empty(const Config& config) {
  constexpr const char* kWayOut =
      ". Nothing was changed; name an empty database, or move this one away first";
  if (!config.uses_postgres()) {
    const fs::path file = file_of(config);
    if (!fs::exists(file)) return;
    if (fs::exists(file.string() + "-wal")) {
      stop(file.string() + " is in use: stop kontor first. Nothing was changed");
    }
  }
  OpenDatabase target(config.effective_database_url());
  if (schema_version(target.database) == 0) return;
  if (!target.tenants().empty()) stop("the database has data already" + std::string(kWayOut));
}

}  // namespace

BackupNote make_backup(const Config& config, const fs::path& folder) {
  if (fs::exists(folder)) stop(folder.string() + " exists already: name a new folder");
  OpenDatabase source(config.effective_database_url());
  BackupNote note;
  note.schema = schema_version(source.database);
  if (note.schema != newest_schema()) {
    stop("the database has schema " + std::to_string(note.schema) + ", this program knows " +
         std::to_string(newest_schema()) + ": make the backup with the program that serves it");
  }
  Unfinished partial{folder.string() + ".partial"};
  fs::remove_all(partial.path);
  fs::create_directories(partial.path);
  fs::permissions(partial.path, fs::perms::owner_all);
  const auto tenants = source.tenants();
  const fs::path database = partial.path / kDatabaseFile;
  write_snapshot(source.database, config.effective_database_url(), database, tenants);
  // After the database: a file that a row names is there.
  note.files = copy_blobs(config.data_dir / kBlobFolder, partial.path / kBlobFolder);
  note.program = KONTOR_VERSION;
  note.made_at = utc_text(source.clock.now_ms());
  note.tenants = static_cast<std::int64_t>(tenants.size());
  note.database_bytes = static_cast<std::int64_t>(fs::file_size(database));
  note.database_sha256 = digest_of(database);
  std::ofstream file(partial.path / kNoteFile);
  if (!(file << to_json(note) << "\n").flush()) stop("cannot write " + folder.string());
  file.close();
  make_durable(partial.path / kNoteFile);
  partial.keep_as(folder);
  return note;
}

RestoreResult restore_backup(const Config& config, const fs::path& folder, std::int64_t skip) {
  RestoreResult result;
  result.note = read_note(folder);
  if (result.note.schema > newest_schema()) {
    throw NewerDatabase(static_cast<int>(result.note.schema), newest_schema());
  }
  refuse_unless_empty(config);
  // Prepared in a copy on the same disk, so that no program ever finds it half done.
  const fs::path beside =
      config.uses_postgres() ? config.data_dir : file_of(config).parent_path();
  Unfinished prepared{beside / "restore.partial"};
  fs::remove_all(prepared.path);
  fs::create_directories(prepared.path);
  const fs::path copy = prepared.path / kDatabaseFile;
  fs::copy_file(folder / kDatabaseFile, copy);
  {
    OpenDatabase snapshot("sqlite:" + copy.string());
    migrate(snapshot.database);
    const auto tenants = snapshot.tenants();
    result.held_jobs = calm_down(snapshot.database, tenants, skip);
    copy_blobs(folder / kBlobFolder, config.data_dir / kBlobFolder);
    if (config.uses_postgres()) {
      OpenDatabase target(config.effective_database_url());
      migrate(target.database);
      load_snapshot(snapshot.database, target.database, tenants);
      return result;
    }
  }
  make_durable(copy);
  fs::rename(copy, file_of(config));
  make_durable(file_of(config));
  return result;
}

}  // namespace kontor
