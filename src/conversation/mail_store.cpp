#include "conversation/mail_store.hpp"

#include "accounts/sessions.hpp"
#include "conversation/mail_match.hpp"
#include "conversation/mail_out.hpp"
#include "kernel/json.hpp"
#include "kernel/mail_marks.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::string_view kMask = "********";

MailContent masked(MailContent content, const std::string& secret) {
  if (!content.button) return content;
  std::string& url = content.button->url;
  for (auto at = url.find(secret); at != std::string::npos; at = url.find(secret, at)) {
    url.replace(at, secret.size(), kMask);
    at += kMask.size();
  }
  return content;
}

std::string domain_of(const std::string& address) { return address.substr(address.rfind('@') + 1); }

/// The root of the thread and the last mail in it: what went to this recipient about this order.
std::vector<std::string> thread_of(Tx& tx, const OrderId& order_id, const std::string& to_key) {
  std::vector<std::string> ids;
  // The recipient is no condition: with it SQLite may look through all mails of the tenant, which
  // come in the wanted order, for the few of this order.
  for (const auto row : tx.query("SELECT to_key, message_id FROM outbox_mail WHERE tenant_id = $1 "
                                 "AND order_id = $2 ORDER BY id",
                                 tx.tenant(), order_id)) {
    if (row.get<std::string_view>(0) != to_key) continue;
    if (ids.size() == 2) ids.pop_back();
    ids.push_back(row.get<std::string>(1));
  }
  return ids;
}

/// Answers reach people; where mail is taken in they reach the order itself.
std::string reply_to_of(const MailSetting& setting, const PlannedMail& planned) {
  if (planned.order_id && !setting.mailbox.empty()) {
    const auto address = reply_address(setting.secrets, setting.tenant.tenant_id, *planned.order_id,
                                       setting.mailbox);
    return address.value_or(setting.mailbox);
  }
  if (!setting.mailbox.empty()) return setting.mailbox;
  return is_mail_address(setting.tenant.email) ? setting.tenant.email : "";
}

}  // namespace

void fill_mail(OutboxMail& row, const MailSetting& setting, const Services& services,
               const PlannedMail& planned) {
  row.kind = planned.kind;
  row.order_id = planned.order_id;
  row.order_number = planned.order_number;
  row.from_address = setting.sender.address;
  row.from_name = setting.sender.name;
  row.to_address = planned.to.address;
  row.to_key = folded(planned.to.address);
  row.to_name = planned.to.name;
  row.reply_to = reply_to_of(setting, planned);
  row.locale = planned.locale;
  row.subject = planned.subject;
  row.link_expires_at_ms = planned.link_expires_at_ms;
  row.files.value = planned.files;
  row.sealed.reset();
  RenderedMail rendered = render_mail(planned.content);
  if (!planned.secret.empty()) {
    TxRandom random(setting.tx);
    row.sealed = services.secrets.seal(to_json(SealedBodies{rendered.text, rendered.html}), random);
    rendered = render_mail(masked(planned.content, planned.secret));
  }
  row.body_text = std::move(rendered.text);
  row.body_html = std::move(rendered.html);
}

void write_mails_of(Tx& tx, const Services& services, const EventId& event_id) {
  // All mails of an event are written in one transaction: one of them means all of them.
  const bool written = !tx.query(
                              "SELECT 1 FROM outbox_mail WHERE tenant_id = $1 AND event_id = $2 "
                              "LIMIT 1",
                              tx.tenant(), event_id)
                            .empty();
  const auto event = tx.find<Event>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), event_id);
  if (written || !event) return;
  const MailSetting setting = mail_setting(tx, services);
  std::int64_t number = 0;
  for (const auto& planned : plan_mails(setting, *event)) {
    OutboxMail row;
    row.tenant_id = tx.tenant();
    row.id = tx.new_id<OutboxMailId>();
    row.event_id = event_id;
    fill_mail(row, setting, services, planned);
    // One event may write to several people: each mail has an id of its own.
    const std::string suffix = number == 0 ? "" : "." + std::to_string(number + 1);
    ++number;
    row.message_id = event_id.text() + suffix + "@" + domain_of(setting.sender.address);
    if (is_message_id(planned.answers)) row.reference_ids.value = {planned.answers};
    if (row.order_id) row.reference_ids.value = thread_of(tx, *row.order_id, row.to_key);
    row.state = services.mail != nullptr ? MailState::queued : MailState::held;
    row.created_at_ms = tx.now_ms();
    tx.insert(row);
    announce_mail(tx, row);
    if (row.state == MailState::queued) enqueue_sending(tx, row);
  }
}

}  // namespace kontor
