#include "accounts/verify.hpp"

#include "accounts/access_requests.hpp"
#include "accounts/tree.hpp"

namespace kontor {
namespace {

void add(std::vector<VerifyFinding>& findings, std::string subject, std::string what) {
  if (findings.size() < kMostFindings) findings.push_back({std::move(subject), std::move(what)});
}

void check_paths(Tx& tx, std::vector<VerifyFinding>& findings) {
  // Only neighbours in the tree are compared, in pieces by id: memory stays small.
  constexpr std::int64_t kPiece = 1000;
  for (AccountId after;;) {
    const Rows rows = tx.query(
        "SELECT a.id, a.path, a.serial, p.path FROM accounts a LEFT JOIN accounts p "
        "ON p.tenant_id = a.tenant_id AND p.id = a.parent_id "
        "WHERE a.tenant_id = $1 AND a.id > $2 ORDER BY a.id LIMIT $3",
        tx.tenant(), after, kPiece);
    if (rows.empty() || findings.size() == kMostFindings) return;
    for (const auto row : rows) {
      after = row.get<AccountId>(0);
      const auto parent = row.is_null(3) ? std::string() : row.get<std::string>(3);
      const auto expected = child_path(parent, row.get<std::int64_t>(2));
      const auto path = row.get<std::string>(1);
      if (path != expected) {
        add(findings, after.text(), "the path is " + path + ", its place says " + expected);
      }
    }
  }
}

}  // namespace

std::vector<VerifyFinding> verify_account_tree(Tx& tx) {
  std::vector<VerifyFinding> findings;
  check_paths(tx, findings);
  const Rows unnumbered = tx.query(
      "SELECT a.id, a.number FROM accounts a WHERE a.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM "
      "account_numbers n WHERE n.tenant_id = $1 AND n.number = a.number AND n.account_id = a.id) "
      "LIMIT 100",
      tx.tenant());
  for (const auto row : unnumbered) {
    add(findings, row.get<AccountId>(0).text(),
        "the number " + row.get<std::string>(1) + " is not registered for it");
  }
  const Rows roots = tx.query(
      "SELECT count(*) FROM accounts WHERE tenant_id = $1 AND parent_id IS NULL", tx.tenant());
  if (roots.front().get<std::int64_t>(0) != 1) {
    add(findings, "accounts", "there is not exactly one account of the operator");
  }
  return findings;
}

std::vector<VerifyFinding> verify_account_logs(Tx& tx) {
  std::vector<VerifyFinding> findings;
  for (const auto& table : {LogHeadTable{Account::kTable, AccountTag::kPrefix},
                            LogHeadTable{User::kTable, UserTag::kPrefix},
                            LogHeadTable{AccessRequest::kTable, AccessRequestTag::kPrefix}}) {
    for (auto& finding : verify_log_heads(tx, table)) {
      add(findings, std::move(finding.subject), std::move(finding.what));
    }
  }
  return findings;
}

std::vector<VerifyFinding> verify_account_references(Tx& tx) {
  static constexpr Reference kReferences[] = {
      {"accounts", "parent_id", "accounts"},     {"accounts", "price_list_id", "price_lists"},
      {"account_numbers", "account_id", "accounts"}, {"account_terms", "account_id", "accounts"},
      {"memberships", "account_id", "accounts"}, {"memberships", "user_id", "users"},
      {"sessions", "user_id", "users"},          {"user_links", "user_id", "users"},
      {"user_links", "account_id", "accounts"},  {"api_keys", "account_id", "accounts"},
      {"api_keys", "created_by", "users"},       {"access_requests", "account_id", "accounts"}};
  return verify_references(tx, kReferences);
}

}  // namespace kontor
