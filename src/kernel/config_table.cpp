#include "kernel/config_table.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "kernel/mail.hpp"
#include "kernel/text.hpp"
#include "kernel/texts.hpp"

namespace kontor {
namespace {

std::optional<std::int64_t> whole_number(const RawSetting& raw) {
  if (const auto* number = std::get_if<std::int64_t>(&raw)) return *number;
  const auto* text = std::get_if<std::string>(&raw);
  if (text == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return number;
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "" : ", ") + item;
  return out;
}

using Check = std::function<bool(std::string&)>;  // may tidy the value

BoundSetting text_setting(Setting setting, std::string Config::*member, std::string expected = "",
                          Check check = {}) {
  auto set = [=](Config& config, const RawSetting& raw) -> std::optional<std::string> {
    const auto* text = std::get_if<std::string>(&raw);
    if (text == nullptr) return expected.empty() ? "text in quotes" : expected;
    std::string value = *text;
    if (!is_valid_utf8(value)) return "UTF-8 text";
    if (check && !value.empty() && !check(value)) return expected;
    config.*member = std::move(value);
    return std::nullopt;
  };
  return {setting, set, [member](const Config& config) { return config.*member; }};
}

BoundSetting path_setting(Setting setting, std::filesystem::path Config::*member) {
  auto set = [=](Config& config, const RawSetting& raw) -> std::optional<std::string> {
    const auto* text = std::get_if<std::string>(&raw);
    if (text == nullptr) return "a path in quotes";
    config.*member = *text;
    return std::nullopt;
  };
  return {setting, set, [member](const Config& config) { return (config.*member).string(); }};
}

BoundSetting number_setting(Setting setting, std::int64_t Config::*member, std::int64_t least,
                            std::int64_t most) {
  auto set = [=](Config& config, const RawSetting& raw) -> std::optional<std::string> {
    const auto number = whole_number(raw);
    if (!number || *number < least || *number > most) {
      return "a whole number " + std::string(setting.range);
    }
    config.*member = *number;
    return std::nullopt;
  };
  return {setting, set, [member](const Config& config) { return std::to_string(config.*member); }};
}

BoundSetting choice_setting(Setting setting, std::string Config::*member) {
  auto set = [=](Config& config, const RawSetting& raw) -> std::optional<std::string> {
    const auto* text = std::get_if<std::string>(&raw);
    std::string_view rest = setting.range;
    while (text != nullptr && !rest.empty()) {
      const auto comma = rest.find(", ");
      if (rest.substr(0, comma) == *text) {
        config.*member = *text;
        return std::nullopt;
      }
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 2);
    }
    return "one of " + std::string(setting.range);
  };
  return {setting, set, [member](const Config& config) { return config.*member; }};
}

BoundSetting boolean_setting(Setting setting, bool Config::*member) {
  auto set = [=](Config& config, const RawSetting& raw) -> std::optional<std::string> {
    if (const auto* flag = std::get_if<bool>(&raw)) {
      config.*member = *flag;
      return std::nullopt;
    }
    const auto* text = std::get_if<std::string>(&raw);
    const bool yes = text != nullptr && (*text == "true" || *text == "1" || *text == "yes");
    const bool no = text != nullptr && (*text == "false" || *text == "0" || *text == "no");
    if (!yes && !no) return "true or false";
    config.*member = yes;
    return std::nullopt;
  };
  return {setting, set,
          [member](const Config& config) { return config.*member ? "true" : "false"; }};
}

bool is_network(const std::string& text) {
  const auto slash = text.find('/');
  const std::string address = text.substr(0, slash);
  std::array<unsigned char, 16> bytes{};
  int bits = 0;
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) bits = 32;
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) bits = 128;
  if (bits == 0) return false;
  if (slash == std::string::npos) return true;
  const auto prefix = whole_number(text.substr(slash + 1));
  return prefix && *prefix >= 0 && *prefix <= bits;
}

