#include "kernel/verify.hpp"

#include <map>
#include <set>

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
    if (static_cast<std::int64_t>(events.size()) < kPiece) return 0;
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

using Keys = std::set<std::string, std::less<>>;

/// The keys of a queue's jobs between two events. TypeIDs sort like the ids themselves.
Keys job_keys(Tx& tx, std::string_view queue, const EventId& first, const EventId& last) {
  Keys keys;
  for (const auto row : tx.query("SELECT job_key FROM job WHERE tenant_id = $1 AND queue = $2 AND "
                                 "job_key >= $3 AND job_key <= $4",
                                 tx.tenant(), queue, first.text(), last.text())) {
    keys.insert(row.get<std::string>(0));
  }
  return keys;
}

/// Older ones were done and deleted, by whatever the clock said then.
std::string oldest_job_key(Tx& tx, std::string_view queue) {
  const Rows rows = tx.query("SELECT COALESCE(MIN(job_key), '') FROM job WHERE tenant_id = $1 AND "
                             "queue = $2",
                             tx.tenant(), queue);
  return rows.front().get<std::string>(0);
}

}  // namespace

std::vector<VerifyFinding> verify_event_jobs(Tx& tx) {
  // Finished jobs are deleted after a while; a day of reserve for the one that deletes.
  constexpr std::int64_t kDay_ms = 24LL * 3600 * 1000, kPiece = 1000;
  const std::int64_t from_ms = tx.now_ms() - kFinishedJobsKept_ms + kDay_ms;
  std::vector<VerifyFinding> findings;
  std::map<std::string_view, std::string> oldest;
  for (const Subscription& wanted : subscriptions()) {
    if (!wanted.queue.empty()) oldest.try_emplace(wanted.queue, oldest_job_key(tx, wanted.queue));
  }
  for (EventId after;;) {
    const Rows events = tx.query(
        "SELECT id, kind FROM event WHERE tenant_id = $1 AND id > $2 AND at_ms BETWEEN $3 AND $4 "
        "ORDER BY id LIMIT $5",
        tx.tenant(), after, from_ms, tx.now_ms(), kPiece);
    if (events.empty()) return findings;
    const EventId first = events.front().get<EventId>(0);
    after = events[events.size() - 1].get<EventId>(0);
    std::map<std::string_view, Keys> queues;
    for (const auto& [queue, key] : oldest) queues[queue] = job_keys(tx, queue, first, after);
    for (const auto row : events) {
      const std::string id = row.get<EventId>(0).text(), kind = row.get<std::string>(1);
      for (const Subscription& wanted : subscriptions()) {
        if (wanted.queue.empty() || wanted.kind != kind) continue;
        if (queues[wanted.queue].contains(id) || id < oldest[wanted.queue]) continue;
        findings.push_back({id, kind + " left no job in the queue " + std::string(wanted.queue)});
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
  const auto ids_of = [](std::string_view target) {
    return " EXCEPT SELECT id FROM " + std::string(target) + " WHERE tenant_id = $1";
  };
  for (const Reference& reference : references) {
    const std::string column(reference.column);
    // EXCEPT and not NOT EXISTS: no planner without statistics makes a loop in a loop of it.
    std::string sql = "SELECT " + column + " FROM " + std::string(reference.table) +
                      " WHERE tenant_id = $1 AND " + column + " IS NOT NULL" +
                      ids_of(reference.target);
    if (!reference.target_or.empty()) sql += ids_of(reference.target_or);
    for (const auto row : tx.query(sql + " LIMIT 10", tx.tenant())) {
      findings.push_back({std::string(reference.table) + "." + column,
                          "names " + typeid_text("row", row.get<Uuid>(0)) + ", which is not in " +
                              std::string(reference.target) + " of this tenant"});
    }
  }
  return findings;
}

}  // namespace kontor
