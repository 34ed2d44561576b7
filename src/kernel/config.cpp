#include "kernel/config.hpp"

#include <unistd.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cctype>

#include "kernel/config_table.hpp"
#include "kernel/log.hpp"
#include "kernel/teeth.hpp"
#include "kernel/text.hpp"

extern char** environ;

namespace kontor {
namespace {

constexpr std::string_view kPrefix = "KONTOR_";

std::string as_words(const std::vector<ConfigProblem>& problems) {
  std::string out;
  for (const auto& problem : problems) out += (out.empty() ? "" : "\n") + problem.text();
  return out;
}

std::vector<std::string> setting_names() {
  std::vector<std::string> names;
  for (const auto& bound : bound_settings()) names.emplace_back(bound.setting.name);
  return names;
}

std::string shown(const RawSetting& raw, SettingType type) {
  if (type == SettingType::secret) return "a value that is not shown";
  if (const auto* text = std::get_if<std::string>(&raw)) {
    return text->empty() ? "nothing" : "\"" + redacted(first_graphemes(*text, 80)) + "\"";
  }
  if (const auto* number = std::get_if<std::int64_t>(&raw)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&raw)) return *flag ? "true" : "false";
  return "a list of " + std::to_string(std::get<std::vector<std::string>>(raw).size());
}

// Damerau-Levenshtein with adjacent swaps.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
  for (std::size_t k = 0; k <= b.size(); ++k) table[0][k] = k;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t k = 1; k <= b.size(); ++k) {
      const std::size_t change = a[i - 1] == b[k - 1] ? 0 : 1;
      table[i][k] =
          std::min({table[i - 1][k] + 1, table[i][k - 1] + 1, table[i - 1][k - 1] + change});
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) {
        table[i][k] = std::min(table[i][k], table[i - 2][k - 2] + 1);
      }
    }
  }
  return table[a.size()][b.size()];
}

// Collects what is wrong, so that one run shows everything.
class Loader {
 public:
  void file(const std::filesystem::path& path);
  void environment(const std::map<std::string, std::string>& variables);
  void flags(const std::vector<std::pair<std::string, std::string>>& values);
  Config finish();

 private:
  void table(const toml::table& table, const std::string& prefix);
  void value(const toml::node& node, const toml::key& key, const std::string& name);
  void apply(const BoundSetting& bound, const RawSetting& raw, ConfigProblem where);
  void cross_checks();
  ConfigProblem at(const toml::source_region& region, std::string key) const;

  Config config_;
  std::vector<ConfigProblem> problems_;
  std::string file_;
};

ConfigProblem Loader::at(const toml::source_region& region, std::string key) const {
  ConfigProblem problem;
  problem.source = file_;
  problem.line = region.begin.line;
  problem.column = region.begin.column;
  problem.key = std::move(key);
  return problem;
}

void Loader::apply(const BoundSetting& bound, const RawSetting& raw, ConfigProblem where) {
  if (const auto expected = bound.set(config_, raw)) {
    where.expected = *expected;
    where.found = shown(raw, bound.setting.type);
    problems_.push_back(std::move(where));
  }
}

void Loader::file(const std::filesystem::path& path) {
  file_ = path.string();
  try {
    table(toml::parse_file(file_), "");
  } catch (const toml::parse_error& error) {
    ConfigProblem problem = at(error.source(), "");
    problem.expected = "valid TOML";
    problem.found = std::string(error.description());
    problems_.push_back(std::move(problem));
  }
}

void Loader::table(const toml::table& table, const std::string& prefix) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    const auto names = setting_names();
    const bool is_section = std::any_of(names.begin(), names.end(), [&](const auto& known) {
      return known.starts_with(name + ".");
    });
    const auto* inner = node.as_table();
    if (inner != nullptr && is_section) {
      this->table(*inner, name + ".");
    } else {
      value(node, key, name);
    }
  }
}

