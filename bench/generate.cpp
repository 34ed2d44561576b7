// Fills an empty database with many tenants and orders, through the same commands as people do.
//
//   bench_generate --database URL --orders N --tenants T --into FILE [--quotes yes]
//
// Each tenant is the demonstration's merchant with its catalog, 150 customers more, and its share
// of the orders: five lines each, spread over two years, in the states that a desk has after that
// time; with --quotes each came from a quote. Mails of these orders are not sent: their jobs are
// removed. FILE gets what the other programs of bench/ ask for, as JSON: per tenant an API key,
// some orders, numbers and names.

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <fstream>
#include <iostream>
#include <random>
#include <span>

#include "accounts/seed.hpp"
#include "accounts/sessions.hpp"
#include "accounts/tenants.hpp"
#include "catalog/routes.hpp"
#include "kernel/db.hpp"
#include "kernel/json.hpp"
#include "kernel/migrate.hpp"
#include "modules.hpp"
#include "orders/commands.hpp"
#include "orders/desk.hpp"
#include "quotes/quote.hpp"

namespace {

using namespace kontor;

constexpr std::int64_t kSpan_days = 730;
constexpr int kCustomers = 150;
constexpr int kOrdersPerTransaction = 200;

constexpr std::array kFirst = {"Elektro", "Türtechnik", "Netzwerk", "Haustechnik",   "Alarm",
                               "Telefon", "Sicherheit", "Gebäude",  "Kommunikation", "Schließ"};
constexpr std::array kPeople = {"Müller",   "Schröder", "Brandt", "Köhler",   "Petersen",
                                "Weiß",     "Hansen",   "Fuchs",  "Jäger",    "Böhm",
                                "Lindner",  "Vogt",     "Kühn",   "Sommer",   "Winter",
                                "Albrecht", "Groß",     "Otto",   "Heinrich", "Seidel"};
constexpr std::array kTowns = {"Bremen", "Hamburg", "Köln", "München", "Zürich", "Wien", "Lübeck"};
constexpr std::array kSkus = {"40-2260", "40-2261", "40-2240", "40-2180", "40-2290", "40-3107",
                              "40-3110", "40-3104", "18-4412", "18-4424", "30-1105", "31-0640",
                              "31-2208", "32-1010", "32-1030", "34-1001", "35-1001", "90-0020"};

struct Wanted {
  std::string database;
  int orders = 10'000;
  int tenants = 10;
  std::string into;
  bool quotes = false;
};

struct BenchOrder {
  std::string id;
  std::string number;
  std::string customer;
};
BOOST_DESCRIBE_STRUCT(BenchOrder, (), (id, number, customer))

struct BenchTenant {
  std::string token;
  std::string code;
  std::string user;  ///< whose the young orders are
  std::vector<std::string> accounts;
  std::vector<BenchOrder> orders;  ///< of those that are pending at the end
};
BOOST_DESCRIBE_STRUCT(BenchTenant, (), (token, code, user, accounts, orders))

class Merchant {
 public:
  Merchant(Database& database, ManualClock& clock, SystemRandom& random, std::int64_t now_ms,
           unsigned seed, bool quotes)
      : database_(database), clock_(clock), now_ms_(now_ms), chance_(seed), quotes_(quotes) {
    std::array<std::uint8_t, 8> bytes{};
    random.fill(bytes);
    clock_.set(now_ms_ - kSpan_days * kDay_ms);
    tenant_ = TenantId(make_uuid7(clock_.now_ms(), 0, bytes));
  }

  void move_in() {
    database_.write_wait(tenant_, [&](Tx& tx) {
      seed_accounts(tx, "no password");
      seed_catalog(tx);
      staff_ = Actor::system(tx.tenant(), "Keller");
      const Account root =
          *tx.find<Account>("WHERE tenant_id = $1 AND parent_id IS NULL", tx.tenant());
      ManyAccounts many;
      for (int i = 0; i < kCustomers; ++i) {
        accounts_.push_back(create_account(tx, staff_, customer(root, i), many));
      }
      many.write(tx);
      result_.code = own_tenant(tx).code;
      result_.token = key(tx, root);
    });
    for (const auto& account : accounts_) result_.accounts.push_back(account.id.text());
  }

  void trade(int orders) {
    for (int done = 0; done < orders; done += kOrdersPerTransaction) {
      database_.write_wait(tenant_, [&](Tx& tx) {
        for (int i = done; i < std::min(done + kOrdersPerTransaction, orders); ++i)
          one(tx, i, orders);
        tx.execute("DELETE FROM job WHERE tenant_id = $1", tx.tenant());
      });
      clock_.set(now_ms_ - kSpan_days * kDay_ms +
                 kSpan_days * kDay_ms / orders * std::min(done + kOrdersPerTransaction, orders));
    }
  }

  const BenchTenant& result() const { return result_; }

 private:
  int below(int limit) { return static_cast<int>(chance_() % static_cast<unsigned>(limit)); }
  template <class List>
  std::string any(const List& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }

  AccountInput customer(const Account& root, int i) {
    AccountInput input;
    input.kind = AccountKind::customer;
    input.parent_id = root.id;
    const std::string name = any(kFirst) + " " + any(kPeople) + " " + std::to_string(i);
    input.name = Text<160, 1>(name);
    input.email = Text<254>("einkauf" + std::to_string(i) + "@kunde.example");
    Address address;
    address.kind = AddressKind::billing;
    address.company = Text<120>(name);
    address.street = Text<120>("Lange Straße " + std::to_string(i + 1));
    address.postcode = Text<20>("28195");
    address.city = Text<80>(any(kTowns));
    address.country = Text<2>("DE");
    address.is_default = true;
    input.addresses.push_back(address);
    return input;
  }

