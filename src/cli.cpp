#include "cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

#include "kernel/api.hpp"
#include "kernel/log.hpp"
#include "kernel/refused.hpp"
#include "serve.hpp"

namespace kontor {
namespace {

constexpr const char* kAbout =
    "Kontor, the order desk: quotes, orders and their whole story in one program.\n"
    "Run `kontor COMMAND --help` for what a command does, with examples.";

constexpr const char* kExitCodes =
    "Exit codes: 0 done, 1 not done or something is wrong, 2 wrong command line or configuration.\n"
    "Settings come from kontor.toml in the current folder (or --config FILE), then from variables\n"
    "such as KONTOR_LISTEN_PORT, then from flags; the later wins. `kontor doctor` checks them.";

std::string flag_help(const Setting& setting) {
  std::string help(setting.help);
  if (!setting.range.empty()) help += " (" + std::string(setting.range) + ")";
  if (!setting.default_text.empty()) help += " [" + std::string(setting.default_text) + "]";
  return help;
}

/// The sentence that the API would give, and the fields that are wrong.
std::string refusal_text(const Refused& refused) {
  const auto response = refusal_response(refused, Locale::en, "");
  const auto problem = boost::json::parse(response.body);
  std::string sentence(problem.at("title").as_string());
  for (const auto& error : problem.at("errors").as_array()) {
    sentence += "\n  ";
    sentence += error.at("pointer").as_string();
    sentence += ": ";
    sentence += error.at("message").as_string();
  }
  return sentence;
}

}  // namespace

Config CommandLine::config() const {
  auto config = load_config(sources);
  log_setup(config.log_level, config.log_format);
  return config;
}

void add_config_options(CLI::App& command, CommandLine& line) {
  command
      .add_option_function<std::string>(
          "--config", [&line](const std::string& path) { line.sources.file = path; },
          "Configuration file [kontor.toml, if it is there]")
      ->type_name("FILE");
  for (const auto& setting : settings()) {
    const auto keep = [&line, name = std::string(setting.name)](const std::string& value) {
      line.sources.flags.emplace_back(name, value);
    };
    auto* option = command.add_option_function<std::string>(setting.flag_name(), keep,
                                                            flag_help(setting));
    option->group("Settings");
    option->type_name(setting.type == SettingType::boolean ? "true|false" : "VALUE");
    if (setting.type == SettingType::boolean) option->expected(0, 1)->default_str("true");
  }
}

void add_serve_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("serve", "Serves the web UI and the API until Ctrl+C");
  command->footer(
      "Applies missing migrations, then prints the address. Ctrl+C or SIGTERM lets running\n"
      "requests and jobs finish and stops; a second Ctrl+C stops at once.\n\n"
      "Examples:\n"
      "  kontor serve\n"
      "  kontor serve --listen-port 9000 --data-dir /var/lib/kontor\n"
      "  kontor serve --database-url 'postgresql://kontor@db1,db2/kontor'");
  add_config_options(*command, line);
  command->callback([&line] { line.exit_code = serve(line.config(), line.out); });
}

int run_command_line(std::vector<std::string> words, std::ostream& out, std::ostream& err) {
  CLI::App app(kAbout, "kontor");
  CommandLine line{out, err, {}, kExitDone};
  line.sources.environment = current_environment();
  app.set_version_flag("--version", std::string("kontor ") + KONTOR_VERSION);
  app.require_subcommand(1);
  app.footer(kExitCodes);
  add_serve_command(app, line);
  add_database_commands(app, line);
  add_backup_commands(app, line);
  add_verify_command(app, line);
  add_demo_command(app, line);
  add_user_command(app, line);
  add_document_commands(app, line);
  try {
    std::ranges::reverse(words);  // CLI11 takes them from the back
    app.parse(std::move(words));
    return line.exit_code;
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? kExitDone : kExitUsage;
  } catch (const ConfigError& error) {
    err << error.what() << "\n";
    return kExitUsage;
  } catch (const Refused& refused) {
    err << "kontor: " << refusal_text(refused) << "\n";
    return kExitFailed;
  } catch (const std::exception& error) {
    err << "kontor: " << error.what() << "\n";
    return kExitFailed;
  }
}

}  // namespace kontor
