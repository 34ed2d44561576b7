// kontor backup and kontor restore.

#include <CLI/CLI.hpp>
#include <ostream>

#include "backup.hpp"
#include "cli.hpp"

namespace kontor {
namespace {

std::string described(const BackupNote& note) {
  return "made at " + note.made_at + " from schema " + std::to_string(note.schema) + ": " +
         std::to_string(note.tenants) + (note.tenants == 1 ? " tenant, " : " tenants, ") +
         std::to_string(note.files) + (note.files == 1 ? " file, " : " files, ") +
         std::to_string((note.database_bytes + (1 << 20) - 1) >> 20) + " MiB";
}

void run_backup(const CommandLine& line, const std::string& folder) {
  const auto config = line.config();
  const auto note = make_backup(config, folder);
  line.out << folder << " is complete, " << described(note) << ".\n"
           << "Keep " << config.effective_secret_key_file().string()
           << " apart from it: without this key nobody opens what is sealed, with it everybody.\n";
}

void run_restore(const CommandLine& line, const std::string& folder, std::int64_t skip) {
  const auto result = restore_backup(line.config(), folder, skip);
  line.out << "Restored from the backup " << described(result.note) << ".\n";
  if (result.held_jobs > 0) {
    line.out << result.held_jobs << (result.held_jobs == 1 ? " job is" : " jobs are")
             << " held, so that no mail goes out a second time. Look at them under Settings, "
                "Jobs,\nHeld, and release or discard them there.\n";
  }
  line.out << "Everybody signs in anew. Now run `kontor verify`, then `kontor serve`.\n";
}

}  // namespace

void add_backup_commands(CLI::App& app, CommandLine& line) {
  const auto folder = std::make_shared<std::string>();
  auto* backup = app.add_subcommand("backup", "Saves everything into a new folder, while it runs");
  backup->add_option("folder", *folder, "The folder to make")->required()->type_name("FOLDER");
  backup->footer(
      "The database of one instant as one SQLite file (also from PostgreSQL), the files and a\n"
      "digest. The folder has its name only when it is whole. The secret key is not in it.\n\n"
      "Examples:\n"
      "  kontor backup /backup/kontor-$(date +%F)\n"
      "  kontor verify --database-url sqlite:/backup/kontor-2026-11-22/kontor.db");
  add_config_options(*backup, line);
  backup->callback([&line, folder] { run_backup(line, *folder); });

  auto* restore = app.add_subcommand("restore", "Brings a backup into an empty database");
  restore->add_option("folder", *folder, "The folder of the backup")
      ->required()
      ->type_name("FOLDER");
  const auto skip = std::make_shared<std::int64_t>(0);
  restore
      ->add_option("--skip-numbers", *skip,
                   "Numbers of orders, carts and accounts go on this much further: those given "
                   "since the backup are not given again [0]")
      ->check(CLI::Range(0, 1'000'000))
      ->type_name("COUNT");
  restore->footer(
      "Into the database that is configured, SQLite or PostgreSQL, whatever the backup came from;\n"
      "a database with data is refused. Stop `kontor serve` first. An older backup is brought to\n"
      "this schema. Jobs that waited are held until somebody releases them, logins are ended.\n\n"
      "Examples:\n"
      "  kontor restore /backup/kontor-2026-11-22 --data-dir /var/lib/kontor\n"
      "  kontor restore /backup/kontor-2026-11-22 --database-url 'postgresql://kontor@db/kontor'");
  add_config_options(*restore, line);
  restore->callback([&line, folder, skip] { run_restore(line, *folder, *skip); });
}

}  // namespace kontor
