#include "accounts/tenants.hpp"
#include "conversation/files.hpp"
#include "conversation/mail_out.hpp"
#include "kernel/api.hpp"
#include "kernel/file_type.hpp"
#include "kernel/mail.hpp"
#include "kernel/text.hpp"

namespace kontor {

namespace {

/// In the mail it is a part of its own, here there is only this page.
void show_logo(std::string& html, const std::string& data_url) {
  const auto at = html.find(kLogoReference);
  if (at != std::string::npos) html.replace(at, kLogoReference.size(), html_escaped(data_url));
}

/// The small forms of its pictures: the page is for looking at, not for saving.
void show_pictures(Tx& tx, const BlobStore& blobs, const OutboxMailId& id, std::string& html) {
  const auto mail = tx.find<OutboxMail>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
  if (!mail) return;
  for (const MailFile& file : mail->files.value) {
    const std::string reference = "\"cid:" + file.picture_id + "\"";
    if (file.picture_id.empty() || html.find(reference) == std::string::npos) continue;
    const auto known = FileId::parse(file.picture_id);
    const auto row =
        known ? tx.find<OrderFile>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), *known)
              : std::nullopt;
    const auto bytes = row && row->thumbnail_hash ? blobs.get(*row->thumbnail_hash) : std::nullopt;
    if (!bytes) continue;
    const std::string content(bytes->begin(), bytes->end());
    const std::string url = '"' + data_url_of({media_type_of(content, ""), content}) + '"';
    for (auto at = html.find(reference); at != std::string::npos; at = html.find(reference, at)) {
      html.replace(at, reference.size(), url);
      at += url.size();
    }
  }
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
               if (!query.state || query.state == MailState::bounced) {
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
             show_pictures(tx, services.blobs, mail.id, mail.html);
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
