#pragma once
// The world of one scenario: a real program over a real, fresh database, with a clock that stands
// still and the same random numbers each time. Requests go through router and handlers, jobs run
// when the scenario says so.

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "accounts/actor.hpp"
#include "program.hpp"
#include "support/databases.hpp"
#include "support/scenario_check.hpp"

namespace kontor::test {

/// Somebody with a browser: what it keeps from answer to answer.
struct Browser {
  std::string session;  ///< the cookie's value; empty: not logged in
  std::string csrf_token;
  std::string account;  ///< header Kontor-Account
  std::string bearer;   ///< an API key instead of a session
};

struct RequestLine {
  http::Method method = http::Method::get;
  std::string target;
  std::string body;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  bool sends_csrf = true;
  bool sends_if_match = true;  ///< of the entity as it is now, where the route wants it
};

/// 2026-11-21T09:00:00Z, a Saturday.
inline constexpr std::int64_t kScenarioStart_ms = 1'795'251'600'000;

class World {
 public:
  explicit World(DatabaseMaker& databases);
  ~World();

  http::Response request(Browser& browser, const RequestLine& line);

  Program& program() { return *program_; }
  Database& database() { return program_->database(); }
  ManualClock& clock() { return clock_; }
  Variables& variables() { return variables_; }
  /// Refuses names that no "given" made known.
  Browser& browser(const std::string& name);
  void add_browser(const std::string& name, Browser browser) { browsers_[name] = browser; }

  /// The tenant that "given" lines are about. Made when it is first needed.
  const TenantId& tenant();
  void set_tenant(const TenantId& tenant) { tenant_ = tenant; }
  bool has_tenant() const { return !tenant_.is_nil(); }

  /// In a transaction of the tenant.
  template <class F>
  auto write(F fn) {
    return database().write_wait(tenant(), std::move(fn));
  }
  template <class F>
  auto read(F fn) {
    return database().read_wait(tenant(), std::move(fn));
  }
  /// What `kontor verify` finds, as text; empty when all is well.
  std::string broken_invariants();

 private:
  http::Response send(Browser& browser, const RequestLine& line, const std::string& if_match);
  std::string current_version(Browser& browser, const RequestLine& line);
  void remember_versions(const boost::json::value& json);
  void keep_session(Browser& browser, const http::Response& response);

  DatabaseMaker& databases_;
  FreshFolder folder_;
  std::string url_;
  ManualClock clock_{kScenarioStart_ms};
  SeededRandom random_{1};
  std::unique_ptr<Program> program_;
  Variables variables_;
  std::map<std::string, Browser> browsers_;
  std::map<std::string, std::string> seen_versions_;
  TenantId tenant_;
  int request_count_ = 0;
};

/// A "given" line: its words after "given", with variables filled in.
using GivenStep = std::function<void(World&, std::span<const std::string> words)>;
/// By its first word. Each module adds its own in tests/support/scenario_<module>.cpp.
using GivenSteps = std::map<std::string, GivenStep, std::less<>>;
const GivenSteps& given_steps();

/// Every operation of the API with wrong input. Throws ScenarioFailure with all faults.
void run_nonsense(World& world, Browser& browser);

/// Runs one line of a scenario. Throws ScenarioFailure.
void run_line(World& world, const std::string& text);

}  // namespace kontor::test
