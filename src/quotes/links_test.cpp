// What the link of a quote opens: every page x every link, live and dead. A new page without a row
// here fails.

#include <doctest/doctest.h>

#include <future>

#include "accounts/links.hpp"
#include "accounts/tenants.hpp"
#include "kernel/url.hpp"
#include "quotes/link.hpp"
#include "support/merchant.hpp"
#include "support/test_database.hpp"

namespace kontor {
namespace {

using test::Merchant;

http::Response visit(Program& program, http::Method method, const std::string& target,
                     const std::string& host, const std::string& body) {
  http::Request request;
  request.method = method;
  request.target = target;
  request.remote_address = "192.0.2.7";
  request.headers.add("Host", host);
  request.body = body;
  auto match = program.router().match(method, target);
  REQUIRE(match.route != nullptr);
  request.path = std::move(match.path);
  request.path_params = std::move(match.path_params);
  std::promise<http::Response> answered;
  match.route->handler(std::move(request), http::Responder([&](http::Response response) {
                         answered.set_value(std::move(response));
                       }));
  return answered.get_future().get();
}

struct Row {
  std::string_view method_and_path;
  std::string_view form;  ///< that a live link takes
  int live = 200;
  int dead = 410;
};

constexpr Row kRows[] = {
    {"GET /q/{token}", "", 200},
    {"GET /q/{token}/asked", "", 200},
    {"GET /q/{token}/pdf", "", 503},  // until the job has made it
    {"GET /q/{token}/accept", "", 200},
    {"POST /q/{token}/accept", "name=Anna&role=Chefin&terms=yes", 303},
    {"GET /q/{token}/reject", "", 200},
    {"POST /q/{token}/reject", "why=price", 303},
    {"GET /q/{token}/ask", "", 200},
    {"POST /q/{token}/ask", "message=Wann%3F", 303},
    {"GET /q/{token}/again", "", 200},
    {"POST /q/{token}/again", "", 200, 303},
};

struct Scene {
  test::FreshFolder folder{test::FreshFolder::Where::memory};
  ManualClock clock{test::kTestStart_ms};
  std::unique_ptr<Program> program = test::open_program(folder.path(), "", &clock);
  Merchant merchant{*program, 1, "one.kontor.example"};
  Merchant other{*program, 2, "two.kontor.example"};
  std::map<std::string, std::string> links;  ///< token by what became of it

  Scene();
  std::string sent(Tx& tx, const std::string& name, std::int64_t days);
};

std::string Scene::sent(Tx& tx, const std::string& name, std::int64_t days) {
  NewCart input{*AccountId::parse(merchant.ids.at("weber")), name, {}};
  NewLine line;
  line.sku = Text<64, 1>("TS-260");
  input.lines.push_back(line);
  const Order cart = create_cart(tx, merchant.system, input);
  OrderPatch patch;
  patch.billing_address.present = patch.shipping_address.present = true;
  patch.billing_address.value = patch.shipping_address.value = merchant.some_address();
  change_order(tx, merchant.system, cart.id, std::nullopt, patch);
  CreateQuote offer;
  offer.recipient_email = Text<254>("weber@kontor.example");
  offer.valid_days = Bounded<1, 365>(days);
  const SecretBox& secrets = program->services().secrets;
  const Quote quote = create_quote(tx, merchant.system, secrets, cart.id, std::nullopt, offer);
  const auto link =
      *tx.find<QuoteLink>("WHERE tenant_id = $1 AND quote_id = $2", tx.tenant(), quote.id);
  const std::string token =
      secrets.token_of(kQuoteLinkPurpose, own_tenant(tx).code, link.id.bytes).text();
  links[name] = token;
  AcceptQuote yes;
  yes.name = Text<120, 1>("Anna");
  yes.terms_accepted = true;
  if (name == "accepted") accept_by_link(tx, token, "192.0.2.7", yes);
  if (name == "rejected") reject_by_link(tx, token, "192.0.2.7", {});
  if (name == "withdrawn") {
    withdraw_quote(tx, merchant.system, cart.id, quote.id, std::nullopt, {});
  }
  if (name == "resent") {
    clock.advance(1);
    send_quote(tx, merchant.system, secrets, cart.id, quote.id, std::nullopt, {});
  }
  return token;
}

Scene::Scene() {
  program->database().write_wait(merchant.tenant, [&](Tx& tx) {
    for (const char* name : {"live", "accepted", "rejected", "withdrawn", "resent"}) {
      sent(tx, name, 30);
    }
    sent(tx, "expired", 1);
    const auto user = *UserId::parse(merchant.ids.at("customer_user"));
    links["of a password"] = issue_link(tx, LinkPurpose::reset, user).token;
  });
  clock.advance(2 * kDay_ms);
  links["made up"] = links["live"].substr(0, links["live"].find('.')) + ".AAAAAAAAAAAAAAAAAAAAAA";
  links["no token"] = "x";
}

}  // namespace

TEST_CASE("authorisation: the link of a quote opens its pages while it lives, and nothing else") {
  Scene scene;
  std::size_t found = 0;
  for (const auto* route : scene.program->router().routes()) {
    if (!route->pattern.starts_with("/q/")) continue;
    const std::string key = std::string(http::method_name(route->method)) + " " + route->pattern;
    CAPTURE(key);
    const auto row = std::ranges::find(kRows, key, &Row::method_and_path);
    REQUIRE_MESSAGE(row != std::end(kRows), "a new page needs a row here");
    ++found;
    const test::FreshFolder folder(test::FreshFolder::Where::memory);
    test::copy_data(scene.folder.path(), folder.path());
    ManualClock clock(scene.clock.now_ms());
    const auto program = test::open_program(folder.path(), "", &clock);
    for (const auto& [name, token] : scene.links) {
      CAPTURE(name);
      std::string path = route->pattern;
      path.replace(path.find("{token}"), 7, token);
      const auto answer =
          visit(*program, route->method, path, scene.merchant.host, std::string(row->form));
      const bool never = name == "made up" || name == "no token" || name == "of a password";
      CHECK(answer.status == (never ? 404 : name == "live" ? row->live : row->dead));
      // Prices and lines are for who holds a live link.
      if (name != "live") {
        CHECK(answer.body.find("TS-260") == std::string::npos);
        CHECK(answer.body.find("\u20ac") == std::string::npos);
      }
      if (never) CHECK(answer.body.find("Weber") == std::string::npos);
      // At the address of another merchant it is no link at all.
      CHECK(visit(*program, route->method, path, scene.other.host, std::string(row->form)).status ==
            404);
    }
  }
  CHECK(found == std::size(kRows));
}

TEST_CASE("quotes: the public page is small and needs no script") {
  Scene scene;
  const auto page = visit(*scene.program, http::Method::get, "/q/" + scene.links["live"],
                          scene.merchant.host, "");
  CHECK(page.status == 200);
  CHECK(page.body.size() < 30'000);
  CHECK(page.body.find("<script") == std::string::npos);
  CHECK(page.body.find(" style=") == std::string::npos);
  CHECK(page.headers.get("Referrer-Policy") == "no-referrer");
}

}  // namespace kontor
