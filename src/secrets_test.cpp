// Secrets at rest. `kontor serve` runs as a process of its own with planted secrets in its
// settings; people set it up, sign in, make a key, follow links, and put secrets where they do not
// belong. Then everything that outlives the process is searched: what it wrote to standard output
// and error at level debug, its data folder, a backup, each row on PostgreSQL; and what it shows to
// everybody. Nowhere may a secret stand, in any form: not as text, as hex, as base64 or as bytes.

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sstream>

#include <boost/json/parse.hpp>

#include "backup.hpp"
#include "kernel/crypto.hpp"
#include "kernel/log.hpp"
#include "serve.hpp"
#include "support/raw_client.hpp"
#include "support/smtp_peer.hpp"
#include "support/test_database.hpp"

namespace kontor {
namespace {

namespace fs = std::filesystem;
using Texts = std::map<std::string, std::string>;

const char* const kMailPassword = "kanari-mailpasswort";
const char* const kDatabasePassword = "kanari-datenbankpasswort";
const char* const kFirstPassword = "kanari-erstes-passwort";
const char* const kLinkPassword = "kanari-passwort-durch-link";
const char* const kNewPassword = "kanari-neues-passwort";
const char* const kWrongPassword = "kanari-falsches-passwort";

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::string hex_of(std::string_view bytes) {
  std::string hex;
  for (const unsigned char byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

/// `kontor serve` in a child process; both its outputs go to files.
class Server {
 public:
  Server(const Config& config, const fs::path& folder) : folder_(folder) {
    pid_ = fork();
    if (pid_ == 0) run(config);
    const bool up =
        test::eventually([&] { return output().find("stops it") != std::string::npos; });
    REQUIRE_MESSAGE(up, read_file(folder_ / "stderr"));
    const std::string greeting = output();
    const auto at = greeting.find("127.0.0.1:") + 10;
    port_ = static_cast<std::uint16_t>(std::stoi(greeting.substr(at)));
    const auto code = greeting.find("give this code: ") + 16;
    setup_code = greeting.substr(code, greeting.find('\n', code) - code);
  }
  ~Server() {
    if (pid_ > 0) kill(pid_, SIGKILL);
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Ends it as an administrator does.
  void stop() {
    kill(pid_, SIGTERM);
    int status = 0;
    waitpid(std::exchange(pid_, -1), &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
  std::string output() const { return read_file(folder_ / "stdout"); }

  struct Answer {
    int status = 0;
    std::string head;
    std::string body;
  };
  /// `headers` end with "\r\n" each.
  Answer ask(const std::string& method, const std::string& path, const std::string& body = {},
             const std::string& headers = {}) const {
    test::RawClient client(port_);
    client.send(method + " " + path + " HTTP/1.1\r\nHost: kontor\r\nConnection: close\r\n" +
                (body.empty() ? "" : "Content-Type: application/json\r\n") +
                "Content-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" +
                body);
    std::string all;
    bool closed = false;
    for (int tries = 0; tries < 20 && !closed; ++tries) all += client.read_to_end(&closed);
    REQUIRE(all.size() > 12);
    const auto end = all.find("\r\n\r\n");
    return {std::stoi(all.substr(9, 3)), all.substr(0, end), all.substr(end + 4)};
  }

  std::string setup_code;

 private:
  [[noreturn]] void run(const Config& config) {
    for (const auto& [name, number] : {std::pair{"stdout", 1}, std::pair{"stderr", 2}}) {
      const int file = open((folder_ / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      dup2(file, number);
    }
    int code = 1;
    try {
      log_setup(LogLevel::debug, LogFormat::json);
      std::ofstream out(folder_ / "stdout");
      code = serve(config, out);
    } catch (const std::exception& error) {
      log_error("serve", {{"error", error.what()}});
    }
    log_flush();
    _exit(code);
  }

  fs::path folder_;
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

/// The installation, its secrets as they come up, and where they are searched.
class Story {
 public:
  explicit Story(const std::string& database_url);

  void live();
  void search();

 private:
  using Answer = Server::Answer;
  void set_up();
  void make_key();
  void follow_links();
  void misplace();
  Answer as_admin(const std::string& method, const std::string& path, const std::string& body) {
    const std::string headers = "Cookie: kontor_session=" + secrets_.at("session") +
                                "\r\nX-CSRF-Token: " + secrets_.at("csrf") + "\r\n";
    return server_.ask(method, "/api/v1" + path, body, headers);
  }
  std::string token_from_mail(std::size_t number);
  Texts places();
  Texts rows() const;
  static Config config_for(const std::string& url, const test::SmtpPeer& peer,
                           const fs::path& folder);

  test::SmtpPeer peer_{"starttls-auth"};
  test::FreshFolder folder_;
  Config config_;
  Server server_;
  Texts secrets_;
  Texts shown_;
};

Config Story::config_for(const std::string& url, const test::SmtpPeer& peer,
                         const fs::path& folder) {
  Config config;
  config.listen_port = 0;
  config.data_dir = folder / "data";
  config.secret_key_file = folder / "secret.key";
  if (!url.starts_with("sqlite:")) {
    config.database_url = url + " password=" + kDatabasePassword;
    config.database_connections = 4;
  }
  config.smtp_url = peer.url();
  config.smtp_user = "kontor";
  config.smtp_password = kMailPassword;
  config.smtp_ca_file = peer.ca_file();
  config.workers = 1;
  return config;
}

Story::Story(const std::string& database_url)
    : config_(config_for(database_url, peer_, folder_.path())), server_(config_, folder_.path()) {
  secrets_ = {{"smtp.password", kMailPassword},       {"database_url", kDatabasePassword},
              {"the first password", kFirstPassword}, {"a password by link", kLinkPassword},
              {"a changed password", kNewPassword},   {"a wrong password", kWrongPassword},
              {"the key file", read_file(config_.secret_key_file).substr(0, 64)}};
}

void Story::set_up() {
  const auto answer = server_.ask(
      "POST", "/api/v1/setup",
      R"({"code": ")" + server_.setup_code + R"(", "company": "rotkehlchen", "city": "Bremen",
          "country": "DE", "currency": "EUR", "locale": "de", "time_zone": "Europe/Berlin",
          "email": "miriam@kontor.example", "name": "Miriam", "password": ")" +
          kFirstPassword + "\"}");
  REQUIRE_MESSAGE(answer.status < 300, answer.body);
  const auto at = answer.head.find("kontor_session=") + 15;
  secrets_["session"] = answer.head.substr(at, answer.head.find(';', at) - at);
  secrets_["csrf"] = boost::json::parse(answer.body).at("csrf_token").as_string().c_str();
}

void Story::make_key() {
  const auto answer = as_admin("POST", "/api-keys", R"({"name": "shop", "scopes": ["read"]})");
  REQUIRE_MESSAGE(answer.status == 201, answer.body);
  secrets_["an API key"] = boost::json::parse(answer.body).at("token").as_string().c_str();
}

std::string Story::token_from_mail(std::size_t number) {
  REQUIRE(test::eventually([&] { return peer_.received().size() > number; }));
  std::string text = peer_.received().at(number).data;
  for (const char* end : {"=\r\n", "=\n"}) {
    for (auto at = text.find(end); at != text.npos; at = text.find(end)) {
      text.erase(at, std::string_view(end).size());
    }
  }
  const auto at = text.find("/password/") + 10;
  return text.substr(at, text.find_first_of("\r\n", at) - at);
}

void Story::follow_links() {
  const auto session = boost::json::parse(as_admin("GET", "/session", "").body);
  const std::string root = session.at("acting_account_id").as_string().c_str();
  const auto invited = as_admin("POST", "/accounts/" + root + "/memberships",
                                R"({"email": "anna@kontor.example", "role": "sales"})");
  REQUIRE_MESSAGE(invited.status < 300, invited.body);
  const std::string invitation = secrets_["an invitation"] = token_from_mail(0);
  REQUIRE(server_.ask("GET", "/api/v1/password-resets/" + invitation).status == 200);
  const auto set = server_.ask("POST", "/api/v1/password-resets/" + invitation,
                               std::string(R"({"password": ")") + kLinkPassword + "\"}",
                               "Idempotency-Key: set-once\r\n");
  REQUIRE_MESSAGE(set.status == 204, set.body);
  server_.ask("POST", "/api/v1/password-resets", R"({"email": "anna@kontor.example"})");
  // This one stays alive.
  secrets_["a reset link"] = token_from_mail(1);
  REQUIRE(server_.ask("GET", "/api/v1/password-resets/" + secrets_["a reset link"]).status == 200);
  const auto changed = as_admin("POST", "/me/password",
                                std::string(R"({"current_password": ")") + kFirstPassword +
                                    R"(", "new_password": ")" + kNewPassword + "\"}");
  REQUIRE_MESSAGE(changed.status == 204, changed.body);
}

/// Where people and programs put them by mistake.
void Story::misplace() {
  const std::string wrong = std::string(R"({"email": "miriam@kontor.example", "password": ")") +
                            kWrongPassword + "\"}";
  CHECK(server_.ask("POST", "/api/v1/session", wrong).status == 401);
  CHECK(server_.ask("POST", "/api/v1/session", wrong.substr(0, wrong.size() - 1)).status >= 400);
  server_.ask("POST", "/api/v1/session",
              std::string(R"({"pass": ")") + kWrongPassword + "\"}");
  const std::string& key = secrets_.at("an API key");
  server_.ask("GET", "/api/v1/orders?token=" + key);
  server_.ask("GET", "/api/v1/orders?q=" + key, "", "Authorization: Bearer " + key + "\r\n");
  server_.ask("GET", "/api/v1/nowhere/" + secrets_.at("a reset link"));
  server_.ask("GET", "/api/v1/orders", "", "Authorization: Bearer " + key + "x\r\n");
  const std::string cookie = "Cookie: kontor_session=" + secrets_.at("session") + "\r\n";
  server_.ask("PUT", "/api/v1/session", "", cookie);
}

void Story::live() {
  set_up();
  make_key();
  follow_links();
  misplace();
  for (const char* path : {"/metrics", "/api/v1/openapi.json", "/api/v1/setup", "/"}) {
    shown_[path] = server_.ask("GET", path).body;
  }
  make_backup(config_, folder_.path() / "backup");
  // While it runs the write-ahead log holds what the file does not hold yet.
  for (const char* name : {"kontor.db", "kontor.db-wal"}) {
    shown_[std::string("while it runs: ") + name] = read_file(config_.data_dir / name);
  }
  server_.stop();
}

/// Each row of each table, as a superuser sees it.
Texts Story::rows() const {
  Texts rows;
  if (config_.database_url.empty()) return rows;
  SystemClock clock;
  SystemRandom random;
  DatabaseConfig admin;
  const auto name = config_.database_url.find("dbname=", config_.database_url.find("dbname=") + 1);
  admin.url = std::string(std::getenv("KONTOR_POSTGRES_ADMIN")) + " " +
              config_.database_url.substr(name, config_.database_url.find(' ', name) - name);
  admin.connections = 1;
  Database database(admin, clock, random);
  database.read_wait(TenantId{}, [&](Tx& tx) {
    for (const auto table : tx.query("SELECT relname::text FROM pg_class WHERE relkind = 'r' AND "
                                     "relnamespace = 'public'::regnamespace")) {
      const auto table_name = table.get<std::string>(0);
      std::string& text = rows["table " + table_name];
      for (const auto row : tx.query("SELECT t::text FROM " + table_name + " t")) {
        text += row.get<std::string>(0) + "\n";
      }
    }
  });
  return rows;
}

Texts Story::places() {
  Texts texts = shown_;
  texts.merge(rows());
  for (const char* folder : {"data", "backup"}) {
    if (!fs::exists(folder_.path() / folder)) continue;  // on PostgreSQL without a file
    for (const auto& file : fs::recursive_directory_iterator(folder_.path() / folder)) {
      if (file.is_regular_file()) texts[file.path().string()] = read_file(file.path());
    }
  }
  texts["the log"] = read_file(folder_.path() / "stderr");
  texts["standard output"] = server_.output();
  return texts;
}

/// As it could have been written down. Of a token only its secret part counts.
std::vector<std::string> forms_of(const std::string& secret) {
  const auto key = secret.starts_with("kk_") ? secret.substr(3) : secret;
  std::vector<std::string> forms;
  if (const auto token = Token::parse(key)) {
    const std::string bytes(token->secret.begin(), token->secret.end());
    forms = {key.substr(key.find('.') + 1), bytes, hex_of(bytes)};
  } else {
    forms = {secret};
  }
  forms.push_back(hex_of(forms.front()));
  const auto& text = forms.front();
  std::string base64 = to_base64url(
      std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size() / 3 * 3));
  forms.push_back(base64);
  std::ranges::replace(base64, '-', '+');
  std::ranges::replace(base64, '_', '/');
  forms.push_back(base64);
  return forms;
}

void Story::search() {
  const Texts texts = places();
  const auto found = [&](const std::string& what, const std::string& where) {
    return std::ranges::any_of(texts, [&](const auto& text) {
      return text.first.find(where) != std::string::npos &&
             text.second.find(what) != std::string::npos;
    });
  };
  // Teeth: what is no secret is found in each of them, hashes of secrets included.
  const bool sqlite = config_.database_url.empty();
  const Digest hash = Token::parse(secrets_.at("session"))->hash();
  const std::string bytes(hash.begin(), hash.end());
  CHECK(found("rotkehlchen", "backup/kontor.db"));
  CHECK(found("rotkehlchen", sqlite ? "data/kontor.db" : "table tenants"));
  CHECK(found(sqlite ? bytes : hex_of(bytes), sqlite ? "data/kontor.db" : "table sessions"));
  CHECK(found("/password-resets/[hidden]", "the log"));
  CHECK(found("login_failed", "the log"));
  CHECK(found("kontor_http", "/metrics"));
  for (const auto& [name, secret] : secrets_) {
    REQUIRE_MESSAGE(secret.size() >= 16, name);
    for (const auto& form : forms_of(secret)) {
      for (const auto& [where, text] : texts) {
        CHECK_MESSAGE(text.find(form) == std::string::npos, name, " stands in ", where);
      }
    }
  }
}

}  // namespace

TEST_CASE("secrets: none stands in clear in log, database, files, backup or what everybody sees") {
  test::on_each_engine([](test::DatabaseMaker& maker) {
    const test::FreshDatabase fresh(maker);
    Story story(fresh.url());
    story.live();
    story.search();
  });
}

}  // namespace kontor
