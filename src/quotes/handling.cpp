#include "quotes/handling.hpp"

#include <algorithm>

#include "kernel/teeth.hpp"

namespace kontor {
namespace {

struct QuoteData {
  QuoteId quote;
  std::string number;
  std::int64_t edition = 0;
  std::int64_t total_cents = 0;
  std::int64_t monthly_cents = 0;
  std::string currency;
  std::optional<std::int64_t> expires_at_ms;
  std::string reason;
  std::vector<ProposedPrice> prices;  ///< that a question proposes
};
BOOST_DESCRIBE_STRUCT(QuoteData, (),
                      (quote, number, edition, total_cents, monthly_cents, currency, expires_at_ms,
                       reason, prices))

Right right_of(QuoteAction action) {
  return std::ranges::find(kQuoteLife, action, [](const auto& step) { return step.action; })->right;
}

Refused ended(const Quote& quote, QuoteState state, QuoteAction action) {
  const std::int64_t at_ms = state == QuoteState::expired ? quote.expires_at_ms.value_or(0)
                                                          : quote.ended_at_ms.value_or(0);
  return Refused(kQuoteEnded, {{"cause", std::string(enum_name(state))},
                               {"action", std::string(enum_name(action))},
                               {"by", quote.ended_by},
                               {"at_ms", at_ms}});
}

bool waits_for_approval(const OrderFacts& cart) {
  return std::ranges::any_of(
      cart.holds, [](const OrderHold& hold) { return hold.kind == HoldKind::operator_approval; });
}

}  // namespace

QuoteState state_at(const Quote& quote, std::int64_t now_ms) {
  const bool over = quote.state == QuoteState::sent && quote.expires_at_ms.value_or(0) <= now_ms;
  return over ? QuoteState::expired : quote.state;
}

std::optional<Refused> why_not(const Actor& actor, const OrderFacts& cart, const Quote& quote,
                               QuoteAction action, std::int64_t now_ms) {
  const Permission permission = can(actor, right_of(action), cart.order.account_path);
  if (!permission) {
    return permission.hidden ? Refused(kNotFound) : Refused(permission.reason, permission.params);
  }
  const QuoteState state = state_at(quote, now_ms);
  if (!find_transition(kQuoteLife, state, action)) return ended(quote, state, action);
  // What was accepted is the operator's to refuse, as long as it waits for him.
  if (state == QuoteState::accepted && !(actor.staff() && waits_for_approval(cart))) {
    return ended(quote, state, action);
  }
  if (action == QuoteAction::accept && quote.content_revision != cart.order.content_revision) {
    return Refused(kQuoteOutdated);
  }
  return std::nullopt;
}

QuoteHandling take_quote(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id,
                         SeenVersion version, QuoteAction action) {
  QuoteHandling handling{take_order(tx, actor, order, version), {}};
  auto quote =
      tx.find<Quote>("WHERE tenant_id = $1 AND id = $2 AND order_id = $3", tx.tenant(), id, order);
  if (!quote) throw Refused(kNotFound);
  if (auto refused = why_not(actor, handling.change.facts(), *quote, action, tx.now_ms())) {
    throw *refused;
  }
  handling.quote = std::move(*quote);
  return handling;
}

void QuoteHandling::move(QuoteAction action) {
  const auto* step = find_transition(kQuoteLife, state_at(quote, change.tx.now_ms()), action);
  if (!step) throw ended(quote, state_at(quote, change.tx.now_ms()), action);
  quote.state = step->to;
}

void QuoteHandling::end_links(std::string_view reason) {
  if (bites(Tooth::links_live_on)) return;
  Tx& tx = change.tx;
  tx.execute(
      "UPDATE quote_link SET ended_at_ms = expires_at_ms, end_reason = 'expired' WHERE "
      "tenant_id = $1 AND quote_id = $2 AND ended_at_ms IS NULL AND expires_at_ms <= $3",
      tx.tenant(), quote.id, tx.now_ms());
  tx.execute(
      "UPDATE quote_link SET ended_at_ms = $3, end_reason = $4 WHERE tenant_id = $1 AND "
      "quote_id = $2 AND ended_at_ms IS NULL",
      tx.tenant(), quote.id, tx.now_ms(), reason);
}

void QuoteHandling::end_quote(const std::string& by) {
  quote.ended_by = by;
  quote.ended_at_ms = change.tx.now_ms();
}

Draft QuoteHandling::draft(std::string_view kind, const std::vector<ProposedPrice>& prices) const {
  const QuoteData data{quote.id,
                       quote.number,
                       quote.edition,
                       quote.total_cents,
                       quote.monthly_cents,
                       quote.currency,
                       quote.expires_at_ms,
                       quote.answer->reason,
                       prices};
  return change.draft(kind, Visibility::public_, RawJson(to_json(data)));
}

Event QuoteHandling::note(std::string_view kind, std::string_view body) {
  Draft entry = draft(kind);
  entry.body = body;
  return note(std::move(entry));
}

Event QuoteHandling::note(Draft entry) {
  if (holder) entry.actor = {ActorType::link, "", *holder, ""};
  Event event = change.note(entry);
  if (holder) change.order.last_customer_seq = event.seq;
  return event;
}

Quote QuoteHandling::finish() {
  change.tx.update(quote);
  change.lock = cart_lock_of(change.tx, change.order);
  change.store();
  return std::move(quote);
}

}  // namespace kontor