void Loader::value(const toml::node& node, const toml::key& key, const std::string& name) {
  const auto* bound = find_bound_setting(name);
  if (bound == nullptr) {
    ConfigProblem problem = at(key.source(), name);
    problem.expected = "a known setting";
    problem.found = "\"" + name + "\"";
    if (const auto near = nearest_name(name, setting_names())) {
      problem.hint = "did you mean " + *near + "?";
    } else {
      problem.hint = "kontor serve --help lists all settings";
    }
    problems_.push_back(std::move(problem));
    return;
  }
  const ConfigProblem where = at(node.source(), name);
  if (const auto text = node.value_exact<std::string>()) {
    apply(*bound, *text, where);
  } else if (const auto number = node.value_exact<std::int64_t>()) {
    apply(*bound, *number, where);
  } else if (const auto flag = node.value_exact<bool>()) {
    apply(*bound, *flag, where);
  } else {
    std::vector<std::string> items;
    bool texts_only = node.is_array();
    if (const auto* array = node.as_array()) {
      for (const auto& item : *array) {
        const auto text_item = item.value_exact<std::string>();
        texts_only = texts_only && text_item.has_value();
        if (text_item) items.push_back(*text_item);
      }
    }
    if (texts_only) {
      apply(*bound, items, where);
    } else {
      // A table, date, fraction or mixed list fits no setting: let the setting say what does.
      Config scratch;
      ConfigProblem problem = where;
      problem.expected =
          bound->set(scratch, RawSetting(std::vector<std::string>{"?"})).value_or("");
      problem.found = node.is_table() ? "a section" : "a value of another kind";
      problems_.push_back(std::move(problem));
    }
  }
}

void Loader::environment(const std::map<std::string, std::string>& variables) {
  std::vector<std::string> known;
  for (const auto& bound : bound_settings()) known.push_back(bound.setting.environment_name());
  for (const auto& [name, text] : variables) {
    // The configuration's own path, and what tests and benchmarks use among themselves.
    const bool ours = name.starts_with(kPrefix) && name != "KONTOR_CONFIG" &&
                      name != kTeethVariable &&
                      !name.starts_with("KONTOR_TEST") && !name.starts_with("KONTOR_BENCH");
    if (!ours) continue;
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      const auto near = nearest_name(name, known);
      config_.warnings.push_back("The variable " + name + " is unknown and ignored" +
                                 (near ? "; did you mean " + *near + "?" : "."));
      continue;
    }
    ConfigProblem where;
    where.source = "environment";
    where.key = name;
    apply(bound_settings()[static_cast<std::size_t>(found - known.begin())], text, where);
  }
}

void Loader::flags(const std::vector<std::pair<std::string, std::string>>& values) {
  for (const auto& [name, text] : values) {
    const auto* bound = find_bound_setting(name);
    ConfigProblem where;
    where.source = "command line";
    where.key = bound != nullptr ? bound->setting.flag_name() : name;
    if (bound != nullptr) {
      apply(*bound, text, where);
    } else {
      where.expected = "a known setting";
      where.found = "\"" + name + "\"";
      problems_.push_back(std::move(where));
    }
  }
}

void Loader::cross_checks() {
  if (config_.smtp_url.starts_with("smtps://")) config_.smtp_tls = "tls";
  const auto missing = [&](std::string key, std::string expected) {
    ConfigProblem problem;
    problem.source = "configuration";
    problem.key = std::move(key);
    problem.expected = std::move(expected);
    problem.found = "nothing";
    problems_.push_back(std::move(problem));
  };
  if (config_.has_smtp() && config_.smtp_from.empty()) {
    missing("smtp.from", "a sender address, because smtp.url is set");
  }
  if (config_.smtp_user.empty() != config_.smtp_password.empty()) {
    missing(config_.smtp_user.empty() ? "smtp.user" : "smtp.password",
            "smtp.user and smtp.password together or neither");
  }
  if (config_.smtp_url.starts_with("smtp://") && config_.smtp_tls == "tls") {
    ConfigProblem problem;
    problem.source = "configuration";
    problem.key = "smtp.tls";
    problem.expected = "starttls or none with smtp://, or an address smtps://";
    problem.found = "\"tls\"";
    problems_.push_back(std::move(problem));
  }
}

