#include "orders/list.hpp"

#include <unordered_map>

#include "accounts/tenants.hpp"
#include "kernel/text.hpp"
#include "kernel/url.hpp"

namespace kontor {
namespace {

constexpr std::int64_t kCountCap = 1000;
/// A word that stands in fewer orders than this leads to them directly; a commoner one is met
/// soon enough on the way along the sort order.
constexpr std::int64_t kRareWord = 2000;

std::vector<SqlValue> with_tenant(const Tx& tx, const OrderQuery& query) {
  std::vector<SqlValue> values{Column<TenantId>::bind(tx.tenant())};
  values.insert(values.end(), query.values.begin(), query.values.end());
  return values;
}

/// The place of the rarest word of the search, when it is rare: its orders are where to start.
std::optional<std::size_t> rare_word(Tx& tx, const OrderFilter& filter) {
  std::optional<std::size_t> rarest;
  std::int64_t fewest = kRareWord;
  const auto terms = query_terms(filter.query);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::int64_t count =
        tx.query("SELECT COUNT(*) FROM (SELECT 1 FROM order_term WHERE tenant_id = $1 AND "
                 "term >= $2 AND term < $3 LIMIT $4) found",
                 tx.tenant(), terms[i], terms[i] + "\xF4\x8F\xBF\xBF", fewest)
            .front()
            .get<std::int64_t>(0);
    if (count >= fewest) continue;
    fewest = count;
    rarest = i;
  }
  return rarest;
}

/// " AND ..." for the order with this id: it has all words, but for the one that led to it.
std::string has_words(const OrderQuery& query, const std::string& id,
                      std::optional<std::size_t> start) {
  std::string sql;
  for (std::size_t i = 0; i < query.words.size(); ++i) {
    if (i == start) continue;
    sql += " AND EXISTS (SELECT 1 FROM order_term t WHERE t.tenant_id = $1 AND t.order_id = " + id +
           " AND " + query.words[i] + ")";
  }
  return sql;
}

/// " FROM orders o ... WHERE o.tenant_id = $1 ...", starting from a rare word where there is one:
/// then only orders that have all words are fetched. CROSS JOIN keeps SQLite from turning the order
/// around.
std::string from_orders(const OrderQuery& query, std::optional<std::size_t> start) {
  if (!start) return " FROM orders o WHERE o.tenant_id = $1" + has_words(query, "o.id", start);
  return " FROM (SELECT DISTINCT t.order_id FROM order_term t WHERE t.tenant_id = $1 AND " +
         query.words[*start] + ") found CROSS JOIN orders o WHERE o.tenant_id = $1 AND "
         "o.id = found.order_id" + has_words(query, "found.order_id", start);
}

Rows run_list(Tx& tx, const OrderQuery& query, std::optional<std::size_t> start,
              std::string_view head, std::string_view tail) {
  std::string sql(head);
  sql += from_orders(query, start);
  sql += query.conditions;
  sql += tail;
  return tx.run(sql, with_tenant(tx, query));
}

constexpr std::string_view kRowColumns =
    "SELECT o.id, COALESCE(o.order_number, o.cart_number), o.state, o.account_id, o.name, "
    "o.own_reference, o.summary, o.lines_count, o.total_cents, o.currency, o.payment_state, "
    "o.fulfilment_state, o.turn, o.turn_since_ms, o.assignee_id, o.due_on, o.recurring, "
    "o.has_unpriced, o.origin, o.queue, o.created_at_ms, o.placed_at_ms, o.changed_at_ms, "
    "o.holds_count, o.version, o.last_customer_seq, o.sort_at_ms";

OrderRow read_order_row(const Rows::Row& row) {
  OrderRow item;
  item.id = row.get<OrderId>(0);
  item.number = row.get<std::string>(1);
  item.state = row.get<OrderState>(2);
  item.account.id = row.get<AccountId>(3);
  item.name = row.get<std::string>(4);
  item.own_reference = row.get<std::string>(5);
  item.summary = row.get<std::string>(6);
  item.lines_count = row.get<std::int64_t>(7);
  item.total_cents = row.get<std::int64_t>(8);
  item.currency = row.get<std::string>(9);
  item.payment_state = row.get<PaymentState>(10);
  item.fulfilment_state = row.get<FulfilmentState>(11);
  item.turn = row.get<Turn>(12);
  item.turn_since_ms = row.get<std::int64_t>(13);
  if (const auto user = row.get<std::optional<UserId>>(14)) item.assignee = PersonRef{*user, ""};
  item.due_on = row.get<std::optional<std::string>>(15);
  item.recurring = row.get<bool>(16);
  item.has_unpriced = row.get<bool>(17);
  item.origin = row.get<OrderOrigin>(18);
  item.queue = row.get<OrderQueue>(19);
  item.created_at_ms = row.get<std::int64_t>(20);
  item.placed_at_ms = row.get<std::optional<std::int64_t>>(21);
  item.changed_at_ms = row.get<std::int64_t>(22);
  item.holds_count = row.get<std::int64_t>(23);
  item.version = row.get<std::int64_t>(24);
  return item;
}

/// "$2, $3, ..." for the ids of a page, and their values after the tenant's.
template <class IdType>
struct IdList {
  std::string placeholders;
  std::vector<SqlValue> values;

