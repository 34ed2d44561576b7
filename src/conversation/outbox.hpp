#pragma once
// The outbox: every mail that we wrote and what became of it. Without SMTP settings mails rest here
// as `held` and can be read ("Postausgang"); with settings they are `queued`, then `sent` or
// `failed`. A mail that carries a link which opens something (password reset, invitation) shows it
// masked; the real one is sealed until it is sent (docs/adr/0030).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/actor.hpp"
#include "kernel/api_schema.hpp"
#include "kernel/db.hpp"
#include "kernel/event.hpp"
#include "kernel/mail.hpp"
#include "kernel/services.hpp"
#include "orders/order.hpp"

namespace kontor {

struct OutboxMailTag {
  static constexpr std::string_view kPrefix = "mail";
};
using OutboxMailId = Id<OutboxMailTag>;

/// bounced is no state of the row: it was sent and came back (bounced_at_ms).
enum class MailState { queued, sent, failed, held, bounced };
BOOST_DESCRIBE_ENUM(MailState, queued, sent, failed, held, bounced)

/// A person wrote the words of mails of this kind.
bool is_personal(std::string_view kind);
/// How a mail names the tenant that wrote it, so that it is known when it comes back (X-Loop).
std::string loop_mark(const TenantId& tenant);

inline constexpr Code kSmtpMissing{"smtp_missing", 409};
inline constexpr Code kMailAlreadyOut{"mail_already_out", 409};
inline constexpr Code kMailOutOfDate{"mail_out_of_date", 409};

/// The row.
/// Goes along with a mail; its bytes are in the store of files.
struct MailFile {
  std::string name;
  std::string media_type;
  std::string file_hash;
  std::string picture_id{};  ///< as the HTML names it ("cid:<id>"); empty: an attachment
};
BOOST_DESCRIBE_STRUCT(MailFile, (), (name, media_type, file_hash, picture_id))

struct OutboxMail {
  static constexpr std::string_view kTable = "outbox_mail";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  OutboxMailId id;
  EventId event_id;
  std::string kind;  ///< section of the texts: "order_placed"
  std::optional<OrderId> order_id;
  std::string order_number;
  std::string from_address;
  std::string from_name;
  std::string to_address;
  std::string to_key;  ///< case folded: unique per event, and what search looks at
  std::string to_name;
  std::string reply_to;
  Locale locale = Locale::de;
  std::string subject;
  std::string body_text;
  std::string body_html;
  std::optional<Bytes> sealed;  ///< SealedBodies as JSON, sealed; only with a secret link
  std::optional<std::int64_t> link_expires_at_ms;
  std::string message_id;
  Json<std::vector<std::string>> reference_ids;
  MailState state = MailState::held;
  std::int64_t attempts = 0;
  std::int64_t round = 0;  ///< counts retries by hand; part of the job's key
  std::string last_error;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> sent_at_ms;
  Json<std::vector<MailFile>> files;
  std::optional<std::int64_t> bounced_at_ms;  ///< it came back; last_error says why
};
BOOST_DESCRIBE_STRUCT(OutboxMail, (),
                      (tenant_id, id, event_id, kind, order_id, order_number, from_address,
                       from_name, to_address, to_key, to_name, reply_to, locale, subject, body_text,
                       body_html, sealed, link_expires_at_ms, message_id, reference_ids, state,
                       attempts, round, last_error, created_at_ms, sent_at_ms, files,
                       bounced_at_ms))

/// Tells staff's browsers that this mail was written or what became of it. The hint names the
/// order, where there is one, because its log shows the delivery.
void announce_mail(Tx& tx, const OutboxMail& mail);

struct SealedBodies {
  std::string text;
  std::string html;
};
BOOST_DESCRIBE_STRUCT(SealedBodies, (), (text, html))

/// The real text and HTML, with the link. Nothing when the key does not fit any more.
std::optional<SealedBodies> real_bodies(const OutboxMail& mail, const SecretBox& secrets);

// --- What staff see -------------------------------------------------------------------------

struct MailOrderRef {
  OrderId id;
  std::string number;
};
BOOST_DESCRIBE_STRUCT(MailOrderRef, (), (id, number))

struct OutboxRow {
  OutboxMailId id;
  std::string to;
  std::string to_name;
  std::string subject;
  std::string kind;
  MailState state = MailState::held;
  std::int64_t at_ms = 0;  ///< sent, before that written
  std::int64_t attempts = 0;
  std::string error;
  std::optional<MailOrderRef> order;
  Locale locale = Locale::de;
};
BOOST_DESCRIBE_STRUCT(OutboxRow, (),
                      (id, to, to_name, subject, kind, state, at_ms, attempts, error, order,
                       locale))

struct MailHeaderView {
  std::string name;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(MailHeaderView, (), (name, value))

struct OutboxMailView {
  OutboxMailId id;
  std::string to;
  std::string to_name;
  std::string subject;
  std::string kind;
  MailState state = MailState::held;
  std::int64_t at_ms = 0;
  std::int64_t attempts = 0;
  std::string error;
  std::optional<MailOrderRef> order;
  Locale locale = Locale::de;
  std::string text;
  std::string html;
  bool link_masked = false;
  std::vector<MailHeaderView> headers;
  bool can_retry = false;
};
BOOST_DESCRIBE_STRUCT(OutboxMailView, (),
                      (id, to, to_name, subject, kind, state, at_ms, attempts, error, order, locale,
                       text, html, link_masked, headers, can_retry))

struct OutboxQuery {
  std::optional<MailState> state;
  std::string q;  ///< beginning of a recipient's address, or an order number
  std::string cursor;
  std::int64_t limit = 50;
};
/// Newest first. Right outbox_read.
Page<OutboxRow> list_outbox(Tx& tx, const Actor& actor, const OutboxQuery& query);
OutboxMailView view_mail(Tx& tx, const Actor& actor, const Services& services,
                         const OutboxMailId& id);
/// Sends a failed or held mail (again). One with a link gets a new link. Right outbox_read.
/// Refuses smtp_missing, mail_already_out, mail_out_of_date.
OutboxMailView retry_mail(Tx& tx, const Actor& actor, const Services& services,
                          const OutboxMailId& id);

}  // namespace kontor
