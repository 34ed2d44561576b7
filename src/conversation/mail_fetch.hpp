#pragma once
// Fetching mails from the tenant's mailbox (IMAP), minute by minute. The folder is only read: a
// watermark (UIDVALIDITY and last UID) moves on in the same transaction in which a mail is taken
// in, so each mail is taken in once whatever happens in between.

#include <string>

#include "conversation/mail_in.hpp"
#include "conversation/mailbox.hpp"
#include "kernel/jobs.hpp"

namespace kontor {

struct FetchResult {
  int taken = 0;
  int known = 0;
  std::string error;  ///< why it ended early; empty: it did not
};
/// Everything that is new. Any thread, outside of transactions; blocks on the mail server.
FetchResult fetch_mails(Database& database, const Services& services, const TenantId& tenant);

/// "mail_fetch": plans itself again as long as the mailbox is enabled.
Queue mail_fetch_queue(const Services& services);
void plan_fetch(Tx& tx, std::int64_t at_ms);
/// At once, because the mailbox was changed.
void fetch_soon(Tx& tx);

/// The mail, whatever it is; what cannot be read waits for a person with its raw source.
PreparedMail prepare_any_mail(const Services& services, std::string_view raw);

}  // namespace kontor