  std::string key(Tx& tx, const Account& root) {
    const auto user = find_user_by_email(tx, "m.rasch@nordwerk.example");
    user_ = user->id;
    result_.user = user->id.text();
    Actor admin;
    admin.kind = ActorKind::user;
    admin.tenant = tx.tenant();
    admin.user_id = user->id;
    admin.name = user->name;
    ActingFor acting;
    acting.account_id = root.id;
    acting.account_kind = root.kind;
    acting.path = root.path;
    acting.role = Role::admin;
    admin.memberships.push_back(acting);
    admin.acting = 0;
    ApiKeyInput input;
    input.name = "bench";
    input.scopes = {Scope::read, Scope::orders_write};
    return create_api_key(tx, admin, input).token;
  }

  Quote offer(Tx& tx, const Order& cart, const Account& account) {
    CreateQuote input;
    input.title = Text<120>("Angebot für " + account.name);
    input.recipient_email = account.email;
    return create_quote(tx, staff_, secrets_, cart.id, {}, input);
  }

  void one(Tx& tx, int i, int of) {
    const Account& account = accounts_[static_cast<std::size_t>(below(kCustomers))];
    NewCart cart;
    cart.account_id = account.id;
    for (int line = 0; line < 5; ++line) {
      NewLine article;
      article.sku = Text<64, 1>(kSkus[static_cast<std::size_t>((i * 7 + line * 5) % 18)]);
      article.quantity_milli = 1000 * (1 + below(9));
      cart.lines.push_back(article);
    }
    Order order = create_cart(tx, staff_, cart);
    // The newest three percent are those at which somebody is at work.
    const bool young = i > of - std::max(of / 30, 20);
    const int dice = below(100);
    if (quotes_) {
      const Quote quote = offer(tx, order, account);
      if (dice < 4 || (young && dice < 20)) return;  // waits for an answer, or has expired
      if (dice > 97) {
        reject_quote(tx, staff_, order.id, quote.id, {}, {});
        return;
      }
      AcceptQuote yes;
      yes.name = Text<120, 1>(account.name);
      yes.evidence = MultilineText<2000>("bench");
      accept_quote(tx, staff_, order.id, quote.id, {}, yes);
      order = load_order(tx, staff_, order.id);
    } else {
      if (dice < 4) return;
      order = place_order(tx, staff_, order.id, {}, {true});
    }
    if (young && dice < 70) {
      if (result_.orders.size() < 50) {
        result_.orders.push_back({order.id.text(), order.order_number.value_or(""), account.name});
      }
      if (dice > 40) start_order(tx, staff_, order.id, {});
      if (dice > 20) set_assignee(tx, staff_, order.id, {user_});
      return;
    }
    if (dice > 94) {
      decline_order(tx, staff_, order.id, {}, {});
    } else {
      confirm_order(tx, staff_, order.id, {});
    }
    if (dice > 89 && dice <= 94) cancel_order(tx, staff_, order.id, {}, {});
  }

  Database& database_;
  ManualClock& clock_;
  std::int64_t now_ms_;
  std::mt19937 chance_;
  bool quotes_;
  SecretBox secrets_{std::array<std::uint8_t, SecretBox::kKeyBytes>{}};  // nobody follows the links
  TenantId tenant_;
  Actor staff_;
  UserId user_;
  std::vector<Account> accounts_;
  BenchTenant result_;
};

Wanted wanted(std::span<char*> args) {
  Wanted wanted;
  for (std::size_t i = 1; i + 1 < args.size(); i += 2) {
    const std::string_view name = args[i], text = args[i + 1];
    const auto number = [&](int& into) { std::from_chars(text.begin(), text.end(), into); };
    if (name == "--database") wanted.database = text;
    if (name == "--into") wanted.into = text;
    if (name == "--orders") number(wanted.orders);
    if (name == "--tenants") number(wanted.tenants);
    if (name == "--quotes") wanted.quotes = text == "yes";
  }
  return wanted;
}

}  // namespace

int main(int argc, char** argv) {
  const Wanted want = wanted(std::span<char*>(argv, static_cast<std::size_t>(argc)));
  const std::int64_t now_ms = SystemClock().now_ms();
  ManualClock clock(now_ms);
  SystemRandom random;
  DatabaseConfig config;
  config.url = want.database;
  Database database(config, clock, random);
  clock.set(now_ms - kSpan_days * kDay_ms);
  migrate(database);
  const auto start = std::chrono::steady_clock::now();
  std::vector<BenchTenant> tenants;
  for (int i = 0; i < want.tenants; ++i) {
    Merchant merchant(database, clock, random, now_ms, static_cast<unsigned>(i + 1), want.quotes);
    merchant.move_in();
    merchant.trade(want.orders / want.tenants);
    tenants.push_back(merchant.result());
    if (i % 10 == 9) std::cerr << (i + 1) * (want.orders / want.tenants) << " orders\n";
  }
  std::ofstream(want.into) << to_json(tenants);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  std::cout << want.orders << " orders of " << want.tenants << " tenants in " << took.count()
            << " ms\n";
}
