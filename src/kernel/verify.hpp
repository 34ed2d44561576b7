#pragma once
// Invariants that hold in every database at any time, checked by `kontor verify`. The kernel checks
// the log; each module adds what must be true of its own tables (list in src/modules.cpp).

#include <span>
#include <string>
#include <vector>

#include "kernel/db.hpp"

namespace kontor {

/// One thing that is not as it must be.
struct VerifyFinding {
  std::string subject;  ///< "order_01h...", or a table's name
  std::string what;     ///< "the lines add up to 1200, the order says 1000"
};

struct VerifyCheck {
  std::string_view name;  ///< "log", "order.totals"
  /// Runs on a snapshot, once per tenant; returns what does not hold. Keeps its memory bounded
  /// and stops after kMostFindings.
  std::vector<VerifyFinding> (*run)(Tx& tx);
};

struct BlobStore;

/// The same of rows that name files in the store.
struct StoreCheck {
  std::string_view name;
  std::vector<VerifyFinding> (*run)(Tx& tx, const BlobStore& store);
};

inline constexpr std::size_t kMostFindings = 100;

/// I2, first half: each subject's log counts from 1 without gaps and its hash chain holds.
std::vector<VerifyFinding> verify_log(Tx& tx);

struct LogHeadTable {
  std::string_view table;         ///< has tenant_id, id, last_seq, last_hash
  std::string_view subject_type;  ///< prefix of its ids
};
/// I2, second half: the row of a subject ends where its log ends. Rows without events pass.
std::vector<VerifyFinding> verify_log_heads(Tx& tx, const LogHeadTable& table);

/// I3: each event of the last weeks that wants a job has it. A job that was written after the
/// commit instead of with it can be missing.
std::vector<VerifyFinding> verify_event_jobs(Tx& tx);

/// I7, for a program that has had time to finish: no job is due, leased or waiting for another
/// attempt. What is planned for later does not count.
std::vector<VerifyFinding> verify_no_work_left(Tx& tx);

/// One column that names a row of another table. Text, so that both may be parts of a key.
struct Reference {
  std::string_view table;
  std::string_view column;
  std::string_view target;  ///< its key is (tenant_id, id)
  std::string_view target_or = {};  ///< or a row of this one (tombstones)
};
/// I8: what a tenant's rows name exists with the same tenant. On PostgreSQL another tenant's row is
/// not even visible, so foreign and missing are one finding.
std::vector<VerifyFinding> verify_references(Tx& tx, std::span<const Reference> references);

}  // namespace kontor
