// What a link of a mail opens: every route with a token x every link, live and dead. A route with a
// token that has no row here fails. A cell is the answer's status.

#include <doctest/doctest.h>

#include <set>

#include "accounts/links.hpp"
#include "support/merchant.hpp"
#include "support/test_database.hpp"

namespace kontor {
namespace {

using test::Caller;
using test::Merchant;

constexpr std::int64_t kDay_ms = 24LL * 60 * 60 * 1000;

/// A link and the person whom it was sent to; each person has one.
struct SentLink {
  std::string name;
  std::string token;
  std::string email;
};

class LinkScene {
 public:
  LinkScene();
  std::vector<SentLink> links;
  test::FreshFolder folder{test::FreshFolder::Where::memory};
  ManualClock clock{test::kTestStart_ms};
  std::unique_ptr<Program> program = test::open_program(folder.path(), "", &clock);
  Merchant merchant{*program, 1, "one.kontor.example"};
  Merchant other{*program, 2, "two.kontor.example"};

 private:
  User person(Tx& tx, const std::string& name);
  AccountId weber() const { return *AccountId::parse(merchant.ids.at("weber")); }
  void keep(const std::string& name, std::string token) {
    links.push_back({name, std::move(token), name + "@kontor.example"});
  }
  std::string sent_reset(Tx& tx, const std::string& name) {
    return issue_link(tx, LinkPurpose::reset, person(tx, name).id).token;
  }
  std::string sent_email(Tx& tx, const std::string& name) {
    return issue_link(tx, LinkPurpose::email, person(tx, name).id, {}, "new-" + name + "@x.example")
        .token;
  }
  std::string sent_invitation(Tx& tx, const std::string& name);
  void send_what_expires(Tx& tx);
  void send_resets(Tx& tx);
  void send_invitations(Tx& tx);
  void send_confirmations(Tx& tx);
};

LinkScene::LinkScene() {
  auto& database = program->database();
  database.write_wait(merchant.tenant, [&](Tx& tx) { send_what_expires(tx); });
  clock.advance(8 * kDay_ms);
  database.write_wait(merchant.tenant, [&](Tx& tx) {
    send_resets(tx);
    send_invitations(tx);
    send_confirmations(tx);
  });
  database.write_wait(other.tenant, [&](Tx& tx) {
    const auto user = *UserId::parse(other.ids.at("customer_user"));
    links.push_back({"other_tenant's_reset", issue_link(tx, LinkPurpose::reset, user).token,
                     "customer@kontor.example"});
  });
  keep("made_up", links.front().token.substr(0, 7) + "AAAAAAAAAAAAAAAAAAAAAA");
  keep("no_token", "x");
}

User LinkScene::person(Tx& tx, const std::string& name) {
  return create_user(tx, merchant.system, name + "@kontor.example", name, Locale::de, "hash");
}

std::string LinkScene::sent_invitation(Tx& tx, const std::string& name) {
  InviteInput input;
  input.email = name + "@kontor.example";
  input.name = name;
  const Membership invited = invite_member(tx, merchant.system, weber(), input);
  return issue_link(tx, LinkPurpose::invitation, invited.user_id, weber()).token;
}

void LinkScene::send_what_expires(Tx& tx) {
  keep("expired_reset", sent_reset(tx, "expired_reset"));
  keep("expired_invitation", sent_invitation(tx, "expired_invitation"));
  keep("expired_email", sent_email(tx, "expired_email"));
}

void LinkScene::send_resets(Tx& tx) {
  keep("reset", sent_reset(tx, "reset"));
  keep("used_reset", sent_reset(tx, "used_reset"));
  set_password_by_link(tx, links.back().token, "hash");
  keep("replaced_reset", sent_reset(tx, "replaced_reset"));
  const auto replaced = find_user_by_email(tx, links.back().email);
  issue_link(tx, LinkPurpose::reset, replaced->id);
  // He remembered it after all, or somebody else did and he was faster.
  keep("reset_before_a_new_password", sent_reset(tx, "reset_before_a_new_password"));
  set_password(tx, *find_user_by_email(tx, links.back().email), "other", std::nullopt,
               "user.password_changed");
  keep("reset_of_somebody_blocked", sent_reset(tx, "reset_of_somebody_blocked"));
  block_user(tx, merchant.system, find_user_by_email(tx, links.back().email)->id, "x");
}

void LinkScene::send_invitations(Tx& tx) {
  keep("invitation", sent_invitation(tx, "invitation"));
  keep("used_invitation", sent_invitation(tx, "used_invitation"));
  set_password_by_link(tx, links.back().token, "hash");
  keep("declined_invitation", sent_invitation(tx, "declined_invitation"));
  decline_by_link(tx, links.back().token);
  const auto membership_of = [&](const std::string& email) {
    const auto user = find_user_by_email(tx, email);
    return tx.find<Membership>("WHERE tenant_id = $1 AND user_id = $2", tx.tenant(), user->id)->id;
  };
  keep("revoked_invitation", sent_invitation(tx, "revoked_invitation"));
  remove_membership(tx, merchant.system, membership_of(links.back().email));
  // Invited to two companies: the password that he sets for one lets him into both.
  keep("invitation_beside_a_used_one", sent_invitation(tx, "invitation_beside_a_used_one"));
  InviteInput second;
  second.email = links.back().email;
  const auto nord = *AccountId::parse(merchant.ids.at("nord"));
  const Membership invited = invite_member(tx, merchant.system, nord, second);
  const auto other_link = issue_link(tx, LinkPurpose::invitation, invited.user_id, nord);
  set_password_by_link(tx, other_link.token, "hash");
}

void LinkScene::send_confirmations(Tx& tx) {
  keep("email", sent_email(tx, "email"));
  links.back().email = "new-email@x.example";
  keep("used_email", sent_email(tx, "used_email"));
  confirm_email(tx, links.back().token);
}

struct Row {
  const char* method_and_path;
  /// By name; every other link is told what it is: 410 when it was one, 404 when it never was.
  std::map<std::string, int> alive;
  /// Of links that were made for something else.
  std::set<std::string> strange;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = {
      {"GET /password-resets/{token}", {{"reset", 200}, {"invitation", 200}, {"email", 200}}, {}},
      {"POST /password-resets/{token}", {{"reset", 204}, {"invitation", 204}}, {"email"}},
      {"POST /password-resets/{token}/decline", {{"invitation", 204}}, {"reset", "email"}},
      {"POST /email-confirmations/{token}", {{"email", 204}}, {"reset", "invitation"}}};
  return all;
}

int expected(const Row& row, const std::string& link) {
  if (const auto alive = row.alive.find(link); alive != row.alive.end()) return alive->second;
  const bool never_was = link == "made_up" || link == "no_token" || link == "other_tenant's_reset";
  return never_was || row.strange.contains(link) ? 404 : 410;
}

/// Asks with each link, on a program and a database of its own.
void check_row(const LinkScene& scene, const RouteDoc& doc, const Row& row) {
  const test::FreshFolder folder(test::FreshFolder::Where::memory);
  test::copy_data(scene.folder.path(), folder.path());
  ManualClock clock(scene.clock.now_ms());
  const auto program = test::open_program(folder.path(), "", &clock);
  const Caller nobody{"", "", "", scene.merchant.host};
  const std::string body = doc.request_schema.empty() ? "" : R"({"password": "drei bunte vögel"})";
  std::string made_up;
  for (auto link = scene.links.rbegin(); link != scene.links.rend(); ++link) {
    CAPTURE(link->name);
    std::string path = doc.path;
    path.replace(path.find("{token}"), 7, link->token);
    const auto answer = test::ask(*program, nobody, doc.method, path, body);
    CHECK(answer.status == expected(row, link->name));
    // Whose it was is told by a live link only.
    const bool says_who = answer.body.find(link->email) != std::string::npos ||
                          answer.body.find("Weber") != std::string::npos;
    CHECK(says_who == (doc.method == http::Method::get && answer.status == 200));
    if (link->name == "made_up") made_up = answer.body;
    if (answer.status == 404) CHECK((made_up.empty() || answer.body == made_up));
  }
}

}  // namespace

TEST_CASE("authorisation: a link opens once what it was sent for, and a dead one nothing") {
  LinkScene scene;
  const auto& api = scene.program->api();
  std::size_t found = 0;
  for (const auto& doc : api.routes()) {
    if (doc.path.find("{token}") == std::string::npos) continue;
    const std::string key = std::string(http::method_name(doc.method)) + " " + doc.path;
    CAPTURE(key);
    const auto row = std::ranges::find_if(
        rows(), [&](const Row& one) { return key == one.method_and_path; });
    REQUIRE_MESSAGE(row != rows().end(), "a new route with a token needs a row here");
    ++found;
    check_row(scene, doc, *row);
  }
  CHECK(found == rows().size());
}

}  // namespace kontor
