#include "orders/start.hpp"

#include <algorithm>

#include "accounts/account_views.hpp"
#include "accounts/tenants.hpp"
#include "kernel/text.hpp"
#include "kernel/url.hpp"

namespace kontor {
namespace {

OrderFilter filter_of(const std::string& query) {
  return read_order_filter(http::parse_query(query).value_or(http::Pairs{}));
}

StartFigure figure(Tx& tx, const Actor& actor, const std::string& query) {
  StartFigure found;
  found.query = query;
  OrderFilter filter = filter_of(query);
  found.total = count_orders(tx, actor, filter);
  filter.sort = "waiting";
  filter.limit = 1;
  const OrderList oldest = list_orders(tx, actor, filter);
  if (!oldest.items.empty()) found.oldest_since_ms = oldest.items.front().turn_since_ms;
  return found;
}

constexpr std::int64_t kHour = 3'600'000;

/// Bars of the open orders by how long they wait for us.
std::vector<StartBar> open_by_age(Tx& tx, const Actor& actor) {
  struct Bucket {
    std::string_view name;
    std::int64_t until_ms;
  };
  constexpr Bucket kBuckets[] = {
      {"four_hours", 4 * kHour}, {"one_day", 24 * kHour}, {"two_days", 48 * kHour}};
  std::vector<StartBar> bars;
  const PathRange reach = reach_of(actor);
  std::int64_t before = 0;
  const auto waiting_since = [&](std::int64_t from_ms) {
    return tx
        .query(
            "SELECT COUNT(*) FROM (SELECT 1 AS one FROM orders WHERE tenant_id = $1 AND "
            "open = 1 AND turn_since_ms >= $2 AND turn = 'us' AND account_path >= $3 AND "
            "account_path < $4 LIMIT 10000) counted",
            tx.tenant(), from_ms, reach.from, reach.until)
        .front()
        .get<std::int64_t>(0);
  };
  for (const auto& bucket : kBuckets) {
    const std::int64_t so_far = waiting_since(tx.now_ms() - bucket.until_ms);
    bars.push_back({std::string(bucket.name), so_far - before, "turn=us&has=open&sort=waiting"});
    before = so_far;
  }
  bars.push_back({"longer", waiting_since(0) - before, "turn=us&has=open&sort=waiting"});
  return bars;
}

StartIntake intake(Tx& tx, const Actor& actor, const std::string& time_zone) {
  StartIntake week;
  const PathRange reach = reach_of(actor);
  const std::string first_day = shift_day(day_of(tx.now_ms(), time_zone), -7);
  const std::int64_t since_ms = day_start_ms(first_day, time_zone).value_or(0);
  const Rows rows = tx.query(
      "SELECT origin, COUNT(*), CAST(SUM(total_cents) AS bigint) FROM orders WHERE "
      "tenant_id = $1 AND sort_at_ms >= $2 AND state <> 'cart' AND account_path >= $3 AND "
      "account_path < $4 GROUP BY origin ORDER BY COUNT(*) DESC, origin",
      tx.tenant(), since_ms, reach.from, reach.until);
  for (const auto row : rows) {
    const auto origin = row.get<std::string>(0);
    const auto count = row.get<std::int64_t>(1);
    week.count += count;
    week.total_cents += row.get<std::int64_t>(2);
    week.by_origin.push_back({origin, count, "placed=-7d&state=!cart&origin=" + origin});
  }
  return week;
}

std::vector<StartBar> declined(Tx& tx, const Actor& actor) {
  std::vector<StartBar> bars;
  const PathRange reach = reach_of(actor);
  const Rows rows = tx.query(
      "SELECT decline_reason, COUNT(*) FROM orders WHERE tenant_id = $1 AND state = 'declined' "
      "AND sort_at_ms >= $2 AND account_path >= $3 AND account_path < $4 AND "
      "decline_reason IS NOT NULL GROUP BY decline_reason ORDER BY COUNT(*) DESC, decline_reason",
      tx.tenant(), tx.now_ms() - 30 * 24 * kHour, reach.from, reach.until);
  for (const auto row : rows) {
    bars.push_back({row.get<std::string>(0), row.get<std::int64_t>(1), "state=declined"});
  }
  return bars;
}

std::vector<FirstStep> first_steps(Tx& tx, const Actor& actor, const Tenant& tenant) {
  if (!can(actor, Right::settings_manage)) return {};
  const auto any = [&](std::string_view sql, const auto&... more) {
    return !tx.query(sql, tx.tenant(), more...).empty();
  };
  std::vector<FirstStep> steps = {
      {"company", !tenant.street.empty()},
      {"products", any("SELECT id FROM products WHERE tenant_id = $1 LIMIT 1")},
      {"customers", any("SELECT id FROM accounts WHERE tenant_id = $1 AND parent_id = $2 LIMIT 1",
                        tenant.root_account_id)},
      {"team", any("SELECT id FROM memberships WHERE tenant_id = $1 AND account_id = $2 "
                   "LIMIT 1 OFFSET 1",
                   tenant.root_account_id)},
      {"order", any("SELECT id FROM orders WHERE tenant_id = $1 AND state <> 'cart' LIMIT 1")}};
  const bool all_done = std::ranges::all_of(steps, [](const auto& step) { return step.done; });
  return all_done ? std::vector<FirstStep>{} : steps;
}

}  // namespace

StartPage start_page(Tx& tx, const Actor& actor) {
  require(actor, Right::report_read);
  const Tenant tenant = own_tenant(tx);
  StartPage page;
  page.us = figure(tx, actor, "view=inbox");
  page.customer = figure(tx, actor, "view=waiting_customer");
  page.on_hold = figure(tx, actor, "has=hold&state=pending,processing,confirmed");
  page.confirmed = figure(tx, actor, "view=confirmed");
  OrderFilter inbox = filter_of("view=inbox");
  inbox.limit = 6;
  page.todo = list_orders(tx, actor, inbox).items;
  page.open_by_age = open_by_age(tx, actor);
  page.week = intake(tx, actor, tenant.time_zone);
  page.declined = declined(tx, actor);
  page.currency = tenant.currency;
  page.first_steps = first_steps(tx, actor, tenant);
  if (actor.staff()) page.done_today = count_done_today(tx, tenant.time_zone);
  return page;
}

namespace {

constexpr std::int64_t kMostFound = 6;

FoundOrder found(const OrderRow& row) {
  return {row.id, row.number, row.state, row.account.name, row.summary};
}

void find_accounts(Tx& tx, const Actor& actor, const std::string& query, Found& result) {
  if (!can(actor, Right::account_read)) return;
  AccountQuery accounts;
  accounts.q = query;
  accounts.limit = kMostFound;
  for (const auto& row : list_accounts(tx, actor, accounts).items) {
    result.accounts.push_back({row.id, row.number, row.name, row.kind, row.city});
  }
}

/// In the prices of the account that one acts for; staff search the default list.
void find_articles(Tx& tx, const Actor& actor, const std::string& query, Found& result) {
  if (!can(actor, Right::catalog_read)) return;
  const auto* acting = actor.acting_for();
  const auto account = acting ? find_account(tx, acting->account_id) : std::nullopt;
  std::optional<PriceList> list = default_price_list(tx);
  if (account && !actor.staff()) list = price_list_of(tx, *account);
  if (!list) return;
  for (const auto& article : search_sellable(tx, list->id, query, kMostFound)) {
    result.articles.push_back({article.variant_id, article.product_id, article.sku, article.name});
  }
}

}  // namespace

Found search_everything(Tx& tx, const Actor& actor, const std::string& query) {
  Found result;
  const std::string text = first_graphemes(trimmed(query), 200);
  if (text.empty()) return result;
  try {
    const Order order = load_order_by_number(tx, actor, text);
    const auto account = find_account_head(tx, order.account_id);
    result.numbers.push_back(
        {order.id, order.number(), order.state, account ? account->name : "", order.summary});
  } catch (const Refused&) {
    // No such number: go on with words.
  }
  OrderFilter filter;
  filter.query = text;
  filter.limit = kMostFound;
  for (const auto& row : list_orders(tx, actor, filter).items) {
    result.orders.push_back(found(row));
  }
  find_accounts(tx, actor, text, result);
  find_articles(tx, actor, text, result);
  return result;
}

}  // namespace kontor
