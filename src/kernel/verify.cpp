#include "kernel/verify.hpp"

#include "kernel/event.hpp"
#include "kernel/housekeeping.hpp"

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

namespace {

bool has_job(Tx& tx, std::string_view queue, const EventId& id) {
  return !tx.query("SELECT 1 FROM job WHERE tenant_id = $1 AND queue = $2 AND job_key = $3",
                   tx.tenant(), queue, id.text())
              .empty();
}

}  // namespace

std::vector<VerifyFinding> verify_event_jobs(Tx& tx) {
  // Finished jobs are deleted after a while; a day of reserve for the one that deletes.
  constexpr std::int64_t kDay_ms = 24LL * 3600 * 1000, kPiece = 1000;
  const std::int64_t from_ms = tx.now_ms() - kFinishedJobsKept_ms + kDay_ms;
  std::vector<VerifyFinding> findings;
  for (EventId after;;) {
    const Rows events = tx.query(
        "SELECT id, kind FROM event WHERE tenant_id = $1 AND id > $2 AND at_ms >= $3 "
        "ORDER BY id LIMIT $4",
        tx.tenant(), after, from_ms, kPiece);
    if (events.empty()) return findings;
    for (const auto row : events) {
      after = row.get<EventId>(0);
      const auto kind = row.get<std::string>(1);
      for (const Subscription& wanted : subscriptions()) {
        if (wanted.queue.empty() || wanted.kind != kind || has_job(tx, wanted.queue, after)) {
          continue;
        }
        findings.push_back(
            {after.text(), kind + " left no job in the queue " + std::string(wanted.queue)});
        if (findings.size() >= kMostFindings) return findings;
      }
    }
  }
}

std::vector<VerifyFinding> verify_no_work_left(Tx& tx) {
  std::vector<VerifyFinding> findings;
  const Rows jobs = tx.query(
      "SELECT id, queue, job_key, attempts, last_error FROM job WHERE tenant_id = $1 AND "
      "state = 'waiting' AND (run_at_ms <= $2 OR attempts > 0) ORDER BY id LIMIT $3",
      tx.tenant(), tx.now_ms(), static_cast<std::int64_t>(kMostFindings));
  for (const auto row : jobs) {
    findings.push_back({row.get<JobId>(0).text(),
                        row.get<std::string>(1) + " " + row.get<std::string>(2) +
                            " is not done after " + std::to_string(row.get<std::int64_t>(3)) +
                            " attempts " + row.get<std::string>(4)});
  }
  return findings;
}

std::vector<VerifyFinding> verify_references(Tx& tx, std::span<const Reference> references) {
  std::vector<VerifyFinding> findings;
  const auto missing = [](std::string_view column, std::string_view target) {
    return " AND NOT EXISTS (SELECT 1 FROM " + std::string(target) +
           " t WHERE t.tenant_id = r.tenant_id AND t.id = r." + std::string(column) + ")";
  };
  for (const Reference& reference : references) {
    const std::string column(reference.column);
    std::string sql = "SELECT r." + column + " FROM " + std::string(reference.table) +
                      " r WHERE r.tenant_id = $1 AND r." + column + " IS NOT NULL" +
                      missing(column, reference.target);
    if (!reference.target_or.empty()) sql += missing(column, reference.target_or);
    for (const auto row : tx.query(sql + " LIMIT 10", tx.tenant())) {
      findings.push_back({std::string(reference.table) + "." + column,
                          "names " + typeid_text("row", row.get<Uuid>(0)) + ", which is not in " +
                              std::string(reference.target) + " of this tenant"});
    }
  }
  return findings;
}

}  // namespace kontor
