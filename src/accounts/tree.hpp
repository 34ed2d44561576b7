#pragma once
// The tree of accounts of one tenant: the operator's account is its root, partners, sub-partners,
// resellers, customers, prospects and key accounts hang below it (model.md, decision 6).
//
// Every command checks its right first, then writes the account's row with its version (row
// first), then records one event on the account. What an actor cannot reach does not exist for
// him: `not_found`, word for word as for an id that was never given.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/actor.hpp"
#include "accounts/address.hpp"
#include "kernel/db.hpp"
#include "kernel/field_types.hpp"

namespace kontor {

/// Price lists belong to the catalog; an account only names one.
struct PriceListTag {
  static constexpr std::string_view kPrefix = "pricelist";
};
using PriceListId = Id<PriceListTag>;

enum class AccountState { active, closed };
BOOST_DESCRIBE_ENUM(AccountState, active, closed)

inline constexpr Code kAccountClosed{"account_closed", 409};
inline constexpr Code kNumberTaken{"number_taken", 409};
inline constexpr Code kKindNotAllowedHere{"kind_not_allowed_here", 409};
inline constexpr Code kTreeTooDeep{"tree_too_deep", 409};
inline constexpr Code kMoveBelowItself{"move_below_itself", 409};
inline constexpr Code kNotAProspect{"not_a_prospect", 409};
inline constexpr Code kAccountHasChildren{"account_has_children", 409};
inline constexpr Code kRootIsFixed{"root_is_fixed", 409};

/// The row.
struct Account {
  static constexpr std::string_view kTable = "accounts";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  AccountId id;
  std::optional<AccountId> parent_id;
  AccountKind kind = AccountKind::customer;
  std::string number;
  std::int64_t serial = 0;
  std::string path;
  std::string name;
  std::string sort_key;
  AccountState state = AccountState::active;
  bool consumer = false;
  std::string vat_id;
  std::string email;
  std::string phone;
  Locale locale = Locale::de;
  std::string city;  ///< of the default billing address, for lists
  std::string country;
  std::optional<PriceListId> price_list_id;
  bool power_of_attorney = false;  ///< his partner may order for him without a quote (P42)
  Json<AddressList> addresses;
  Json<std::vector<std::string>> previous_numbers;
  std::optional<std::int64_t> closed_at_ms;
  std::string close_reason;
  std::int64_t created_at_ms = 0;
  std::int64_t changed_at_ms = 0;
  std::int64_t version = 0;
  std::int64_t last_seq = 0;
  Bytes last_hash;
};
BOOST_DESCRIBE_STRUCT(Account, (),
                      (tenant_id, id, parent_id, kind, number, serial, path, name, sort_key, state,
                       consumer, vat_id, email, phone, locale, city, country, price_list_id,
                       power_of_attorney, addresses, previous_numbers, closed_at_ms, close_reason,
                       created_at_ms, changed_at_ms, version, last_seq, last_hash))

/// What others show of an account: its row without what only its own page needs.
struct AccountHead {
  static constexpr std::string_view kTable = Account::kTable;

