#pragma once
// The log: one append-only stream of events per subject (order, account, user, ...), which is
// history, conversation and audit in one. `record()` writes the event and, in the same
// transaction, what subscribes to it (modules.cpp): handlers of other modules and jobs.
//
// seq counts from 1 without gaps. hash = SHA-256(prev_hash, id, subject, seq, kind, visibility,
// at, digest); digest = SHA-256(salt || content || data), so that content can be erased together
// with its salt while the chain still verifies. The last seq and hash stand on the subject's row,
// which the command has updated first: writers of one subject never interleave.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db.hpp"
#include "kernel/json.hpp"

namespace kontor {

/// public_: customers and partners in reach see it. internal: the operator's staff only.
enum class Visibility { public_, internal };
BOOST_DESCRIBE_ENUM(Visibility, public_, internal)

enum class Notify { none, mail, portal };
BOOST_DESCRIBE_ENUM(Notify, none, mail, portal)

enum class ActorType { staff, customer, partner, link, channel, supplier, mail, rule, system };
BOOST_DESCRIBE_ENUM(ActorType, staff, customer, partner, link, channel, supplier, mail, rule,
                    system)

enum class Via { ui, api, mail, chat, phone, job, cli };
BOOST_DESCRIBE_ENUM(Via, ui, api, mail, chat, phone, job, cli)

/// Who did it, as it will be shown for ever (or until it is erased).
struct EventActor {
  ActorType type = ActorType::system;
  std::string user_id;  ///< TypeID text, empty for none
  std::string name;
  std::string on_behalf_of;  ///< account name when a partner acts for it
};
BOOST_DESCRIBE_STRUCT(EventActor, (), (type, user_id, name, on_behalf_of))

struct EventContent {
  EventActor actor;
  std::string subject;
  std::string body;  ///< Markdown
};
BOOST_DESCRIBE_STRUCT(EventContent, (), (actor, subject, body))

/// One changed field, as text for people to compare.
struct FieldChange {
  std::string field;
  std::string old_value;
  std::string new_value;
};
BOOST_DESCRIBE_STRUCT(FieldChange, (), (field, old_value, new_value))

/// What a command says about what it did.
struct Draft {
  std::string kind{};  ///< "<module>.<past participle>", "message", "note", "edit"
  Visibility visibility = Visibility::internal;
  Notify notify = Notify::none;
  EventActor actor{};
  Via via = Via::ui;
  std::string subject{};
  std::string body{};
  RawJson data{};
  std::optional<EventId> reply_to{};
};

/// A recorded event. `data` is JSON text.
struct Event {
  static constexpr std::string_view kTable = "event";
  static constexpr int kKeyColumns = 4;
  TenantId tenant_id;
  std::string subject_type;
  Uuid subject_id;
  std::int64_t seq = 0;
  EventId id;
  std::string kind;
  Visibility visibility = Visibility::internal;
  Via via = Via::ui;
  std::int64_t at_ms = 0;
  std::int64_t subject_version = 0;
  std::optional<EventId> reply_to;
  Notify notify = Notify::none;
  std::optional<std::string> content;
  std::optional<std::string> data;
  std::optional<Bytes> salt;
  Bytes digest;
  Bytes prev_hash;
  Bytes hash;
  std::optional<std::int64_t> erased_at_ms;

  /// Empty when erased.
  EventContent read_content() const;
};
BOOST_DESCRIBE_STRUCT(Event, (),
                      (tenant_id, subject_type, subject_id, seq, id, kind, visibility, via, at_ms,
                       subject_version, reply_to, notify, content, data, salt, digest, prev_hash,
                       hash, erased_at_ms))

/// Where the chain of a subject stands; the fields of the subject's own row.
struct LogHead {
  std::string_view subject_type;
  Uuid subject_id;
  std::int64_t version = 0;
  std::int64_t& last_seq;
  Bytes& last_hash;
  std::string_view reach;  ///< account path for hints to listeners; may be empty
};

Event record(Tx& tx, LogHead head, const Draft& draft);

/// For rows with id, version, last_seq, last_hash: writes the event and moves the head in memory;
/// the command then stores the row.
template <class Aggregate>
Event record(Tx& tx, Aggregate& row, const Draft& draft) {
  std::string_view reach;
  if constexpr (requires { row.account_path; }) {
    reach = row.account_path;
  } else if constexpr (requires { row.path; }) {
    reach = row.path;
  }
  using Tag = typename decltype(row.id)::tag_type;
  return record(tx, LogHead{Tag::kPrefix, row.id, row.version, row.last_seq, row.last_hash, reach},
                draft);
}

/// The log of a subject, oldest first, after `after_seq`; customers read public events only.
enum class Readers { staff, customers };
std::vector<Event> read_log(Tx& tx, std::string_view subject_type, const Uuid& subject_id,
                            Readers readers, std::int64_t after_seq = 0, std::int64_t limit = 200);

/// Recomputes a chain event by event, from the first one on.
class LogVerifier {
 public:
  /// False when this event cannot be the next of the chain.
  bool holds(const Event& event);

 private:
  Bytes previous_;
  std::int64_t seq_ = 0;
};
/// Recomputes the chain. Returns the first seq that does not hold, or 0.
std::int64_t first_broken_seq(std::span<const Event> whole_log);

/// Who wants to know of an event (list in modules.cpp, in this order). `kind` "*" is every event.
struct Subscription {
  std::string_view kind;
  void (*handle)(Tx&, const Event&) = nullptr;  ///< in the same transaction
  std::string_view queue;                       ///< or a job with the event's id as key
  std::int64_t delay_ms = 0;                    ///< before that job runs
};
std::span<const Subscription> subscriptions();

}  // namespace kontor
