// The statements behind the lists, as they are really run, on tables with enough rows that a plan
// matters: each finds its rows by an index, and none sorts what an index could have given in order.

#include <doctest/doctest.h>

#include <deque>
#include <set>

#include "accounts/account_views.hpp"
#include "accounts/sessions.hpp"
#include "accounts/tenants.hpp"
#include "conversation/outbox.hpp"
#include "kernel/jobs.hpp"
#include "kernel/statement_trace.hpp"
#include "kernel/url.hpp"
#include "orders/list.hpp"
#include "orders/views.hpp"
#include "quotes/quote_view.hpp"
#include "support/test_database.hpp"

namespace kontor {
namespace {

using test::DatabaseMaker;
using test::on_each_engine;

struct Statement {
  std::string sql;
  std::vector<SqlValue> params;
  std::deque<std::string> texts;  ///< what the parameters point to
};

/// The queries that `story` runs, each text once.
template <class Story>
std::deque<Statement> statements_of(Story story) {
  std::deque<Statement> found;  // which never moves its members: parameters point into them
  std::set<std::string> seen;
  {
    const TraceStatements trace([&](std::string_view sql, std::span<const SqlValue> params) {
      if (!seen.emplace(sql).second) return;
      Statement& statement = found.emplace_back();
      statement.sql = sql;
      for (SqlValue value : params) {
        statement.texts.emplace_back(value.bytes);
        value.bytes = statement.texts.back();
        statement.params.push_back(value);
      }
    });
    story();
  }
  return found;
}

/// The lines of a plan, as the engine words them.
std::vector<std::string> plan_of(Tx& tx, const Statement& statement) {
  const bool sqlite = tx.engine() == Engine::sqlite;
  const Rows rows =
      tx.run((sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + statement.sql, statement.params);
  std::vector<std::string> lines;
  for (const auto row : rows) lines.push_back(row.get<std::string>(sqlite ? 3 : 0));
  return lines;
}

/// Its parts are a few rows each, from tables which are small here: PostgreSQL reads those whole.
bool is_quote_search(const Statement& statement) {
  return statement.sql.find("by_number") != std::string::npos;
}

/// PostgreSQL weighs an index against reading the table: with one tenant that is the table it may
/// rightly choose the latter where the order does not matter. There the pages are judged.
bool is_judged(Engine engine, const Statement& statement) {
  if (engine == Engine::sqlite) return true;
  return !is_quote_search(statement) && (statement.sql.find("ORDER BY") != std::string::npos &&
                                         statement.sql.find("LIMIT") != std::string::npos);
}

/// Sorts of a page's own rows; the search, whose matches come by words and not in order; and the
/// few orders in which one person is mentioned.
bool may_sort(const Statement& statement) {
  if (statement.sql.find(" AND ((o.id IN (SELECT m.order_id") != std::string::npos) return true;
  return statement.sql.find("order_label x JOIN label") != std::string::npos ||
         is_quote_search(statement) || statement.sql.find("order_term") != std::string::npos;
}

/// A page is put in order once more when its rows are fetched; the page itself has to come in
/// order.
std::ptrdiff_t sorts_of_its_own(const Statement& statement) {
  return statement.sql.find(") page JOIN") != std::string::npos ? 1 : 0;
}

bool is_sort(const std::string& line) {
  return line.find("USE TEMP B-TREE FOR ORDER BY") != std::string::npos ||
         line.find("Sort  (") != std::string::npos;
}

bool is_scan(const std::string& line) {
  // SQLite: a subquery that was already made is read whole, rightly; those have no table's name.
  for (const char* table : {"orders", "o", "accounts", "products", "event", "job", "outbox_mail",
                            "order_term", "account_terms", "quote", "q"}) {
    const std::string scan = "SCAN " + std::string(table);
    if (line == scan || line.starts_with(scan + " USING COVERING")) return true;
    if (line.find("Seq Scan on " + std::string(table) + " ") != std::string::npos) return true;
  }
  return false;
}

/// A column list in which some columns get an expression of `g`, the row's number.
template <class T>
std::string copied(const std::map<std::string, std::string>& changed) {
  std::string list;
  T any;
  for_each_field(any, [&](const char* name, const auto&) {
    const auto found = changed.find(name);
    list += (list.empty() ? "" : ", ") + (found == changed.end() ? name : found->second);
  });
  return list;
}

template <class T>
void multiply(Tx& tx, int count, const std::map<std::string, std::string>& changed,
              const std::string& condition = "") {
  const std::string table(T::kTable);
  tx.run_script("INSERT INTO " + table + " (" + column_list<T>() +
                ") WITH RECURSIVE n(g) AS ("
                "SELECT 1 UNION ALL SELECT g + 1 FROM n WHERE g < " +
                std::to_string(count) + ") SELECT " + copied<T>(changed) +
                " FROM n, (SELECT * FROM " + table + condition + " LIMIT 1) one");
}

/// One tenant with 8,000 orders, 3,000 accounts, 3,000 entries in the log of one order, and jobs.
struct Warehouse {
  explicit Warehouse(DatabaseMaker& maker) : db(maker) {
    db.database.write_wait(tenant, [&](Tx& tx) { fill(tx); });
    // SQLite plans by what it was taught when the database was made, PostgreSQL by what it counts.
    if (db.database.engine() == Engine::postgres) {
      db.database.write_wait(tenant, [](Tx& tx) { tx.run_script("ANALYZE"); });
    }
  }

  void fill(Tx& tx) {
    SetupInput input;
    input.company = "Nordwerk";
    input.city = "Bremen";
    input.country = "DE";
    input.currency = "EUR";
    input.time_zone = "Europe/Berlin";
    input.email = "miriam@kontor.example";
    input.name = "Miriam";
    const auto made = create_tenant(tx, input, "hash");
    Credentials credentials;
    const auto session = open_session(tx, made.admin, "192.0.2.7", "test");
    credentials.session_token = session.token;
    admin = authenticate(tx, credentials);
    AccountInput account;
    account.parent_id = made.root.id;
    account.name = "Weber";
    weber = create_account(tx, system, account).id;
    order = create_cart(tx, system, {weber, "", {}}).id;
    const bool sqlite = tx.engine() == Engine::sqlite;
    const std::string id = sqlite ? "randomblob(16)" : "gen_random_uuid()";
    multiply<Order>(tx, 8000,
                    {{"id", id},
                     {"cart_number", "'X-' || g"},
                     {"order_number", "'Z-' || g"},
                     {"state",
                      "CASE WHEN g % 40 = 0 THEN 'pending' WHEN g % 41 = 0 THEN "
                      "'processing' WHEN g % 3 = 0 THEN 'completed' ELSE 'cart' END"},
                     {"queue",
                      "CASE WHEN g % 40 = 0 THEN 'inbox' WHEN g % 41 = 0 THEN "
                      "'processing' WHEN g % 3 = 0 THEN 'done' ELSE 'cart' END"},
                     {"open", "CASE WHEN g % 40 = 0 OR g % 41 = 0 THEN 1 ELSE 0 END"},
                     {"turn_since_ms", "turn_since_ms + g"},
                     {"sort_at_ms", "sort_at_ms + g"},
                     {"changed_at_ms", "changed_at_ms + g"}});
    multiply<Account>(tx, 3000,
                      {{"id", id},
                       {"serial", "1000 + g"},
                       {"number", "'Y-' || g"},
                       {"path", "'1/z' || g || '/'"},
                       {"sort_key", "sort_key || g"}},
                      " WHERE number LIKE 'K-%'");
    multiply<Event>(tx, 3000, {{"id", id}, {"seq", "1 + g"}}, " WHERE subject_type = 'order'");
    multiply_quotes(tx, id);
    multiply<Job>(tx, 8000,
                  {{"id", id}, {"job_key", "'k' || g"}, {"run_at_ms", "run_at_ms + 1000000 + g"}});
    tx.run_script(
        "INSERT INTO order_term (tenant_id, term, order_id, source) SELECT tenant_id, 'word' || "
        "cart_number, id, 'order' FROM orders");
  }

  void multiply_quotes(Tx& tx, const std::string& id) {
    Quote quote;
    quote.tenant_id = tenant;
    quote.id = tx.new_id<QuoteId>();
    quote.number = "AN-1";
    quote.order_id = order;
    quote.account_id = weber;
    quote.account_path = "1/1/";
    quote.created_at_ms = tx.now_ms();
    tx.insert(quote);
    multiply<Quote>(tx, 8000,
                    {{"id", id},
                     {"order_id", id},
                     {"number", "'AN-' || (1 + g)"},
                     {"account_id", "CASE WHEN g % 50 = 0 THEN account_id ELSE " + id + " END"},
                     {"account_path", "'1/z' || g || '/'"},
                     {"state",
                      "CASE WHEN g % 4 = 0 THEN 'sent' WHEN g % 4 = 1 THEN 'accepted' "
                      "WHEN g % 4 = 2 THEN 'withdrawn' ELSE 'rejected' END"},
                     {"sent_at_ms", "created_at_ms"},
                     {"expires_at_ms", "created_at_ms + 100000 + g"}});
  }

  /// The bad lines of all plans of what `story` asks.
  template <class Story>
  std::string bad_plans(Story story) {
    const auto statements = statements_of([&] { db.database.read_wait(tenant, story); });
    CHECK_FALSE(statements.empty());
    return judge(statements);
  }
  std::string judge(const std::deque<Statement>& statements) {
    return db.database.read_wait(tenant, [&](Tx& tx) {
      std::string bad;
      for (const auto& statement : statements) {
        if (!is_judged(tx.engine(), statement)) continue;
        const auto plan = plan_of(tx, statement);
        const bool sorts = std::ranges::count_if(plan, is_sort) > sorts_of_its_own(statement) &&
                           !may_sort(statement);
        if (!sorts && std::ranges::none_of(plan, is_scan)) continue;
        bad += statement.sql + "\n";
        for (const auto& line : plan) bad += "    " + line + "\n";
      }
      return bad;
    });
  }

  test::TestDatabase db;
  TenantId tenant = test::test_tenant();
  Actor system = Actor::system(tenant, "Test");
  Actor admin;
  AccountId weber;
  OrderId order;
};

http::Pairs query_of(const std::string& text) { return *http::parse_query(text); }

}  // namespace

TEST_CASE("plans: every built-in view, the search and the plain list come by an index, in order") {
  on_each_engine([](DatabaseMaker& maker) {
    Warehouse house(maker);
    std::vector<std::string> queries = {"q=wordx", "state=!cart&sort=-arrived",
                                        "state=cart&sort=-changed"};
    for (const auto& view : built_in_views()) queries.push_back("view=" + std::string(view.key));
    for (const auto& query : queries) {
      CAPTURE(query);
      const std::string bad = house.bad_plans([&](Tx& tx) {
        auto filter = read_order_filter(query_of(query));
        const OrderList list = list_orders(tx, house.admin, filter);
        if (list.next_cursor) {
          filter.cursor = *list.next_cursor;
          list_orders(tx, house.admin, filter);
        }
        return 0;
      });
      CHECK_MESSAGE(bad.empty(), bad);
    }
  });
}

TEST_CASE("plans: a view reads the orders that it shows, however many others are open") {
  const auto maker = test::sqlite_databases();
  Warehouse house(*maker);
  const auto plans_of = [&](auto story) {
    return house.db.database.read_wait(house.tenant, [&](Tx& tx) {
      std::string plans;
      for (const auto& statement : statements_of([&] { story(tx); })) {
        for (const auto& line : plan_of(tx, statement)) plans += line + "\n";
      }
      return plans;
    });
  };
  const auto plan_of_list = [&](const std::string& query) {
    return plans_of(
        [&](Tx& tx) { list_orders(tx, house.admin, read_order_filter(query_of(query))); });
  };
  const std::string waiting = plan_of_list("view=waiting_customer");
  CHECK_MESSAGE(waiting.find("(tenant_id=? AND open=? AND turn=?)") != waiting.npos, waiting);
  const std::string overdue = plan_of_list("view=overdue");
  CHECK_MESSAGE(overdue.find("(tenant_id=? AND open=? AND <expr><?)") != overdue.npos, overdue);
  const std::string carts = plan_of_list("view=carts");
  CHECK_MESSAGE(carts.find("orders_state_changed (tenant_id=? AND state=?)") != carts.npos, carts);
  const std::string counts = plans_of([&](Tx& tx) { count_views(tx, house.admin); });
  CHECK_MESSAGE(counts.find("COVERING INDEX orders_left_inbox (tenant_id=? AND "
                            "left_inbox_at_ms>?)") != counts.npos,
                counts);
  CHECK_MESSAGE(counts.find("orders_path") == counts.npos, counts);
  const std::string words = plan_of_list("q=word x");
  CHECK_MESSAGE(words.find("order_term_order (tenant_id=? AND order_id=? AND term>? AND term<?)") !=
                    words.npos,
                words);
}

TEST_CASE("plans: the overview of quotes comes by an index, in order, whatever is asked of it") {
  on_each_engine([](DatabaseMaker& maker) {
    Warehouse house(maker);
    const std::vector<QuoteQuery> queries = {{},
                                             {.state = QuoteState::accepted},
                                             {.due_within_days = 3, .by_deadline = true},
                                             {.state = QuoteState::sent, .by_deadline = true},
                                             {.q = "web"},
                                             {.q = "AN-77"},
                                             {.account = house.weber.text()}};
    for (std::size_t i = 0; i < queries.size(); ++i) {
      CAPTURE(i);
      QuoteQuery query = queries[i];
      query.limit = 20;
      const std::string bad = house.bad_plans([&](Tx& tx) {
        QuoteQuery next = query;
        next.cursor = list_quotes(tx, house.admin, query).next_cursor.value_or("");
        return list_quotes(tx, house.admin, next).items.size();
      });
      CHECK_MESSAGE(bad.empty(), bad);
    }
  });
}

TEST_CASE("plans: accounts, mails, an order's log and what a job worker claims") {
  on_each_engine([](DatabaseMaker& maker) {
    Warehouse house(maker);
    const auto check = [&](const std::string& what, const std::string& bad) {
      CAPTURE(what);
      CHECK_MESSAGE(bad.empty(), bad);
    };
    check("accounts", house.bad_plans([&](Tx& tx) {
      AccountQuery query;
      query.cursor = list_accounts(tx, house.admin, query).next_cursor.value_or("");
      return list_accounts(tx, house.admin, query).items.size();
    }));
    if (house.db.database.engine() == Engine::sqlite) {
      // Without mails PostgreSQL would sort its nothing.
      check("outbox", house.bad_plans([&](Tx& tx) {
        OutboxQuery query;
        query.state = MailState::failed;
        list_outbox(tx, house.admin, query);
        return list_outbox(tx, house.admin, {}).items.size();
      }));
    }
    check("log", house.bad_plans([&](Tx& tx) {
      read_log(tx, OrderTag::kPrefix, house.order, Readers::customers);
      return read_log(tx, OrderTag::kPrefix, house.order, Readers::staff).size();
    }));
    JobRunner runner(house.db.database, {}, 1);
    check("claim", house.judge(statements_of([&] { CHECK(runner.run_due() == 0); })));
  });
}

}  // namespace kontor
