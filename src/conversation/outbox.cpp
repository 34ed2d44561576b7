#include "conversation/outbox.hpp"

#include "conversation/mail_out.hpp"
#include "conversation/mail_store.hpp"
#include "kernel/json.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::string_view kRowColumns =
    "SELECT id, to_address, to_name, subject, kind, state, created_at_ms, sent_at_ms, attempts, "
    "last_error, order_id, order_number, locale, bounced_at_ms FROM outbox_mail ";

constexpr std::string_view kOfAddress =
    " AND id IN (SELECT id FROM outbox_mail WHERE tenant_id = $1 AND to_key >= $5 AND to_key < $6)";

OutboxRow read_outbox_row(const Rows::Row& row) {
  OutboxRow out;
  out.id = row.get<OutboxMailId>(0);
  out.to = row.get<std::string>(1);
  out.to_name = row.get<std::string>(2);
  out.subject = row.get<std::string>(3);
  out.kind = row.get<std::string>(4);
  out.state = row.get<MailState>(5);
  out.at_ms = row.get<std::optional<std::int64_t>>(7).value_or(row.get<std::int64_t>(6));
  out.attempts = row.get<std::int64_t>(8);
  out.error = row.get<std::string>(9);
  if (const auto order_id = row.get<std::optional<OrderId>>(10)) {
    out.order = MailOrderRef{*order_id, row.get<std::string>(11)};
  }
  out.locale = row.get<Locale>(12);
  if (!row.is_null(13)) out.state = MailState::bounced;
  return out;
}

/// Every id is below it: the first page.
OutboxMailId after_all() {
  OutboxMailId id;
  id.bytes.fill(0xFF);
  return id;
}

/// A whole order number, or else the beginning of an address as a range; never both in one
/// statement, so that an index answers either.
bool is_order_number(Tx& tx, const std::string& q) {
  return !tx.query("SELECT 1 FROM outbox_mail WHERE tenant_id = $1 AND order_number = $2 LIMIT 1",
                   tx.tenant(), q)
              .empty();
}

Rows query_outbox(Tx& tx, const OutboxQuery& query, const OutboxMailId& before,
                  std::int64_t limit) {
  const std::string sql = std::string(kRowColumns) + "WHERE tenant_id = $1 AND id < $2";
  const std::string tail = " ORDER BY id DESC LIMIT $3";
  const std::string q = trimmed(query.q);
  const std::string state(query.state ? enum_name(*query.state) : "");
  if (q.empty() && state.empty()) return tx.query(sql + tail, tx.tenant(), before, limit);
  if (q.empty()) {
    return tx.query(sql + " AND state = $4" + tail, tx.tenant(), before, limit, state);
  }
  // An empty state means any.
  const std::string any = " AND ($4 = '' OR state = $4)";
  if (is_order_number(tx, q)) {
    return tx.query(sql + any + " AND order_number = $5" + tail, tx.tenant(), before, limit, state,
                    q);
  }
  // Written so that SQLite begins with the index on addresses: a plain comparison of ids would
  // make it walk through all mails from the newest.
  const std::string from = folded(q);
  return tx.query(std::string(kRowColumns) + "WHERE tenant_id = $1 AND NOT (id >= $2)" + any +
                      std::string(kOfAddress) + tail,
                  tx.tenant(), before, limit, state, from, from + "\x7F");
}

OutboxMail load_mail(Tx& tx, const Actor& actor, const OutboxMailId& id) {
  require(actor, Right::outbox_read);
  auto mail = tx.find<OutboxMail>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
  if (!mail) throw Refused(kNotFound);
  return std::move(*mail);
}

std::string mailbox(const std::string& name, const std::string& address) {
  return name.empty() ? address : name + " <" + address + ">";
}

std::vector<MailHeaderView> headers_of(const OutboxMail& mail) {
  std::vector<MailHeaderView> out{{"From", mailbox(mail.from_name, mail.from_address)},
                                  {"To", mailbox(mail.to_name, mail.to_address)},
                                  {"Subject", mail.subject},
                                  {"Message-ID", "<" + mail.message_id + ">"}};
  if (!mail.reply_to.empty()) out.push_back({"Reply-To", mail.reply_to});
  std::string references;
  for (const auto& id : mail.reference_ids.value) {
    references += (references.empty() ? "<" : " <") + id + ">";
  }
  if (!references.empty()) out.push_back({"References", references});
  if (!is_personal(mail.kind)) out.push_back({"Auto-Submitted", "auto-generated"});
  return out;
}

