#include "kernel/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <cctype>
#include <chrono>
#include <cmath>
#include <ctime>
#include <memory>
#include <utility>

namespace kontor {
namespace {

thread_local std::string request_id;

std::atomic<LogFormat> current_format{LogFormat::human};

spdlog::logger& logger() {
  // Standard error, one locked write per line; spdlog does levels and locking, we do the line.
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("kontor",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->flush_on(spdlog::level::warn);
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string_view level_name(LogLevel level) {
  constexpr std::array<std::string_view, 4> kNames{"debug", "info", "warn", "error"};
  return kNames.at(static_cast<std::size_t>(level));
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool is_secret_name(std::string_view name) {
  static constexpr std::array<std::string_view, 10> kWords{
      "password", "passwd",  "secret", "token", "authorization",
      "cookie",   "api_key", "apikey", "csrf",  "private_key"};
  const std::string lower = lower_ascii(name);
  for (const auto word : kWords) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

bool ends_word(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0 || c == '"' || c == '\'' || c == '<' ||
         c == '>' || c == ',' || c == ';' || c == '&' || c == ')';
}

constexpr std::string_view kHidden = "[hidden]";

// "postgres://kontor:pa55@host" -> "postgres://kontor:[hidden]@host".
void hide_url_passwords(std::string& text) {
  std::size_t at = 0;
  while ((at = text.find("://", at)) != std::string::npos) {
    at += 3;
    std::size_t end = at;
    while (end < text.size() && !ends_word(text[end]) && text[end] != '/') ++end;
    // A password may hold '@' itself; the last one before the path is the separator.
    const std::size_t sign = text.substr(at, end - at).rfind('@');
    if (sign == std::string::npos) continue;
    const std::size_t colon = text.find(':', at);
    if (colon == std::string::npos || colon > at + sign) continue;
    text.replace(colon + 1, at + sign - colon - 1, kHidden);
  }
}

// "password=...", "token: ...", "Bearer ..." and "/password-resets/<token>".
void hide_after_marks(std::string& text) {
  static constexpr std::array<std::string_view, 9> kMarks{
      "password=",      "password: ", "passwd=",           "token=",
      "secret=",        "bearer ",    "/password-resets/", "/email-confirmations/",
      "kontor_session="};
  for (const auto mark : kMarks) {
    std::string lower = lower_ascii(text);
    std::size_t at = 0;
    while ((at = lower.find(mark, at)) != std::string::npos) {
      at += mark.size();
      std::size_t end = at;
      while (end < text.size() && !ends_word(text[end]) && text[end] != '/') ++end;
      if (end == at || text.compare(at, end - at, kHidden) == 0) continue;
      text.replace(at, end - at, kHidden);
      lower.replace(at, end - at, kHidden);
      at += kHidden.size();
    }
  }
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          constexpr std::string_view kDigits = "0123456789abcdef";
          const auto byte = static_cast<unsigned char>(c);
          out += "\\u00";
          out += kDigits[byte >> 4U];
          out += kDigits[byte & 15U];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

std::string timestamp(std::int64_t now_ms) {
  const std::time_t seconds = now_ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const std::string millis = std::to_string(1000 + now_ms % 1000).substr(1);
  return std::string(text.data(), length) + "." + millis + "Z";
}

std::string number_text(double value) {
  if (!std::isfinite(value)) return "null";
  return fmt::format("{:.6g}", value);
}

void append_value(std::string& out, LogFormat format, const LogField& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    const std::string safe = is_secret_name(field.key) ? std::string(kHidden) : redacted(*text);
    const bool bare = format == LogFormat::human && !safe.empty() &&
                      safe.find_first_of(" \"\\\n\r\t=") == std::string::npos;
    if (bare) {
      out += safe;
    } else {
      append_json_string(out, safe);
    }
  } else if (const auto* flag = std::get_if<bool>(&field.value)) {
    out += *flag ? "true" : "false";
  } else if (const auto* real = std::get_if<double>(&field.value)) {
    out += number_text(*real);
  } else {
    out += std::to_string(std::get<std::int64_t>(field.value));
  }
}

}  // namespace

std::string redacted(std::string_view text) {
  std::string out(text);
  hide_url_passwords(out);
  hide_after_marks(out);
  return out;
}

std::string log_line(LogFormat format, LogLevel level, std::int64_t now_ms, std::string_view event,
                     LogFields fields) {
  std::string out;
  if (format == LogFormat::human) {
    out = timestamp(now_ms).substr(11, 12);
    out += ' ';
    const std::string_view name = level_name(level);
    out += name;
    out.append(6 - name.size(), ' ');
    out += event;
    if (!request_id.empty()) out += " request_id=" + request_id;
    for (const auto& field : fields) {
      out += ' ';
      out += field.key;
      out += '=';
      append_value(out, format, field);
    }
    return out;
  }
  out = "{\"at\":\"" + timestamp(now_ms) + "\",\"level\":\"";
  out += level_name(level);
  out += "\",\"event\":";
  append_json_string(out, event);
  if (!request_id.empty()) {
    out += ",\"request_id\":";
    append_json_string(out, request_id);
  }
  for (const auto& field : fields) {
    out += ',';
    append_json_string(out, field.key);
    out += ':';
    append_value(out, format, field);
  }
  return out + "}";
}

void log_setup(LogLevel level, LogFormat format) {
  current_format = format;
  logger().set_level(spdlog_level(level));
}

void log_setup(std::string_view level, std::string_view format) {
  LogLevel parsed = LogLevel::info;
  if (level == "debug") parsed = LogLevel::debug;
  if (level == "warn") parsed = LogLevel::warn;
  if (level == "error") parsed = LogLevel::error;
  log_setup(parsed, format == "json" ? LogFormat::json : LogFormat::human);
}

void log_flush() { logger().flush(); }

void log_event(LogLevel level, std::string_view event, LogFields fields) {
  auto& out = logger();
  if (!out.should_log(spdlog_level(level))) return;
  using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::system_clock;
  const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  out.log(spdlog_level(level),
          spdlog::string_view_t(log_line(current_format.load(), level, now, event, fields)));
}

LogRequest::LogRequest(std::string id) : before_(std::exchange(request_id, std::move(id))) {}
LogRequest::~LogRequest() { request_id = std::move(before_); }

const std::string& current_request_id() { return request_id; }

}  // namespace kontor
