#include "kernel/aggregate.hpp"

namespace kontor {
namespace {

/// `data` of a change: only its fields are of interest here, whatever else stands beside them.
std::vector<FieldChange> changed_fields(const std::optional<std::string>& data) {
  if (!data) return {};
  boost::json::error_code error;
  const auto json = boost::json::parse(*data, error);
  if (error || !json.is_object()) return {};
  const auto* fields = json.as_object().if_contains("fields");
  if (!fields || !fields->is_array()) return {};
  JsonReader reader;
  std::vector<FieldChange> changes;
  read_json(reader, *fields, changes);
  return changes;
}

}  // namespace

void refuse_stale(Tx& tx, std::string_view subject_type, const Uuid& subject_id,
                  std::int64_t seen_version, std::int64_t current_version) {
  const auto events = tx.select<Event>(
      "WHERE tenant_id = $1 AND subject_type = $2 AND subject_id = $3 AND subject_version > $4 "
      "ORDER BY seq DESC LIMIT 20",
      tx.tenant(), subject_type, subject_id, seen_version);
  std::vector<MissedChange> missed;
  for (const auto& event : events) {
    missed.push_back({event.read_content().actor.name, event.at_ms, event.kind,
                      changed_fields(event.data)});
  }
  throw Refused(kChangedMeanwhile,
                {{"by", missed.empty() ? std::string() : missed.front().by},
                 {"current_version", current_version}})
      .with("changes", to_json(missed));
}

}  // namespace kontor
