#include "conversation/mail_fetch.hpp"

#include <algorithm>

#include "kernel/imap.hpp"
#include "kernel/log.hpp"
#include "kernel/oauth.hpp"
#include "kernel/texts.hpp"

namespace kontor {
namespace {

constexpr std::string_view kQueue = "mail_fetch";
constexpr std::int64_t kMinute_ms = 60'000;
constexpr std::int64_t kAfterError_ms = 5 * kMinute_ms;
constexpr std::int64_t kDay_ms = 24 * 60 * kMinute_ms;

/// "20-Nov-2026" (RFC 3501, date).
std::string imap_day(std::int64_t at_ms) {
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string day = day_of(at_ms, "UTC");  // 2026-11-20
  const auto month = static_cast<std::size_t>(std::stoi(day.substr(5, 2)) - 1);
  return day.substr(8, 2) + "-" + kMonths[month] + "-" + day.substr(0, 4);
}

ImapOptions options_of(const Services& services, const Mailbox& mailbox) {
  ImapOptions options;
  options.url = mailbox.url;
  options.user = mailbox.user_name;
  options.ca_file = services.config.smtp_ca_file;
  if (is_loopback_url(mailbox.url)) options.tls = ImapOptions::Tls::none;
  if (!mailbox.sealed_secret) throw ImapFailure("no password is set");
  const auto secret = services.secrets.open(*mailbox.sealed_secret);
  if (!secret) throw ImapFailure("the sealed password cannot be opened: the key is another one");
  if (mailbox.login == MailboxLogin::password) {
    options.password = *secret;
  } else {
    options.bearer = access_token({mailbox.token_url, mailbox.client_id, *secret});
  }
  return options;
}

/// What is to be fetched. The first time it is what came since yesterday.
std::vector<std::int64_t> new_uids(ImapSession& session, const ImapFolder& folder,
                                   const Mailbox& mailbox, std::int64_t now_ms) {
  if (mailbox.uid_validity == 0) return session.uids_since(imap_day(now_ms - kDay_ms));
  // Another folder under the same name: all of it; what is known is known by its Message-ID.
  const bool same = mailbox.uid_validity == folder.uid_validity;
  return session.uids_after(same ? mailbox.last_uid : 0);
}

void move_watermark(Tx& tx, const ImapFolder& folder, std::int64_t uid) {
  tx.execute("UPDATE mailbox SET uid_validity = $2, last_uid = $3 WHERE tenant_id = $1",
             tx.tenant(), folder.uid_validity, uid);
}

void fetch_all(Database& database, const Services& services, const TenantId& tenant,
               const Mailbox& mailbox, FetchResult& result) {
  constexpr std::size_t kMaxBytes = 50u << 20;
  ImapSession session(options_of(services, mailbox));
  const ImapFolder folder =
      session.examine(mailbox.folder.empty() ? std::string("INBOX") : mailbox.folder);
  if (folder.uid_validity == 0) throw ImapFailure("the folder has no UIDVALIDITY");
  const auto uids = new_uids(session, folder, mailbox, services.clock.now_ms());
  for (const auto uid : uids) {
    const std::string raw = session.fetch(uid, kMaxBytes);
    if (raw.empty()) continue;  // deleted meanwhile
    const PreparedMail mail = prepare_any_mail(services, raw);
    const TakenIn how = database.write_wait(tenant, [&](Tx& tx) {
      move_watermark(tx, folder, uid);
      return take_in(tx, services.secrets, mail).how;
    });
    ++(how == TakenIn::taken ? result.taken : result.known);
  }
  // Also where there was nothing: from here on only what is new counts.
  const std::int64_t last = std::max<std::int64_t>(0, folder.uid_next - 1);
  const bool fresh = mailbox.uid_validity != folder.uid_validity;
  if (uids.empty() && fresh) {
    database.write_wait(tenant, [&](Tx& tx) { move_watermark(tx, folder, last); });
  }
}

void run(const Services& services, JobContext& context) {
  const TenantId tenant = context.job.tenant_id;
  FetchResult result;
  try {
    result = fetch_mails(context.database, services, tenant);
  } catch (const ImapFailure& failure) {
    result.error = failure.what();
  }
  context.database.write_wait(tenant, [&](Tx& tx) {
    const auto mailbox = find_mailbox(tx);
    if (!mailbox || !mailbox->enabled || mailbox->url.empty()) return;
    tx.execute("UPDATE mailbox SET last_fetch_at_ms = $2, last_error = $3 WHERE tenant_id = $1",
               tx.tenant(), tx.now_ms(), result.error);
    plan_fetch(tx, tx.now_ms() + (result.error.empty() ? kMinute_ms : kAfterError_ms));
  });
}

}  // namespace

PreparedMail prepare_any_mail(const Services& services, std::string_view raw) {
  try {
    return prepare_mail(services.blobs, raw, file_limits(services.config));
  } catch (const BlobStorageFull&) {
    throw;  // it comes again when there is room
  } catch (const std::exception& error) {
    log_error("mail.unreadable", {{"reason", error.what()}});
  }
  // One mail must not keep all others from coming in.
  PreparedMail mail;
  mail.source_hash = services.blobs.put(bytes_of(raw));
  mail.content_hash = mail.source_hash;
  mail.size_bytes = static_cast<std::int64_t>(raw.size());
  mail.flaws.emplace_back("unreadable");
  return mail;
}

FetchResult fetch_mails(Database& database, const Services& services, const TenantId& tenant) {
  FetchResult result;
  const auto mailbox = database.read_wait(tenant, [](Tx& tx) { return find_mailbox(tx); });
  if (!mailbox || !mailbox->enabled || mailbox->url.empty()) return result;
  try {
    fetch_all(database, services, tenant, *mailbox, result);
  } catch (const ImapFailure& failure) {
    result.error = failure.what();
    log_warn("mail.not_fetched", {{"reason", result.error}});
  }
  return result;
}

void plan_fetch(Tx& tx, std::int64_t at_ms) {
  // Two plans for the same minute are one.
  enqueue(tx, {.queue = std::string(kQueue),
               .key = std::to_string(at_ms / kMinute_ms),
               .run_at_ms = at_ms});
}

void fetch_soon(Tx& tx) {
  // A plan of its own: that of this minute may be done already.
  enqueue(tx, {.queue = std::string(kQueue), .key = "saved " + std::to_string(tx.now_ms())});
}

Queue mail_fetch_queue(const Services& services) {
  Queue queue;
  queue.name = kQueue;
  queue.max_attempts = 1'000'000;  // a mailbox is never given up
  queue.handle = [&services](JobContext& context) { run(services, context); };
  return queue;
}

}  // namespace kontor