BoundSetting networks_setting(Setting setting, std::vector<std::string> Config::*member) {
  auto set = [=](Config& config, const RawSetting& raw) -> std::optional<std::string> {
    std::vector<std::string> items;
    if (const auto* list = std::get_if<std::vector<std::string>>(&raw)) items = *list;
    if (const auto* text = std::get_if<std::string>(&raw)) {
      std::string_view rest = *text;
      while (!rest.empty()) {
        const auto comma = rest.find(',');
        if (auto item = trimmed(rest.substr(0, comma)); !item.empty()) items.push_back(item);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      }
    }
    const bool is_list = std::holds_alternative<std::string>(raw) ||
                         std::holds_alternative<std::vector<std::string>>(raw);
    if (!is_list || !std::all_of(items.begin(), items.end(), is_network)) {
      return "a list of addresses or networks, such as [\"127.0.0.1\", \"10.0.0.0/8\"]";
    }
    config.*member = std::move(items);
    return std::nullopt;
  };
  return {setting, set, [member](const Config& config) { return joined(config.*member); }};
}

bool is_plain_url(const std::string& url, std::initializer_list<std::string_view> schemes) {
  for (const auto scheme : schemes) {
    if (!url.starts_with(scheme)) continue;
    const std::string rest = url.substr(scheme.size());
    return !rest.empty() && rest.front() != '/' && rest.front() != ':' &&
           rest.find_first_of(" \t\r\n\"'<>?#@") == std::string::npos;
  }
  return false;
}

bool check_public_url(std::string& url) {
  while (url.ends_with('/')) url.pop_back();
  return is_plain_url(url, {"http://", "https://"});
}

bool check_smtp_url(std::string& url) {
  while (url.ends_with('/')) url.pop_back();
  if (!is_plain_url(url, {"smtp://", "smtps://"})) return false;
  return url.find('/', url.find("://") + 3) == std::string::npos;
}

bool check_database_url(std::string& url) {
  return (url.starts_with("sqlite:") && url.size() > 7) || url.starts_with("postgres://") ||
         url.starts_with("postgresql://") ||
         (url.find(':') == std::string::npos && url.find('=') != std::string::npos);
}

bool check_address(std::string& address) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, address.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
}

