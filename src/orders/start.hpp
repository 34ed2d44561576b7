#pragma once
// The start page of the order desk: whose turn it is, what to do now, how the week goes. Every
// number has the query of the list that makes it.

#include "orders/list.hpp"

namespace kontor {

struct StartFigure {
  Total total;
  std::optional<std::int64_t> oldest_since_ms;
  std::string query;  ///< of the list behind it
};
BOOST_DESCRIBE_STRUCT(StartFigure, (), (total, oldest_since_ms, query))

/// One bar: its name is a code that the UI has a text for.
struct StartBar {
  std::string name;
  std::int64_t count = 0;
  std::string query;
};
BOOST_DESCRIBE_STRUCT(StartBar, (), (name, count, query))

struct StartIntake {
  std::int64_t count = 0;
  std::int64_t total_cents = 0;
  std::vector<StartBar> by_origin;
};
BOOST_DESCRIBE_STRUCT(StartIntake, (), (count, total_cents, by_origin))

/// What a new installation needs before the first order; the UI has a text for its name.
struct FirstStep {
  std::string name;  ///< company, products, customers, team, order
  bool done = false;
};
BOOST_DESCRIBE_STRUCT(FirstStep, (), (name, done))

struct StartPage {
  StartFigure us;
  StartFigure customer;
  StartFigure on_hold;
  StartFigure confirmed;
  std::vector<OrderRow> todo;  ///< the inbox, longest waiting first
  std::vector<StartBar> open_by_age;
  StartIntake week;                ///< of the last seven days
  std::vector<StartBar> declined;  ///< of the last 30 days, by reason
  std::string currency;
  std::int64_t done_today = 0;  ///< taken out of the inbox since midnight; see list.hpp
  /// Empty once all are done, and for those who may not set things up.
  std::vector<FirstStep> first_steps;
};
BOOST_DESCRIBE_STRUCT(StartPage, (),
                      (us, customer, on_hold, confirmed, todo, open_by_age, week, declined,
                       currency, done_today, first_steps))

StartPage start_page(Tx& tx, const Actor& actor);

struct FoundOrder {
  OrderId id;
  std::string number;
  OrderState state = OrderState::cart;
  std::string account_name;
  std::string summary;
};
BOOST_DESCRIBE_STRUCT(FoundOrder, (), (id, number, state, account_name, summary))

struct FoundAccount {
  AccountId id;
  std::string number;
  std::string name;
  AccountKind kind = AccountKind::customer;
  std::string city;
};
BOOST_DESCRIBE_STRUCT(FoundAccount, (), (id, number, name, kind, city))

struct FoundArticle {
  VariantId variant_id;
  ProductId product_id;
  std::string sku;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(FoundArticle, (), (variant_id, product_id, sku, name))

/// The palette: exact numbers first, then orders, customers and articles by words.
struct Found {
  std::vector<FoundOrder> numbers;
  std::vector<FoundOrder> orders;
  std::vector<FoundAccount> accounts;
  std::vector<FoundArticle> articles;
};
BOOST_DESCRIBE_STRUCT(Found, (), (numbers, orders, accounts, articles))

Found search_everything(Tx& tx, const Actor& actor, const std::string& query);

}  // namespace kontor
