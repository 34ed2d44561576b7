// What only the team may see is planted as words and numbers that stand nowhere else. Customers,
// partners and their keys then read everything they can: every route of the route table, every
// search, their mails, the stream of hints, the answers to what they change. None of the planted
// things may be in it, and the admin must find each of them.

#include <doctest/doctest.h>

#include <cstring>

#include "catalog/import.hpp"
#include "conversation/files.hpp"
#include "kernel/smtp.hpp"
#include "orders/desk.hpp"
#include "support/databases.hpp"
#include "support/listener.hpp"
#include "support/matrix.hpp"
#include "support/merchant.hpp"
#include "support/smtp_peer.hpp"

namespace kontor {
namespace {

using test::Caller;
using test::Merchant;
using enum http::Method;

struct Planted {
  std::string what;
  std::string text;
};
const Planted kPlanted[] = {
    {"a note", "kanarinotiz"},
    {"the file of a note", "kanarianhang"},
    {"a label", "kanarietikett"},
    {"whose label it is", "kanarieigner"},
    {"when the label is due", "2033-05-17"},
    {"why the order is held", "kanarihalt"},
    {"who works on it", "kanaribearbeiter"},
    {"when it is due", "2037-11-23"},
    {"a view of the team", "kanariansicht"},
    {"the supplier's number", "kanarilieferant"},
    {"the floor price", "731913371"},
    {"another price list", "kanariliste"},
    {"its price", "931713319"},
    {"the file of an import", "kanaridatei"},
    {"what a stranger wrote", "kanarianfrage"},
    {"why somebody is blocked", "kanarisperre"},
    {"another customer", "kanarikunde"},
    {"his order", "kanariauftrag"},
    {"a colleague's address at the merchant", "kanaribearbeiter@kontor.example"},
    {"a way to pay that is not offered", "kanarizahlung"},
};

/// Said to the customer: what he reads, and nothing else, shows that he reads at all.
const char* const kPublic = "rotkehlchenwort";

class FieldScene {
 public:
  FieldScene() { plant(); }

  http::Response as(const std::string& name, http::Method method, const std::string& path,
                    const std::string& body = {}) {
    const Caller& caller = merchant.caller(name);
    return test::ask(*program, caller, method, path, merchant.body(body, caller));
  }
  /// Of the admin; must succeed.
  void put_in(http::Method method, const std::string& pattern, const std::string& body) {
    const auto answer = as("admin", method, merchant.path(pattern), body);
    REQUIRE_MESSAGE(answer.status < 300, pattern, " ", answer.status, " ", answer.body);
  }

  test::SmtpPeer peer{"plain"};
  SmtpTransport mail{peer_options(peer)};
  test::FreshFolder folder{test::FreshFolder::Where::memory};
  std::unique_ptr<Program> program = test::open_program(folder.path(), "", nullptr, &mail);
  Merchant merchant{*program, 1, "one.kontor.example"};