OutboxMailView view_of(const OutboxMail& mail, const Services& services) {
  OutboxMailView view;
  view.id = mail.id;
  view.to = mail.to_address;
  view.to_name = mail.to_name;
  view.subject = mail.subject;
  view.kind = mail.kind;
  view.state = mail.bounced_at_ms ? MailState::bounced : mail.state;
  view.at_ms = mail.sent_at_ms.value_or(mail.created_at_ms);
  view.attempts = mail.attempts;
  view.error = mail.last_error;
  if (mail.order_id) view.order = MailOrderRef{*mail.order_id, mail.order_number};
  view.locale = mail.locale;
  view.text = mail.body_text;
  view.html = mail.body_html;
  view.link_masked = mail.link_expires_at_ms.has_value();
  if (services.config.demo && mail.sealed) {
    if (auto real = real_bodies(mail, services.secrets)) {
      view.text = std::move(real->text);
      view.html = std::move(real->html);
      view.link_masked = false;
    }
  }
  view.headers = headers_of(mail);
  view.can_retry = services.mail != nullptr &&
                   (mail.state == MailState::failed || mail.state == MailState::held);
  return view;
}

/// A link that waited is old: the mail is written anew from its event, with a new link.
void rewrite(Tx& tx, const Services& services, OutboxMail& mail) {
  const auto event = tx.find<Event>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), mail.event_id);
  if (!event) throw Refused(kMailOutOfDate);
  const MailSetting setting = mail_setting(tx, services);
  for (const auto& planned : plan_mails(setting, *event)) {
    if (planned.to.address != mail.to_address || planned.kind != mail.kind) continue;
    fill_mail(mail, setting, services, planned);
    return;
  }
  throw Refused(kMailOutOfDate);
}

}  // namespace

bool is_personal(std::string_view kind) { return kind == "message" || kind == "mail_answered"; }

std::string loop_mark(const TenantId& tenant) { return tenant.text(); }

std::optional<SealedBodies> real_bodies(const OutboxMail& mail, const SecretBox& secrets) {
  if (!mail.link_expires_at_ms) return SealedBodies{mail.body_text, mail.body_html};
  if (!mail.sealed) return std::nullopt;
  const auto plain = secrets.open(*mail.sealed);
  if (!plain) return std::nullopt;
  return from_json<SealedBodies>(*plain);
}

void announce_mail(Tx& tx, const OutboxMail& mail) {
  const std::string subject = mail.order_id ? mail.order_id->text() : mail.id.text();
  tx.announce({tx.tenant(), std::string(OutboxMailTag::kPrefix), subject, 0, {}});
}

Page<OutboxRow> list_outbox(Tx& tx, const Actor& actor, const OutboxQuery& query) {
  require(actor, Right::outbox_read);
  OutboxMailId before = after_all();
  if (!query.cursor.empty()) {
    const auto parsed = OutboxMailId::parse(query.cursor);
    if (!parsed) throw Refused::field("?cursor", "not_allowed", "next_cursor", query.cursor);
    before = *parsed;
  }
  const std::int64_t limit = std::clamp<std::int64_t>(query.limit, 1, 200);
  const Rows rows = query_outbox(tx, query, before, limit + 1);
  Page<OutboxRow> page;
  for (const auto& row : rows) {
    if (static_cast<std::int64_t>(page.items.size()) == limit) {
      page.next_cursor = page.items.back().id.text();
      break;
    }
    page.items.push_back(read_outbox_row(row));
  }
  return page;
}

OutboxMailView view_mail(Tx& tx, const Actor& actor, const Services& services,
                         const OutboxMailId& id) {
  return view_of(load_mail(tx, actor, id), services);
}

OutboxMailView retry_mail(Tx& tx, const Actor& actor, const Services& services,
                          const OutboxMailId& id) {
  require(actor, Right::outbox_read);
  // Row first: two clicks at once give one round.
  const auto taken = tx.execute(
      "UPDATE outbox_mail SET round = round + 1, state = 'queued' "
      "WHERE tenant_id = $1 AND id = $2 AND state IN ('failed', 'held')",
      tx.tenant(), id);
  auto mail = load_mail(tx, actor, id);
  if (taken == 0) throw Refused(kMailAlreadyOut);
  if (services.mail == nullptr) throw Refused(kSmtpMissing);
  if (mail.link_expires_at_ms) rewrite(tx, services, mail);
  mail.attempts = 0;
  mail.last_error.clear();
  tx.update(mail);
  announce_mail(tx, mail);
  enqueue_sending(tx, mail);
  return view_of(mail, services);
}

}  // namespace kontor
