#pragma once
// The log of an account as the API shows it: staff see all of it, others what is public.

#include <optional>
#include <string>
#include <vector>

#include "kernel/api.hpp"
#include "kernel/event.hpp"

namespace kontor {

struct LogEntry {
  EventId id;
  std::int64_t seq = 0;
  std::string kind;
  std::string title;  ///< the kind in the reader's language
  Visibility visibility = Visibility::internal;
  EventActor actor;
  Via via = Via::ui;
  std::int64_t at_ms = 0;
  std::string subject;  ///< of a message; else whom it is about, for instance a member
  std::string body;     ///< of a message; else the reason that was given
  std::vector<FieldChange> fields;
};
BOOST_DESCRIBE_STRUCT(LogEntry, (),
                      (id, seq, kind, title, visibility, actor, via, at_ms, subject, body, fields))

/// `?after=` and `?limit=` of the call. The caller has checked the right to read the subject.
Page<LogEntry> view_log(Tx& tx, const Call& call, std::string_view subject_type,
                        const Uuid& subject_id);

}  // namespace kontor
