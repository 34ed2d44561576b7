#pragma once
// Quotes: a cart's content frozen with a number, sent with a link that is valid for some days, and
// answered by whoever holds the link, by a customer who is logged in, or by the team for one who
// said yes elsewhere (model.md, Quote; rows P16 to P25, P31 to P43).
//
// A quote is a child of its order. Every command takes the order's row first, so of accept, reject,
// withdraw, resend and the end of the time exactly one wins; the others are told who and when.
// A quote is over at its instant, whether a job has run or not: state_at() decides on reading.

#include <array>
#include <span>

#include "kernel/crypto.hpp"
#include "kernel/jobs.hpp"
#include "orders/change.hpp"
#include "quotes/snapshot.hpp"

namespace kontor {

struct QuoteTag {
  static constexpr std::string_view kPrefix = "quote";
};
struct QuoteLinkTag {
  static constexpr std::string_view kPrefix = "qlink";
};
using QuoteId = Id<QuoteTag>;
using QuoteLinkId = Id<QuoteLinkTag>;

enum class QuoteState { created, sent, accepted, rejected, withdrawn, expired, closed };
BOOST_DESCRIBE_ENUM(QuoteState, created, sent, accepted, rejected, withdrawn, expired, closed)

/// `resume` is "continue editing".
enum class QuoteAction { send, accept, reject, withdraw, resume };
BOOST_DESCRIBE_ENUM(QuoteAction, send, accept, reject, withdraw, resume)

inline constexpr std::array kQuoteLife{
    Transition{QuoteState::created, QuoteAction::send, QuoteState::sent, Right::quote_send},
    Transition{QuoteState::sent, QuoteAction::send, QuoteState::sent, Right::quote_send},
    Transition{QuoteState::expired, QuoteAction::send, QuoteState::sent, Right::quote_send},
    Transition{QuoteState::sent, QuoteAction::accept, QuoteState::accepted, Right::quote_accept},
    Transition{QuoteState::sent, QuoteAction::reject, QuoteState::rejected, Right::quote_reject},
    // The operator says no to what a prospect has accepted (P41).
    Transition{QuoteState::accepted, QuoteAction::reject, QuoteState::rejected,
               Right::quote_reject},
    Transition{QuoteState::created, QuoteAction::withdraw, QuoteState::withdrawn,
               Right::quote_withdraw},
    Transition{QuoteState::sent, QuoteAction::withdraw, QuoteState::withdrawn,
               Right::quote_withdraw},
    Transition{QuoteState::expired, QuoteAction::withdraw, QuoteState::withdrawn,
               Right::quote_withdraw},
    Transition{QuoteState::rejected, QuoteAction::resume, QuoteState::closed, Right::quote_create},
    Transition{QuoteState::expired, QuoteAction::resume, QuoteState::closed, Right::quote_create},
};
static_assert(is_deterministic(kQuoteLife));

struct QuoteRecipient {
  std::string name;
  std::string email;
  std::string further_email;
};
BOOST_DESCRIBE_STRUCT(QuoteRecipient, (), (name, email, further_email))

/// What the recipient said, and from where: who may be asked for a proof later.
struct QuoteAnswer {
  std::string name;
  std::string role;  ///< "Geschäftsführerin"
  std::string purchase_order;
  std::string reason;          ///< of a no
  std::string evidence;        ///< of a yes that was given elsewhere
  std::string remote_address;  ///< empty without a link
  Selection selection;
  std::int64_t total_cents = 0;
  std::int64_t monthly_cents = 0;
  std::int64_t yearly_cents = 0;
};
BOOST_DESCRIBE_STRUCT(QuoteAnswer, (),
                      (name, role, purchase_order, reason, evidence, remote_address, selection,
                       total_cents, monthly_cents, yearly_cents))

struct Quote {
  static constexpr std::string_view kTable = "quote";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  QuoteId id;
  std::string number;  ///< "AN-2026-000042", the same for all editions of a cart
  std::int64_t edition = 1;
  OrderId order_id;
  std::string cart_number;
  AccountId account_id;
  std::string account_path;
  AccountId seller_account_id;
  QuoteState state = QuoteState::created;
  std::string title;
  std::string currency;
  std::int64_t total_cents = 0;  ///< without options, gross
  std::int64_t monthly_cents = 0;
  std::int64_t yearly_cents = 0;
  Locale locale = Locale::de;
  Json<QuoteRecipient> recipient;
  std::string message;
  Json<QuoteSnapshot> snapshot;
  Bytes snapshot_hash;  ///< SHA-256 of the stored snapshot
  std::int64_t content_revision = 0;
  std::int64_t valid_days = 10;
  std::optional<UserId> created_by;
  std::string created_by_name;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> sent_at_ms;
  std::optional<std::int64_t> expires_at_ms;
  std::optional<std::int64_t> opened_at_ms;
  Json<QuoteAnswer> answer;
  std::string ended_by;
  std::optional<std::int64_t> ended_at_ms;
};
BOOST_DESCRIBE_STRUCT(Quote, (),
                      (tenant_id, id, number, edition, order_id, cart_number, account_id,
                       account_path, seller_account_id, state, title, currency, total_cents,
                       monthly_cents, yearly_cents, locale, recipient, message, snapshot,
                       snapshot_hash, content_revision, valid_days, created_by, created_by_name,
                       created_at_ms, sent_at_ms, expires_at_ms, opened_at_ms, answer, ended_by,
                       ended_at_ms))

struct QuoteLink {
  static constexpr std::string_view kTable = "quote_link";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  QuoteLinkId id;
  QuoteId quote_id;
  Bytes token_hash;
  std::string sent_to;
  std::int64_t sent_at_ms = 0;
  std::int64_t expires_at_ms = 0;
  std::optional<std::int64_t> opened_at_ms;
  std::optional<std::int64_t> asked_at_ms;  ///< the last time that its holder wanted something
  std::int64_t asked = 0;                   ///< how often
  std::optional<std::int64_t> ended_at_ms;
  std::string end_reason;
};
BOOST_DESCRIBE_STRUCT(QuoteLink, (),
                      (tenant_id, id, quote_id, token_hash, sent_to, sent_at_ms, expires_at_ms,
                       opened_at_ms, asked_at_ms, asked, ended_at_ms, end_reason))

/// A sent quote is expired from its instant on.
QuoteState state_at(const Quote& quote, std::int64_t now_ms);

inline constexpr std::int64_t kDay_ms = 24LL * 60 * 60 * 1000;
inline constexpr Code kQuoteEnded{"quote_ended", 409};
inline constexpr Code kQuoteOutdated{"quote_outdated", 409};
inline constexpr Code kQuoteLinkEnded{"quote_link_ended", 410};
inline constexpr Code kQuoteAskedTooOften{"quote_asked_too_often", 429};
inline constexpr Code kQuotePriceUnclear{"quote_price_unclear", 422};  // params: price

// --- The seller's commands ----------------------------------------------------------------------

struct QuoteChoice {
  LineId line_id;
  QuoteLineRole role = QuoteLineRole::fixed;
  std::optional<Bounded<0, 500>> choice;
};
BOOST_DESCRIBE_STRUCT(QuoteChoice, (), (line_id, role, choice))

struct CreateQuote {
  Text<120> title;
  std::optional<Locale> locale;  ///< otherwise the account's
  Text<120> recipient_name;
  Text<254> recipient_email;  ///< empty: that of the account's master data (P43)
  Text<254> further_email;
  MultilineText<5000> message;
  std::optional<Bounded<1, 365>> valid_days;
  List<QuoteChoice, kMaxLines> choices;  ///< lines that are not fixed
  bool send = true;                      ///< P22: one step instead of two
};
BOOST_DESCRIBE_STRUCT(CreateQuote, (),
                      (title, locale, recipient_name, recipient_email, further_email, message,
                       valid_days, choices, send))

struct SendQuote {
  std::optional<Text<254>> recipient_email;
  std::optional<Text<254>> further_email;
  std::optional<Bounded<1, 365>> valid_days;
};
BOOST_DESCRIBE_STRUCT(SendQuote, (), (recipient_email, further_email, valid_days))

struct QuoteReason {
  MultilineText<2000> reason;
};
BOOST_DESCRIBE_STRUCT(QuoteReason, (), (reason))

/// `secrets` makes the tokens of the links.
Quote create_quote(Tx& tx, const Actor& actor, const SecretBox& secrets, const OrderId& order,
                   SeenVersion version, const CreateQuote& input);
/// What create_quote would make, without a number and without keeping it.
Quote preview_quote(Tx& tx, const Actor& actor, const OrderId& order, const CreateQuote& input);
/// The first time, and again: then the old links are dead and the days begin anew (P35, P37).
Quote send_quote(Tx& tx, const Actor& actor, const SecretBox& secrets, const OrderId& order,
                 const QuoteId& id, SeenVersion version, const SendQuote& input);
Quote withdraw_quote(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id,
                     SeenVersion version, const QuoteReason& input);
/// "Continue editing" (P24, P25): the cart is free again, the quote stays as it ended.
Quote resume_quoted_cart(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id,
                         SeenVersion version);

// --- The answer ---------------------------------------------------------------------------------

struct AcceptQuote {
  Text<120, 1> name;
  Text<120> role;
  Text<60> purchase_order;
  bool terms_accepted = false;
  List<Bounded<1, 500>, kMaxLines> selection;
  MultilineText<2000> evidence;  ///< staff only: "said yes on the phone"
};
BOOST_DESCRIBE_STRUCT(AcceptQuote, (),
                      (name, role, purchase_order, terms_accepted, selection, evidence))

Quote accept_quote(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id,
                   SeenVersion version, const AcceptQuote& input);
Quote reject_quote(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id,
                   SeenVersion version, const QuoteReason& input);

struct ProposedPrice {
  Bounded<1, 500> position{1};
  UnitPriceE4 unit_price_e4{};
};
BOOST_DESCRIBE_STRUCT(ProposedPrice, (), (position, unit_price_e4))

/// A question, or with prices the wish for another edition. Changes nothing of the quote; the
/// seller answers with a new one, or by a message.
struct AskSeller {
  MultilineText<5000, 1> message;
  List<ProposedPrice, kMaxLines> prices;
};
BOOST_DESCRIBE_STRUCT(AskSeller, (), (message, prices))

Quote ask_about_quote(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id,
                      SeenVersion version, const AskSeller& input);

// --- Time ---------------------------------------------------------------------------------------

/// Why this actor cannot do it to this quote now, or nothing.
std::optional<Refused> why_not(const Actor& actor, const OrderFacts& cart, const Quote& quote,
                               QuoteAction action, std::int64_t now_ms);
std::optional<Refused> why_not_create(const Actor& actor, const OrderFacts& cart);

/// A sent quote's reminder and its end, as jobs.
void plan_quote_times(Tx& tx, const Quote& quote);
/// "quote_time" and "quote_reminder".
std::vector<Queue> quote_time_queues();
/// Writes down that quotes have expired, so that lists and turns follow.
void note_expired_quotes(Tx& tx);
/// After the clock went back: what had expired stays so.
void bury_expired_quotes(Tx& tx, std::int64_t seen_until_ms);

/// account.moved: quotes carry the path of their account.
void move_quotes(Tx& tx, const Event& event);

std::vector<Quote> quotes_of(Tx& tx, const OrderId& order);

}  // namespace kontor
