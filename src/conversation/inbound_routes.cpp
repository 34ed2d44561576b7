#include "conversation/triage.hpp"
#include "kernel/api.hpp"

namespace kontor {
namespace {

using http::Method;

constexpr std::string_view kTag = "Mail in";
constexpr std::string_view kStates = "attached, unassigned, discarded, automatic, bounced";

RouteInfo reading(std::string summary) {
  return {.summary = std::move(summary), .tag = std::string(kTag), .access = Access::staff};
}

template <class Input>
using Command = InboundMailView (*)(Tx&, const Actor&, const InboundMailId&, SeenVersion,
                                    const Input&);

template <class Input>
void add_command(Api& api, const std::string& name, std::string summary, Command<Input> command,
                 std::string description = {}) {
  api.write(Method::post, "/inbound-mails/{id}/" + name,
            {.summary = std::move(summary),
             .tag = std::string(kTag),
             .access = Access::staff,
             .if_match = true,
             .errors = {kMailAlreadyHandled},
             .description = std::move(description)},
            [command](Tx& tx, const Call& call, const Input& input) {
              return command(tx, call.actor, call.id<InboundMailId>("id"), call.seen_version(),
                             input);
            });
}

InboundQuery query_of(const Call& call) {
  InboundQuery query;
  if (const auto state = call.query("state"); !state.empty()) {
    const auto parsed = parse_enum<InboundState>(state);
    if (!parsed) throw Refused::field("?state", "not_allowed", std::string(kStates), state);
    query.state = *parsed;
  }
  query.cursor = call.query("cursor");
  query.limit = call.limit();
  return query;
}

/// The mail as it came, for a mail program; never shown by the browser.
http::Response raw_mail(const BlobStore& blobs, const std::string& source,
                        const InboundMailId& id) {
  const auto bytes = blobs.get(source);
  if (!bytes) throw Refused(kFileNotHere);
  auto response = http::Response::text(std::string(bytes->begin(), bytes->end()));
  response.content_type = "message/rfc822";
  response.headers.set("Content-Disposition", "attachment; filename=\"" + id.text() + ".eml\"");
  response.headers.set("Content-Security-Policy", "sandbox; default-src 'none'");
  return response;
}

}  // namespace

void add_inbound_routes(Api& api, const Services& services) {
  auto list = reading("Lists mails that came in, newest first, and counts the unassigned ones");
  list.query = {{"state", std::string(kStates) + "; unassigned if absent", {}, false},
                {"cursor", "next_cursor of the page before", {}, false},
                {"limit", "1 to 200, 50 if absent", {}, false}};
  api.read("/inbound-mails", std::move(list),
           [](Tx& tx, const Call& call) { return list_inbound(tx, call.actor, query_of(call)); });
  api.read("/inbound-mails/{id}",
           reading("Reads a mail that came in: what was written, what was quoted, why it is here"),
           [](Tx& tx, const Call& call) {
             return view_inbound(tx, call.actor, call.id<InboundMailId>("id"));
           });
  auto raw = reading("The mail as it came, byte by byte");
  raw.errors = {kFileNotHere};
  api.read("/inbound-mails/{id}/source", std::move(raw), [&services](Tx& tx, const Call& call) {
    const auto id = call.id<InboundMailId>("id");
    return raw_mail(services.blobs, inbound_source(tx, call.actor, id), id);
  });
  add_command<AttachMail>(api, "attach", "Puts an unassigned mail into an order's log",
                          attach_mail);
  add_command<OrderOfMail>(api, "order", "Makes a cart with the mail as its first entry",
                           order_from_mail);
  add_command<DiscardMail>(api, "discard", "Takes a mail out of the queue, with a reason",
                           discard_mail, "The mail stays findable and can still be attached.");
  add_command<AttachMail>(
      api, "move", "Moves a mail from the wrong order's log to the right one", move_mail,
      "At the wrong order its words and files are erased for ever; who moved it stays.");
  add_command<AnswerMail>(api, "answer", "Answers a mail that belongs to no order", answer_mail);
}

}  // namespace kontor
