#include "kernel/verify.hpp"

#include "kernel/event.hpp"

namespace kontor {
namespace {

/// Recomputes one chain in pieces, so that a log of a million events needs no million in memory.
std::int64_t first_broken(Tx& tx, const std::string& type, const Uuid& id) {
  constexpr std::int64_t kPiece = 500;
  LogVerifier verifier;
  for (std::int64_t after = 0;;) {
    const auto events = read_log(tx, type, id, Readers::staff, after, kPiece);
    for (const auto& event : events) {
      if (!verifier.holds(event)) return event.seq;
    }
    if (events.empty()) return 0;
    after = events.back().seq;
  }
}

}  // namespace

std::vector<VerifyFinding> verify_log(Tx& tx) {
  std::vector<VerifyFinding> findings;
  const Rows subjects = tx.query(
      "SELECT DISTINCT subject_type, subject_id FROM event WHERE tenant_id = $1 "
      "ORDER BY subject_type, subject_id",
      tx.tenant());
  for (const auto row : subjects) {
    const auto type = row.get<std::string>(0);
    const auto id = row.get<Uuid>(1);
    const auto broken = first_broken(tx, type, id);
    if (broken == 0) continue;
    findings.push_back({typeid_text(type, id),
                        "the log does not hold from entry " + std::to_string(broken) + " on"});
    if (findings.size() == kMostFindings) break;
  }
  return findings;
}

std::vector<VerifyFinding> verify_log_heads(Tx& tx, const LogHeadTable& table) {
  const std::string sql =
      "SELECT a.id, a.last_seq, COALESCE(e.seq, 0) FROM " + std::string(table.table) +
      " a LEFT JOIN event e ON e.tenant_id = a.tenant_id AND e.subject_type = $2 "
      "AND e.subject_id = a.id AND e.seq = (SELECT MAX(seq) FROM event WHERE tenant_id = $1 "
      "AND subject_type = $2 AND subject_id = a.id) "
      "WHERE a.tenant_id = $1 AND (a.last_seq <> COALESCE(e.seq, 0) "
      "OR (e.seq IS NOT NULL AND a.last_hash <> e.hash)) LIMIT $3";
  std::vector<VerifyFinding> findings;
  for (const auto row : tx.query(sql, tx.tenant(), table.subject_type,
                                 static_cast<std::int64_t>(kMostFindings))) {
    findings.push_back({typeid_text(table.subject_type, row.get<Uuid>(0)),
                        "the row says that its log has " +
                            std::to_string(row.get<std::int64_t>(1)) + " entries, it has " +
                            std::to_string(row.get<std::int64_t>(2))});
  }
  return findings;
}

}  // namespace kontor
