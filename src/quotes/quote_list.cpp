// The overview of all quotes within reach (rows P01 to P03).

#include <charconv>

#include "accounts/statement.hpp"
#include "kernel/text.hpp"
#include "quotes/quote_view.hpp"

namespace kontor {
namespace {

constexpr std::int64_t kCountCap = 1000;
constexpr std::int64_t kSoon_days = 3;
/// Whoever reaches fewer quotes than this is led to them by the path of their accounts; whoever
/// reaches more meets enough of them on the way from the newest.
constexpr std::int64_t kFewQuotes = 2000;

constexpr std::string_view kHeadColumns =
    "SELECT q.id, q.number, q.edition, q.order_id, q.cart_number, a.id, a.number, a.name, a.kind, "
    "q.title, q.state, q.currency, q.total_cents, q.monthly_cents, q.yearly_cents, "
    "q.created_by_name, q.created_at_ms, q.sent_at_ms, q.expires_at_ms, q.opened_at_ms, "
    "q.ended_at_ms, q.ended_by, CASE WHEN q.state = 'accepted' THEN EXISTS (SELECT 1 FROM "
    "order_hold h WHERE h.tenant_id = q.tenant_id AND h.order_id = q.order_id AND "
    "h.kind = 'operator_approval' AND h.ended_at_ms IS NULL) ELSE 1 = 0 END";

QuoteHead read_head(const Rows::Row& row, std::int64_t now_ms) {
  QuoteHead head;
  head.id = row.get<QuoteId>(0);
  head.number = row.get<std::string>(1);
  head.edition = row.get<std::int64_t>(2);
  head.order_id = row.get<OrderId>(3);
  head.cart_number = row.get<std::string>(4);
  head.account = {row.get<AccountId>(5), row.get<std::string>(6), row.get<std::string>(7),
                  row.get<AccountKind>(8)};
  head.title = row.get<std::string>(9);
  head.state = row.get<QuoteState>(10);
  head.currency = row.get<std::string>(11);
  head.total_cents = row.get<std::int64_t>(12);
  head.monthly_cents = row.get<std::int64_t>(13);
  head.yearly_cents = row.get<std::int64_t>(14);
  head.created_by = row.get<std::string>(15);
  head.created_at_ms = row.get<std::int64_t>(16);
  head.sent_at_ms = row.get<std::optional<std::int64_t>>(17);
  head.expires_at_ms = row.get<std::optional<std::int64_t>>(18);
  head.opened_at_ms = row.get<std::optional<std::int64_t>>(19);
  head.ended_at_ms = row.get<std::optional<std::int64_t>>(20);
  head.ended_by = row.get<std::string>(21);
  head.awaits_approval = row.get<bool>(22);
  const bool over = head.state == QuoteState::sent && head.expires_at_ms.value_or(0) <= now_ms;
  if (over) head.state = QuoteState::expired;
  return head;
}

/// Where to look for what this actor may see.
struct Reach {
  bool everything = false;
  bool few = false;
  PathRange path;
  std::optional<AccountId> buyer;  ///< he sees no quote before it was sent to him
};

Reach reach_of_quotes(Tx& tx, const Actor& actor) {
  Reach reach;
  reach.everything = actor.staff();
  if (reach.everything) return reach;
  reach.path = reach_of(actor);
  if (const auto* acting = actor.acting_for()) reach.buyer = acting->account_id;
  const Rows found = tx.query(
      "SELECT count(*) FROM (SELECT 1 FROM quote WHERE tenant_id = $1 AND account_path >= $2 AND "
      "account_path < $3 LIMIT $4) found",
      tx.tenant(), reach.path.from, reach.path.until, kFewQuotes);
  reach.few = found.front().get<std::int64_t>(0) < kFewQuotes;
  return reach;
}

void add_buyer(Statement& sql, const Reach& reach) {
  if (!reach.buyer) return;
  sql += " AND (q.sent_at_ms IS NOT NULL OR q.account_id <> " + sql.bind(*reach.buyer) + ")";
}

/// Ids of the quotes that a search means: by number, by the cart's number, by the customer's words.
/// Each part is bounded, the newest first.
std::string found_by_words(Statement& sql, const std::string& tenant, const Reach& reach,
                           const std::string& q) {
  std::string within;
  if (!reach.everything) {
    within = " AND account_path >= " + sql.bind(reach.path.from) + " AND account_path < " +
             sql.bind(reach.path.until);
  }
  const std::string bound = " ORDER BY id DESC LIMIT " + sql.bind(kFewQuotes);
  const auto begins = [&](const std::string& column, const std::string& word) {
    return column + " >= " + sql.bind(word) + " AND " + column + " < " +
           sql.bind(word + "\xf4\x8f\xbf\xbf");
  };
  std::string accounts;
  for (const auto& term : query_terms(q)) {
    accounts += (accounts.empty() ? "" : " INTERSECT ") +
                ("SELECT account_id FROM account_terms WHERE tenant_id = " + tenant + " AND " +
                 begins("term", term));
  }
  std::string ids = "SELECT * FROM (SELECT id FROM quote WHERE tenant_id = " + tenant + " AND " +
                    begins("number", q) + within + bound +
                    ") by_number UNION SELECT * FROM (SELECT x.id FROM orders o JOIN quote x ON "
                    "x.tenant_id = o.tenant_id AND x.order_id = o.id WHERE o.tenant_id = " +
                    tenant + " AND o.cart_number = " + sql.bind(q) + ") by_cart";
  if (accounts.empty()) return ids;
  return ids + " UNION SELECT * FROM (SELECT id FROM quote WHERE tenant_id = " + tenant +
         " AND account_id IN (" + accounts + ")" + within + bound + ") by_customer";
}

/// " FROM ... WHERE ..." with the conditions of search and reach.
void add_source(Statement& sql, const Tx& tx, const Reach& reach, const QuoteQuery& query) {
  const std::string tenant = sql.bind(tx.tenant());
  if (!query.q.empty()) {
    sql += " FROM (" + found_by_words(sql, tenant, reach, query.q) +
           ") found CROSS JOIN quote q WHERE q.tenant_id = " + tenant + " AND q.id = found.id";
    if (reach.everything) return;
    sql += " AND q.account_path >= " + sql.bind(reach.path.from) + " AND q.account_path < " +
           sql.bind(reach.path.until);
    return add_buyer(sql, reach);
  }
  if (reach.everything) {
    sql += " FROM quote q WHERE q.tenant_id = " + tenant;
    return;
  }
  const std::string from = sql.bind(reach.path.from);
  const std::string until = sql.bind(reach.path.until);
  if (reach.few) {
    // CROSS JOIN keeps SQLite from turning the order around.
    sql += " FROM (SELECT id FROM quote WHERE tenant_id = " + tenant +
           " AND account_path >= " + from + " AND account_path < " + until +
           ") found CROSS JOIN quote q WHERE q.tenant_id = " + tenant + " AND q.id = found.id";
  } else {
    // No column, so no index on it: the order of the ids is the way.
    sql += " FROM quote q WHERE q.tenant_id = " + tenant + " AND q.account_path || '' >= " + from +
           " AND q.account_path || '' < " + until;
  }
  add_buyer(sql, reach);
}

void add_account(Statement& sql, const Tx& tx, const QuoteQuery& query) {
  if (query.account.empty()) return;
  if (const auto id = AccountId::parse(query.account)) {
    sql += " AND q.account_id = " + sql.bind(*id);
  } else {
    sql +=
        " AND q.account_id IN (SELECT id FROM accounts WHERE tenant_id = " + sql.bind(tx.tenant()) +
        " AND number = " + sql.bind(query.account) + ")";
  }
}

void add_state(Statement& sql, const QuoteQuery& query, std::int64_t now_ms) {
  const bool due = query.due_within_days.has_value();
  if (query.state || due || query.by_deadline) {
    const QuoteState state = query.state.value_or(QuoteState::sent);
    sql += " AND q.state = " + sql.bind(std::string(enum_name(state)));
  }
  // Not asked of what is just "sent": a job writes the end down at once, and a walk over many that
  // it has not reached would be long.
  if (!due) return;
  sql += " AND q.expires_at_ms > " + sql.bind(now_ms);
  sql += " AND q.expires_at_ms <= " + sql.bind(now_ms + *query.due_within_days * kDay_ms);
}

std::int64_t count(Tx& tx, const Reach& reach, const QuoteQuery& query) {
  Statement sql("SELECT count(*) FROM (SELECT 1");
  add_source(sql, tx, reach, query);
  add_state(sql, query, tx.now_ms());
  sql += " LIMIT " + sql.bind(kCountCap) + ") found";
  return sql.run(tx).front().get<std::int64_t>(0);
}

}  // namespace

namespace {

/// Where the page before ended: its last quote, and that one's end where the order follows it.
struct QuoteCursor {
  std::int64_t expires_at_ms = 0;
  QuoteId id;
};

QuoteCursor read_cursor(const std::string& text) {
  const auto split = text.find('~');
  QuoteCursor cursor;
  const auto id = QuoteId::parse(text.substr(0, split));
  bool good = id.has_value();
  if (good) cursor.id = *id;
  if (split != std::string::npos) {
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + split + 1, end, cursor.expires_at_ms);
    good = good && read.ec == std::errc{} && read.ptr == end;
  }
  if (!good) throw Refused::field("?cursor", "not_a_cursor", "", "");
  return cursor;
}

std::string cursor_of(const QuoteHead& head, const QuoteQuery& query) {
  if (!query.by_deadline) return head.id.text();
  return head.id.text() + "~" + std::to_string(head.expires_at_ms.value_or(0));
}

}  // namespace

