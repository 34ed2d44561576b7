// Two walls stand between merchants on one PostgreSQL: every statement names its tenant, and row
// level security. Each is taken away in turn, and behind the other one nobody may see or change
// anything of the other merchant. With both away the same questions must find leaks, or this test
// would never find any.
//
// Row level security is off for a superuser: the program connects as one. The program's own
// condition is off with the tooth no_tenant_filter, which takes "tenant_id = ..." out of the text
// of every statement and leaves everything else as it is (src/kernel/teeth.hpp).

#include <doctest/doctest.h>

#include <cstdlib>
#include <set>

#include "accounts/account_views.hpp"
#include "kernel/teeth.hpp"
#include "support/listener.hpp"
#include "support/matrix.hpp"
#include "support/merchant.hpp"
#include "support/test_database.hpp"

#ifdef KONTOR_TEETH

namespace kontor {
namespace {

using test::Merchant;

/// In every text that people of the first merchant wrote, and nowhere else.
const char* const kMark = "Heckenbraunelle";

/// Path -> status and body.
using Answers = std::map<std::string, std::string>;

/// Two merchants in one database, people of the same names in both. Time stands still, so that the
/// same question has the same answer.
class TwoMerchants {
 public:
  explicit TwoMerchants(test::DatabaseMaker& maker) : fresh_(maker) {}

  enum class Role { owner, superuser };

  /// Another program on the same database. Row level security holds for the owner only.
  std::unique_ptr<Program> open(Role role) {
    const std::string name = fresh_.url().substr(fresh_.url().rfind('=') + 1);
    const std::string url =
        role == Role::owner ? fresh_.url()
                            : std::string(std::getenv("KONTOR_POSTGRES_ADMIN")) + " dbname=" + name;
    return test::open_program(folder_.path(), url, &clock_);
  }

 private:
  test::FreshDatabase fresh_;
  test::FreshFolder folder_;
  ManualClock clock_{test::kTestStart_ms};