 private:
  static SmtpOptions peer_options(const test::SmtpPeer& peer) {
    SmtpOptions options;
    options.url = peer.url();
    options.tls = SmtpOptions::Tls::none;
    return options;
  }
  void plant();
  void plant_people();
  void plant_on_order();
  void plant_in_catalog();
  void plant_foreign();
};

void FieldScene::plant() {
  plant_people();
  plant_in_catalog();
  plant_on_order();
  plant_foreign();
}

void FieldScene::plant_people() {
  program->database().write_wait(merchant.tenant, [&](Tx& tx) {
    const User user = create_user(tx, merchant.system, "kanaribearbeiter@kontor.example",
                                  "kanaribearbeiter", Locale::de, "hash");
    InviteInput input;
    input.email = user.email;
    input.role = Role::sales;
    invite_member(tx, merchant.system, merchant.root, input);
    merchant.ids["worker"] = user.id.text();
    block_user(tx, merchant.system, *UserId::parse(merchant.ids["viewer_user"]), "kanarisperre");
  });
  const auto asked =
      test::ask(*program, merchant.caller("anonymous"), post, "/access-requests",
                R"({"email": "wer@kontor.example", "name": "Wer", "message": "kanarianfrage"})");
  REQUIRE(asked.status < 300);
}

void FieldScene::plant_in_catalog() {
  put_in(patch, "/products/{id}", R"({"supplier_sku": "kanarilieferant"})");
  put_in(put, "/price-lists/{id}/prices/{variant_id}", R"({"floor_price_e4": 731913371})");
  put_in(post, "/price-lists", R"({"name": "kanariliste", "currency": "EUR"})");
  program->database().write_wait(merchant.tenant, [&](Tx& tx) {
    const auto other = tx.query("SELECT id FROM price_lists WHERE tenant_id = $1 AND name = $2",
                                tx.tenant(), "kanariliste");
    merchant.ids["other_list"] = other.front().get<PriceListId>(0).text();
  });
  put_in(put, "/price-lists/" + merchant.ids["other_list"] + "/prices/{variant_id}",
         R"({"unit_price_e4": 931713319})");
  put_in(post, "/settings/payment-methods",
         R"({"code": "kanari", "name_de": "kanarizahlung", "name_en": "kanarizahlung",
             "name_fr": "kanarizahlung", "cost_cents": 0, "active": false})");
  program->database().write_wait(
      merchant.tenant,
      prepare_upload(program->database(), merchant.system, catalog::ImportKind::products,
                     "kanaridatei.csv", "sku;name\nA-2;Two\n"));
}

void FieldScene::plant_on_order() {
  put_in(patch, "/labels/{id}",
         R"({"name": "kanarietikett", "owner": "kanarieigner", "due_on": "2033-05-17"})");
  put_in(put, "/orders/{id}/labels", R"({"label_ids": ["$label"]})");
  put_in(post, "/orders/{id}/notes", R"({"body": "kanarinotiz"})");
  const KeptFile kept = keep_file(program->services().blobs, "kanarianhang.txt", "kanarianhang");
  program->database().write_wait(merchant.tenant, [&](Tx& tx) {
    const auto order = *OrderId::parse(merchant.ids["order"]);
    const Actor sales = merchant.actor(tx, "sales");
    write_note(tx, sales, order, {{}, {add_loose_file(tx, sales, order, kept, true).id}});
  });
  put_in(put, "/orders/{id}/assignee", R"({"user_id": "$worker"})");
  put_in(put, "/orders/{id}/due", R"({"due_on": "2037-11-23"})");
  put_in(post, "/orders/{id}/holds",
         R"({"kind": "manual", "blocks": "ship", "reason": "kanarihalt"})");
  put_in(post, "/views",
         R"({"name": "kanariansicht", "query": "label=kanarietikett", "shared": true,
             "color": "", "badge": false})");
}

void FieldScene::plant_foreign() {
  program->database().write_wait(merchant.tenant, [&](Tx& tx) {
    AccountInput input;
    input.kind = AccountKind::customer;
    input.parent_id = merchant.root;
    input.name = "kanarikunde";
    const Account other = create_account(tx, merchant.system, input);
    create_cart(tx, merchant.system, {other.id, "kanariauftrag", {}});
  });
}

std::string text_of(const http::Response& answer) {
  if (answer.events) answer.events->close();
  std::string text = std::to_string(answer.status) + "\n";
  for (const auto& [name, value] : answer.headers) {
    text.append(name).append(": ").append(value).append("\n");
  }
  return text + answer.body + std::string(answer.static_body);
}

/// Everything that somebody can read: each route with his own ids, each list with every planted
/// word in its search and its filters.
std::map<std::string, std::string> read_all(FieldScene& scene, const std::string& name) {
  std::map<std::string, std::string> answers;
  const auto ask = [&](const std::string& path) {
    answers[path] = text_of(scene.as(name, get, path));
  };
  for (const auto& doc : scene.program->api().routes()) {
    if (doc.method == get) ask(scene.merchant.path(doc.path));
  }
  ask("/orders/" + scene.merchant.ids.at("cart"));
  for (const auto& planted : kPlanted) {
    for (const char* list : {"/search", "/orders", "/accounts", "/products", "/catalog/search",
                             "/users", "/outbox", "/inbound-mails"}) {
      ask(std::string(list) + "?q=" + planted.text);
    }
  }
  for (const char* filter :
       {"label=kanarietikett", "assignee=kanaribearbeiter", "due=2037-11-23", "has=label",
        "hold=manual", "sort=due", "cols=labels,assignee,due,holds", "state=cart"}) {
    ask(std::string("/orders?") + filter);
  }
  ask("/price-lists/" + scene.merchant.ids.at("other_list"));
  ask("/price-lists/" + scene.merchant.ids.at("other_list") + "/prices");
  return answers;
}

bool holds(const std::map<std::string, std::string>& answers, const std::string& text) {
  return std::ranges::any_of(
      answers, [&](const auto& answer) { return answer.second.find(text) != std::string::npos; });
}