std::vector<BoundSetting> server_settings() {
  using enum SettingType;
  return {
      text_setting({"listen.address", text, "127.0.0.1", "", "Address to listen on."},
                   &Config::listen_address, "an IPv4 or IPv6 address", check_address),
      number_setting(
          {"listen.port", number, "8080", "0..65535", "Port to listen on; 0 takes a free one."},
          &Config::listen_port, 0, 65'535),
      text_setting({"public_url", text, "http://127.0.0.1:8080", "http(s)://host[:port][/path]",
                    "Address under which users reach Kontor; stands in mails and links."},
                   &Config::public_url, "http:// or https:// with a host, without ? and #",
                   check_public_url),
      path_setting({"data_dir", path, "data", "",
                    "Folder for the embedded database, files and the secret key."},
                   &Config::data_dir),
      text_setting({"database_url", text, "sqlite:data/kontor.db", "",
                    "sqlite:<path> or a PostgreSQL address (postgres://... or host=...)."},
                   &Config::database_url, "sqlite:<path>, postgres://... or host=... dbname=...",
                   check_database_url),
      number_setting({"database_connections", number, "8", "1..200",
                      "PostgreSQL connections that are kept open."},
                     &Config::database_connections, 1, 200),
      number_setting({"ballast_mib", number, "64", "0..65536",
                      "Room kept beside the SQLite database for a full disk, in MiB; 0: none."},
                     &Config::ballast_mib, 0, 65536),
      path_setting({"secret_key_file", path, "data/secret.key", "",
                    "Key that seals secrets in the database; made at the first start."},
                   &Config::secret_key_file),
      number_setting({"workers", number, "0", "0..256", "Request threads; 0 means one per core."},
                     &Config::workers, 0, 256),
      networks_setting({"trusted_proxies", list, "", "",
                        "Reverse proxies whose X-Forwarded-For and -Proto are believed."},
                       &Config::trusted_proxies),
      text_setting(
          {"time_zone", text, "Europe/Berlin", "IANA name", "Time zone of a new installation."},
          &Config::time_zone, "a time zone such as Europe/Berlin",
          [](std::string& zone) { return is_time_zone(zone); }),
      boolean_setting({"demo", boolean, "false", "true, false",
                       "Demo installation: links of account mails can be read in the outbox."},
                      &Config::demo),
  };
}

std::vector<BoundSetting> mail_and_log_settings() {
  using enum SettingType;
  return {
      text_setting({"smtp.url", text, "", "smtp(s)://host:port",
                    "Mail server. Without it mails rest in the outbox."},
                   &Config::smtp_url, "smtp://host:port or smtps://host:port", check_smtp_url),
      text_setting({"smtp.user", text, "", "", "Login at the mail server, if it wants one."},
                   &Config::smtp_user),
      text_setting({"smtp.password", secret, "", "", "Password for it."}, &Config::smtp_password),
      choice_setting({"smtp.tls", choice, "starttls", "none, starttls, tls",
                      "Encryption; smtps:// always means tls."},
                     &Config::smtp_tls),
      path_setting({"smtp.ca_file", path, "", "", "Certificates to trust instead of the system's."},
                   &Config::smtp_ca_file),
      text_setting({"smtp.from", text, "", "", "Sender: \"Name <orders@example.com>\"."},
                   &Config::smtp_from, "one mail address, with or without a name",
                   [](std::string& from) { return parse_mail_address(from).has_value(); }),
      number_setting({"smtp.timeout_ms", number, "30000", "100..600000",
                      "Longest time to hand over one mail."},
                     &Config::smtp_timeout_ms, 100, 600'000),
      choice_setting({"log.level", choice, "info", "debug, info, warn, error",
                      "Least important events that are logged."},
                     &Config::log_level),
      choice_setting({"log.format", choice, "human", "human, json", "One line per event."},
                     &Config::log_format),
  };
}

std::vector<BoundSetting> limit_settings() {
  using enum SettingType;
  return {
      number_setting({"limits.body_bytes", number, "1048576", "1024..104857600",
                      "Largest request body except uploads."},
                     &Config::body_bytes, 1'024, 104'857'600),
      number_setting(
          {"limits.upload_bytes", number, "52428800", "1024..1073741824", "Largest uploaded file."},
          &Config::upload_bytes, 1'024, 1'073'741'824),
      number_setting({"limits.file_bytes", number, "26214400", "1024..104857600",
                      "Largest file of an order; never more than limits.upload_bytes."},
                     &Config::file_bytes, 1'024, 104'857'600),
      number_setting({"limits.connections", number, "10000", "10..1000000",
                      "Open HTTP connections; more are turned away."},
                     &Config::connections, 10, 1'000'000),
      number_setting({"limits.connections_per_address", number, "500", "1..1000000",
                      "Open HTTP connections of one client; trusted proxies are not counted."},
                     &Config::connections_per_address, 1, 1'000'000),
      number_setting({"limits.request_timeout_ms", number, "30000", "1000..600000",
                      "Longest time for one request."},
                     &Config::request_timeout_ms, 1'000, 600'000),
      number_setting({"limits.requests_per_minute", number, "1200", "0..1000000",
                      "API requests of one session or API key; then 429. 0: any number."},
                     &Config::requests_per_minute, 0, 1'000'000),
      number_setting({"limits.requests_per_minute_per_address", number, "12000", "0..1000000",
                      "API requests from one address; then 429. 0: any number."},
                     &Config::requests_per_minute_per_address, 0, 1'000'000),
  };
}

}  // namespace

const std::vector<BoundSetting>& bound_settings() {
  static const std::vector<BoundSetting> all = [] {
    std::vector<BoundSetting> list = server_settings();
    for (auto& setting : mail_and_log_settings()) list.push_back(std::move(setting));
    for (auto& setting : limit_settings()) list.push_back(std::move(setting));
    return list;
  }();
  return all;
}

const BoundSetting* find_bound_setting(std::string_view name) {
  for (const auto& bound : bound_settings()) {
    if (bound.setting.name == name) return &bound;
  }
  return nullptr;
}

}  // namespace kontor
