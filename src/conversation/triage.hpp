#pragma once
// The queue of unassigned mail and what people do with it, and a mail's way back from the wrong
// order. Every change is an entry in the mail's own log; what it does to an order stands in the
// order's log too.

#include <optional>
#include <string>
#include <vector>

#include "conversation/mail_in.hpp"
#include "conversation/outbox.hpp"
#include "orders/commands.hpp"

namespace kontor {

inline constexpr Code kMailAlreadyHandled{"mail_already_handled", 409};

struct InboundRow {
  InboundMailId id;
  InboundState state = InboundState::unassigned;
  std::string reason;
  std::string from;
  std::string from_name;
  std::string subject;
  std::string first_words;
  std::int64_t received_at_ms = 0;
  std::int64_t files = 0;
  bool spoofed = false;
  std::optional<MailOrderRef> order;
  std::optional<MailOrderRef> suggested_order;
};
BOOST_DESCRIBE_STRUCT(InboundRow, (),
                      (id, state, reason, from, from_name, subject, first_words, received_at_ms,
                       files, spoofed, order, suggested_order))

/// Capped, as the counts of the other lists are.
struct InboundCounts {
  std::int64_t unassigned = 0;
  std::int64_t automatic = 0;
};
BOOST_DESCRIBE_STRUCT(InboundCounts, (), (unassigned, automatic))

struct InboundList {
  std::vector<InboundRow> items;
  std::optional<std::string> next_cursor;
  InboundCounts counts;
};
BOOST_DESCRIBE_STRUCT(InboundList, (), (items, next_cursor, counts))

struct AccountSuggestion {
  AccountId id;
  std::string number;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(AccountSuggestion, (), (id, number, name))

struct InboundFileView {
  std::string name;
  std::string media_type;
  std::int64_t size_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(InboundFileView, (), (name, media_type, size_bytes))

struct InboundMailView {
  InboundMailId id;
  InboundState state = InboundState::unassigned;
  std::string reason;
  std::string from;
  std::string from_name;
  std::string to;
  std::vector<std::string> copied_to;
  std::string subject;
  std::string body;
  std::string folded;
  std::vector<InboundFileView> files;
  std::vector<std::string> flaws;
  std::optional<std::int64_t> sent_at_ms;
  std::int64_t received_at_ms = 0;
  std::int64_t size_bytes = 0;
  Authentication authentication = Authentication::none;
  bool spoofed = false;
  std::optional<MailOrderRef> order;
  std::optional<MailOrderRef> suggested_order;
  std::optional<AccountSuggestion> suggested_account;
  std::string handled_by;
  std::optional<std::int64_t> handled_at_ms;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(InboundMailView, (),
                      (id, state, reason, from, from_name, to, copied_to, subject, body, folded,
                       files, flaws, sent_at_ms, received_at_ms, size_bytes, authentication,
                       spoofed, order, suggested_order, suggested_account, handled_by,
                       handled_at_ms, version))

struct InboundQuery {
  InboundState state = InboundState::unassigned;
  std::string cursor;
  std::int64_t limit = 50;
};
/// Newest first. Right outbox_read, as for everything here.
InboundList list_inbound(Tx& tx, const Actor& actor, const InboundQuery& query);
InboundMailView view_inbound(Tx& tx, const Actor& actor, const InboundMailId& id);
/// For the raw mail: its name in the store.
std::string inbound_source(Tx& tx, const Actor& actor, const InboundMailId& id);

struct AttachMail {
  OrderId order_id;
};
BOOST_DESCRIBE_STRUCT(AttachMail, (), (order_id))
struct OrderOfMail {
  AccountId account_id;
};
BOOST_DESCRIBE_STRUCT(OrderOfMail, (), (account_id))
struct DiscardMail {
  Text<300, 1> reason;
};
BOOST_DESCRIBE_STRUCT(DiscardMail, (), (reason))
struct AnswerMail {
  MultilineText<20'000, 1> body;  ///< Markdown
};
BOOST_DESCRIBE_STRUCT(AnswerMail, (), (body))

/// An unassigned, automatic or discarded mail becomes the customer's entry in the order's log.
/// Refuses mail_already_handled.
InboundMailView attach_mail(Tx& tx, const Actor& actor, const InboundMailId& id,
                            SeenVersion version, const AttachMail& input);
/// A new cart of that account with the mail as its first entry.
InboundMailView order_from_mail(Tx& tx, const Actor& actor, const InboundMailId& id,
                                SeenVersion version, const OrderOfMail& input);
/// Unassigned mail only; it stays findable.
InboundMailView discard_mail(Tx& tx, const Actor& actor, const InboundMailId& id,
                             SeenVersion version, const DiscardMail& input);
/// It landed at the wrong order: there its words and files are taken out of the log for ever (the
/// place stays, and who moved it), and it becomes an entry of the right one.
InboundMailView move_mail(Tx& tx, const Actor& actor, const InboundMailId& id, SeenVersion version,
                          const AttachMail& input);
/// A mail to who wrote it, about no order. Unassigned mail becomes discarded as answered.
InboundMailView answer_mail(Tx& tx, const Actor& actor, const InboundMailId& id,
                            SeenVersion version, const AnswerMail& input);

class Api;
/// Everything under /inbound-mails.
void add_inbound_routes(Api& api, const Services& services);

}  // namespace kontor
