#include "accounts/tenants.hpp"
#include "conversation/mail_out.hpp"
#include "kernel/api.hpp"
#include "kernel/mail.hpp"
#include "kernel/text.hpp"

namespace kontor {

namespace {

/// In the mail it is a part of its own, here there is only this page.
void show_logo(std::string& html, const std::string& data_url) {
  const auto at = html.find(kLogoReference);
  if (at != std::string::npos) html.replace(at, kLogoReference.size(), html_escaped(data_url));
}

}  // namespace

void add_outbox_routes(Api& api, const Services& services) {
  api.read("/outbox",
           {.summary = "Lists the mails that were written, newest first",
            .tag = "Outbox",
            .access = Access::staff,
            .query = {{"state", "queued, sent, failed or held", {}, false},
                      {"q", "Beginning of a recipient's address, or an order number", {}, false},
                      {"cursor", "next_cursor of the page before", {}, false},
                      {"limit", "1 to 200, 50 if absent", {}, false}}},
           [](Tx& tx, const Call& call) {
             OutboxQuery query;
             if (const auto state = call.query("state"); !state.empty()) {
               query.state = parse_enum<MailState>(state);
               if (!query.state) {
                 throw Refused::field("?state", "not_allowed", "queued, sent, failed, held", state);
               }
             }
             query.q = call.query("q");
             query.cursor = call.query("cursor");
             query.limit = call.limit();
             return list_outbox(tx, call.actor, query);
           });
  api.read("/outbox/{id}",
           {.summary = "Reads a mail with its text, HTML and headers",
            .tag = "Outbox",
            .access = Access::staff,
            .description = "Links that open something are masked, except in a demo installation."},
           [&services](Tx& tx, const Call& call) {
             return view_mail(tx, call.actor, services, call.id<OutboxMailId>("id"));
           });
  api.read("/outbox/{id}/html",
           {.summary = "The mail as its reader sees it, for a frame",
            .tag = "Outbox",
            .access = Access::staff,
            .description = "A page that runs no script and loads nothing from anywhere; its "
                           "styles are the mail's own, so it has a policy of its own."},
           [&services](Tx& tx, const Call& call) {
             auto mail = view_mail(tx, call.actor, services, call.id<OutboxMailId>("id"));
             show_logo(mail.html, own_tenant(tx).logo);
             return http::Response::html(std::move(mail.html))
                 .with("Content-Security-Policy",
                       "default-src 'none'; object-src 'none'; style-src 'unsafe-inline'; "
                       "img-src data:; base-uri 'none'; form-action 'none'; sandbox; "
                       "frame-ancestors 'self'");
           });
  api.write(http::Method::post, "/outbox/{id}/retry",
            {.summary = "Sends a failed or held mail (again)",
             .tag = "Outbox",
             .access = Access::staff,
             .secret = true,
             .errors = {kSmtpMissing, kMailAlreadyOut, kMailOutOfDate}},
            [&services](Tx& tx, const Call& call) {
              return retry_mail(tx, call.actor, services, call.id<OutboxMailId>("id"));
            });
}

}  // namespace kontor
