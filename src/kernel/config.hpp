// The settings of one installation: file < environment < flags. One table describes them all;
// `--help`, `kontor doctor` and docs/operating/settings.md are printed from it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor {

struct Config {
  std::string listen_address = "127.0.0.1";
  std::int64_t listen_port = 8080;
  // Without a slash at the end. Empty: http://<listen_address>:<listen_port>.
  std::string public_url;
  std::filesystem::path data_dir = "data";
  // "sqlite:<path>" or a PostgreSQL DSN ("postgres://..." or "host=... dbname=...").
  // Empty: sqlite:<data_dir>/kontor.db.
  std::string database_url;
  // Empty: <data_dir>/secret.key.
  std::filesystem::path secret_key_file;
  std::int64_t workers = 0;  // 0: one per core
  std::vector<std::string> trusted_proxies;
  std::string time_zone = "Europe/Berlin";
  bool demo = false;  // a demo installation shows links of account mails in the outbox

  std::string smtp_url;  // empty: mails rest in the outbox as "held"
  std::string smtp_user;
  std::string smtp_password;
  std::string smtp_tls = "starttls";   // none, starttls, tls
  std::filesystem::path smtp_ca_file;  // empty: the system's
  std::string smtp_from;               // "Kontor <orders@example.com>" or the bare address
  std::int64_t smtp_timeout_ms = 30'000;

  std::string log_level = "info";    // debug, info, warn, error
  std::string log_format = "human";  // human, json

  std::int64_t body_bytes = 1 << 20;
  std::int64_t upload_bytes = 50 << 20;
  std::int64_t file_bytes = 25 << 20;  // of an order's file; upload_bytes where that is less
  std::int64_t connections = 10'000;
  std::int64_t connections_per_address = 500;
  std::int64_t request_timeout_ms = 30'000;
  std::int64_t requests_per_minute = 1'200;  // of one session or API key; 0: any number
  std::int64_t requests_per_minute_per_address = 12'000;
  std::int64_t database_connections = 8;
  std::int64_t ballast_mib = 64;  // beside the SQLite database; 0: none

  // What was odd but not wrong (unknown KONTOR_* variables). Logged at start.
  std::vector<std::string> warnings;

  std::string effective_public_url() const;
  std::string effective_database_url() const;
  std::filesystem::path effective_secret_key_file() const;
  bool uses_postgres() const;
  bool has_smtp() const { return !smtp_url.empty(); }
};

enum class SettingType { text, number, boolean, path, choice, list, secret };

// One line of the table. `name` is the key in the file ("smtp.url"); the variable is
// "KONTOR_SMTP_URL", the flag "--smtp-url".
struct Setting {
  std::string_view name;
  SettingType type;
  std::string_view default_text;  // as a user would write it
  std::string_view range;         // "1..65535", "none, starttls, tls", "" where anything goes
  std::string_view help;          // one English sentence

  std::string environment_name() const;
  std::string flag_name() const;
};

// Every setting, in the order in which help prints it.
const std::vector<Setting>& settings();

struct ConfigProblem {
  std::string source;       // "kontor.toml", "environment", "command line"
  std::int64_t line = 0;    // 0 where there is none
  std::int64_t column = 0;  // counted in characters from 1
  std::string key;          // "smtp.tls", "KONTOR_SMTP_TLS", "--smtp-tls"
  std::string expected;     // "a whole number 1..65535"
  std::string found;        // "\"eighty\" (text)"; secrets are never shown
  std::string hint;         // "did you mean smtp.tls?", or empty

  // "kontor.toml:12:8: smtp.tls: expected one of none, starttls, tls; found \"ssl\"".
  std::string text() const;
};

// All problems at once. what() has one line per problem.
class ConfigError : public std::runtime_error {
 public:
  explicit ConfigError(std::vector<ConfigProblem> problems);
  const std::vector<ConfigProblem>& problems() const { return problems_; }

 private:
  std::vector<ConfigProblem> problems_;
};

struct ConfigSources {
  // Nothing: kontor.toml in the working directory if it is there. A named file must exist.
  std::optional<std::filesystem::path> file;
  // KONTOR_* variables; current_environment() for the real ones.
  std::map<std::string, std::string> environment;
  // Setting name ("listen.port") and value as typed.
  std::vector<std::pair<std::string, std::string>> flags;
};

std::map<std::string, std::string> current_environment();

// Throws ConfigError.
Config load_config(const ConfigSources& sources);

// The value in force as a user would write it; secrets as "(set)" or "(not set)".
std::string setting_value(const Config& config, std::string_view name);

// The nearest of `known` when it is near enough to be a slip of the pen.
std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& known);

}  // namespace kontor