Page<QuoteHead> list_quotes(Tx& tx, const Actor& actor, const QuoteQuery& query) {
  require(actor, Right::order_read);
  Statement sql(std::string(kHeadColumns) + " FROM (SELECT q.id");
  add_source(sql, tx, reach_of_quotes(tx, actor), query);
  add_state(sql, query, tx.now_ms());
  add_account(sql, tx, query);
  if (!query.cursor.empty()) {
    const QuoteCursor cursor = read_cursor(query.cursor);
    sql += query.by_deadline ? " AND (q.expires_at_ms, q.id) > (" + sql.bind(cursor.expires_at_ms) +
                                   ", " + sql.bind(cursor.id) + ")"
                             : " AND q.id < " + sql.bind(cursor.id);
  }
  const std::string order =
      query.by_deadline ? " ORDER BY q.expires_at_ms, q.id" : " ORDER BY q.id DESC";
  sql += order + " LIMIT " + sql.bind(query.limit + 1);
  const std::string tenant = sql.bind(tx.tenant());
  sql += ") page JOIN quote q ON q.tenant_id = " + tenant +
         " AND q.id = page.id JOIN accounts a ON a.tenant_id = " + tenant +
         " AND a.id = q.account_id" + order;
  Page<QuoteHead> page;
  for (const auto row : sql.run(tx)) {
    if (static_cast<std::int64_t>(page.items.size()) == query.limit) {
      page.next_cursor = cursor_of(page.items.back(), query);
      break;
    }
    page.items.push_back(read_head(row, tx.now_ms()));
  }
  return page;
}

QuoteCounts count_quotes(Tx& tx, const Actor& actor) {
  require(actor, Right::order_read);
  const Reach reach = reach_of_quotes(tx, actor);
  const auto of = [&](QuoteState state) { return count(tx, reach, {.state = state}); };
  QuoteCounts counts;
  counts.created = of(QuoteState::created);
  counts.sent = of(QuoteState::sent);
  counts.accepted = of(QuoteState::accepted);
  counts.rejected = of(QuoteState::rejected);
  counts.withdrawn = of(QuoteState::withdrawn);
  counts.expired = of(QuoteState::expired);
  counts.closed = of(QuoteState::closed);
  counts.due_soon = count(tx, reach, {.due_within_days = kSoon_days});
  return counts;
}

}  // namespace kontor
