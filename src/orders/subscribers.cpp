#include "orders/subscribers.hpp"

#include "accounts/tenants.hpp"
#include "orders/change.hpp"
#include "orders/methods.hpp"

namespace kontor {
namespace {

/// The old and the new path stand in the event's data beside its fields.
std::optional<std::pair<std::string, std::string>> paths_of(const Event& event) {
  boost::json::error_code error;
  const auto json = boost::json::parse(event.data.value_or("null"), error);
  if (error || !json.is_object()) return std::nullopt;
  const auto* from = json.as_object().if_contains("old_path");
  const auto* to = json.as_object().if_contains("new_path");
  if (!from || !to || !from->is_string() || !to->is_string()) return std::nullopt;
  return std::pair(std::string(from->as_string()), std::string(to->as_string()));
}

}  // namespace

void repath_rows(Tx& tx, const Event& moved, std::string_view table) {
  const auto paths = paths_of(moved);
  if (!paths) throw DatabaseError("account.moved without paths");
  const auto& [from, to] = *paths;
  const PathRange below = subtree(from);
  // Both engines count characters from 1; paths are ASCII.
  tx.execute("UPDATE " + std::string(table) +
                 " SET account_path = $4 || substr(account_path, CAST($5 AS integer)) "
                 "WHERE tenant_id = $1 AND account_path >= $2 AND account_path < $3",
             tx.tenant(), below.from, below.until, to, static_cast<std::int64_t>(from.size() + 1));
}

void follow_moved_account(Tx& tx, const Event& event) {
  repath_rows(tx, event, Order::kTable);
  repath_rows(tx, event, OrderTombstone::kTable);
}

void welcome_new_tenant(Tx& tx, const Event&) {
  if (!methods_of(tx, MethodKind::payment).empty()) return;
  const auto tenant = find_tenant(tx, tx.tenant());
  create_default_methods(tx, tenant ? tenant->currency : "EUR");
}

}  // namespace kontor
