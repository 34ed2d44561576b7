#pragma once
// From a mail to an entry of an order's log. Only for src/conversation.

#include "conversation/mail_in.hpp"
#include "conversation/mail_match.hpp"

namespace kontor {

/// What the entry says besides its text, as everybody who sees it may know it.
struct MailEntryData {
  InboundMailId mail_id;
  std::string from;
  std::vector<std::string> copied_to;
  std::string folded;
  bool automatic = false;
  bool unproven = false;  ///< "unverified sender"
};
BOOST_DESCRIBE_STRUCT(MailEntryData, (), (mail_id, from, copied_to, folded, automatic, unproven))

enum class MailEntry {
  reply,      ///< public "mail.in": unread, needs an answer
  note,       ///< internal "mail.in" of staff
  answer,     ///< public "message" of staff, told to the customer
  automatic,  ///< internal "mail.in", folded, changes nothing
  bounce      ///< internal "mail.bounce"
};

/// Takes the order's row, writes the entry with its files and sets order_id and event_id of the
/// mail, whose row the caller writes.
void write_entry(Tx& tx, InboundMail& mail, const Order& order, MailEntry entry,
                 const Writer& writer, std::optional<EventId> answers);

}  // namespace kontor
