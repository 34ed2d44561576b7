#include "pricing/request_view.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "accounts/statement.hpp"
#include "kernel/api.hpp"
#include "orders/cart_facts.hpp"
#include "orders/money.hpp"
#include "orders/order_view.hpp"

namespace kontor {
namespace {

constexpr std::int64_t kMostEarlier = 5;

bool reads_floors(const Actor& actor) {
  return actor.kind == ActorKind::system || can(actor, Right::floor_price_read).allowed;
}

/// The last grants for an article that others, or the same, have got.
std::vector<EarlierGrant> earlier_grants(Tx& tx, const PriceRequestLine& line) {
  std::vector<EarlierGrant> grants;
  if (!line.variant_id) return grants;
  const Rows rows = tx.query(
      "SELECT a.number, a.name, l.quantity_milli, l.granted_price_e4, r.answered_at_ms FROM "
      "price_request_line l JOIN price_request r ON r.tenant_id = l.tenant_id AND "
      "r.id = l.request_id JOIN accounts a ON a.tenant_id = r.tenant_id AND a.id = r.account_id "
      "WHERE l.tenant_id = $1 AND l.variant_id = $2 AND l.granted_price_e4 IS NOT NULL AND "
      "l.request_id <> $3 ORDER BY l.request_id DESC LIMIT $4",
      tx.tenant(), *line.variant_id, line.request_id, kMostEarlier);
  for (const auto row : rows) {
    grants.push_back({row.get<std::string>(0), row.get<std::string>(1), row.get<std::int64_t>(2),
                      row.get<std::int64_t>(3),
                      row.get<std::optional<std::int64_t>>(4).value_or(0)});
  }
  return grants;
}

PriceRequestLineView line_view(Tx& tx, const PriceRequestLine& line, bool floors, bool earlier) {
  PriceRequestLineView view{line.line_id,        line.sku,
                            line.name,           line.unit,
                            line.quantity_milli, line.charge_type,
                            line.list_price_e4,  line.current_price_e4,
                            std::nullopt,        line.asked_kind,
                            line.asked_value,    line.asked_price_e4,
                            line.answer,         line.granted_price_e4,
                            line.comment,        {}};
  if (floors) view.floor_price_e4 = line.floor_price_e4;
  if (floors && earlier) view.earlier = earlier_grants(tx, line);
  return view;
}

void copy_head(Tx& tx, const PriceRequest& request, PriceRequestHead& head) {
  head.id = request.id;
  head.round = request.round;
  head.state = request.state;
  head.reason = request.reason;
  head.asked_by = request.asked_by_name;
  if (const auto asker = find_account_head(tx, request.asker_account_id)) {
    head.asker_account = asker->name;
  }
  head.asked_at_ms = request.asked_at_ms;
}

PriceRequestView request_view(Tx& tx, const Actor& actor, Locale locale, const OrderFacts& cart,
                              const PriceRound& round, bool latest) {
  const PriceRequest& request = round.request;
  PriceRequestView view;
  copy_head(tx, request, view);
  view.rule = request.rule;
  view.answered_by = request.answered_by_name;
  view.answered_at_ms = request.answered_at_ms;
  view.comment = request.comment;
  const bool open = request.state == PriceRequestState::open;
  for (const auto& line : round.lines) {
    view.lines.push_back(line_view(tx, line, reads_floors(actor), open));
  }
  for (auto name : enum_names<PriceRequestAction>()) {
    const auto refused =
        why_not(actor, cart, request, latest, *parse_enum<PriceRequestAction>(name));
    if (auto action = shown_action(std::string(name), refused, locale, {kPriceRequestNotYours})) {
      view.actions.push_back(std::move(*action));
    }
  }
  return view;
}

struct QueueCursor {
  std::int64_t asked_at_ms = 0;
  PriceRequestId id;
};

QueueCursor read_cursor(const std::string& text) {
  const auto split = text.find('~');
  const auto id =
      split == std::string::npos ? std::nullopt : PriceRequestId::parse(text.substr(split + 1));
  QueueCursor cursor;
  const auto read =
      std::from_chars(text.data(), text.data() + std::min(split, text.size()), cursor.asked_at_ms);
  if (!id || read.ptr != text.data() + split) {
    throw Refused::field("?cursor", "not_a_cursor", "", "");
  }
  cursor.id = *id;
  return cursor;
}

std::vector<PriceRequest> queued(Tx& tx, const Actor& actor, const PriceRequestQuery& query) {
  const bool newest_first = !query.state;
  Statement sql("SELECT " + column_list<PriceRequest>("r.") +
                " FROM price_request r WHERE r.tenant_id = $1");
  sql.bind(tx.tenant());
  if (query.state) sql += " AND r.state = " + sql.bind(std::string(enum_name(*query.state)));
  if (!actor.staff()) {
    const PathRange reach = reach_of(actor);
    sql +=
        " AND EXISTS (SELECT 1 FROM accounts a WHERE a.tenant_id = r.tenant_id AND "
        "a.id = r.asker_account_id AND a.path >= " +
        sql.bind(reach.from) + " AND a.path < " + sql.bind(reach.until) + ")";
  }
  if (!query.cursor.empty()) {
    const QueueCursor cursor = read_cursor(query.cursor);
    sql += std::string(" AND (r.asked_at_ms, r.id) ") + (newest_first ? "<" : ">") + " (" +
           sql.bind(cursor.asked_at_ms) + ", " + sql.bind(cursor.id) + ")";
  }
  const std::string direction = newest_first ? " DESC" : "";
  sql += " ORDER BY r.asked_at_ms" + direction + ", r.id" + direction + " LIMIT " +
         sql.bind(query.limit + 1);
  return Tx::read_rows<PriceRequest>(sql.run(tx));
}

PriceRequestRow row_of(Tx& tx, const Actor& actor, const PriceRequest& request) {
  PriceRequestRow row;
  copy_head(tx, request, row);
  row.order_id = request.order_id;
  row.order_number = request.order_number;
  if (const auto account = find_account_head(tx, request.account_id)) {
    row.account = {account->id, account->number, account->name, account->kind};
  }
  row.own = request.asked_by && *request.asked_by == actor.user_id;
  const Rows currency = tx.query("SELECT currency FROM orders WHERE tenant_id = $1 AND id = $2",
                                 tx.tenant(), request.order_id);
  if (!currency.empty()) row.currency = currency.front().get<std::string>(0);
  for (const auto& line : tx.select<PriceRequestLine>("WHERE tenant_id = $1 AND request_id = $2",
                                                      tx.tenant(), request.id)) {
    const auto list = line.list_price_e4 ? line.list_price_e4 : line.current_price_e4;
    const auto amount = [&](std::int64_t price_e4) {
      return line_amount_cents(price_e4, line.quantity_milli, 0, minor_digits(row.currency));
    };
    ++row.lines_count;
    row.list_cents += amount(list.value_or(line.asked_price_e4));
    row.asked_cents += amount(line.asked_price_e4);
  }
  return row;
}

}  // namespace

CartPriceRequests price_requests_of(Tx& tx, const Actor& actor, Locale locale, const OrderId& id) {
  const SeenCart seen = load_cart(tx, actor, id);
  const OrderFacts cart = seen.facts();
  CartPriceRequests view;
  view.order_id = id;
  view.version = seen.order.version;
  view.ask = shown_action("ask", why_not_ask(actor, cart), locale);
  bool latest = true;
  for (const auto& round : rounds_of(tx, actor, id)) {
    view.items.push_back(request_view(tx, actor, locale, cart, round, latest));
    latest = false;
  }
  return view;
}

Page<PriceRequestRow> list_price_requests(Tx& tx, const Actor& actor,
                                          const PriceRequestQuery& query) {
  require(actor, Right::order_read);
  Page<PriceRequestRow> page;
  for (const auto& request : queued(tx, actor, query)) {
    if (static_cast<std::int64_t>(page.items.size()) == query.limit) {
      const auto& last = page.items.back();
      page.next_cursor = std::to_string(last.asked_at_ms) + "~" + last.id.text();
      break;
    }
    page.items.push_back(row_of(tx, actor, request));
  }
  return page;
}

}  // namespace kontor
