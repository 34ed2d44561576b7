#include "accounts/tree.hpp"

#include <array>

#include <unicode/locid.h>

#include "kernel/number_range.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";

/// Prefix of the number and first value of the range.
struct NumberRule {
  AccountKind kind;
  std::string_view prefix;
  std::int64_t first;
};
constexpr std::array kNumberRules{
    NumberRule{AccountKind::operator_, "B-", 1},     NumberRule{AccountKind::partner, "P-", 101},
    NumberRule{AccountKind::sub_partner, "S-", 101}, NumberRule{AccountKind::reseller, "R-", 1001},
    NumberRule{AccountKind::customer, "K-", 20001},  NumberRule{AccountKind::prospect, "I-", 3001},
    NumberRule{AccountKind::key_account, "G-", 501},
};

const NumberRule& number_rule(AccountKind kind) {
  for (const auto& rule : kNumberRules) {
    if (rule.kind == kind) return rule;
  }
  return kNumberRules.back();
}

struct ChildRule {
  AccountKind parent;
  AccountKind child;
};
using enum AccountKind;
constexpr std::array kChildRules{
    ChildRule{operator_, partner},     ChildRule{operator_, reseller},
    ChildRule{operator_, customer},    ChildRule{operator_, prospect},
    ChildRule{operator_, key_account}, ChildRule{partner, sub_partner},
    ChildRule{partner, reseller},      ChildRule{partner, customer},
    ChildRule{partner, prospect},      ChildRule{partner, key_account},
    ChildRule{sub_partner, reseller},  ChildRule{sub_partner, customer},
    ChildRule{sub_partner, prospect},  ChildRule{sub_partner, key_account},
    ChildRule{key_account, customer},
};

}  // namespace

bool may_be_child_of(AccountKind child, AccountKind parent) {
  for (const auto& rule : kChildRules) {
    if (rule.child == child && rule.parent == parent) return true;
  }
  return false;
}

bool may_have_children(AccountKind parent) {
  for (const auto& rule : kChildRules) {
    if (rule.parent == parent) return true;
  }
  return false;
}

std::string child_path(std::string_view parent_path, std::int64_t serial) {
  std::string digits;
  for (auto rest = serial; digits.empty() || rest > 0; rest /= 36) {
    digits.insert(digits.begin(), kDigits[static_cast<std::size_t>(rest % 36)]);
  }
  return std::string(parent_path) + digits + '/';
}

std::size_t depth_of(std::string_view path) {
  return static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

std::int64_t next_account_serial(Tx& tx) { return next_reserved(tx, "account.serial", 1); }

void expect_accounts(Tx& tx, std::int64_t count) {
  expect_numbers(tx, "account.serial", 1, count);
}

std::string next_account_number(Tx& tx, AccountKind kind) {
  const auto& rule = number_rule(kind);
  const std::string range = "account." + std::string(enum_name(kind));
  // Numbers can also be typed or imported: those in the way are stepped over.
  while (true) {
    const auto number =
        std::string(rule.prefix) + std::to_string(next_reserved(tx, range, rule.first));
    const auto taken = tx.query(
        "SELECT 1 FROM account_numbers WHERE tenant_id = $1 AND number = $2", tx.tenant(), number);
    if (taken.empty()) return number;
  }
}

std::optional<std::string> normal_vat_id(std::string_view text) {
  std::string id;
  for (const char c : text) {
    if (c == ' ' || c == '.' || c == '-') continue;
    if (c >= 'a' && c <= 'z') {
      id.push_back(static_cast<char>(c - 'a' + 'A'));
    } else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '*') {
      id.push_back(c);
    } else {
      return std::nullopt;
    }
  }
  // Two letters of the country and 2 to 13 further characters (EN 16931, BT-31; CHE + 9 + MWST).
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (id.size() < 4 || id.size() > 16 || !is_letter(id[0]) || !is_letter(id[1])) {
    return std::nullopt;
  }
  return id;
}

// --- Addresses ------------------------------------------------------------------------------

bool is_country(std::string_view code) {
  if (code.size() != 2) return false;
  for (const auto* known = icu::Locale::getISOCountries(); *known != nullptr; ++known) {
    if (code == *known) return true;
  }
  return false;
}

void check_address(Address& address, const std::string& pointer, std::vector<FieldError>& errors) {
  for (auto& c : address.country) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  const auto need = [&](const std::string& value, std::string_view name) {
    if (value.empty()) errors.push_back({pointer + "/" + std::string(name), "required", "", ""});
  };
  if (address.company.empty()) need(address.name, "name");
  need(address.street, "street");
  need(address.city, "city");
  if (!is_country(address.country)) {
    errors.push_back({pointer + "/country", "not_a_country", "", address.country});
  }
}

// --- Loading --------------------------------------------------------------------------------

std::optional<Account> find_account(Tx& tx, const AccountId& id) {
  return tx.find<Account>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
}

std::optional<AccountHead> find_account_head(Tx& tx, const AccountId& id) {
  return tx.find<AccountHead>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
}

Account load_account(Tx& tx, const Actor& actor, const AccountId& id, Right right) {
  const auto reach = reach_of(actor);
  auto account = tx.find<Account>("WHERE tenant_id = $1 AND id = $2 AND path >= $3 AND path < $4",
                                  tx.tenant(), id, reach.from, reach.until);
  if (!account) throw Refused(kNotFound);
  require(actor, right, account->path);
  return std::move(*account);
}

Account load_account_by_number(Tx& tx, const Actor& actor, std::string_view number, Right right) {
  const auto reach = reach_of(actor);
  auto account = tx.find<Account>(
      "WHERE tenant_id = $1 AND path >= $3 AND path < $4 AND id = (SELECT account_id FROM "
      "account_numbers WHERE tenant_id = $1 AND number = $2)",
      tx.tenant(), number, reach.from, reach.until);
  if (!account) throw Refused(kNotFound);
  require(actor, right, account->path);
  return std::move(*account);
}

std::optional<Account> ancestor_of_kind(Tx& tx, const Account& account, AccountKind kind) {
  std::optional<Account> at = account;
  while (at && at->kind != kind) {
    at = at->parent_id ? find_account(tx, *at->parent_id) : std::nullopt;
  }
  return at;
}

}  // namespace kontor
