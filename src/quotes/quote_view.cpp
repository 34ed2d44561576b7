#include "quotes/quote_view.hpp"

#include "orders/cart_facts.hpp"
#include "orders/order_view.hpp"

namespace kontor {
namespace {

void copy_head(Tx& tx, const Quote& quote, QuoteHead& head) {
  head.id = quote.id;
  head.number = quote.number;
  head.edition = quote.edition;
  head.order_id = quote.order_id;
  head.cart_number = quote.cart_number;
  if (const auto account = find_account_head(tx, quote.account_id)) {
    head.account = {account->id, account->number, account->name, account->kind};
  }
  head.title = quote.title;
  head.state = state_at(quote, tx.now_ms());
  head.currency = quote.currency;
  head.total_cents = quote.total_cents;
  head.monthly_cents = quote.monthly_cents;
  head.yearly_cents = quote.yearly_cents;
  head.created_by = quote.created_by_name;
  head.created_at_ms = quote.created_at_ms;
  head.sent_at_ms = quote.sent_at_ms;
  head.expires_at_ms = quote.expires_at_ms;
  head.opened_at_ms = quote.opened_at_ms;
  head.ended_at_ms = quote.ended_at_ms;
  head.ended_by = quote.ended_by;
}

QuoteLineNews news_of(const QuoteLine& line, const std::optional<Sellable>& article) {
  QuoteLineNews news{line.position, line.name, !article, false, {}, {}};
  if (!article) return news;
  news.out_of_stock = article->stock_hint == StockHint::out;
  if (article->unit_price_e4 && article->unit_price_e4 != line.list_price_e4) {
    news.list_price_then_e4 = line.list_price_e4;
    news.list_price_now_e4 = article->unit_price_e4;
  }
  return news;
}

std::vector<QuoteLineNews> news_since(Tx& tx, const PriceListId& list, const Quote& quote) {
  std::vector<QuoteLineNews> all;
  for (const auto& line : quote.snapshot->lines) {
    if (!line.variant_id) continue;
    auto news = news_of(line, find_sellable(tx, list, *line.variant_id, line.quantity_milli));
    if (news.gone || news.out_of_stock || news.list_price_now_e4) all.push_back(std::move(news));
  }
  return all;
}

QuoteView quote_view(Tx& tx, const Actor& actor, Locale locale, const OrderFacts& cart,
                     const Quote& quote) {
  QuoteView view;
  copy_head(tx, quote, view);
  view.locale = quote.locale;
  view.recipient = quote.recipient.value;
  view.message = quote.message;
  view.valid_days = quote.valid_days;
  view.content = quote.snapshot.value;
  view.answer = quote.answer.value;
  // From where somebody answered is for the merchant, who may have to prove it.
  if (!actor.staff()) view.answer.remote_address.clear();
  for (auto name : enum_names<QuoteAction>()) {
    const auto refused = why_not(actor, cart, quote, *parse_enum<QuoteAction>(name), tx.now_ms());
    if (auto action = shown_action(std::string(name), refused, locale, {kQuoteEnded})) {
      view.actions.push_back(std::move(*action));
    }
    if (name == "send" && !refused) view.news = news_since(tx, cart.order.price_list_id, quote);
  }
  return view;
}

/// Whoever buys sees no quote before it was sent to him.
bool is_seen_by(const Actor& actor, const Quote& quote) {
  if (quote.sent_at_ms || actor.staff()) return true;
  const auto* acting = actor.acting_for();
  return acting && acting->account_id != quote.account_id;
}

}  // namespace

Quote find_quote(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id) {
  load_order(tx, actor, order);
  auto quote =
      tx.find<Quote>("WHERE tenant_id = $1 AND id = $2 AND order_id = $3", tx.tenant(), id, order);
  if (!quote || !is_seen_by(actor, *quote)) throw Refused(kNotFound);
  return std::move(*quote);
}

CartQuotes cart_quotes(Tx& tx, const Actor& actor, Locale locale, const OrderId& id) {
  const SeenCart seen = load_cart(tx, actor, id);
  const OrderFacts cart = seen.facts();
  CartQuotes view;
  view.order_id = id;
  view.version = seen.order.version;
  view.create = shown_action("create", why_not_create(actor, cart), locale);
  for (const auto& quote : quotes_of(tx, id)) {
    if (is_seen_by(actor, quote)) {
      view.items.push_back(quote_view(tx, actor, locale, cart, quote));
    }
  }
  return view;
}

}  // namespace kontor
