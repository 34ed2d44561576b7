// "nonsense as NAME": every operation of the API with wrong paths, queries and bodies, made from
// its own description. Whatever comes, the answer is no server error, a refusal is a problem
// document, and nothing of the inside shows.

#include <algorithm>
#include <limits>

#include <boost/json.hpp>

#include "kernel/url.hpp"
#include "support/scenario.hpp"
#include "support/scenario_world.hpp"

namespace kontor::test {
namespace {

namespace json = boost::json;

struct Operation {
  http::Method method = http::Method::get;
  std::string path;
  std::vector<std::string> query;
  json::object body;  // the schema; empty: none
  int turn = 0;
};

/// Reading first; last what can end the session that we ask with.
int turn_of(http::Method method, std::string_view path) {
  for (const char* const risky : {"/session", "/users", "/memberships", "/me", "/accounts/{id}"}) {
    if (method != http::Method::get && path.starts_with(risky)) return 2;
  }
  return method == http::Method::get ? 0 : 1;
}

http::Method method_of(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](char letter) { return static_cast<char>(letter - 'a' + 'A'); });
  return http::method_from(name);
}

Operation read_operation(std::string_view path, std::string_view method,
                         const json::object& described) {
  Operation operation;
  operation.method = method_of(std::string(method));
  operation.path = path;
  operation.turn = turn_of(operation.method, path);
  if (const auto* parameters = described.if_contains("parameters")) {
    for (const auto& parameter : parameters->as_array()) {
      const auto* in = parameter.as_object().if_contains("in");
      if (in && in->as_string() == "query") {
        operation.query.emplace_back(parameter.at("name").as_string());
      }
    }
  }
  if (const auto* body = described.if_contains("requestBody")) {
    const auto& content = body->at("content").as_object();
    if (const auto* media = content.if_contains("application/json")) {
      operation.body = media->at("schema").as_object();
    }
  }
  return operation;
}

std::vector<Operation> all_operations(const json::object& document) {
  std::vector<Operation> operations;
  for (const auto& [path, methods] : document.at("paths").as_object()) {
    for (const auto& [method, described] : methods.as_object()) {
      operations.push_back(read_operation(path, method, described.as_object()));
    }
  }
  std::ranges::stable_sort(operations, {}, &Operation::turn);
  return operations;
}

/// Puts `wrong` in the place of every leaf of the same sort (text, number, other).
void replace_leaves(json::value& value, const json::value& wrong, bool only_same_kind) {
  if (auto* object = value.if_object()) {
    for (auto& [name, member] : *object) replace_leaves(member, wrong, only_same_kind);
  } else if (auto* array = value.if_array()) {
    for (auto& item : *array) replace_leaves(item, wrong, only_same_kind);
  } else if (!only_same_kind || (value.is_string() && wrong.is_string()) ||
             (value.is_number() && wrong.is_number())) {
    value = wrong;
  }
}

