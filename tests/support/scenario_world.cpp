#include "support/scenario_world.hpp"

#include <future>

#include "kernel/http_fields.hpp"
#include "kernel/url.hpp"
#include "modules.hpp"
#include "support/scenario.hpp"

namespace kontor::test {
namespace {

Config world_config(const std::string& url, const std::filesystem::path& folder) {
  Config config;
  config.database_url = url;
  config.data_dir = folder;
  config.public_url = "https://kontor.example";
  config.database_connections = 2;
  config.workers = 1;
  return config;
}

SecretBox known_secrets() {
  std::array<std::uint8_t, SecretBox::kKeyBytes> key{};
  key.fill(7);
  return SecretBox(key);
}

/// What the server answers where there is no route.
http::Response unrouted(const http::Router::Match& match, const http::Request& request) {
  if (match.status == 308) return http::Response::redirect(match.location, match.status);
  const std::string_view code = match.status == 405   ? "method_not_allowed"
                                : match.status == 404 ? "not_found"
                                                      : "bad_request";
  return answer_server_refusal({.status = match.status,
                                .code = code,
                                .detail = {},
                                .accept_language = request.headers.get("Accept-Language"),
                                .request_id = request.request_id,
                                .limit = 0});
}

/// The part of a path up to the first id: "/orders/order_01h.../lines/3" -> "/orders/order_01h...".
std::string entity_path(std::string_view target) {
  const auto path = target.substr(0, target.find('?'));
  for (std::size_t start = path.find('/'); start != std::string_view::npos;
       start = path.find('/', start + 1)) {
    const auto segment = path.substr(start + 1, path.find('/', start + 1) - start - 1);
    const auto prefix = typeid_prefix(segment);
    if (!prefix.empty() && parse_typeid(prefix, segment)) {
      return std::string(path.substr(0, start + 1 + segment.size()));
    }
  }
  return std::string(path);
}

}  // namespace

World::World(DatabaseMaker& databases) : databases_(databases), url_(databases.make()) {
  Seams seams;
  seams.clock = &clock_;
  seams.random = &random_;
  seams.secrets.emplace(known_secrets());
  seams.password_cost = PasswordCost::weakest();
  program_ = std::make_unique<Program>(world_config(url_, folder_.path()), seams);
}

World::~World() {
  program_.reset();
  databases_.drop(url_);
}

Browser& World::browser(const std::string& name) {
  const auto found = browsers_.find(name);
  if (found != browsers_.end()) return found->second;
  if (name == "guest") return browsers_[name];
  std::string known = "guest";
  for (const auto& [one, browser] : browsers_) known += ", " + one;
  throw ScenarioFailure("nobody is called '" + name + "'; known are " + known);
}

http::Response World::request(Browser& browser, const RequestLine& line) {
  const std::string if_match =
      line.sends_if_match && line.method != http::Method::get ? current_version(browser, line)
                                                              : std::string();
  auto response = send(browser, line, if_match);
  keep_session(browser, response);
  return response;
}

http::Response World::send(Browser& browser, const RequestLine& line,
                           const std::string& if_match) {
  http::Request request;
  request.method = line.method;
  request.method_text = http::method_name(line.method);
  request.target = line.target;
  request.remote_address = "127.0.0.1";
  request.request_id = "request-" + std::to_string(++request_count_);
  request.body = line.body;
  request.headers.add("Host", "kontor.example");
  if (!line.body.empty()) request.headers.add("Content-Type", line.content_type);
  if (!browser.session.empty()) {
    request.cookies.add("kontor_session", browser.session);
    if (line.sends_csrf) request.headers.add("X-CSRF-Token", browser.csrf_token);
  }
  if (!browser.bearer.empty()) request.headers.add("Authorization", "Bearer " + browser.bearer);
  if (!browser.account.empty()) request.headers.add("Kontor-Account", browser.account);
  if (!if_match.empty()) request.headers.add("If-Match", if_match);
  for (const auto& [name, value] : line.headers) request.headers.set(name, value);
  const auto question = line.target.find('?');
  if (question != std::string::npos) {
    auto query = http::parse_query(std::string_view(line.target).substr(question + 1));
    if (!query) throw ScenarioFailure("the query cannot be read: " + line.target);
    request.query = std::move(*query);
  }
  auto match = program_->router().match(request.method, line.target);
  if (!match.route) return unrouted(match, request);
  request.path = std::move(match.path);
  request.path_params = std::move(match.path_params);
  request.route = match.route->pattern;
  std::promise<http::Response> answered;
  match.route->handler(std::move(request), http::Responder([&](http::Response response) {
                         answered.set_value(std::move(response));
                       }));
  auto response = answered.get_future().get();
  if (response.content_type.find("json") != std::string::npos) {
    boost::json::error_code error;
    const auto body = boost::json::parse(response.body, error);
    if (!error) remember_versions(body);
  }
  return response;
}

void World::remember_versions(const boost::json::value& json) {
  if (const auto* list = json.if_array()) {
    for (const auto& item : *list) remember_versions(item);
  } else if (const auto* object = json.if_object()) {
    const auto* id = object->if_contains("id");
    const auto* version = object->if_contains("version");
    if (id && id->is_string() && version) {
      seen_versions_[std::string(id->as_string())] = plain_text(*version);
    }
    for (const auto& [name, member] : *object) remember_versions(member);
  }
}

std::string World::current_version(Browser& browser, const RequestLine& line) {
  const auto match = program_->router().match(line.method, line.target);
  if (!match.route) return {};
  const auto& docs = program_->api().routes();
  bool wanted = false;
  for (const auto& doc : docs) {
    wanted |= doc.needs_if_match && doc.method == line.method &&
              std::string(Api::kPrefix) + doc.path == match.route->pattern;
  }
  if (!wanted) return {};
  const std::string path = entity_path(line.target);
  RequestLine look;
  look.target = path;
  const auto now = program_->router().match(http::Method::get, path).route
                       ? send(browser, look, "")
                       : http::Response::empty(404);
  if (const auto tag = now.headers.find("ETag"); now.status == 200 && tag) return std::string(*tag);
  const auto seen = seen_versions_.find(path.substr(path.rfind('/') + 1));
  return seen == seen_versions_.end() ? std::string() : '"' + seen->second + '"';
}

void World::keep_session(Browser& browser, const http::Response& response) {
  for (const auto header : response.headers) {
    constexpr std::string_view kCookie = "kontor_session=";
    if (!http::equal_ignoring_case(header.name, "Set-Cookie")) continue;
    if (!header.value.starts_with(kCookie)) continue;
    const auto value = header.value.substr(kCookie.size());
    browser.session = std::string(value.substr(0, value.find(';')));
    browser.bearer.clear();
    boost::json::error_code error;
    const auto body = boost::json::parse(response.body, error);
    const auto token = error ? std::nullopt : look_up(body, "csrf_token");
    browser.csrf_token = token ? plain_text(*token) : "";
  }
}

std::string World::broken_invariants() {
  const auto tenants = database().read_wait(TenantId{}, all_tenants);
  std::string found;
  for (const auto& tenant : tenants) {
    for (const auto& check : verify_checks()) {
      const auto findings = database().read_wait(tenant, [&](Tx& tx) { return check.run(tx); });
      for (const auto& finding : findings) {
        found.append("\n  ").append(check.name).append(": ");
        found.append(finding.subject).append(": ").append(finding.what);
      }
    }
    for (const auto& check : store_checks()) {
      const auto findings = database().read_wait(
          tenant, [&](Tx& tx) { return check.run(tx, program_->services().blobs); });
      for (const auto& finding : findings) {
        found.append("\n  ").append(check.name).append(": ");
        found.append(finding.subject).append(": ").append(finding.what);
      }
    }
  }
  return found;
}

}  // namespace kontor::test
