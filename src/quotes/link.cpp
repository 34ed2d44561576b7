#include "quotes/link.hpp"

namespace kontor {
namespace {

constexpr std::int64_t kMostAsked = 20;
constexpr std::int64_t kHour_ms = 60LL * 60 * 1000;

/// The cart first, then the link again: of two at once the second finds it ended.
struct HeldQuote {
  QuoteHandling handling;
  QuoteLink link;
};

HeldQuote take_by_link(Tx& tx, const Actor& holder, std::string_view token) {
  const OrderId order = find_link(tx, token).quote.order_id;
  OrderChange change = take_order(tx, holder, order, std::nullopt);
  auto found = find_link(tx, token);
  const std::string by = holder.name.empty() ? found.quote.recipient->name : holder.name;
  return {{std::move(change), std::move(found.quote), by}, std::move(found.link)};
}

HeldQuote take_live(Tx& tx, const Actor& holder, std::string_view token) {
  HeldQuote held = take_by_link(tx, holder, token);
  const FoundLink found{held.link, held.handling.quote};
  const std::string end = found.end(tx.now_ms());
  if (!end.empty()) {
    throw Refused(kQuoteLinkEnded,
                  {{"cause", end}, {"by", found.quote.ended_by}, {"at_ms", found.ended_at_ms()}});
  }
  if (found.quote.content_revision != held.handling.change.order.content_revision) {
    throw Refused(kQuoteOutdated);
  }
  return held;
}

/// What he may do is decided by the link alone; the log names him as he named himself.
Actor link_holder(const Tx& tx, const std::string& name = "") {
  return Actor::system(tx.tenant(), name);
}

void count_asked(Tx& tx, QuoteLink& link) {
  link.asked += 1;
  link.asked_at_ms = tx.now_ms();
  tx.update(link);
}

}  // namespace

std::string FoundLink::end(std::int64_t now_ms) const {
  if (!link.end_reason.empty()) return link.end_reason;
  return link.expires_at_ms <= now_ms ? "expired" : "";
}

FoundLink find_link(Tx& tx, std::string_view text) {
  const auto token = Token::parse(text);
  if (!token) throw Refused(kNotFound);
  const Digest hash = token->hash();
  auto link = tx.find<QuoteLink>("WHERE tenant_id = $1 AND token_hash = $2", tx.tenant(),
                                 Bytes(hash.begin(), hash.end()));
  if (!link) throw Refused(kNotFound);
  auto quote = tx.find<Quote>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), link->quote_id);
  if (!quote) throw Refused(kNotFound);
  return {std::move(*link), std::move(*quote)};
}

Quote accept_by_link(Tx& tx, std::string_view token, std::string_view remote_address,
                     const AcceptQuote& input) {
  const Actor holder = link_holder(tx, input.name);
  HeldQuote held = take_live(tx, holder, token);
  if (!input.terms_accepted) throw Refused(kTermsNotAccepted);
  AcceptQuote plain = input;
  plain.evidence = {};
  accept_now(held.handling, plain, remote_address);
  return held.handling.finish();
}

Quote reject_by_link(Tx& tx, std::string_view token, std::string_view remote_address,
                     const QuoteReason& input) {
  const Actor holder = link_holder(tx);
  HeldQuote held = take_live(tx, holder, token);
  held.handling.quote.answer->remote_address = remote_address;
  reject_now(held.handling, *held.handling.holder, input.reason);
  return held.handling.finish();
}

Quote ask_by_link(Tx& tx, std::string_view token, const AskSeller& input) {
  const Actor holder = link_holder(tx);
  HeldQuote held = take_live(tx, holder, token);
  if (held.link.asked >= kMostAsked) throw Refused(kQuoteAskedTooOften);
  count_asked(tx, held.link);
  ask_seller(held.handling, input);
  return held.handling.finish();
}

Quote ask_again_by_link(Tx& tx, std::string_view token) {
  const Actor holder = link_holder(tx);
  HeldQuote held = take_by_link(tx, holder, token);
  auto& [handling, link] = held;
  const std::string end = FoundLink{link, handling.quote}.end(tx.now_ms());
  if (end.empty()) {
    throw Refused(kWrongState, {{"state", "sent"}, {"action", "ask_again"}});
  }
  if (link.asked_at_ms && tx.now_ms() - *link.asked_at_ms < kHour_ms) return handling.quote;
  count_asked(tx, link);
  const bool newer = end == "resent" && state_at(handling.quote, tx.now_ms()) == QuoteState::sent;
  handling.note(newer ? "quote.link_requested" : "quote.renewal_requested");
  return handling.finish();
}

void note_opened(Tx& tx, const QuoteLinkId& link) {
  tx.execute(
      "UPDATE quote_link SET opened_at_ms = $3 WHERE tenant_id = $1 AND id = $2 AND "
      "opened_at_ms IS NULL",
      tx.tenant(), link, tx.now_ms());
  tx.execute(
      "UPDATE quote SET opened_at_ms = $3 WHERE tenant_id = $1 AND opened_at_ms IS NULL AND "
      "id = (SELECT quote_id FROM quote_link WHERE tenant_id = $1 AND id = $2)",
      tx.tenant(), link, tx.now_ms());
}

}  // namespace kontor