const std::vector<json::value>& wrong_leaves() {
  static const std::vector<json::value> leaves = [] {
    std::vector<json::value> made;
    for (const std::string& text :
         {std::string(), std::string(" "), std::string(1, '\0'), std::string("\u200b\u200d"),
          std::string("\u202egnp.exe"), std::string("'; DROP TABLE orders; --"),
          std::string("<script>{{name}}%s"), std::string(5'000, 'x'), std::string("2026-02-30"),
          std::string("lone-surrogate")}) {
      made.emplace_back(text);
    }
    std::string umlauts;
    for (int i = 0; i < 71; ++i) umlauts += "\u00e4";
    made.emplace_back(umlauts);
    made.emplace_back(0);
    made.emplace_back(-1);
    made.emplace_back(std::numeric_limits<std::int64_t>::max());
    made.emplace_back(std::numeric_limits<std::int64_t>::min());
    made.emplace_back(std::uint64_t{1} << 63);
    made.emplace_back(1.5);
    made.emplace_back(1e300);
    return made;
  }();
  return leaves;
}

std::string as_text(const json::value& value) {
  std::string text = json::serialize(value);
  constexpr std::string_view kLone = "lone-surrogate";
  for (auto at = text.find(kLone); at != text.npos; at = text.find(kLone)) {
    text.replace(at, kLone.size(), "\\ud800");
  }
  return text;
}

std::vector<std::string> wrong_bodies(const json::object& document, const json::object& schema) {
  const json::value right = example_of(document, schema);
  std::vector<std::string> bodies = {"",
                                     "null",
                                     "[]",
                                     "{}",
                                     "{",
                                     "\"x\"",
                                     "1e999",
                                     "NaN",
                                     "{\"a\":\"\xff\"}",
                                     std::string(10'000, '['),
                                     as_text(right)};
  for (const auto& leaf : wrong_leaves()) {
    json::value wrong = right;
    replace_leaves(wrong, leaf, true);
    bodies.push_back(as_text(wrong));
  }
  for (const json::value& leaf : {json::value(nullptr), json::value(json::array()),
                                  json::value(json::object()), json::value(true)}) {
    json::value wrong = right;
    replace_leaves(wrong, leaf, false);
    bodies.push_back(as_text(wrong));
  }
  if (const auto* members = right.if_object()) {
    for (const auto& [name, value] : *members) {
      json::object without = *members;
      without.erase(name);
      bodies.push_back(as_text(without));
      // The same member twice.
      const std::string again = as_text(json::object{{name, value}});
      bodies.push_back(again.substr(0, again.size() - 1) + "," + again.substr(1));
    }
    json::object more = *members;
    more["not_a_member"] = 1;
    bodies.push_back(as_text(more));
  }
  return bodies;
}

class Nonsense {
 public:
  Nonsense(World& world, Browser& browser)
      : world_(world), browser_(browser), document_(world.program().api().openapi()) {}

  void run() {
    show_teeth();
    const bool signed_in = is_signed_in();
    int turn = 0;
    for (const auto& operation : all_operations(document_)) {
      if (operation.turn == 2 && turn < 2 && signed_in && !is_signed_in()) {
        throw ScenarioFailure("the session ended on the way: what followed proved nothing");
      }
      turn = operation.turn;
      try_operation(operation);
    }
    if (refused_ < 100) throw ScenarioFailure("only " + std::to_string(refused_) + " refusals");
    if (!faults_.empty()) throw ScenarioFailure(faults_);
  }

 private:
  bool is_signed_in() { return ask(http::Method::get, "/session", "", false).status == 200; }

  http::Response ask(http::Method method, const std::string& path, std::string body,
                     bool sends_if_match) {
    // Slow enough for the limit of requests.
    world_.clock().advance(60);
    RequestLine line;
    line.method = method;
    line.target = std::string(Api::kPrefix) + path;
    line.body = std::move(body);
    line.sends_if_match = sends_if_match;
    return world_.request(browser_, line);
  }

  /// The first id of the list at `path`; something that looks like one where there is none.
  std::string first_id(const std::string& path) {
    const auto answer = ask(http::Method::get, path, "", false);
    json::error_code error;
    const json::value list = json::parse(answer.body, error);
    const json::value* items = error || answer.status != 200 ? nullptr : &list;
    if (items && items->is_object()) items = items->as_object().if_contains("items");
    if (items && items->is_array() && !items->as_array().empty()) {
      const auto& item = items->as_array().front();
      const auto* id = item.is_object() ? item.as_object().if_contains("id") : nullptr;
      if (id && id->is_string()) return std::string(id->as_string());
    }
    return "order_01h455vb4pex5vsknk084sn02q";
  }

  /// "/orders/{id}/lines/{line_id}" with ids that exist as far as the lists give some.
  std::string real_path(const std::string& pattern) {
    std::string path = pattern;
    for (auto open = path.find('{'); open != path.npos; open = path.find('{')) {
      const auto close = path.find('}', open);
      path.replace(open, close - open + 1, first_id(path.substr(0, open - 1)));
    }
    return path;
  }

  static std::string path_with(const std::string& pattern, const std::string& value) {
    std::string path = pattern;
    for (auto open = path.find('{'); open != path.npos; open = path.find('{')) {
      path.replace(open, path.find('}', open) - open + 1, http::percent_encode(value));
    }
    return path;
  }

  void try_operation(const Operation& operation) {
    const bool has_body = !operation.body.empty();
    const std::string right =
        has_body ? as_text(example_of(document_, operation.body)) : std::string();
    if (operation.path.find('{') != std::string::npos) {
      for (const std::string& wrong :
           {std::string("0"), std::string("order_zzzzzzzzzzzzzzzzzzzzzzzzzz"),
            std::string("\u20ac/"), std::string("' OR 1=1"), std::string(300, 'a')}) {
        check(operation, path_with(operation.path, wrong), right);
      }
    }
    const std::string path = real_path(operation.path);
    for (const std::string& name : operation.query) {
      for (const char* const wrong : {"", "%20", "-1", "9223372036854775808", "%E2%80%8B", "1e5",
                                      "a%27b%22%3B--", "!", ",", "..", "2026-02-30..x"}) {
        check(operation, path + "?" + name + "=" + wrong, right);
      }
    }
    check(operation, path + "?cursor=AAAA&limit=1000000&nobody_knows=1", right);
    if (!has_body) return check(operation, path, "");
    for (const std::string& body : wrong_bodies(document_, operation.body)) {
      check(operation, path, body);
    }
  }

  void check(const Operation& operation, const std::string& path, const std::string& body) {
    const auto answer = ask(operation.method, path, body, ++asked_ % 4 != 0);
    if (answer.status >= 400) ++refused_;
    const std::string wrong = what_is_wrong(answer);
    if (wrong.empty() || faults_.size() > 20'000) return;
    faults_ += "\n" + std::string(http::method_name(operation.method)) + " " + path + " " +
               body.substr(0, 300) + "\n  " + wrong + ": " + std::to_string(answer.status) + " " +
               answer.body.substr(0, 400);
  }

  /// The check finds what it is for.
  static void show_teeth() {
    const auto problem = [](std::string_view title) {
      return http::problem_response(404, "not_found", title, {}, "r1");
    };
    const bool bites = what_is_wrong(problem("Nothing here")).empty() &&
                       !what_is_wrong(problem("")).empty() &&
                       !what_is_wrong(problem("near SELECT")).empty() &&
                       !what_is_wrong(http::Response::html("no", 404)).empty() &&
                       !what_is_wrong(http::Response::json("{}", 500)).empty();
    if (!bites) throw ScenarioFailure("the check for nonsense has no teeth");
  }

  static std::string what_is_wrong(const http::Response& answer) {
    if (answer.status >= 500) return "a server error";
    if (answer.status < 400) return {};
    if (answer.content_type != "application/problem+json") return "no problem document";
    json::error_code error;
    const json::value problem = json::parse(answer.body, error);
    if (error || !problem.is_object()) return "no JSON";
    for (const char* const member : {"type", "title", "code", "request_id"}) {
      const auto* value = problem.as_object().if_contains(member);
      if (!value || !value->is_string() || value->as_string().empty()) {
        return std::string("no ") + member;
      }
    }
    for (const char* const inside :
         {"SELECT", "INSERT", "sqlite", "libpq", "std::", "boost::", ".cpp", "constraint"}) {
      if (answer.body.find(inside) != std::string::npos) return "the inside shows";
    }
    return {};
  }

  World& world_;
  Browser& browser_;
  json::object document_;
  std::string faults_;
  int asked_ = 0;
  int refused_ = 0;
};

}  // namespace

void run_nonsense(World& world, Browser& browser) { Nonsense(world, browser).run(); }

}  // namespace kontor::test
