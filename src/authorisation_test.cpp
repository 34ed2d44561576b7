// Every route x every kind of caller, against tests/authorisation/matrix.txt. A route without a row
// fails. Each row runs on a fresh copy of one prepared world, in which what a caller changes is
// changed for the next one. A cell is 401, 403, 404 or "in": whatever the command says to somebody
// who is let in.
//
// After a new route:
//   KONTOR_WRITE_MATRIX=1 build/debug/unit_tests -tc="authorisation*"
// writes its row. Put " <- " and a body that is right behind it, write again, and read the row
// before you commit it.

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "support/databases.hpp"
#include "support/matrix.hpp"
#include "support/merchant.hpp"

namespace kontor {
namespace {

using test::Caller;
using test::MatrixRow;
using test::Merchant;

/// One merchant whom everything is about, and another one on the same installation.
struct Scene {
  test::FreshFolder folder{test::FreshFolder::Where::memory};
  std::unique_ptr<Program> program = test::open_program(folder.path());
  Merchant merchant{*program, 1, "one.kontor.example"};
  Merchant other{*program, 2, "two.kontor.example"};
  std::vector<Caller> callers;

  Scene();
};

Scene::Scene() {
  callers = merchant.callers;
  const auto add = [&](const char* name, Caller caller) {
    caller.name = name;
    callers.push_back(std::move(caller));
  };
  // Admin there, nobody here; and his cookie at our address.
  add("other_tenant", other.caller("admin"));
  add("strayed_session", other.caller("admin"));
  callers.back().host = merchant.host;
  // Whoever may do less comes first: once somebody has cancelled the order, the next one hears of
  // its state and not of his rights.
  static const std::vector<std::string> kOrder = {
      "anonymous",       "blocked_customer", "revoked_key",     "strayed_session",
      "other_tenant",    "removed_customer", "posing_customer", "other_customer",
      "foreign_partner", "reading_key",      "viewer",          "read_only",
      "accounting",      "warehouse",        "pricing",         "customer",
      "writing_key",     "sub_partner",      "partner",         "support",
      "sales",           "admin"};
  std::ranges::sort(callers, {}, [](const Caller& caller) {
    return std::ranges::find(kOrder, caller.name) - kOrder.begin();
  });
  program.reset();
}

/// For whom nothing of Weber's exists.
bool is_stranger(const Caller& caller) {
  static const std::set<std::string> kStrangers = {
      "anonymous",        "blocked_customer", "revoked_key",
      "strayed_session",  "other_tenant",     "removed_customer",
      "posing_customer",  "other_customer",   "foreign_partner"};
  return kStrangers.contains(caller.name);
}

/// What no stranger may ever find in an answer, not even in a list.
constexpr const char* kOfWeber[] = {
    "weber", "nord", "customer_user", "customer_membership", "customer_session", "key", "cart",
    "line",  "order", "hold",         "label",               "view",             "import", "mail",
    "access_request", "text_block", "file", "noted_file", "loose_file"};

bool is_refused(int status) { return status == 401 || status == 403 || status == 404; }

std::string cell_of(int status) { return is_refused(status) ? std::to_string(status) : "in"; }

bool has_id(const std::string& path) {
  return path.find("{id}") != std::string::npos || path.find("{number}") != std::string::npos;
}

std::string text_of(const http::Headers& headers) {
  std::string text;
  for (const auto& [name, value] : headers) {
    text.append(name).append(": ").append(value).append("\n");
  }
  return text;
}

/// Runs a row on a copy of the scene's database.
class RowRun {
 public:
  RowRun(const Scene& scene, const RouteDoc& doc, const MatrixRow& row)
      : scene_(scene), doc_(doc), body_(doc.method == http::Method::get ? "" : row.body) {
    test::copy_data(scene.folder.path(), folder_.path());
    program_ = test::open_program(folder_.path());
    if (body_.empty() && !doc.request_schema.empty()) body_ = "{}";
  }

  std::string cells() {
    std::string cells;
    for (const auto& caller : scene_.callers) {
      cells += (cells.empty() ? "" : " ") + cell(caller);
    }
    return cells;
  }

 private:
  http::Response answer_to(const Caller& caller, bool missing) {
    return test::ask(*program_, caller, doc_.method, scene_.merchant.path(doc_.path, missing),
                     scene_.merchant.body(body_, caller));
  }

  std::string cell(const Caller& caller) {
    CAPTURE(caller.name);
    const auto answer = answer_to(caller, false);
    CHECK(answer.status < 500);
    const bool asks_for_one = has_id(doc_.path);
    // Numbers are counted by each merchant: he finds his own under the same one.
    const bool by_id = doc_.path.find("{id}") != std::string::npos;
    if (by_id && caller.name == "other_tenant") CHECK(is_refused(answer.status));
    if (asks_for_one &&
        (answer.status == 404 || (is_stranger(caller) && is_refused(answer.status)))) {
      // Foreign is not to be told from missing: the same answer, byte for byte.
      const auto missing = answer_to(caller, true);
      CHECK(answer.status == missing.status);
      CHECK(answer.body == missing.body);
      CHECK(text_of(answer.headers) == text_of(missing.headers));
    }
    if (is_stranger(caller)) {
      for (const char* name : kOfWeber) {
        CHECK(answer.body.find(scene_.merchant.ids.at(name)) == std::string::npos);
      }
    }
    if (answer.events) answer.events->close();
    return cell_of(answer.status);
  }

  const Scene& scene_;
  const RouteDoc& doc_;
  std::string body_;
  test::FreshFolder folder_{test::FreshFolder::Where::memory};
  std::unique_ptr<Program> program_;
};

std::string heading(const Scene& scene) {
  std::string line =
      "# Who is let in where; how to read and write it: src/authorisation_test.cpp\n#";
  for (const auto& caller : scene.callers) line += " " + caller.name;
  return line + "\n";
}

}  // namespace

TEST_CASE("authorisation: each route answers each kind of caller as its row says") {
  const Scene scene;
  const auto rows = test::read_matrix();
  const bool writes = std::getenv("KONTOR_WRITE_MATRIX") != nullptr;
  std::string written = heading(scene);
  const test::FreshFolder empty;
  const auto program = test::open_program(empty.path());
  const auto& api = program->api();
  std::set<std::string> seen;
  for (std::size_t i = 0; i < api.routes().size(); ++i) {
    const RouteDoc& doc = api.routes()[i];
    const std::string key = std::string(http::method_name(doc.method)) + " " + doc.path;
    CAPTURE(key);
    seen.insert(key);
    const auto known = rows.find(key);
    const MatrixRow row = known == rows.end() ? MatrixRow{} : known->second;
    const std::string cells = RowRun(scene, doc, row).cells();
    if (api.infos()[i].access != Access::anyone) {
      // Nobody, somebody blocked, a revoked key and a foreign cookie: all the same.
      CHECK(cells.starts_with("401 401 401 401 "));
    }
    written += key + " " + cells + (row.body.empty() ? "" : " <- " + row.body) + "\n";
    if (writes) continue;
    REQUIRE_MESSAGE(known != rows.end(), "a new route needs a row in " << test::kMatrixFile);
    CHECK(cells == row.cells);
  }
  if (writes) {
    std::ofstream(test::kMatrixFile) << written;
    return;
  }
  for (const auto& [key, row] : rows) CHECK_MESSAGE(seen.contains(key), key, " is no route");
}

}  // namespace kontor
