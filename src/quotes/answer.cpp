// Yes or no to a quote by a customer who is logged in, or by the team for one who said so
// elsewhere; and what either does, whoever gave it.

#include <algorithm>

#include "orders/subscribers.hpp"
#include "quotes/handling.hpp"

namespace kontor {
namespace {

/// Lines and prices are exactly those of the quote: what was not chosen goes.
void take_over(QuoteHandling& handling, const std::vector<QuoteLine>& chosen) {
  auto& lines = handling.change.lines;
  std::erase_if(lines, [&](const OrderLine& line) {
    return std::ranges::find(chosen, line.id, &QuoteLine::line_id) == chosen.end();
  });
  for (auto& line : lines) {
    const auto offered = std::ranges::find(chosen, line.id, &QuoteLine::line_id);
    line.quantity_milli = offered->quantity_milli;
    line.unit_price_e4 = offered->unit_price_e4;
    line.discount_bp = offered->discount_bp;
    line.price_source = PriceSource::quote;
  }
  handling.change.recompute(handling.quote.snapshot->tax);
  handling.change.store_lines();
}

/// A customer's yes makes the order; a prospect's waits for the operator (P41).
void become_order(QuoteHandling& handling) {
  OrderChange& change = handling.change;
  if (change.account().kind == AccountKind::prospect) {
    change.hold(HoldKind::operator_approval, HoldBlocks::confirm, handling.quote.number);
  } else {
    change.become_order(OrderAction::place, "order.placed");
  }
}

}  // namespace

void accept_now(QuoteHandling& handling, const AcceptQuote& input,
                std::string_view remote_address) {
  Quote& quote = handling.quote;
  Selection selection;
  for (const auto& position : input.selection) selection.push_back(position);
  const auto chosen = chosen_lines(quote.snapshot.value, selection);
  const Totals totals = totals_of(quote.snapshot.value, chosen);
  quote.answer.value = {.name = input.name,
                        .role = input.role,
                        .purchase_order = input.purchase_order,
                        .reason = "",
                        .evidence = input.evidence,
                        .remote_address = std::string(remote_address),
                        .selection = std::move(selection),
                        .total_cents = totals.total_cents,
                        .monthly_cents = totals.monthly_cents,
                        .yearly_cents = totals.yearly_cents};
  handling.end_links("accepted");
  handling.move(QuoteAction::accept);
  handling.end_quote(input.name);
  take_over(handling, chosen);
  if (!input.purchase_order.empty()) handling.change.order.own_reference = input.purchase_order;
  // The customer's word, whoever wrote it down.
  handling.change.order.last_customer_seq = handling.note("quote.accepted").seq;
  become_order(handling);
}

void reject_now(QuoteHandling& handling, const std::string& by, const std::string& reason) {
  handling.quote.answer->reason = reason;
  handling.end_links("rejected");
  handling.move(QuoteAction::reject);
  handling.end_quote(by);
  handling.change.release(HoldKind::operator_approval);
  handling.note("quote.rejected", reason);
}

void ask_seller(QuoteHandling& handling, const AskSeller& input) {
  Draft entry = handling.draft(input.prices.empty() ? "quote.asked" : "quote.revision_requested",
                               input.prices);
  entry.body = input.message;
  handling.change.order.last_customer_seq = handling.note(std::move(entry)).seq;
}

Quote ask_about_quote(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id,
                      SeenVersion version, const AskSeller& input) {
  // Who could say yes may ask first.
  QuoteHandling handling = take_quote(tx, actor, order, id, version, QuoteAction::accept);
  ask_seller(handling, input);
  return handling.finish();
}

Quote accept_quote(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id,
                   SeenVersion version, const AcceptQuote& input) {
  QuoteHandling handling = take_quote(tx, actor, order, id, version, QuoteAction::accept);
  const bool for_customer = actor.staff();
  if (for_customer && input.evidence.empty()) throw Refused::field("/evidence", "required");
  if (!for_customer && !input.terms_accepted) throw Refused(kTermsNotAccepted);
  accept_now(handling, input, "");
  return handling.finish();
}

Quote reject_quote(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id,
                   SeenVersion version, const QuoteReason& input) {
  QuoteHandling handling = take_quote(tx, actor, order, id, version, QuoteAction::reject);
  reject_now(handling, actor.name, input.reason);
  return handling.finish();
}

void move_quotes(Tx& tx, const Event& event) { repath_rows(tx, event, Quote::kTable); }

std::vector<Quote> quotes_of(Tx& tx, const OrderId& order) {
  return tx.select<Quote>("WHERE tenant_id = $1 AND order_id = $2 ORDER BY edition DESC LIMIT 200",
                          tx.tenant(), order);
}

}  // namespace kontor
