// Structured log: one event per line, as JSON or for people. An event has a name
// ("http.request"), a level and fields. Secrets never get in: fields whose name says secret are
// replaced, and so are passwords inside URLs and bearer tokens anywhere in a text.
// Every function may be called from every thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace kontor {

enum class LogLevel { debug, info, warn, error };
enum class LogFormat { human, json };

// Before setup, the level is info and the format human; output goes to standard error.
void log_setup(LogLevel level, LogFormat format);
// The same with the words of the configuration.
void log_setup(std::string_view level, std::string_view format);
void log_flush();

struct LogField {
  using Value = std::variant<std::int64_t, double, bool, std::string_view>;
  std::string_view key;
  Value value;

  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
  LogField(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  LogField(std::string_view k, bool v) : key(k), value(v) {}
  LogField(std::string_view k, double v) : key(k), value(v) {}
  template <class Number>
  requires(std::is_integral_v<Number> && !std::is_same_v<Number, bool>)
      LogField(std::string_view k, Number v)
      : key(k), value(static_cast<std::int64_t>(v)) {}
};
using LogFields = std::initializer_list<LogField>;

void log_event(LogLevel level, std::string_view event, LogFields fields = {});
inline void log_debug(std::string_view event, LogFields fields = {}) {
  log_event(LogLevel::debug, event, fields);
}
inline void log_info(std::string_view event, LogFields fields = {}) {
  log_event(LogLevel::info, event, fields);
}
inline void log_warn(std::string_view event, LogFields fields = {}) {
  log_event(LogLevel::warn, event, fields);
}
inline void log_error(std::string_view event, LogFields fields = {}) {
  log_event(LogLevel::error, event, fields);
}

// While it lives, events of this thread carry the request id. Set it where the work runs, for
// instance around a handler on a worker thread.
class LogRequest {
 public:
  explicit LogRequest(std::string request_id);
  ~LogRequest();
  LogRequest(const LogRequest&) = delete;
  LogRequest& operator=(const LogRequest&) = delete;

 private:
  std::string before_;
};
const std::string& current_request_id();

// The text with URL passwords, bearer tokens and link tokens replaced. What log_event applies.
std::string redacted(std::string_view text);
// The line that log_event would write, without a newline.
std::string log_line(LogFormat format, LogLevel level, std::int64_t now_ms, std::string_view event,
                     LogFields fields);

}  // namespace kontor
