#include "kernel/event.hpp"

#include "kernel/crypto.hpp"
#include "kernel/jobs.hpp"

namespace kontor {
namespace {

/// Each part with its length before it, so that no two different events give the same bytes.
void add_part(Sha256& hash, std::string_view part) {
  hash.add(std::to_string(part.size()) + ":");
  hash.add(part);
}

std::string_view id_view(const Uuid& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

std::string_view bytes_text(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes to_bytes(const Digest& digest) { return {digest.begin(), digest.end()}; }

Bytes content_digest(const Event& event) {
  Sha256 hash;
  add_part(hash, event.salt ? bytes_text(*event.salt) : std::string_view{});
  add_part(hash, event.content.value_or(""));
  add_part(hash, event.data.value_or(""));
  return to_bytes(hash.finish());
}

Bytes chain_hash(const Event& event) {
  Sha256 hash;
  add_part(hash, bytes_text(event.prev_hash));
  add_part(hash, id_view(event.id));
  add_part(hash, event.subject_type);
  add_part(hash, id_view(event.subject_id));
  add_part(hash, std::to_string(event.seq));
  add_part(hash, event.kind);
  add_part(hash, enum_name(event.visibility));
  add_part(hash, std::to_string(event.at_ms));
  add_part(hash, bytes_text(event.digest));
  return to_bytes(hash.finish());
}

void notify_subscribers(Tx& tx, const Event& event) {
  for (const auto& subscription : subscriptions()) {
    if (subscription.kind != "*" && subscription.kind != event.kind) continue;
    if (subscription.handle) subscription.handle(tx, event);
    if (!subscription.queue.empty()) {
      enqueue(tx, {.queue = std::string(subscription.queue),
                   .key = event.id.text(),
                   .payload = to_json(EventJob{event.id}),
                   .run_at_ms = subscription.delay_ms > 0 ? event.at_ms + subscription.delay_ms : 0,
                   .subject = typeid_text(event.subject_type, event.subject_id)});
    }
  }
}

}  // namespace

EventContent Event::read_content() const {
  return content ? from_json_column<EventContent>(*content) : EventContent{};
}

Event record(Tx& tx, LogHead head, const Draft& draft) {
  Event event;
  event.tenant_id = tx.tenant();
  event.subject_type = head.subject_type;
  event.subject_id = head.subject_id;
  event.seq = head.last_seq + 1;
  event.id = tx.new_id<EventId>();
  event.kind = draft.kind;
  event.visibility = draft.visibility;
  event.via = draft.via;
  event.at_ms = tx.now_ms();
  event.subject_version = head.version;
  event.reply_to = draft.reply_to;
  event.notify = draft.notify;
  event.content = to_json(EventContent{draft.actor, draft.subject, draft.body});
  event.data = draft.data;
  event.salt.emplace(16);
  tx.fill_random(*event.salt);
  event.digest = content_digest(event);
  event.prev_hash = head.last_hash;
  event.hash = chain_hash(event);
  tx.insert(event);
  head.last_seq = event.seq;
  head.last_hash = event.hash;
  // Customers do not even hear that something internal was written.
  const bool is_public = event.visibility == Visibility::public_;
  tx.announce({tx.tenant(), event.subject_type, typeid_text(event.subject_type, event.subject_id),
               head.version, is_public ? std::string(head.reach) : std::string()});
  notify_subscribers(tx, event);
  return event;
}

std::vector<Event> read_log(Tx& tx, std::string_view subject_type, const Uuid& subject_id,
                            Readers readers, std::int64_t after_seq, std::int64_t limit) {
  const std::string tail =
      "WHERE tenant_id = $1 AND subject_type = $2 AND subject_id = $3 AND seq > $4 "
      "ORDER BY seq LIMIT $5";
  if (readers == Readers::staff) {
    return tx.select<Event>(tail, tx.tenant(), subject_type, subject_id, after_seq, limit);
  }
  const Rows rows = tx.query("SELECT " + column_list<Event>() + " FROM public_event " + tail,
                             tx.tenant(), subject_type, subject_id, after_seq, limit);
  return tx.read_rows<Event>(rows);
}

bool LogVerifier::holds(const Event& event) {
  ++seq_;
  const bool digest_holds = event.erased_at_ms || event.digest == content_digest(event);
  if (event.seq != seq_ || event.prev_hash != previous_ || !digest_holds ||
      event.hash != chain_hash(event)) {
    return false;
  }
  previous_ = event.hash;
  return true;
}

std::int64_t first_broken_seq(std::span<const Event> whole_log) {
  LogVerifier verifier;
  for (const auto& event : whole_log) {
    if (!verifier.holds(event)) return event.seq;
  }
  return 0;
}

}  // namespace kontor
