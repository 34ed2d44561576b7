#include "conversation/triage.hpp"

#include <algorithm>

#include "accounts/actor_log.hpp"
#include "conversation/mail_attach.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/event_erase.hpp"
#include "kernel/mail.hpp"
#include "kernel/text.hpp"
#include "orders/forget.hpp"

namespace kontor {
namespace {

InboundMail take_mail(Tx& tx, const Actor& actor, const InboundMailId& id, SeenVersion version,
                      std::initializer_list<InboundState> from) {
  require(actor, Right::outbox_read);
  InboundMail mail = take<InboundMail>(tx, id, version, "");
  if (std::ranges::find(from, mail.state) == from.end()) {
    throw Refused(kMailAlreadyHandled, {{"state", std::string(enum_name(mail.state))}});
  }
  return mail;
}

struct OrderOfEntry {
  OrderId order_id;
};
BOOST_DESCRIBE_STRUCT(OrderOfEntry, (), (order_id))

/// The log's entry, the row and the hint: the end of every command.
InboundMailView finish(Tx& tx, const Actor& actor, InboundMail& mail, Draft draft) {
  mail.handled_by = actor.name;
  mail.handled_at_ms = tx.now_ms();
  record(tx, mail, draft);
  tx.update(mail);
  const std::string subject = mail.order_id ? mail.order_id->text() : mail.id.text();
  tx.announce({tx.tenant(), std::string(InboundMailTag::kPrefix), subject, 0, {}});
  return view_inbound(tx, actor, mail.id);
}

/// Who he is in the eyes of the order: as if it had come there by itself.
Writer writer_of_row(Tx& tx, const InboundMail& mail) {
  ParsedMail from;
  from.from.push_back({mail.from_name, mail.from_address});
  return writer_of(tx, from);
}

void attach(Tx& tx, const Actor& actor, InboundMail& mail, const OrderId& id) {
  const Order order = load_order(tx, actor, id);
  require(actor, Right::message_write, order.account_path);
  const Writer writer = writer_of_row(tx, mail);
  const bool note = writer.staff && !mail.spoofed;
  write_entry(tx, mail, order, note ? MailEntry::note : MailEntry::reply, writer, std::nullopt);
  mail.state = InboundState::attached;
  mail.reason = "hand";
}

RawJson order_json(const OrderId& id) { return RawJson(to_json(OrderOfEntry{id})); }

}  // namespace

InboundMailView attach_mail(Tx& tx, const Actor& actor, const InboundMailId& id,
                            SeenVersion version, const AttachMail& input) {
  InboundMail mail =
      take_mail(tx, actor, id, version,
                {InboundState::unassigned, InboundState::automatic, InboundState::discarded});
  if (mail.event_id) throw Refused(kMailAlreadyHandled, {{"state", "attached"}});
  attach(tx, actor, mail, input.order_id);
  return finish(tx, actor, mail,
                draft_by(actor, "mail.attached", Visibility::internal, order_json(input.order_id)));
}

InboundMailView order_from_mail(Tx& tx, const Actor& actor, const InboundMailId& id,
                                SeenVersion version, const OrderOfMail& input) {
  InboundMail mail =
      take_mail(tx, actor, id, version, {InboundState::unassigned, InboundState::discarded});
  NewCart cart;
  cart.account_id = input.account_id;
  cart.name = Text<120>(trimmed(first_graphemes(mail.subject, 60)));
  const Order order = create_cart(tx, actor, cart);
  attach(tx, actor, mail, order.id);
  return finish(tx, actor, mail,
                draft_by(actor, "mail.attached", Visibility::internal, order_json(order.id)));
}

InboundMailView discard_mail(Tx& tx, const Actor& actor, const InboundMailId& id,
                             SeenVersion version, const DiscardMail& input) {
  InboundMail mail = take_mail(tx, actor, id, version, {InboundState::unassigned});
  mail.state = InboundState::discarded;
  mail.reason = input.reason;
  Draft draft = draft_by(actor, "mail.discarded", Visibility::internal);
  draft.body = input.reason;
  return finish(tx, actor, mail, draft);
}

namespace {

void take_out(Tx& tx, const Actor& actor, const InboundMail& mail) {
  OrderChange change = take_order(tx, actor, *mail.order_id, std::nullopt);
  require(actor, Right::message_write, change.order.account_path);
  tx.execute("DELETE FROM order_file WHERE tenant_id = $1 AND event_id = $2", tx.tenant(),
             *mail.event_id);
  erase_content(tx, *mail.event_id);
  forget_erased(change);
  change.note(change.draft("mail.moved", Visibility::internal));
  change.lock = cart_lock_of(tx, change.order);
  change.store();
}

}  // namespace

InboundMailView move_mail(Tx& tx, const Actor& actor, const InboundMailId& id, SeenVersion version,
                          const AttachMail& input) {
  InboundMail mail = take_mail(tx, actor, id, version, {InboundState::attached});
  if (mail.order_id == input.order_id) {
    throw Refused::field("/order_id", "not_allowed", "", input.order_id.text());
  }
  load_order(tx, actor, input.order_id);  // before anything is taken out
  take_out(tx, actor, mail);
  mail.order_id.reset();
  mail.event_id.reset();
  attach(tx, actor, mail, input.order_id);
  return finish(tx, actor, mail,
                draft_by(actor, "mail.moved", Visibility::internal, order_json(input.order_id)));
}

InboundMailView answer_mail(Tx& tx, const Actor& actor, const InboundMailId& id,
                            SeenVersion version, const AnswerMail& input) {
  InboundMail mail =
      take_mail(tx, actor, id, version, {InboundState::unassigned, InboundState::discarded});
  if (!is_mail_address(mail.from_address)) {
    throw Refused::field("/from", "not_an_address", "", mail.from_address);
  }
  mail.state = InboundState::discarded;
  mail.reason = "answered";
  Draft draft = draft_by(actor, "mail.answered", Visibility::internal);
  draft.body = input.body;
  return finish(tx, actor, mail, draft);
}

}  // namespace kontor
