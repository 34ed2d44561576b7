#include "accounts/log_views.hpp"

#include <charconv>

#include "accounts/actor.hpp"

namespace kontor {
namespace {

/// What the data of an event say to people: whom it is about (a member), why, and what changed. The
/// rest of them is for programs.
struct Told {
  std::string about;
  std::string reason;
  std::vector<FieldChange> fields;
};

std::string text_in(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Told told_by(const Event& event) {
  Told told;
  if (!event.data) return told;
  boost::json::error_code error;
  const auto json = boost::json::parse(*event.data, error);
  const auto* object = error ? nullptr : json.if_object();
  if (object == nullptr) return told;
  told.about = text_in(*object, "name");
  if (told.about.empty()) told.about = text_in(*object, "email");
  told.reason = text_in(*object, "reason");
  const auto* fields = object->if_contains("fields");
  if (fields == nullptr || !fields->is_array()) return told;
  told.fields = from_json_value<std::vector<FieldChange>>(*fields);
  return told;
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
    auto content = event.read_content();
    auto told = told_by(event);
    if (content.subject.empty()) content.subject = std::move(told.about);
    if (content.body.empty()) content.body = std::move(told.reason);
    page.items.push_back({event.id, event.seq, event.kind, text(call.locale, "event." + event.kind),
                          event.visibility, content.actor, event.via, event.at_ms, content.subject,
                          content.body, std::move(told.fields)});
  }
  return page;
}

}  // namespace kontor
