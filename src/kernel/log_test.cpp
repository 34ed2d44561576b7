#include "kernel/log.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <limits>

#include "kernel/metrics.hpp"

using namespace kontor;

namespace {

constexpr std::int64_t kNow = 1'795'269'845'123;  // 2026-11-21T14:04:05.123Z

std::string json_line(LogFields fields) {
  return log_line(LogFormat::json, LogLevel::info, kNow, "test.event", fields);
}

}  // namespace

TEST_CASE("log: a JSON line is JSON, whatever is in the fields") {
  const auto line = json_line({{"text", "a\"b\\c\nd\x01"},
                               {"number", 42},
                               {"big", std::numeric_limits<std::int64_t>::min()},
                               {"flag", true},
                               {"seconds", 0.25},
                               {"infinite", std::numeric_limits<double>::infinity()}});
  CHECK(line.find('\n') == std::string::npos);
  const auto parsed = boost::json::parse(line).as_object();
  CHECK(parsed.at("at") == "2026-11-21T14:04:05.123Z");
  CHECK(parsed.at("level") == "info");
  CHECK(parsed.at("event") == "test.event");
  CHECK(parsed.at("text") == "a\"b\\c\nd\x01");
  CHECK(parsed.at("number") == 42);
  CHECK(parsed.at("big") == std::numeric_limits<std::int64_t>::min());
  CHECK(parsed.at("flag") == true);
  CHECK(parsed.at("seconds") == 0.25);
  CHECK(parsed.at("infinite").is_null());
}

TEST_CASE("log: a line for people keeps one event on one line") {
  CHECK(log_line(LogFormat::human, LogLevel::warn, kNow, "mail.failed",
                 {{"to", "anna@example.com"}, {"reason", "no\nsuch user"}, {"empty", ""}}) ==
        "14:04:05.123 warn  mail.failed to=anna@example.com reason=\"no\\nsuch user\" empty=\"\"");
}

TEST_CASE("log: events carry the request id of their thread while it is set") {
  {
    const LogRequest outer("req-1");
    CHECK(json_line({}).find("\"request_id\":\"req-1\"") != std::string::npos);
    {
      const LogRequest inner("req-2");
      CHECK(current_request_id() == "req-2");
    }
    CHECK(current_request_id() == "req-1");
  }
  CHECK(json_line({}).find("request_id") == std::string::npos);
}

TEST_CASE("log: planted secrets never show, by field name or by form") {
  const std::string canary = "kanarienvogel-4711";
  const std::string lines =
      json_line({{"password", canary},
                 {"new_password", canary},
                 {"smtp_password", canary},
                 {"Authorization", canary},
                 {"Set-Cookie", canary},
                 {"session_token", canary},
                 {"api_key", canary},
                 {"X-CSRF-Token", canary},
                 {"client_secret", canary}}) +
      json_line({{"url", "postgres://kontor:" + canary + "@db.example/kontor"},
                 {"odd", "smtp://me:" + canary + "@x@mail.example:587 refused"},
                 {"dsn", "host=db user=kontor password=" + canary + " dbname=k"},
                 {"header", "Authorization: Bearer " + canary},
                 {"path", "/api/v1/password-resets/nord." + canary},
                 {"cookie_line", "kontor_session=" + canary + "; a=b"},
                 {"query", "/x?token=" + canary + "&a=1"}});
  CHECK(lines.find(canary) == std::string::npos);
  CHECK(lines.find("db.example/kontor") != std::string::npos);
  CHECK(lines.find("mail.example:587") != std::string::npos);
  CHECK(redacted("https://example.com/a?b=c:d@e") == "https://example.com/a?b=c:d@e");
}

TEST_CASE("metrics: what was counted stands in the text") {
  Metrics metrics;
  metrics.http_request("GET", "/orders/{id}", 200, 0.003);
  metrics.http_request("GET", "/orders/{id}", 200, 0.2);
  metrics.db_transaction("write", "done", 0.001);
  metrics.job("mail", "retried", 0.1);
  metrics.mail("sent", 0.1);
  metrics.gauge("kontor_test_depth", "Depth.", [] { return 3.0; });
  const std::string text = metrics.text();
  CHECK(text.find("kontor_http_requests_total{method=\"GET\",route=\"/orders/{id}\","
                  "status=\"200\"} 2") != std::string::npos);
  CHECK(text.find("kontor_http_request_seconds_bucket{method=\"GET\",route=\"/orders/{id}\","
                  "le=\"0.005\"} 1") != std::string::npos);
  CHECK(text.find("kontor_jobs_total{outcome=\"retried\",queue=\"mail\"} 1") != std::string::npos);
  CHECK(text.find("kontor_test_depth 3") != std::string::npos);
}
