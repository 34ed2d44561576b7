#pragma once
// The command line: `kontor COMMAND [options]`. Exit codes: 0 done; 1 not done, or something was
// found that is not as it must be; 2 the command line or the configuration is wrong.

#include <iosfwd>
#include <string>
#include <vector>

#include "kernel/config.hpp"

namespace CLI {
class App;
}

namespace kontor {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

/// `words` without the program's name.
int run_command_line(std::vector<std::string> words, std::ostream& out, std::ostream& err);

/// What a command needs from the command line, filled in while it is parsed.
struct CommandLine {
  std::ostream& out;
  std::ostream& err;
  ConfigSources sources;
  int exit_code = kExitDone;

  /// Reads file, environment and flags; sets up the log. Throws ConfigError.
  Config config() const;
};

/// --config and one flag per setting.
void add_config_options(CLI::App& command, CommandLine& line);

/// Each adds one or more commands; their callbacks run after parsing.
void add_serve_command(CLI::App& app, CommandLine& line);
void add_database_commands(CLI::App& app, CommandLine& line);  // migrate, doctor
void add_backup_commands(CLI::App& app, CommandLine& line);  // backup, restore
void add_verify_command(CLI::App& app, CommandLine& line);
void add_user_command(CLI::App& app, CommandLine& line);
void add_demo_command(CLI::App& app, CommandLine& line);
void add_document_commands(CLI::App& app, CommandLine& line);  // openapi

}  // namespace kontor
