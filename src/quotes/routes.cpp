#include "quotes/routes.hpp"

#include <charconv>

#include "accounts/tenants.hpp"
#include "kernel/text.hpp"
#include "quotes/letterhead.hpp"
#include "quotes/papers.hpp"
#include "quotes/quote_view.hpp"

namespace kontor {
namespace {

using http::Method;

RouteInfo info(std::string summary) { return {.summary = std::move(summary), .tag = "Quotes"}; }

RouteInfo command_info(std::string summary) {
  RouteInfo route = info(std::move(summary));
  route.if_match = true;
  route.errors = {kWrongState,    kCartLocked, kQuoteEnded,  kQuoteOutdated,
                  kLinesUnpriced, kCartEmpty,  kCartDeleted, kOrderOfOtherAccount};
  return route;
}

CartQuotes shown(Tx& tx, const Call& call) {
  return cart_quotes(tx, call.actor, call.locale, call.id<OrderId>("id"));
}

template <class Body>
using Command = Quote (*)(Tx&, const Actor&, const OrderId&, const QuoteId&, SeenVersion,
                          const Body&);

template <class Body>
void add_command(Api& api, std::string_view name, std::string summary, Command<Body> command) {
  api.write(Method::post, "/orders/{id}/quotes/{quote}/" + std::string(name),
            command_info(std::move(summary)),
            [command](Tx& tx, const Call& call, const Body& body) {
              command(tx, call.actor, call.id<OrderId>("id"), call.id<QuoteId>("quote"),
                      call.seen_version(), body);
              return shown(tx, call);
            });
}

QuoteQuery read_query(const Call& call) {
  QuoteQuery query;
  query.cursor = call.query("cursor");
  query.limit = call.limit();
  query.q = first_graphemes(trimmed(call.query("q")), 200);
  query.account = call.query("account");
  const std::string sort = call.query("sort");
  if (!sort.empty() && sort != "deadline" && sort != "-created") {
    throw Refused::field("?sort", "not_allowed", "-created, deadline", sort);
  }
  query.by_deadline = sort == "deadline";
  const std::string days = call.query("due_within_days");
  if (!days.empty()) {
    std::int64_t count = 0;
    const auto read = std::from_chars(days.data(), days.data() + days.size(), count);
    if (read.ptr != days.data() + days.size() || count < 0 || count > 365) {
      throw Refused::field("?due_within_days", "not_allowed", "0..365", days);
    }
    query.due_within_days = count;
  }
  const std::string state = call.query("state");
  if (state.empty()) return query;
  query.state = parse_enum<QuoteState>(state);
  if (!query.state) {
    throw Refused::field("?state", "not_allowed",
                         "created, sent, accepted, rejected, withdrawn, expired, closed", state);
  }
  return query;
}

void add_paper_routes(Api& api, const BlobStore& blobs) {
  RouteInfo preview = command_info("Shows the paper of a quote before it is made");
  preview.if_match = false;
  api.ask("/orders/{id}/quotes/preview", std::move(preview),
          [](Tx& tx, const Call& call, const CreateQuote& body) {
            const Quote quote = preview_quote(tx, call.actor, call.id<OrderId>("id"), body);
            return paper_response(preview_paper(tx, quote), quote.number);
          });
  api.read("/orders/{id}/quotes/{quote}/paper", info("Reads the paper of a quote"),
           [&blobs](Tx& tx, const Call& call) {
             const Quote quote =
                 find_quote(tx, call.actor, call.id<OrderId>("id"), call.id<QuoteId>("quote"));
             const bool accepted = quote.state == QuoteState::accepted;
             auto paper = accepted ? find_paper(tx, quote.id, PaperKind::accepted) : std::nullopt;
             if (!paper && quote.sent_at_ms) paper = find_paper(tx, quote.id, PaperKind::sent);
             return paper_response(
                 paper ? paper_bytes(tx, blobs, *paper, quote) : preview_paper(tx, quote),
                 quote.number);
           });
}

struct QuoteLinkView {
  std::string url;
  std::string sent_to;
  std::int64_t expires_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(QuoteLinkView, (), (url, sent_to, expires_at_ms))

/// The link that the recipient has, for whoever may send it anyway.
QuoteLinkView live_link(Tx& tx, const Call& call, const Services& services) {
  const Quote quote = find_quote(tx, call.actor, call.id<OrderId>("id"), call.id<QuoteId>("quote"));
  const Permission permission = can(call.actor, Right::quote_send, quote.account_path);
  if (!permission) throw Refused(permission.reason, permission.params);
  const auto link = tx.find<QuoteLink>(
      "WHERE tenant_id = $1 AND quote_id = $2 AND ended_at_ms IS NULL AND expires_at_ms > $3 "
      "ORDER BY sent_at_ms DESC, id LIMIT 1",
      tx.tenant(), quote.id, tx.now_ms());
  if (!link) {
    throw Refused(kQuoteEnded, {{"cause", std::string(enum_name(state_at(quote, tx.now_ms())))},
                                {"by", quote.ended_by}});
  }
  const Token token =
      services.secrets.token_of(kQuoteLinkPurpose, own_tenant(tx).code, link->id.bytes);
  return {services.config.effective_public_url() + "/q/" + token.text(), link->sent_to,
          link->expires_at_ms};
}

void add_seller_routes(Api& api, const SecretBox& secrets) {
  RouteInfo created = command_info("Makes a quote of a cart, and sends it");
  created.status = 201;
  api.write(Method::post, "/orders/{id}/quotes", std::move(created),
            [&secrets](Tx& tx, const Call& call, const CreateQuote& body) {
              create_quote(tx, call.actor, secrets, call.id<OrderId>("id"), call.seen_version(),
                           body);
              return shown(tx, call);
            });
  api.write(Method::post, "/orders/{id}/quotes/{quote}/send",
            command_info("Sends a quote, or sends it again with a new link"),
            [&secrets](Tx& tx, const Call& call, const SendQuote& body) {
              send_quote(tx, call.actor, secrets, call.id<OrderId>("id"), call.id<QuoteId>("quote"),
                         call.seen_version(), body);
              return shown(tx, call);
            });
  add_command(api, "withdraw", "Takes a quote back; its link is dead at once", withdraw_quote);
  api.write(Method::post, "/orders/{id}/quotes/{quote}/resume",
            command_info("Goes on editing the cart of a rejected or expired quote"),
            [](Tx& tx, const Call& call) {
              resume_quoted_cart(tx, call.actor, call.id<OrderId>("id"), call.id<QuoteId>("quote"),
                                 call.seen_version());
              return shown(tx, call);
            });
}

}  // namespace

void add_quote_routes(Api& api, const Services& services) {
  api.read("/orders/{id}/quotes", info("Reads all quotes of a cart"), shown);
  add_seller_routes(api, services.secrets);
  add_paper_routes(api, services.blobs);
  api.read("/orders/{id}/quotes/{quote}/link",
           info("Reads the link that a sent quote's recipient has"),
           [&services](Tx& tx, const Call& call) { return live_link(tx, call, services); });
  add_command(api, "accept", "Accepts a quote; the cart becomes an order", accept_quote);
  add_command(api, "reject", "Rejects a quote", reject_quote);
  add_command(api, "ask", "Asks the seller about a quote, or for other prices", ask_about_quote);
  api.read("/accounts/{id}/letterhead", info("Reads how an account's quotes look"),
           [](Tx& tx, const Call& call) {
             return letterhead_view(tx, call.actor, call.id<AccountId>("id"));
           });
  RouteInfo change = info("Changes how an account's quotes look, and the merchant's days");
  change.if_match = true;
  api.write(Method::patch, "/accounts/{id}/letterhead", std::move(change),
            [](Tx& tx, const Call& call, const LetterheadPatch& body) {
              return change_letterhead(tx, call.actor, call.id<AccountId>("id"),
                                       call.seen_version(), body);
            });
  RouteInfo list = info("Lists quotes, newest first unless asked otherwise");
  list.query = {{.name = "state",
                 .description = "created, sent, accepted, rejected, withdrawn, expired or closed.",
                 .schema = {}},
                {.name = "due_within_days",
                 .description = "Sent quotes that end before so many days, 0 to 365.",
                 .schema = {}},
                {.name = "q",
                 .description = "Words of the customer, or the beginning of a number.",
                 .schema = {}},
                {.name = "account", .description = "Id or number of a customer.", .schema = {}},
                {.name = "sort",
                 .description = "-created; deadline: those that end next first.",
                 .schema = {}},
                {.name = "cursor", .description = "next_cursor of the page before.", .schema = {}},
                {.name = "limit", .description = "1 to 200, otherwise 50.", .schema = {}}};
  api.read("/quotes/counts", info("Counts quotes by state"),
           [](Tx& tx, const Call& call) { return count_quotes(tx, call.actor); });
  api.read("/quotes", std::move(list),
           [](Tx& tx, const Call& call) { return list_quotes(tx, call.actor, read_query(call)); });
}

}  // namespace kontor