Config Loader::finish() {
  if (problems_.empty()) cross_checks();
  if (!problems_.empty()) throw ConfigError(std::move(problems_));
  return std::move(config_);
}

}  // namespace

std::string Config::effective_public_url() const {
  if (!public_url.empty()) return public_url;
  const bool ipv6 = listen_address.find(':') != std::string::npos;
  const std::string host = ipv6 ? "[" + listen_address + "]" : listen_address;
  return "http://" + host + ":" + std::to_string(listen_port);
}

std::string Config::effective_database_url() const {
  return database_url.empty() ? "sqlite:" + (data_dir / "kontor.db").string() : database_url;
}

std::filesystem::path Config::effective_secret_key_file() const {
  return secret_key_file.empty() ? data_dir / "secret.key" : secret_key_file;
}

bool Config::uses_postgres() const { return !effective_database_url().starts_with("sqlite:"); }

std::string Setting::environment_name() const {
  std::string out(kPrefix);
  for (const char c : name) {
    out += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return out;
}

std::string Setting::flag_name() const {
  std::string out = "--";
  for (const char c : name) out += c == '.' || c == '_' ? '-' : c;
  return out;
}

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all = [] {
    std::vector<Setting> list;
    for (const auto& bound : bound_settings()) list.push_back(bound.setting);
    return list;
  }();
  return all;
}

std::string ConfigProblem::text() const {
  std::string out = source;
  if (line > 0) out += ":" + std::to_string(line) + ":" + std::to_string(column);
  out += ": ";
  if (!key.empty()) out += key + ": ";
  out += "expected " + expected + "; found " + found;
  if (!hint.empty()) out += " (" + hint + ")";
  return out;
}

ConfigError::ConfigError(std::vector<ConfigProblem> problems)
    : std::runtime_error(as_words(problems)), problems_(std::move(problems)) {}

std::map<std::string, std::string> current_environment() {
  std::map<std::string, std::string> out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view pair(*entry);
    const auto equals = pair.find('=');
    if (!pair.starts_with(kPrefix) || equals == std::string_view::npos) continue;
    out.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return out;
}

Config load_config(const ConfigSources& sources) {
  Loader loader;
  std::optional<std::filesystem::path> path = sources.file;
  const auto variable = sources.environment.find("KONTOR_CONFIG");
  if (!path && variable != sources.environment.end()) path = variable->second;
  if (path && !std::filesystem::is_regular_file(*path)) {
    ConfigProblem problem;
    problem.source = path->string();
    problem.expected = "a readable configuration file";
    problem.found = std::filesystem::exists(*path) ? "something else" : "no such file";
    throw ConfigError({std::move(problem)});
  }
  if (!path && std::filesystem::is_regular_file("kontor.toml")) path = "kontor.toml";
  if (path) loader.file(*path);
  loader.environment(sources.environment);
  loader.flags(sources.flags);
  return loader.finish();
}

std::string setting_value(const Config& config, std::string_view name) {
  const auto* bound = find_bound_setting(name);
  if (bound == nullptr) return {};
  const std::string value = bound->get(config);
  if (bound->setting.type == SettingType::secret) return value.empty() ? "(not set)" : "(set)";
  return redacted(value);
}

std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& known) {
  if (name.size() > 100) return std::nullopt;
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(2, name.size() / 4) + 1;
  for (const auto& candidate : known) {
    // "tls" for "smtp.tls": the right name in the wrong section.
    const bool same_tail = candidate.ends_with("." + std::string(name));
    const std::size_t distance = same_tail ? 1 : edit_distance(name, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace kontor
