#pragma once
// The aggregate's row first: a command begins with the version-checked UPDATE of its row, so two
// writers of one aggregate never interleave. Reach is part of the SQL: a foreign row looks exactly
// like a missing one.

#include <optional>
#include <string>
#include <vector>

#include "kernel/db.hpp"
#include "kernel/event.hpp"
#include "kernel/refused.hpp"
#include "kernel/teeth.hpp"

namespace kontor {

/// What the reader of a stale page has missed.
struct MissedChange {
  std::string by;
  std::int64_t at_ms = 0;
  std::string kind;
  std::vector<FieldChange> fields;
};
BOOST_DESCRIBE_STRUCT(MissedChange, (), (by, at_ms, kind, fields))

/// Refuses with changed_meanwhile, current_version and the events since `seen_version`.
[[noreturn]] void refuse_stale(Tx& tx, std::string_view subject_type, const Uuid& subject_id,
                               std::int64_t seen_version, std::int64_t current_version);

/// Counts the version up and returns the whole row, locked for this transaction.
/// `condition` is SQL after "WHERE tenant_id = $1 AND id = $2" (reach), with parameters from $3.
template <class Row, class IdType, class... P>
Row take(Tx& tx, const IdType& id, std::optional<std::int64_t> seen_version,
         std::string_view condition, const P&... params) {
  static const std::string head = "UPDATE " + std::string(Row::kTable) +
                                  " SET version = version + 1 WHERE tenant_id = $1 AND id = $2";
  static const std::string tail = " RETURNING " + column_list<Row>();
  const Rows rows =
      tx.query(head + std::string(condition) + tail, tx.tenant(), id, params...);
  if (rows.empty()) throw Refused(kNotFound);
  Row row = std::move(Tx::read_rows<Row>(rows).front());
  if (seen_version && *seen_version != row.version - 1 && !bites(Tooth::ignore_version)) {
    refuse_stale(tx, IdType::tag_type::kPrefix, id, *seen_version, row.version - 1);
  }
  return row;
}

}  // namespace kontor
