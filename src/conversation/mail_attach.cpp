#include "conversation/mail_attach.hpp"

#include <algorithm>

#include "conversation/reply_text.hpp"
#include "kernel/json.hpp"
#include "orders/change.hpp"

namespace kontor {
namespace {

EventActor actor_of(const InboundMail& mail, const Order& order, const Writer& writer) {
  EventActor actor;
  actor.type = ActorType::mail;
  actor.name = mail.from_name.empty() ? mail.from_address : mail.from_name;
  if (mail.spoofed || !writer.user) return actor;
  if (writer.staff) {
    actor.type = ActorType::staff;
  } else if (std::ranges::find(writer.paths, order.account_path) != writer.paths.end()) {
    actor.type = ActorType::customer;
  } else if (std::ranges::any_of(writer.paths, [&](const std::string& path) {
               return is_within(order.account_path, path);
             })) {
    actor.type = ActorType::partner;
  } else {
    return actor;
  }
  actor.user_id = writer.user->id.text();
  actor.name = writer.user->name;
  return actor;
}

std::vector<KeptFile> kept_files(const InboundMail& mail) {
  std::vector<KeptFile> files;
  for (const auto& file : mail.files.value) {
    if (files.size() == kMaxFilesOfEntry) break;
    files.push_back({file.name, file.media_type, file.file_hash, file.size_bytes,
                     file.thumbnail_hash, file.width, file.height});
  }
  return files;
}

std::string words_of(const InboundMail& mail) {
  std::string words = mail.subject + "\n" + mail.body;
  for (const auto& file : mail.files.value) words += "\n" + file.name;
  return words;
}

Draft draft_of(const OrderChange& change, const InboundMail& mail, MailEntry entry,
               const Writer& writer) {
  const bool public_entry = entry == MailEntry::reply || entry == MailEntry::answer;
  MailEntryData data;
  data.mail_id = mail.id;
  data.from = mail.from_address;
  data.copied_to = mail.copied_to.value;
  data.folded = mail.folded;
  data.automatic = entry == MailEntry::automatic;
  data.unproven = mail.spoofed;
  const std::string_view kind = entry == MailEntry::bounce   ? "mail.bounce"
                                : entry == MailEntry::answer ? "message"
                                                             : "mail.in";
  Draft draft = change.draft(kind, public_entry ? Visibility::public_ : Visibility::internal,
                             RawJson(to_json(data)));
  draft.actor = actor_of(mail, change.order, writer);
  draft.via = Via::mail;
  draft.subject = mail.subject;
  draft.body = markdown_of_text(mail.body);
  if (entry == MailEntry::answer) draft.notify = Notify::mail;
  return draft;
}

}  // namespace

void write_entry(Tx& tx, InboundMail& mail, const Order& found, MailEntry entry,
                 const Writer& writer, std::optional<EventId> answers) {
  const Actor system = Actor::system(tx.tenant());
  OrderChange change = take_order(tx, system, found.id, std::nullopt);
  Order& order = change.order;
  Draft draft = draft_of(change, mail, entry, writer);
  draft.reply_to = answers;
  const Event event = change.note(draft);
  const bool internal = event.visibility == Visibility::internal;
  if (entry != MailEntry::bounce) attach_files(tx, order, event, kept_files(mail), internal);
  if (entry == MailEntry::reply) order.last_customer_seq = event.seq;
  if (entry == MailEntry::answer) {
    order.last_answer_seq = event.seq;
    if (order.state == OrderState::pending) {
      Draft started = change.draft("order.started", Visibility::public_);
      started.actor = draft.actor;
      started.via = Via::mail;
      change.step(OrderAction::start, started);
    }
  }
  if (entry != MailEntry::bounce) index_text(tx, order.id, words_of(mail), event.visibility);
  // Whose turn it is with a quote that is out depends on who wrote last.
  change.lock = cart_lock_of(tx, order);
  change.store();
  mail.order_id = order.id;
  mail.event_id = event.id;
}

}  // namespace kontor