  AccountId id;
  std::optional<AccountId> parent_id;
  AccountKind kind = AccountKind::customer;
  std::string number;
  std::string name;
  bool consumer = false;
  bool power_of_attorney = false;
};
BOOST_DESCRIBE_STRUCT(AccountHead, (),
                      (id, parent_id, kind, number, name, consumer, power_of_attorney))

struct AccountInput {
  AccountKind kind = AccountKind::customer;
  std::optional<AccountId> parent_id;  ///< absent: the account one acts for
  Text<160, 1> name;
  bool consumer = false;
  Text<20> vat_id;
  Text<254> email;
  Text<40> phone;
  std::optional<Locale> locale;  ///< absent: the parent's
  std::optional<PriceListId> price_list_id;
  std::optional<Text<32, 1>> number;  ///< absent: the next of the kind's range
  AddressList addresses;
  bool power_of_attorney = false;
};
BOOST_DESCRIBE_STRUCT(AccountInput, (),
                      (kind, parent_id, name, consumer, vat_id, email, phone, locale, price_list_id,
                       number, addresses, power_of_attorney))

struct AccountPatch {
  Patch<Text<160, 1>> name;
  Patch<bool> consumer;
  Patch<Text<20>> vat_id;
  Patch<Text<254>> email;
  Patch<Text<40>> phone;
  Patch<Locale> locale;
  Patch<std::optional<PriceListId>> price_list_id;
  Patch<Text<32, 1>> number;
  Patch<AddressList> addresses;
  Patch<bool> power_of_attorney;
};
BOOST_DESCRIBE_STRUCT(AccountPatch, (),
                      (name, consumer, vat_id, email, phone, locale, price_list_id, number,
                       addresses, power_of_attorney))

// --- Commands -------------------------------------------------------------------------------

Account create_account(Tx& tx, const Actor& actor, const AccountInput& input);
/// Accounts that one transaction creates: what it has looked up already and need not ask again,
/// and the new ones, which are written together. Nothing is in the database before write().
struct ManyAccounts {
  std::map<AccountId, Account> parents;  ///< below which the actor may create
  std::set<PriceListId> price_lists;
  std::set<std::string> free_numbers;
  std::vector<Account> made;

  /// A number that has another owner by now ends the transaction.
  void write(Tx& tx);
};
Account create_account(Tx& tx, const Actor& actor, const AccountInput& input, ManyAccounts& many);
/// Says beforehand how many accounts a transaction may create (number_range.hpp).
void expect_accounts(Tx& tx, std::int64_t count);
Account change_account(Tx& tx, const Actor& actor, const AccountId& id,
                       std::optional<std::int64_t> version, const AccountPatch& patch);
/// A prospect becomes a customer: new number, the old one stays findable.
Account become_customer(Tx& tx, const Actor& actor, const AccountId& id,
                        std::optional<std::int64_t> version,
                        const std::optional<Text<32, 1>>& number);
/// Hangs the account and all below it under another parent. Records `account.moved` with the old
/// and the new path; whoever keeps copies of paths re-paths them in the same transaction.
Account move_account(Tx& tx, const Actor& actor, const AccountId& id,
                     std::optional<std::int64_t> version, const AccountId& new_parent);
/// No new carts and no logins for it any more. What is open stays as it is.
Account close_account(Tx& tx, const Actor& actor, const AccountId& id,
                      std::optional<std::int64_t> version, const MultilineText<500, 1>& reason);

/// Row, number and search terms of an account that is complete (set-up; create_account uses it).
void insert_account(Tx& tx, const Account& account);

// --- Loading --------------------------------------------------------------------------------

/// The only loader. Refuses `not_found` when missing or out of reach, and with the right's reason
/// when the actor sees the account but may not do this.
Account load_account(Tx& tx, const Actor& actor, const AccountId& id, Right right);
/// By its current number or one that it had before.
Account load_account_by_number(Tx& tx, const Actor& actor, std::string_view number, Right right);
/// Without an actor, for code that was already let in (jobs, views of loaded things).
std::optional<Account> find_account(Tx& tx, const AccountId& id);
std::optional<AccountHead> find_account_head(Tx& tx, const AccountId& id);
/// The nearest account above (or itself) of one of these kinds: who is copied as attribution (P49).
std::optional<Account> ancestor_of_kind(Tx& tx, const Account& account, AccountKind kind);

// --- Rules as values ------------------------------------------------------------------------

/// What may hang below what.
bool may_be_child_of(AccountKind child, AccountKind parent);
bool may_have_children(AccountKind parent);
/// Child path from the parent's path and the child's serial: "1/" + 46 -> "1/1a/".
std::string child_path(std::string_view parent_path, std::int64_t serial);
std::size_t depth_of(std::string_view path);
inline constexpr std::size_t kMaxTreeDepth = 12;

/// The next number of the kind's range: K- customers, I- prospects, P- partners, ...
std::string next_account_number(Tx& tx, AccountKind kind);
std::int64_t next_account_serial(Tx& tx);

/// "de 123 456 789" -> "DE123456789"; nothing when it cannot be a VAT id.
std::optional<std::string> normal_vat_id(std::string_view text);

}  // namespace kontor
