// What time does to a quote: a reminder before its end, and the end.

#include "quotes/handling.hpp"
#include "quotes/letterhead.hpp"

namespace kontor {
namespace {

constexpr std::string_view kTimeQueue = "quote_time";
constexpr std::string_view kReminderQueue = "quote_reminder";

struct ReminderJob {
  QuoteId quote;
  std::int64_t expires_at_ms = 0;  ///< of the sending that it belongs to
};
BOOST_DESCRIBE_STRUCT(ReminderJob, (), (quote, expires_at_ms))

/// Recipient and seller hear of it; nobody's turn changes.
void remind(Tx& tx, const ReminderJob& job) {
  const auto waiting = [&]() -> std::optional<Quote> {
    auto quote = tx.find<Quote>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), job.quote);
    const bool waits = quote && state_at(*quote, tx.now_ms()) == QuoteState::sent &&
                       quote->expires_at_ms == job.expires_at_ms;
    return waits ? std::move(quote) : std::nullopt;
  };
  const auto known = waiting();
  if (!known) return;
  const Actor actor = Actor::system(tx.tenant());
  OrderChange change = take_order(tx, actor, known->order_id, std::nullopt);
  auto quote = waiting();
  if (!quote) return;
  QuoteHandling handling{std::move(change), std::move(*quote)};
  handling.note("quote.reminded");
  handling.finish();
}

}  // namespace

void note_expired_quotes(Tx& tx) {
  constexpr std::int64_t kAtOnce = 500;  // each has its own job
  const Actor actor = Actor::system(tx.tenant());
  const auto over = tx.select<Quote>(
      "WHERE tenant_id = $1 AND state = 'sent' AND expires_at_ms <= $2 ORDER BY expires_at_ms, id "
      "LIMIT $3",
      tx.tenant(), tx.now_ms(), kAtOnce);
  for (const auto& found : over) {
    QuoteHandling handling{take_order(tx, actor, found.order_id, std::nullopt), found};
    handling.end_links("expired");
    handling.quote.state = QuoteState::expired;
    handling.quote.ended_at_ms = handling.quote.expires_at_ms;
    handling.note("quote.expired");
    handling.finish();
  }
}

void plan_quote_times(Tx& tx, const Quote& quote) {
  const std::int64_t ends_at_ms = *quote.expires_at_ms;
  const std::string key = quote.id.text() + " " + std::to_string(ends_at_ms);
  // Only lists and turns wait for it: the quote itself is over at its instant.
  enqueue(tx, {.queue = std::string(kTimeQueue),
               .key = key,
               .run_at_ms = ends_at_ms,
               .subject = quote.id.text()});
  const Tenant tenant = own_tenant(tx);
  const auto days = stationery_of(tx, tenant, quote.seller_account_id, quote.locale).remind_days;
  const std::int64_t remind_at_ms = ends_at_ms - days * kDay_ms;
  if (days == 0 || remind_at_ms <= tx.now_ms()) return;
  enqueue(tx, {.queue = std::string(kReminderQueue),
               .key = key,
               .payload = to_json(ReminderJob{quote.id, ends_at_ms}),
               .run_at_ms = remind_at_ms,
               .subject = quote.id.text()});
}

std::vector<Queue> quote_time_queues() {
  return {{.name = std::string(kTimeQueue),
           .apply = [](Tx& tx, const Job&) { note_expired_quotes(tx); }},
          {.name = std::string(kReminderQueue),
           .apply = [](Tx& tx, const Job& job) { remind(tx, job.payload_as<ReminderJob>()); }}};
}

void bury_expired_quotes(Tx& tx, std::int64_t seen_until_ms) {
  tx.execute(
      "UPDATE quote SET state = 'expired', ended_at_ms = expires_at_ms WHERE tenant_id = $1 "
      "AND state = 'sent' AND expires_at_ms <= $2",
      tx.tenant(), seen_until_ms);
  tx.execute(
      "UPDATE quote_link SET ended_at_ms = expires_at_ms, end_reason = 'expired' WHERE "
      "tenant_id = $1 AND ended_at_ms IS NULL AND expires_at_ms <= $2",
      tx.tenant(), seen_until_ms);
}

}  // namespace kontor
