#pragma once
// Mail out: events that notify somebody become mails in the outbox, mails in the outbox become
// SMTP. Two jobs, so that a mail is written exactly once whatever happens while it is sent:
//   "mail"       key: the event. Writes one row per recipient, in one transaction.
//   "mail_send"  key: the mail and its round. Hands it to the transport; the same Message-ID in
//                every attempt, so that a receiver drops what it has already.

#include <array>
#include <vector>

#include "conversation/outbox.hpp"
#include "kernel/jobs.hpp"
#include "orders/commands.hpp"

namespace kontor {

/// For modules.cpp: who gets a mail about what (mail_plan.hpp says to whom).
inline constexpr std::array kMailSubscriptions{
    Subscription{"order.placed", nullptr, "mail"},
    Subscription{"order.amended", nullptr, "mail"},
    Subscription{"order.confirmed", nullptr, "mail"},
    Subscription{"order.declined", nullptr, "mail"},
    Subscription{"order.cancelled", nullptr, "mail"},
    Subscription{"message", nullptr, "mail"},
    Subscription{"mail.answered", nullptr, "mail"},
    Subscription{"mail.away_told", nullptr, "mail"},
    Subscription{"order.approved", nullptr, "mail"},
    Subscription{"payment.captured", nullptr, "mail", kUndoWindow_ms},
    Subscription{"payment.refunded", nullptr, "mail", kUndoWindow_ms},
    Subscription{"shipment.shipped", nullptr, "mail", kUndoWindow_ms},
    Subscription{"quote.sent", nullptr, "mail"},
    Subscription{"quote.resent", nullptr, "mail"},
    Subscription{"quote.rejected", nullptr, "mail"},
    Subscription{"quote.withdrawn", nullptr, "mail"},
    Subscription{"quote.expired", nullptr, "mail"},
    Subscription{"quote.reminded", nullptr, "mail"},
    Subscription{"quote.asked", nullptr, "mail"},
    Subscription{"quote.revision_requested", nullptr, "mail"},
    Subscription{"quote.link_requested", nullptr, "mail"},
    Subscription{"quote.renewal_requested", nullptr, "mail"},
    Subscription{"price_request.opened", nullptr, "mail"},
    Subscription{"price_request.approved", nullptr, "mail"},
    Subscription{"price_request.rejected", nullptr, "mail"},
    Subscription{"price_request.countered", nullptr, "mail"},
    Subscription{"user.reset_requested", nullptr, "mail"},
    Subscription{"user.email_change_requested", nullptr, "mail"},
    Subscription{"membership.invited", nullptr, "mail"},
    Subscription{"membership.added", nullptr, "mail"},
    Subscription{"access.refused", nullptr, "mail"},
    Subscription{"template.tried", nullptr, "mail"},
};

/// About a day with the pauses of jobs.hpp; then the mail is `failed` and waits for a person.
inline constexpr int kSendAttempts = 16;

/// "mail" and "mail_send".
std::vector<Queue> mail_queues(const Services& services);

/// Writes the mails of an event into the outbox. Does nothing when they are there already.
void write_mails_of(Tx& tx, const Services& services, const EventId& event_id);
/// Queues one mail's sending in its present round.
void enqueue_sending(Tx& tx, const OutboxMail& mail);

class Api;
/// GET /outbox, GET /outbox/{id}, POST /outbox/{id}/retry.
void add_outbox_routes(Api& api, const Services& services);

}  // namespace kontor