  IdList(const Tx& tx, const std::vector<IdType>& ids) {
    values.push_back(Column<TenantId>::bind(tx.tenant()));
    for (const auto& id : ids) {
      values.push_back(Column<IdType>::bind(id));
      placeholders += (placeholders.empty() ? "$" : ", $") + std::to_string(values.size());
    }
  }
};

void add_accounts(Tx& tx, std::vector<OrderRow>& rows) {
  std::vector<AccountId> ids;
  for (const auto& row : rows) ids.push_back(row.account.id);
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  const IdList list(tx, ids);
  std::unordered_map<AccountId, OrderAccount> found;
  const Rows accounts = tx.run(
      "SELECT id, number, name, kind FROM accounts WHERE tenant_id = $1 AND id IN (" +
          list.placeholders + ")",
      list.values);
  for (const auto row : accounts) {
    const auto id = row.get<AccountId>(0);
    found[id] = {id, row.get<std::string>(1), row.get<std::string>(2), row.get<AccountKind>(3)};
  }
  for (auto& row : rows) row.account = found[row.account.id];
}

void add_assignees(Tx& tx, std::vector<OrderRow>& rows) {
  std::vector<UserId> ids;
  for (const auto& row : rows) {
    if (row.assignee) ids.push_back(row.assignee->id);
  }
  if (ids.empty()) return;
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  const IdList list(tx, ids);
  std::unordered_map<UserId, std::string> names;
  const Rows users = tx.run("SELECT id, name FROM users WHERE tenant_id = $1 AND id IN (" +
                                list.placeholders + ")",
                            list.values);
  for (const auto row : users) names[row.get<UserId>(0)] = row.get<std::string>(1);
  for (auto& row : rows) {
    if (row.assignee) row.assignee->name = names[row.assignee->id];
  }
}

void add_labels(Tx& tx, const IdList<OrderId>& list, std::vector<OrderRow>& rows) {
  std::unordered_map<OrderId, std::vector<LabelRef>> labels;
  const Rows found = tx.run(
      "SELECT x.order_id, l.id, l.name, l.color FROM order_label x JOIN label l ON "
      "l.tenant_id = x.tenant_id AND l.id = x.label_id WHERE x.tenant_id = $1 AND "
      "x.order_id IN (" + list.placeholders + ") ORDER BY l.name_key",
      list.values);
  for (const auto row : found) {
    labels[row.get<OrderId>(0)].push_back(
        {row.get<LabelId>(1), row.get<std::string>(2), row.get<LabelColor>(3)});
  }
  for (auto& row : rows) row.labels = std::move(labels[row.id]);
}

void add_unread(Tx& tx, const Actor& actor, const IdList<OrderId>& list,
                const std::unordered_map<OrderId, std::int64_t>& last_seq,
                std::vector<OrderRow>& rows) {
  auto values = list.values;
  values.push_back(Column<UserId>::bind(actor.user_id));
  const Rows marks = tx.run("SELECT order_id, seq FROM read_mark WHERE tenant_id = $1 AND "
                            "order_id IN (" + list.placeholders + ") AND user_id = $" +
                                std::to_string(values.size()),
                            values);
  std::unordered_map<OrderId, std::int64_t> seen;
  for (const auto row : marks) seen[row.get<OrderId>(0)] = row.get<std::int64_t>(1);
  for (auto& row : rows) row.unread = last_seq.at(row.id) > seen[row.id];
  const Rows mentions = tx.run("SELECT order_id FROM mention WHERE tenant_id = $1 AND "
                               "order_id IN (" + list.placeholders + ") AND user_id = $" +
                                   std::to_string(values.size()),
                               values);
  for (const auto mention : mentions) {
    const auto id = mention.get<OrderId>(0);
    std::ranges::find(rows, id, &OrderRow::id)->unread = true;
  }
}

/// What only staff may see of a row.
void hide_from_customers(OrderRow& row) {
  row.due_on.reset();
  row.assignee.reset();
  row.holds_count = 0;
}

std::string cursor_of(const Rows::Row& row, const OrderFilter& filter) {
  const std::string name = filter.sort.starts_with('-') ? filter.sort.substr(1) : filter.sort;
  std::string value;
  if (name == "waiting") {
    value = std::to_string(row.get<std::int64_t>(13));
  } else if (name == "changed") {
    value = std::to_string(row.get<std::int64_t>(22));
  } else if (name == "total") {
    value = std::to_string(row.get<std::int64_t>(8));
  } else if (name == "due") {
    value = row.get<std::optional<std::string>>(15).value_or("9999-12-31");
  } else {
    value = std::to_string(row.get<std::int64_t>(26));
  }
  return value + "~" + row.get<OrderId>(0).text();
}

Total count(Tx& tx, const OrderFilter& filter, const FilterContext& context,
            std::optional<std::size_t> start) {
  OrderFilter all = filter;
  all.cursor.clear();
  const std::string tail = " LIMIT " + std::to_string(kCountCap) + ") counted";
  const Rows rows = run_list(tx, build_order_query(all, context), start,
                             "SELECT COUNT(*) FROM (SELECT 1 AS one", tail);
  const auto found = rows.front().get<std::int64_t>(0);
  return {std::min(found, kCountCap - 1), found >= kCountCap};
}

}  // namespace

