#pragma once
// What somebody outside the program wrote down while it ran: which writes were acknowledged to him,
// and which effects arrived. `kontor verify --ledger FILE` compares the database with it, so that a
// lost write (I1) and an effect that happened twice or never (I3) have a witness. The fault tests
// keep such ledgers (docs/faults.md).

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "kernel/json.hpp"
#include "kernel/verify.hpp"

namespace kontor {

enum class LedgerKind {
  order,  ///< an acknowledged write: order `id` had `version`, `state` and `total_cents` after it
  cart,   ///< a cart called `name` was asked for once; `acknowledged` when the answer came
  mail,   ///< a mail with the Message-ID `id` arrived; acted upon once per Message-ID
  end     ///< all mails that arrived are in this ledger
};
BOOST_DESCRIBE_ENUM(LedgerKind, order, cart, mail, end)

/// One line of the file, JSON. Members that do not belong to its kind are left out.
struct LedgerEntry {
  LedgerKind kind = LedgerKind::order;
  std::optional<std::string> id;
  std::optional<std::string> name;
  std::optional<std::string> state;
  std::optional<std::string> event;  ///< of an order: this write's event has to reach somebody
  std::optional<std::int64_t> version;
  std::optional<std::int64_t> total_cents;
  bool acknowledged = false;
};
BOOST_DESCRIBE_STRUCT(LedgerEntry, (),
                      (kind, id, name, state, event, version, total_cents, acknowledged))

using Ledger = std::vector<LedgerEntry>;

/// Throws std::runtime_error with the line that is wrong. Empty lines are skipped.
Ledger read_ledger(const std::filesystem::path& path);

struct LedgerCheck {
  std::string_view name;
  /// Runs on a snapshot of the only tenant that the ledger speaks of.
  std::vector<VerifyFinding> (*run)(Tx& tx, const Ledger& ledger);
};

}  // namespace kontor
