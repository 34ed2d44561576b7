#include "conversation/mail_out.hpp"

#include <chrono>

#include "accounts/sessions.hpp"
#include "accounts/tenants.hpp"
#include "conversation/mail_store.hpp"
#include "kernel/log.hpp"
#include "kernel/mail_marks.hpp"
#include "kernel/metrics.hpp"
#include "kernel/teeth.hpp"

namespace kontor {
namespace {

/// The payload of "mail_send".
struct SendJob {
  OutboxMailId mail_id;
};
BOOST_DESCRIBE_STRUCT(SendJob, (), (mail_id))

std::optional<OutboxMail> find_mail(Tx& tx, const OutboxMailId& id) {
  return tx.find<OutboxMail>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
}

struct ToSend {
  OutboxMail row;
  std::string logo;  ///< the tenant's, as a data URL
};

std::string as_message(const OutboxMail& row, const SealedBodies& bodies, const std::string& logo,
                       const BlobStore& blobs) {
  Mail mail;
  mail.from = {row.from_address, row.from_name};
  mail.to = {row.to_address, row.to_name};
  mail.reply_to = row.reply_to;
  mail.subject = row.subject;
  mail.text = bodies.text;
  mail.html = bodies.html;
  mail.logo = picture_of_data_url(logo);
  for (const auto& file : row.files.value) {
    const auto bytes = blobs.get(file.file_hash);
    if (!bytes) throw std::runtime_error("a file of the mail is missing in the store");
    std::string content(bytes->begin(), bytes->end());
    if (file.picture_id.empty()) {
      mail.files.push_back({file.name, file.media_type, std::move(content)});
    } else {
      mail.pictures.push_back({file.picture_id, file.name, {file.media_type, std::move(content)}});
    }
  }
  mail.message_id = row.message_id;
  if (bites(Tooth::new_message_id)) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    mail.message_id = std::to_string(now) + "." + row.message_id;
  }
  mail.references = row.reference_ids.value;
  mail.date_ms = row.created_at_ms;
  mail.language = to_string(row.locale);
  MailMarks marks{loop_mark(row.tenant_id)};
  if (is_personal(row.kind)) marks.author = MailMarks::Author::person;
  if (row.kind == "mail_away_told") marks.author = MailMarks::Author::responder;
  return compose_mail(mail, marks);
}

std::string_view outcome_name(MailOutcome outcome) {
  switch (outcome) {
    case MailOutcome::sent:
      return "sent";
    case MailOutcome::temporary:
      return "temporary";
    case MailOutcome::permanent:
      return "permanent";
    case MailOutcome::unknown:
      return "unknown";
  }
  return "unknown";
}

MailResult hand_over(const Services& services, const ToSend& mail, const SealedBodies& bodies) {
  const auto start = std::chrono::steady_clock::now();
  const MailResult result =
      services.mail->send(mail.row.from_address, mail.row.to_address,
                          as_message(mail.row, bodies, mail.logo, services.blobs));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  metrics().mail(outcome_name(result.outcome), took.count());
  return result;
}

/// Only while the mail is still queued in this round: whoever comes late changes nothing.
void write_result(Database& database, const OutboxMail& row, MailState state,
                  const std::string& error) {
  database.write_wait(row.tenant_id, [&](Tx& tx) {
    std::optional<std::int64_t> sent_at_ms;
    if (state == MailState::sent) sent_at_ms = tx.now_ms();
    // Once it is out nobody needs the link here any more.
    const std::string seal = state == MailState::sent ? ", sealed = NULL" : "";
    tx.execute(
        "UPDATE outbox_mail SET state = $4, attempts = attempts + 1, last_error = $5, "
        "sent_at_ms = $6" +
            seal + " WHERE tenant_id = $1 AND id = $2 AND round = $3 AND state = 'queued'",
        row.tenant_id, row.id, row.round, state, error, sent_at_ms);
    announce_mail(tx, row);
  });
}

void send_mail(const Services& services, const JobContext& context) {
  const auto id = context.job.payload_as<SendJob>().mail_id;
  const auto found =
      context.database.read_wait(context.job.tenant_id, [&](Tx& tx) -> std::optional<ToSend> {
        auto mail = find_mail(tx, id);
        if (!mail) return {};
        return ToSend{std::move(*mail), own_tenant(tx).logo};
      });
  if (!found || found->row.state != MailState::queued) return;
  const OutboxMail* const row = &found->row;
  if (services.mail == nullptr) {
    write_result(context.database, *row, MailState::held, "");
    return;
  }
  const std::int64_t now_ms = services.clock.now_ms();
  if (row->link_expires_at_ms && *row->link_expires_at_ms <= now_ms) {
    write_result(context.database, *row, MailState::failed, "the link in it has expired");
    return;
  }
  const auto bodies = real_bodies(*row, services.secrets);
  if (!bodies) {
    write_result(context.database, *row, MailState::failed,
                 "the sealed text cannot be opened: the secret key is another one");
    return;
  }
  const MailResult result = hand_over(services, *found, *bodies);
  if (result.outcome == MailOutcome::sent) {
    write_result(context.database, *row, MailState::sent, "");
    return;
  }
  log_warn("mail.not_sent", {{"mail", row->id.text()},
                             {"outcome", outcome_name(result.outcome)},
                             {"reason", result.detail}});
  const bool give_up =
      result.outcome == MailOutcome::permanent || context.job.attempts >= kSendAttempts;
  write_result(context.database, *row, give_up ? MailState::failed : MailState::queued,
               result.detail);
  if (!give_up) throw std::runtime_error(result.detail);
}

}  // namespace

std::vector<Queue> mail_queues(const Services& services) {
  return {
      {.name = "mail",
       .apply =
           [&services](Tx& tx, const Job& job) {
             write_mails_of(tx, services, job.payload_as<EventJob>().event_id);
           }},
      {.name = "mail_send",
       .handle = [&services](JobContext& context) { send_mail(services, context); },
       .max_attempts = kSendAttempts},
  };
}

void enqueue_sending(Tx& tx, const OutboxMail& mail) {
  enqueue(tx, {.queue = "mail_send",
               .key = mail.id.text() + ":" + std::to_string(mail.round),
               .payload = to_json(SendJob{mail.id}),
               .subject = mail.id.text()});
}

}  // namespace kontor
