#include "kernel/config.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <set>

#include "kernel/crypto.hpp"

using namespace kontor;
namespace fs = std::filesystem;

namespace {

class TomlFile {
 public:
  explicit TomlFile(const std::string& content) {
    SystemRandom random;
    std::array<std::uint8_t, 8> name{};
    random.fill(name);
    path_ = fs::temp_directory_path() / ("kontor-config-" + to_hex(name) + ".toml");
    std::ofstream(path_) << content;
  }
  ~TomlFile() { fs::remove(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::vector<ConfigProblem> problems_of(
    const std::string& toml, std::map<std::string, std::string> environment = {},
    std::vector<std::pair<std::string, std::string>> flags = {}) {
  const TomlFile file(toml);
  try {
    load_config({file.path(), std::move(environment), std::move(flags)});
  } catch (const ConfigError& error) {
    return error.problems();
  }
  return {};
}

}  // namespace

TEST_CASE("config: nothing given means the defaults, and the table tells the same defaults") {
  const TomlFile empty("");
  const Config config = load_config({empty.path(), {}, {}});
  CHECK(config.effective_public_url() == "http://127.0.0.1:8080");
  CHECK(config.effective_database_url() == "sqlite:data/kontor.db");
  CHECK(config.effective_secret_key_file() == "data/secret.key");
  CHECK_FALSE(config.uses_postgres());
  CHECK_FALSE(config.has_smtp());
  const std::set<std::string_view> computed{"public_url", "database_url", "secret_key_file"};
  std::set<std::string> flags;
  for (const auto& setting : settings()) {
    CAPTURE(setting.name);
    CHECK_FALSE(setting.help.empty());
    CHECK(flags.insert(setting.flag_name()).second);
    if (setting.type == SettingType::secret) {
      CHECK(setting_value(config, setting.name) == "(not set)");
    } else if (!computed.contains(setting.name)) {
      CHECK(setting_value(config, setting.name) == setting.default_text);
    }
  }
}

TEST_CASE("config: flags beat the environment, the environment beats the file") {
  const TomlFile file(
      "public_url = \"https://desk.example/\"\ndemo = true\ntrusted_proxies = [\"10.0.0.0/8\"]\n"
      "[listen]\naddress = \"::1\"\nport = 1001\n"
      "[smtp]\nurl = \"smtps://mail.example:465\"\nfrom = \"Desk <desk@example.com>\"\n");
  const Config from_file = load_config({file.path(), {}, {}});
  CHECK(from_file.listen_port == 1001);
  CHECK(from_file.listen_address == "::1");
  CHECK(from_file.public_url == "https://desk.example");
  CHECK(from_file.demo);
  CHECK(from_file.smtp_tls == "tls");
  CHECK(from_file.trusted_proxies == std::vector<std::string>{"10.0.0.0/8"});
  const std::map<std::string, std::string> environment{
      {"KONTOR_LISTEN_PORT", "1002"},
      {"KONTOR_TRUSTED_PROXIES", "127.0.0.1, ::1"},
      {"KONTOR_DEMO", "no"},
      {"KONTOR_SECRET_KEY_FILE", "/run/kontor.key"}};
  const Config from_environment = load_config({file.path(), environment, {}});
  CHECK(from_environment.listen_port == 1002);
  CHECK_FALSE(from_environment.demo);
  CHECK(from_environment.trusted_proxies == std::vector<std::string>{"127.0.0.1", "::1"});
  CHECK(from_environment.effective_secret_key_file() == "/run/kontor.key");
  CHECK(load_config({file.path(), environment, {{"listen.port", "1003"}}}).listen_port == 1003);
}

TEST_CASE("config: a wrong line is named with line, column, what was expected and found") {
  const auto problems = problems_of(
      "[listen]\n  port = \"eighty\"\n\n[smtp]\ntls = \"ssl\"\n[limits]\nbody_bytes = 5\n");
  REQUIRE(problems.size() == 3);
  const auto find = [&](const std::string& key) -> const ConfigProblem& {
    for (const auto& problem : problems) {
      if (problem.key == key) return problem;
    }
    FAIL("no problem with " << key);
    return problems.front();
  };
  CHECK(find("listen.port").line == 2);
  CHECK(find("listen.port").column == 10);
  CHECK(find("listen.port").expected == "a whole number 0..65535");
  CHECK(find("listen.port").found == "\"eighty\"");
  CHECK(find("smtp.tls")
            .text()
            .ends_with(":5:7: smtp.tls: expected one of none, starttls, tls; found \"ssl\""));
  CHECK(find("limits.body_bytes").found == "5");
}

TEST_CASE("config: unknown names are refused with a suggestion") {
  const auto problems = problems_of("listn_port = 1\n[smtp]\npasword = \"x\"\nqqqqqqqqqq = 1\n");
  REQUIRE(problems.size() == 3);
  std::set<std::string> hints;
  for (const auto& problem : problems) hints.insert(problem.hint);
  CHECK(hints.contains("did you mean smtp.password?"));
  CHECK(hints.contains("did you mean listen.port?"));
  CHECK(hints.contains("kontor serve --help lists all settings"));
  CHECK(problems_of("[public_url]\na = 1\n").front().expected.starts_with("http:// or https://"));
}

TEST_CASE("config: broken TOML is named with its place") {
  const auto problems = problems_of("demo = true\nlog = {level = \n");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].line == 2);
  CHECK(problems[0].expected == "valid TOML");
  CHECK_FALSE(problems[0].found.empty());
}

TEST_CASE("config: each kind of value is checked") {
  struct Row {
    const char* name;
    const char* value;
    bool good;
  };
  for (const Row& row : {
           Row{"listen.port", "65536", false},
           Row{"listen.port", "-1", false},
           Row{"listen.port", "80a", false},
           Row{"listen.port", "", false},
           Row{"listen.port", "99999999999999999999", false},
           Row{"listen.address", "localhost", false},
           Row{"listen.address", "::", true},
           Row{"public_url", "desk.example", false},
           Row{"public_url", "https://desk.example/kontor", true},
           Row{"public_url", "https://", false},
           Row{"public_url", "https://a b", false},
           Row{"public_url", "javascript:alert(1)", false},
           Row{"database_url", "sqlite:", false},
           Row{"database_url", "mysql://x", false},
           Row{"database_url", "postgresql://k@db/k", true},
           Row{"database_url", "host=db dbname=k", true},
           Row{"smtp.timeout_ms", "99", false},
           Row{"time_zone", "Europe/Atlantis", false},
           Row{"time_zone", "Europe/Zurich", true},
           Row{"trusted_proxies", "10.0.0.0/33", false},
           Row{"trusted_proxies", "10.0.0.0/8,fd00::/8", true},
           Row{"trusted_proxies", "example.com", false},
           Row{"demo", "maybe", false},
           Row{"log.level", "loud", false},
           Row{"log.level", "debug", true},
           Row{"no.such", "1", false},
       }) {
    CAPTURE(row.name);
    CAPTURE(row.value);
    CHECK(problems_of("", {}, {{row.name, row.value}}).empty() == row.good);
  }
}

TEST_CASE("config: settings that need each other are asked for") {
  CHECK(problems_of("smtp.url = \"smtp://m.example:25\"\n").front().key == "smtp.from");
  CHECK(problems_of("", {{"KONTOR_SMTP_USER", "x"}}).front().key == "smtp.password");
  CHECK(problems_of("smtp = {url = \"smtp://m.example:25\", tls = \"tls\", from = \"a@b.de\"}\n")
            .front()
            .key == "smtp.tls");
}

TEST_CASE("config: secrets are never shown, in errors or values") {
  const std::string canary = "kanarienvogel-4711";
  const TomlFile file("smtp.user = \"u\"\nsmtp.password = \"" + canary +
                      "\"\ndatabase_url = \"postgres://k:" + canary + "@db/k\"\n");
  const Config config = load_config({file.path(), {}, {}});
  for (const auto& setting : settings()) {
    CHECK(setting_value(config, setting.name).find(canary) == std::string::npos);
  }
  CHECK(setting_value(config, "smtp.password") == "(set)");
  for (const auto& problem :
       problems_of("smtp.password = [\"" + canary + "\"]\ndatabase_url = \"mysql://k:" + canary +
                   "@db/k\"\n")) {
    CHECK(problem.text().find(canary) == std::string::npos);
  }
}

TEST_CASE("config: a named file must exist; unknown variables are told, not fatal") {
  CHECK_THROWS_AS(load_config({"/no/such/kontor.toml", {}, {}}), ConfigError);
  const TomlFile file("");
  const Config config = load_config(
      {file.path(), {{"KONTOR_LISTEN_PROT", "1"}, {"KONTOR_TEST_X", "1"}, {"PATH", "/"}}, {}});
  REQUIRE(config.warnings.size() == 1);
  CHECK(config.warnings[0] ==
        "The variable KONTOR_LISTEN_PROT is unknown and ignored; "
        "did you mean KONTOR_LISTEN_PORT?");
  CHECK(load_config({std::nullopt, {{"KONTOR_CONFIG", file.path().string()}}, {}}).listen_port ==
        8080);
}