/// A refusal may repeat the word that was asked with.
void check_nothing_planted(const std::string& where, const std::string& text) {
  const bool refusal = text.starts_with("4");
  for (const auto& planted : kPlanted) {
    if (refusal && where.find(planted.text) != std::string::npos) continue;
    CHECK_MESSAGE(text.find(planted.text) == std::string::npos, where, " shows ", planted.what,
                  ": ", text);
  }
}

/// Quoted-printable without its soft line ends (RFC 2045, 6.7), which may stand within a word.
std::string unfolded(std::string text) {
  for (const char* end : {"=\r\n", "=\n"}) {
    const std::size_t size = std::strlen(end);
    for (auto at = text.find(end); at != text.npos; at = text.find(end, at)) text.erase(at, size);
  }
  return text;
}

const std::string kOutsiders[] = {
    "customer",       "reading_key",     "writing_key",      "sub_partner",     "partner",
    "other_customer", "foreign_partner", "removed_customer", "posing_customer", "anonymous"};

}  // namespace

TEST_CASE("fields: what only the team may see is in no answer to anybody else") {
  FieldScene scene;
  const auto all = read_all(scene, "admin");
  for (const auto& planted : kPlanted) {
    CHECK_MESSAGE(holds(all, planted.text), "the admin does not find ", planted.what);
  }
  scene.put_in(post, "/orders/{id}/messages", std::string(R"({"body": ")") + kPublic + "\"}");
  for (const std::string& name : kOutsiders) {
    CAPTURE(name);
    const auto answers = read_all(scene, name);
    for (const auto& [path, text] : answers) {
      check_nothing_planted(name + " GET " + path, text);
    }
    const bool reaches = name != "other_customer" && name != "foreign_partner" &&
                         name != "removed_customer" && name != "anonymous" &&
                         name != "posing_customer";
    CHECK(holds(answers, kPublic) == reaches);
  }
}

TEST_CASE("fields: what only the team may see is in no answer to a change") {
  FieldScene scene;
  const auto rows = test::read_matrix();
  for (const char* name : {"customer", "writing_key", "sub_partner", "partner"}) {
    for (const auto& doc : scene.program->api().routes()) {
      if (doc.method == get || doc.path == "/session") continue;
      const std::string key = std::string(http::method_name(doc.method)) + " " + doc.path;
      const auto row = rows.find(key);
      std::string body = row == rows.end() ? "" : row->second.body;
      if (body.empty() && !doc.request_schema.empty()) body = "{}";
      const auto answer = scene.as(name, doc.method, scene.merchant.path(doc.path), body);
      check_nothing_planted(std::string(name) + " " + key, text_of(answer));
    }
  }
}

TEST_CASE("fields: what only the team may see is in no mail and no hint for anybody else") {
  FieldScene scene;
  scene.program->listen_to_changes();
  const auto listen = [&](const char* name) {
    const Caller& caller = scene.merchant.caller(name);
    return std::make_unique<test::Listener>(*scene.program, caller.session, "", caller.host);
  };
  const auto customer = listen("customer");
  const auto partner = listen("partner");
  // Everything once more, now that somebody listens; then what they may know.
  scene.put_in(put, "/orders/{id}/labels", R"({"label_ids": []})");
  scene.put_in(put, "/orders/{id}/labels", R"({"label_ids": ["$label"]})");
  scene.put_in(post, "/orders/{id}/notes", R"({"body": "kanarinotiz"})");
  scene.put_in(patch, "/labels/{id}", R"({"color": "red"})");
  scene.put_in(post, "/orders/{id}/messages", std::string(R"({"body": ")") + kPublic + "\"}");
  scene.put_in(post, "/orders/{id}/confirm", "");
  for (const auto& listener : {customer.get(), partner.get()}) {
    CHECK(listener->hears(scene.merchant.ids.at("order")));
    check_nothing_planted("the stream", listener->heard());
    CHECK_FALSE(listener->has_heard(scene.merchant.ids.at("label")));
  }
  scene.program->jobs().run_due();
  bool said = false;
  for (const auto& mail : scene.peer.received()) {
    // Colleagues may be told everything.
    if (mail.to.front().find("kanaribearbeiter") != std::string::npos) continue;
    const std::string text = unfolded(mail.data);
    said = said || text.find(kPublic) != std::string::npos;
    check_nothing_planted("the mail to " + mail.to.front(), text);
  }
  CHECK(said);
}

}  // namespace kontor
