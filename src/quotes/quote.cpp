#include "quotes/quote.hpp"

#include <algorithm>

#include "accounts/tenants.hpp"
#include "kernel/mail.hpp"
#include "kernel/number_range.hpp"
#include "orders/cart_facts.hpp"
#include "orders/methods.hpp"
#include "orders/numbers.hpp"
#include "orders/tax.hpp"
#include "quotes/handling.hpp"
#include "quotes/letterhead.hpp"

namespace kontor {
namespace {

constexpr std::string_view kNumberPattern = "AN-{year}-{number}";

QuoteParty party(const Address& address) {
  QuoteParty one;
  one.company = address.company;
  one.name = address.name;
  one.street = address.street;
  one.addition = address.addition;
  one.postcode = address.postcode;
  one.city = address.city;
  one.country = address.country;
  one.phone = address.phone;
  return one;
}

/// A partner offers in his own name; everybody else for the merchant.
QuoteParty seller_of(Tx& tx, const Account& seller) {
  if (seller.kind == AccountKind::operator_) {
    const Tenant tenant = own_tenant(tx);
    QuoteParty one;
    one.company = tenant.name;
    one.street = tenant.street;
    one.postcode = tenant.postcode;
    one.city = tenant.city;
    one.country = tenant.country;
    one.phone = tenant.phone;
    one.email = tenant.email;
    one.vat_id = tenant.vat_id;
    return one;
  }
  QuoteParty one;
  for (const auto& address : seller.addresses.value) {
    if (address.kind != AddressKind::billing) continue;
    one = party(address);
    if (address.is_default) break;
  }
  one.company = seller.name;
  one.number = seller.number;
  one.email = seller.email;
  if (one.phone.empty()) one.phone = seller.phone;
  one.vat_id = seller.vat_id;
  return one;
}

Account seller_account(Tx& tx, const Actor& actor) {
  const auto* acting = actor.acting_for();
  auto account = find_account(tx, acting ? acting->account_id : own_tenant(tx).root_account_id);
  if (!account) throw DatabaseError("seller without account");
  return std::move(*account);
}

QuoteContact contact_of(Tx& tx, const Actor& actor, const QuoteParty& seller) {
  const auto user = find_user(tx, actor.user_id);
  return {user ? user->name : seller.company, user ? user->email : seller.email, seller.phone};
}

QuoteLine quote_line(const OrderLine& line, const CreateQuote& input) {
  QuoteLine row{line.position,
                line.id,
                line.variant_id,
                line.sku,
                line.name,
                line.description,
                line.unit,
                line.quantity_milli,
                *line.unit_price_e4,
                line.list_price_e4,
                line.discount_bp,
                line.charge_type,
                line.tax_class,
                line.tax_rate_bp,
                line.amount_cents.value_or(0),
                QuoteLineRole::fixed,
                0};
  const auto choice = std::ranges::find(input.choices, line.id, &QuoteChoice::line_id);
  if (choice != input.choices.end()) {
    row.role = choice->role;
    if (row.role == QuoteLineRole::alternative && choice->choice) row.choice = *choice->choice;
  }
  return row;
}

/// What a quote is made of.
struct Offer {
  const Order& order;
  const std::vector<OrderLine>& lines;
  const Account& buyer;
};

QuoteSnapshot snapshot_of(Tx& tx, const Actor& actor, const Offer& offer, const Account& seller,
                          const CreateQuote& input, const QuoteStationery& stationery) {
  const Order& order = offer.order;
  QuoteSnapshot snapshot;
  snapshot.title = input.title.empty() ? order.name : std::string(input.title);
  snapshot.seller = seller_of(tx, seller);
  snapshot.buyer = party(*order.billing_address.value);
  snapshot.buyer.number = offer.buyer.number;
  snapshot.buyer.vat_id = offer.buyer.vat_id;
  snapshot.letterhead = stationery.letterhead;
  snapshot.texts = stationery.texts;
  snapshot.contact = contact_of(tx, actor, snapshot.seller);
  snapshot.consumer = offer.buyer.consumer;
  snapshot.prospect = offer.buyer.kind == AccountKind::prospect;
  snapshot.gross = order.gross;
  snapshot.currency = order.currency;
  for (const auto& line : offer.lines) snapshot.lines.push_back(quote_line(line, input));
  snapshot.discount_bp = order.discount_bp;
  snapshot.discount_cents = order.discount_cents;
  snapshot.shipping_cents = order.shipping_cost_cents;
  snapshot.shipping_rate_bp = tax_rate_bp(order.tax_decision.value, TaxClass::standard);
  const Locale locale = input.locale.value_or(order.locale);
  snapshot.shipping_method = method_name(tx, MethodKind::shipping, order.shipping_method, locale);
  snapshot.payment_method = method_name(tx, MethodKind::payment, order.payment_method, locale);
  snapshot.tax = order.tax_decision.value;
  snapshot.totals = totals_of(snapshot, chosen_lines(snapshot, {}));
  return snapshot;
}

void name_quote(Tx& tx, Quote& quote) {
  const auto earlier = quotes_of(tx, quote.order_id);
  if (!earlier.empty()) {
    quote.number = earlier.front().number;
    quote.edition = earlier.front().edition + 1;
    return;
  }
  const std::int64_t year = std::stoll(day_of(tx.now_ms(), own_tenant(tx).time_zone).substr(0, 4));
  quote.number =
      format_number(kNumberPattern, year, next_reserved(tx, "quote-" + std::to_string(year), 1));
}

std::string mail_address(const std::string& text, const char* pointer) {
  if (!text.empty() && !is_mail_address(text)) {
    throw Refused::field(pointer, "not_an_email", "", text);
  }
  return text;
}

/// All of a quote but its number.
Quote draft_quote(Tx& tx, const Actor& actor, const Offer& offer, const CreateQuote& input) {
  const Account& buyer = offer.buyer;
  const Account seller = seller_account(tx, actor);
  Quote quote;
  quote.tenant_id = tx.tenant();
  quote.id = tx.new_id<QuoteId>();
  quote.order_id = offer.order.id;
  quote.cart_number = offer.order.cart_number;
  quote.account_id = buyer.id;
  quote.account_path = buyer.path;
  quote.seller_account_id = seller.id;
  quote.currency = offer.order.currency;
  quote.locale = input.locale.value_or(buyer.locale);
  const QuoteStationery stationery = stationery_of(tx, own_tenant(tx), seller.id, quote.locale);
  quote.valid_days = input.valid_days ? std::int64_t{*input.valid_days} : stationery.valid_days;
  quote.snapshot.value = snapshot_of(tx, actor, offer, seller, input, stationery);
  quote.title = quote.snapshot->title;
  const Digest hash = sha256(to_json(quote.snapshot.value));
  quote.snapshot_hash.assign(hash.begin(), hash.end());
  quote.total_cents = quote.snapshot->totals.total_cents;
  quote.monthly_cents = quote.snapshot->totals.monthly_cents;
  quote.yearly_cents = quote.snapshot->totals.yearly_cents;
  quote.recipient.value = {
      input.recipient_name.empty() ? buyer.name : std::string(input.recipient_name),
      mail_address(input.recipient_email, "/recipient_email"),
      mail_address(input.further_email, "/further_email")};
  if (quote.recipient->email.empty()) quote.recipient->email = buyer.email;
  quote.message = input.message;
  quote.content_revision = offer.order.content_revision;
  if (!actor.user_id.is_nil()) quote.created_by = actor.user_id;
  quote.created_by_name = actor.name;
  quote.created_at_ms = tx.now_ms();
  return quote;
}

void add_link(QuoteHandling& handling, const SecretBox& secrets, const std::string& to) {
  if (to.empty()) return;
  Tx& tx = handling.change.tx;
  QuoteLink link;
  link.tenant_id = tx.tenant();
  link.id = tx.new_id<QuoteLinkId>();
  link.quote_id = handling.quote.id;
  const Digest hash =
      secrets.token_of(kQuoteLinkPurpose, own_tenant(tx).code, link.id.bytes).hash();
  link.token_hash.assign(hash.begin(), hash.end());
  link.sent_to = to;
  link.sent_at_ms = tx.now_ms();
  link.expires_at_ms = *handling.quote.expires_at_ms;
  tx.insert(link);
}

/// The step to sent, the first time or again.
void send_now(QuoteHandling& handling, const SecretBox& secrets) {
  Tx& tx = handling.change.tx;
  Quote& quote = handling.quote;
  if (quote.recipient->email.empty()) {
    throw Refused::field("/recipient_email", "required");
  }
  handling.end_links("resent");
  const bool again = quote.sent_at_ms.has_value();
  handling.move(QuoteAction::send);
  quote.sent_at_ms = tx.now_ms();
  quote.expires_at_ms = tx.now_ms() + quote.valid_days * kDay_ms;
  quote.opened_at_ms.reset();
  quote.ended_at_ms.reset();
  add_link(handling, secrets, quote.recipient->email);
  if (quote.recipient->further_email != quote.recipient->email) {
    add_link(handling, secrets, quote.recipient->further_email);
  }
  handling.change.order.last_answer_seq = handling.note(again ? "quote.resent" : "quote.sent").seq;
  plan_quote_times(tx, quote);
}

}  // namespace

std::optional<Refused> why_not_create(const Actor& actor, const OrderFacts& cart) {
  const Order& order = cart.order;
  const Permission permission = can(actor, Right::quote_create, order.account_path);
  if (!permission) {
    return permission.hidden ? Refused(kNotFound) : Refused(permission.reason, permission.params);
  }
  if (order.state != OrderState::cart) {
    return Refused(kWrongState,
                   {{"state", std::string(enum_name(order.state))}, {"action", "quote"}});
  }
  if (auto locked = lock_of(cart)) return locked;
  if (order.lines_count == 0) return Refused(kCartEmpty);
  if (order.has_unpriced) return Refused(kLinesUnpriced);
  if (!order.billing_address.value || !order.shipping_address.value) {
    return Refused(kAddressMissing);
  }
  if (!order.payment_method) return Refused(kPaymentMethodMissing);
  return std::nullopt;
}

Quote create_quote(Tx& tx, const Actor& actor, const SecretBox& secrets, const OrderId& id,
                   SeenVersion version, const CreateQuote& input) {
  QuoteHandling handling{take_order(tx, actor, id, version), {}};
  OrderChange& change = handling.change;
  if (auto refused = why_not_create(actor, change.facts())) throw *refused;
  handling.quote = draft_quote(tx, actor, {change.order, change.lines, change.account()}, input);
  name_quote(tx, handling.quote);
  tx.insert(handling.quote);
  handling.note("quote.created");
  if (input.send) send_now(handling, secrets);
  return handling.finish();
}

Quote preview_quote(Tx& tx, const Actor& actor, const OrderId& id, const CreateQuote& input) {
  const SeenCart seen = load_cart(tx, actor, id);
  if (auto refused = why_not_create(actor, seen.facts())) throw *refused;
  const auto buyer = find_account(tx, seen.account.id);
  if (!buyer) throw DatabaseError("order without account");
  const auto lines = lines_of(tx, id);
  Quote quote = draft_quote(tx, actor, {seen.order, lines, *buyer}, input);
  quote.number = text(quote.locale, "quote_page.draft");
  return quote;
}

Quote send_quote(Tx& tx, const Actor& actor, const SecretBox& secrets, const OrderId& order,
                 const QuoteId& id, SeenVersion version, const SendQuote& input) {
  QuoteHandling handling = take_quote(tx, actor, order, id, version, QuoteAction::send);
  auto& recipient = handling.quote.recipient.value;
  if (input.recipient_email) {
    recipient.email = mail_address(*input.recipient_email, "/recipient_email");
  }
  if (input.further_email) {
    recipient.further_email = mail_address(*input.further_email, "/further_email");
  }
  if (input.valid_days) handling.quote.valid_days = *input.valid_days;
  send_now(handling, secrets);
  return handling.finish();
}

Quote withdraw_quote(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id,
                     SeenVersion version, const QuoteReason& input) {
  QuoteHandling handling = take_quote(tx, actor, order, id, version, QuoteAction::withdraw);
  handling.quote.answer->reason = input.reason;
  handling.end_links("withdrawn");
  handling.move(QuoteAction::withdraw);
  handling.end_quote(actor.name);
  handling.note("quote.withdrawn");
  return handling.finish();
}

Quote resume_quoted_cart(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id,
                         SeenVersion version) {
  QuoteHandling handling = take_quote(tx, actor, order, id, version, QuoteAction::resume);
  handling.end_links("expired");
  handling.move(QuoteAction::resume);
  handling.note("quote.closed");
  return handling.finish();
}

}  // namespace kontor
