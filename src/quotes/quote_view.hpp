#pragma once
// Quotes as the API shows them: all of one cart, and the overview of all within reach (P01, P02).

#include "orders/list.hpp"
#include "quotes/quote.hpp"

namespace kontor {

struct QuoteHead {
  QuoteId id;
  std::string number;
  std::int64_t edition = 1;
  OrderId order_id;
  std::string cart_number;
  OrderAccount account;
  std::string title;
  QuoteState state = QuoteState::created;  ///< at this instant
  std::string currency;
  std::int64_t total_cents = 0;
  std::int64_t monthly_cents = 0;
  std::int64_t yearly_cents = 0;
  std::string created_by;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> sent_at_ms;
  std::optional<std::int64_t> expires_at_ms;
  std::optional<std::int64_t> opened_at_ms;
  std::optional<std::int64_t> ended_at_ms;
  std::string ended_by;
  bool awaits_approval = false;  ///< accepted by a prospect, and the operator has not decided (P41)
};
BOOST_DESCRIBE_STRUCT(QuoteHead, (),
                      (id, number, edition, order_id, cart_number, account, title, state, currency,
                       total_cents, monthly_cents, yearly_cents, created_by, created_at_ms,
                       sent_at_ms, expires_at_ms, opened_at_ms, ended_at_ms, ended_by,
                       awaits_approval))

/// What has changed since it was made, and the seller should know before he sends it again (P37).
struct QuoteLineNews {
  std::int64_t position = 0;
  std::string name;
  bool gone = false;  ///< the article is not sold any more
  bool out_of_stock = false;
  std::optional<std::int64_t> list_price_then_e4;
  std::optional<std::int64_t> list_price_now_e4;  ///< where it is another one
};
BOOST_DESCRIBE_STRUCT(QuoteLineNews, (),
                      (position, name, gone, out_of_stock, list_price_then_e4, list_price_now_e4))

struct QuoteView : QuoteHead {
  Locale locale = Locale::de;
  QuoteRecipient recipient;
  std::string message;
  std::int64_t valid_days = 10;
  QuoteSnapshot content;
  QuoteAnswer answer;
  std::vector<ActionInfo> actions;
  std::vector<QuoteLineNews> news;  ///< of a quote that may be sent again, for who may do so
};
BOOST_DESCRIBE_STRUCT(QuoteView, (QuoteHead),
                      (locale, recipient, message, valid_days, content, answer, actions, news))

/// All editions of a cart's quote, the newest first.
struct CartQuotes {
  OrderId order_id;
  std::vector<QuoteView> items;
  std::optional<ActionInfo> create;  ///< nothing for whom it is no button at all
  std::int64_t version = 0;          ///< of the cart
};
BOOST_DESCRIBE_STRUCT(CartQuotes, (), (order_id, items, create, version))

/// One that this actor may see; not_found otherwise.
Quote find_quote(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id);
CartQuotes cart_quotes(Tx& tx, const Actor& actor, Locale locale, const OrderId& id);

struct QuoteQuery {
  std::optional<QuoteState> state{};              ///< nothing: all
  std::optional<std::int64_t> due_within_days{};  ///< sent, and over before then
  std::string q{};        ///< words of the customer, or the beginning of a quote's or cart's number
  std::string account{};  ///< id or number of the customer
  bool by_deadline = false;  ///< those that end next first; of what is sent only
  std::string cursor{};
  std::int64_t limit = 50;
};
/// Newest first unless asked otherwise. A search looks at the 2,000 newest that it finds. That a
/// quote has expired stands in its row a moment after it has.
Page<QuoteHead> list_quotes(Tx& tx, const Actor& actor, const QuoteQuery& query);

/// How many there are in each state, within reach; 1,000 means that or more.
struct QuoteCounts {
  std::int64_t created = 0;
  std::int64_t sent = 0;
  std::int64_t accepted = 0;
  std::int64_t rejected = 0;
  std::int64_t withdrawn = 0;
  std::int64_t expired = 0;
  std::int64_t closed = 0;
  std::int64_t due_soon = 0;  ///< sent, and over within three days
};
BOOST_DESCRIBE_STRUCT(QuoteCounts, (),
                      (created, sent, accepted, rejected, withdrawn, expired, closed, due_soon))
QuoteCounts count_quotes(Tx& tx, const Actor& actor);

}  // namespace kontor
