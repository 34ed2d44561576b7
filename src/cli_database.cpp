// Commands about the database: migrate, doctor.

#include <CLI/CLI.hpp>
#include <ostream>

#include "cli.hpp"
#include "kernel/doctor.hpp"
#include "kernel/migrate.hpp"
#include "modules.hpp"
#include "program.hpp"

namespace kontor {
namespace {

int newest_known() {
  const auto known = migrations();
  return known.empty() ? 0 : known.back().number;
}

int run_migrate(const Config& config, bool only_look, std::ostream& out) {
  Program program(config);
  const int found = schema_version(program.database());
  if (only_look) {
    out << "The database has schema " << found << ", this program brings it to " << newest_known()
        << ".\n";
    return found == newest_known() ? kExitDone : kExitFailed;
  }
  const int applied = migrate(program.database());
  out << (applied == 0 ? "Nothing to do" : "Applied " + std::to_string(applied) + " migrations")
      << ": the database has schema " << schema_version(program.database()) << ".\n";
  return kExitDone;
}

int run_doctor(const CommandLine& line) {
  Config config;
  try {
    config = line.config();
  } catch (const ConfigError& error) {
    line.out << error.what() << "\n";
    return kExitUsage;
  }
  const DoctorProbes probes{[](const Config& one) {
    // The database alone: a whole program would make the secret key and more.
    DatabaseConfig settings;
    settings.url = one.effective_database_url();
    settings.connections = 1;
    SystemClock clock;
    SystemRandom random;
    Database database(settings, clock, random);
    return DoctorProbes::Schema{schema_version(database), newest_known()};
  }};
  return print_findings(doctor(config, probes), line.out) ? kExitDone : kExitFailed;
}

}  // namespace

void add_database_commands(CLI::App& app, CommandLine& line) {
  auto* migrate_command = app.add_subcommand("migrate", "Brings the database to this schema");
  auto only_look = std::make_shared<bool>(false);
  migrate_command->add_flag("--check", *only_look,
                            "Change nothing; exit code 1 when there is something to do");
  migrate_command->footer(
      "Forward only, each step in a transaction of its own. `kontor serve` does the same at its\n"
      "start. A database that a newer program made is refused.\n\n"
      "Examples:\n"
      "  kontor migrate\n"
      "  kontor migrate --check --database-url 'postgresql://kontor@localhost/kontor'");
  add_config_options(*migrate_command, line);
  migrate_command->callback(
      [&line, only_look] { line.exit_code = run_migrate(line.config(), *only_look, line.out); });

  auto* doctor_command =
      app.add_subcommand("doctor", "Checks configuration and surroundings, says what to mend");
  doctor_command->footer(
      "Looks at the configuration file line by line, data folder, key file, database, mail server\n"
      "and port. Exit code 1 when something is broken, 2 when the configuration is wrong.\n\n"
      "Example:\n"
      "  kontor doctor --config /etc/kontor/kontor.toml");
  add_config_options(*doctor_command, line);
  doctor_command->callback([&line] { line.exit_code = run_doctor(line); });
}

}  // namespace kontor
