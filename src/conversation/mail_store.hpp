#pragma once
// From a planned mail to its row. Only for src/conversation.

#include "conversation/mail_plan.hpp"
#include "conversation/outbox.hpp"

namespace kontor {

/// Renders the mail into the row: bodies (masked where it has a secret link, the real ones
/// sealed), subject, recipient, language, sender.
void fill_mail(OutboxMail& row, const MailSetting& setting, const Services& services,
               const PlannedMail& planned);

}  // namespace kontor