 public:
  std::unique_ptr<Program> usual = open(Role::owner);
  Merchant seen{*usual, 1, "one.kontor.example", std::string(" ") + kMark};
  Merchant curious{*usual, 2, "two.kontor.example"};
  std::unique_ptr<Program> superuser = open(Role::superuser);
};

bool holds_any(const std::string& text, const Merchant& merchant) {
  if (text.find(kMark) != std::string::npos) return true;
  for (const auto& [name, id] : merchant.ids) {
    // Numbers are counted by each merchant, so that both have the same.
    if (id.find('_') != std::string::npos && text.find(id) != std::string::npos) return true;
  }
  return false;
}

std::string text_of(const http::Response& answer) {
  if (answer.events) answer.events->close();
  return std::to_string(answer.status) + " " + answer.body + std::string(answer.static_body);
}

/// Everything that can be read, with ids of the one and of the other, and by words of the one.
Answers read_all(Program& program, const TwoMerchants& town) {
  Answers answers;
  const auto& admin = town.curious.caller("admin");
  const auto ask = [&](const std::string& path) {
    answers[path] = text_of(test::ask(program, admin, http::Method::get, path));
  };
  for (const auto& doc : program.api().routes()) {
    if (doc.method != http::Method::get) continue;
    ask(town.seen.path(doc.path));
    ask(town.curious.path(doc.path));
  }
  const std::string mark = kMark;
  for (const char* path : {"/search", "/orders", "/accounts", "/products", "/users",
                           "/catalog/search", "/outbox", "/inbound-mails"}) {
    ask(std::string(path) + "?q=" + mark);
  }
  ask("/orders?label=eilig%20" + mark);
  ask("/orders?account=" + town.seen.ids.at("weber_number"));
  for (const char* state : {"waiting", "done", "dead", "held"}) {
    ask(std::string("/jobs?state=") + state);
  }
  return answers;
}

/// What the admin of one merchant answers to his tries to change something of the other's; own
/// things and foreign ones in one request included. `$` in a body and holes in a path are `of`'s.
Answers write_all(Program& program, const TwoMerchants& town, const Merchant& of) {
  Answers answers;
  const auto& admin = town.curious.caller("admin");
  const auto rows = test::read_matrix();
  for (const auto& doc : program.api().routes()) {
    // Those end his own session.
    if (doc.method == http::Method::get || doc.path == "/session") continue;
    const std::string key = std::string(http::method_name(doc.method)) + " " + doc.path;
    const auto row = rows.find(key);
    std::string body = row == rows.end() ? "" : of.body(row->second.body, admin);
    if (body.empty() && !doc.request_schema.empty()) body = "{}";
    answers[key] = text_of(test::ask(program, admin, doc.method, of.path(doc.path), body));
  }
  return answers;
}

/// Own things with foreign ones beside them.
Answers mix(Program& program, const TwoMerchants& town) {
  using enum http::Method;
  struct Try {
    http::Method method;
    const char* path;
    const char* body;
  };
  static const std::vector<Try> kTries = {
      {put, "/orders/{id}/labels", R"({"label_ids": ["$label"]})"},
      {put, "/orders/{id}/assignee", R"({"user_id": "$sales_user"})"},
      {post, "/orders/{id}/lines", R"({"variant_id": "$variant", "quantity_milli": 1000})"},
      {patch, "/orders/{id}/lines/{line_id}", R"({"variant_id": "$variant"})"},
      {post, "/accounts/{id}/move", R"({"parent_id": "$nord"})"},
      {patch, "/accounts/{id}", R"({"price_list_id": "$price_list"})"},
      {post, "/access-requests/{id}/approve", R"({"account_id": "$weber", "role": "viewer"})"}};
  Answers answers;
  const auto& admin = town.curious.caller("admin");
  for (const auto& one : kTries) {
    const auto answer = test::ask(program, admin, one.method, town.curious.path(one.path),
                                  town.seen.body(one.body, admin));
    answers[std::string(one.path)] = text_of(answer);
    CHECK_MESSAGE(answer.status >= 400, one.path, " ", answer.status, " ", answer.body);
  }
  const std::string foreign_variant = "/price-lists/" + town.curious.ids.at("price_list") +
                                      "/prices/" + town.seen.ids.at("variant");
  answers[foreign_variant] =
      text_of(test::ask(program, admin, put, foreign_variant, R"({"unit_price_e4": 1})"));
  return answers;
}

/// Every row of a merchant, table by table, as a superuser sees it.
Answers rows_of(TwoMerchants& town, const Merchant& merchant) {
  return town.superuser->database().read_wait(TenantId{}, [&](Tx& tx) {
    Answers rows;
    for (const auto table :
         tx.query("SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON "
                  "a.attrelid = c.oid AND a.attname = 'tenant_id' WHERE c.relkind = 'r' "
                  "ORDER BY 1")) {
      const auto name = table.get<std::string>(0);
      rows[name] = tx.query(
                         "SELECT count(*)::text || ' ' || COALESCE(md5(string_agg(t::text, '|' "
                         "ORDER BY t::text)), '') FROM " +
                             name + " t WHERE t.tenant_id IN ($1)",
                         merchant.tenant)
                       .front()
                       .get<std::string>(0);
    }
    return rows;
  });
}

/// How many answers hold something of the other merchant, or are not what they should be.
std::size_t count_leaks(const Answers& answers, const Answers& expected, const Merchant& seen,
                        bool say) {
  std::size_t leaks = 0;
  for (const auto& [path, text] : answers) {
    const bool leaks_here = holds_any(text, seen) || text != expected.at(path);
    if (leaks_here) ++leaks;
    if (leaks_here && say) {
      MESSAGE(path, ": ", text.substr(0, 400), "\nnot: ", expected.at(path).substr(0, 400));
    }
  }
  return leaks;
}

/// Behind the wall that is left: nothing seen, nothing changed, whatever is asked.
void check_wall(Program& program, TwoMerchants& town, const Answers& expected) {
  CHECK(count_leaks(read_all(program, town), expected, town.seen, true) == 0);
  const Answers before = rows_of(town, town.seen);
  for (const auto& [key, text] : write_all(program, town, town.seen)) {
    const bool names_one = key.find("{id}") != std::string::npos;
    CHECK_MESSAGE((!names_one || text.starts_with("404 ")), key, ": ", text);
    CHECK_MESSAGE(!holds_any(text, town.seen), key, ": ", text);
  }
  for (const auto& [key, text] : mix(program, town)) {
    CHECK_MESSAGE(text.find(kMark) == std::string::npos, key, ": ", text);
  }
  CHECK(rows_of(town, town.seen) == before);
}

}  // namespace

TEST_CASE("tenants: each of the two walls holds alone, for reading, searching and writing") {
  const auto maker = test::postgres_or_say_so();
  if (!maker) return;
  REQUIRE(std::getenv("KONTOR_POSTGRES_ADMIN"));
  TwoMerchants town(*maker);
  const Answers expected = read_all(*town.usual, town);
  // The same question twice has the same answer, and none of them holds a word of the other's.
  CHECK(count_leaks(read_all(*town.usual, town), expected, town.seen, true) == 0);
  {
    const Biting no_filter(Tooth::no_tenant_filter);
    // Teeth: without any wall most answers show what is foreign.
    CHECK(count_leaks(read_all(*town.superuser, town), expected, town.seen, false) > 50);
  }
  check_wall(*town.superuser, town, expected);
  const Answers before = rows_of(town, town.seen);
  const Answers now_expected = read_all(*town.usual, town);
  {
    const Biting no_filter(Tooth::no_tenant_filter);
    check_wall(*town.usual, town, now_expected);
    // What he does to his own touches nobody else's, though no statement says whose rows it means.
    write_all(*town.usual, town, town.curious);
  }
  CHECK(rows_of(town, town.seen) == before);
  {
    const Biting no_filter(Tooth::no_tenant_filter);
    write_all(*town.superuser, town, town.seen);
  }
  const Answers after = rows_of(town, town.seen);
  std::set<std::string> changed;
  for (const auto& [table, rows] : before) {
    if (after.at(table) != rows) changed.insert(table);
  }
  for (const char* table : {"accounts", "orders", "order_line", "label", "users", "products"}) {
    CHECK_MESSAGE(changed.contains(table), table);
  }
}

TEST_CASE("tenants: a stream tells nothing of another merchant, with either wall alone") {
  const auto maker = test::postgres_or_say_so();
  if (!maker) return;
  REQUIRE(std::getenv("KONTOR_POSTGRES_ADMIN"));
  TwoMerchants town(*maker);
  const auto change = [&](const Merchant& merchant, const char* phone) {
    AccountPatch patch;
    patch.phone.present = true;
    patch.phone.value = Text<40>(phone);
    const auto weber = *AccountId::parse(merchant.ids.at("weber"));
    town.usual->database().write_wait(merchant.tenant, [&](Tx& tx) {
      change_account(tx, merchant.system, weber, std::nullopt, patch);
    });
    return weber.text();
  };
  const auto& admin = town.curious.caller("admin");
  const auto unfiltered = town.open(TwoMerchants::Role::owner);
  for (auto* program : {town.superuser.get(), unfiltered.get()}) program->listen_to_changes();
  test::Listener behind_filter(*town.superuser, admin.session, "", admin.host);
  const Biting no_filter(Tooth::no_tenant_filter);
  test::Listener behind_rows(*unfiltered, admin.session, "", admin.host);
  const std::string foreign = change(town.seen, "1");
  const std::string own = change(town.curious, "2");
  for (auto* listener : {&behind_filter, &behind_rows}) {
    CHECK(listener->hears(own));
    CHECK_FALSE(holds_any(listener->heard(), town.seen));
    CHECK_FALSE(listener->has_heard(foreign));
  }
}

}  // namespace kontor

#endif
