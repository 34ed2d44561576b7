#include "accounts/log_views.hpp"

#include <charconv>

#include "accounts/actor.hpp"

namespace kontor {
namespace {

/// Of an event's data only the changed fields are shown; the rest is for programs.
std::vector<FieldChange> fields_of(const Event& event) {
  if (!event.data) return {};
  boost::json::error_code error;
  const auto json = boost::json::parse(*event.data, error);
  const auto* object = error ? nullptr : json.if_object();
  const auto* fields = object ? object->if_contains("fields") : nullptr;
  if (fields == nullptr || !fields->is_array()) return {};
  return from_json_value<std::vector<FieldChange>>(*fields);
}

std::int64_t seq_after(const std::string& text) {
  if (text.empty()) return 0;
  std::int64_t seq = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), seq);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || seq < 0) {
    throw Refused::field("?after", "not_a_number", "", text.substr(0, 40));
  }
  return seq;
}

}  // namespace

Page<LogEntry> view_log(Tx& tx, const Call& call, std::string_view subject_type,
                        const Uuid& subject_id) {
  const auto limit = call.limit();
  const auto events = read_log(tx, subject_type, subject_id,
                               call.actor.staff() ? Readers::staff : Readers::customers,
                               seq_after(call.query("after")), limit + 1);
  Page<LogEntry> page;
  for (const auto& event : events) {
    if (static_cast<std::int64_t>(page.items.size()) == limit) {
      page.next_cursor = std::to_string(page.items.back().seq);
      break;
    }
    const auto content = event.read_content();
    page.items.push_back({event.id, event.seq, event.kind, text(call.locale, "event." + event.kind),
                          event.visibility, content.actor, event.via, event.at_ms, content.subject,
                          content.body, fields_of(event)});
  }
  return page;
}

}  // namespace kontor