FilterContext filter_context(Tx& tx, const Actor& actor) {
  FilterContext context;
  context.time_zone = own_tenant(tx).time_zone;
  context.now_ms = tx.now_ms();
  if (!actor.user_id.is_nil()) context.me = actor.user_id;
  context.staff = actor.staff() || actor.kind == ActorKind::system;
  context.whole_tenant = context.staff;
  context.reach = reach_of(actor);
  return context;
}

OrderList list_orders(Tx& tx, const Actor& actor, const OrderFilter& asked) {
  require(actor, Right::order_read);
  const FilterContext context = filter_context(tx, actor);
  const OrderFilter filter = context.staff ? asked : without_team_fields(asked);
  const OrderQuery query = build_order_query(filter, context);
  const auto limit = std::clamp<std::int64_t>(filter.limit, 1, 200) + 1;
  const std::string tail = query.order_by + " LIMIT " + std::to_string(limit);
  const auto start = rare_word(tx, filter);
  const Rows rows = run_list(tx, query, start, kRowColumns, tail);
  OrderList list;
  list.ignored = filter.ignored;
  std::unordered_map<OrderId, std::int64_t> last_seq;
  for (const auto row : rows) {
    if (static_cast<std::int64_t>(list.items.size()) == filter.limit) {
      list.next_cursor = cursor_of(rows[list.items.size() - 1], filter);
      break;
    }
    list.items.push_back(read_order_row(row));
    last_seq[list.items.back().id] = row.get<std::int64_t>(25);
  }
  const bool is_whole = filter.cursor.empty() && !list.next_cursor;
  list.total = is_whole ? Total{static_cast<std::int64_t>(list.items.size()), false}
                        : count(tx, filter, context, start);
  if (list.items.empty()) return list;
  add_accounts(tx, list.items);
  std::vector<OrderId> ids;
  for (const auto& row : list.items) ids.push_back(row.id);
  const IdList<OrderId> page(tx, ids);
  if (context.me) add_unread(tx, actor, page, last_seq, list.items);
  if (context.staff) {
    add_labels(tx, page, list.items);
    add_assignees(tx, list.items);
  } else {
    std::ranges::for_each(list.items, hide_from_customers);
  }
  return list;
}

Total count_orders(Tx& tx, const Actor& actor, const OrderFilter& filter) {
  const FilterContext context = filter_context(tx, actor);
  return count(tx, context.staff ? filter : without_team_fields(filter), context,
               rare_word(tx, filter));
}

std::int64_t count_done_today(Tx& tx, std::string_view time_zone) {
  const auto midnight_ms = day_start_ms(day_of(tx.now_ms(), time_zone), time_zone);
  const Rows rows = tx.query(
      "SELECT COUNT(*) FROM (SELECT 1 AS one FROM orders WHERE tenant_id = $1 AND "
      "left_inbox_at_ms >= $2 AND queue <> 'inbox' LIMIT $3) counted",
      tx.tenant(), midnight_ms.value_or(0), kCountCap - 1);
  return rows.front().get<std::int64_t>(0);
}

ViewCounts count_views(Tx& tx, const Actor& actor) {
  require(actor, Right::order_read);
  ViewCounts counts;
  const auto count_of = [&](const http::Pairs& query) {
    return count_orders(tx, actor, read_order_filter(query));
  };
  const bool staff = filter_context(tx, actor).staff;
  for (const auto& view : built_in_views()) {
    if (view.team && !staff) continue;
    http::Pairs query;
    query.add("view", view.key);
    const Total total = count_of(query);
    counts.views.push_back({std::string(view.key), total.count, total.capped});
  }
  http::Pairs unread;
  unread.add("view", "inbox");
  unread.add("has", "unread");
  counts.inbox_unread = count_of(unread).count;
  if (actor.staff()) counts.done_today = count_done_today(tx, own_tenant(tx).time_zone);
  for (const auto& view : saved_views(tx, actor)) {
    const auto query = http::parse_query(view.query);
    if (!query) continue;
    try {
      const Total total = count_of(*query);
      counts.saved.push_back({view.id, total.count, total.capped});
    } catch (const Refused&) {
      // A view that was saved with a filter nobody understands any more stays, without a count.
    }
  }
  return counts;
}

}  // namespace kontor
