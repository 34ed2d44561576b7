#pragma once
// Accounts as the API shows them, and the list.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/tree.hpp"
#include "kernel/api_schema.hpp"
#include "kernel/event.hpp"
#include "kernel/machine.hpp"

namespace kontor {

struct AccountRef {
  AccountId id;
  std::string number;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(AccountRef, (), (id, number, name))

struct AccountRow {
  AccountId id;
  std::string number;
  std::string name;
  AccountKind kind = AccountKind::customer;
  AccountState state = AccountState::active;
  std::optional<AccountRef> parent;  ///< absent where the reader cannot see it
  std::string city;
  std::string country;
  std::string email;
  std::optional<PriceListId> price_list_id;
  std::int64_t open_orders = 0;
  std::int64_t open_carts = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(AccountRow, (),
                      (id, number, name, kind, state, parent, city, country, email, price_list_id,
                       open_orders, open_carts, version))

struct AccountView : AccountRow {
  bool consumer = false;
  std::string vat_id;
  std::string phone;
  Locale locale = Locale::de;
  bool power_of_attorney = false;
  AddressList addresses;
  std::vector<std::string> previous_numbers;
  std::string close_reason;
  std::optional<std::int64_t> closed_at_ms;
  std::int64_t created_at_ms = 0;
  std::int64_t changed_at_ms = 0;
  std::vector<ActionInfo> actions;
};
BOOST_DESCRIBE_STRUCT(AccountView, (AccountRow),
                      (consumer, vat_id, phone, locale, power_of_attorney, addresses,
                       previous_numbers, close_reason, closed_at_ms, created_at_ms, changed_at_ms,
                       actions))

struct AccountQuery {
  std::string kind;    ///< names of kinds, comma = or
  std::string state;   ///< active (default), closed, all
  std::string q;       ///< beginnings of words of name, number, town, postcode, e-mail
  std::string parent;  ///< id: only its direct children
  std::string cursor;
  std::int64_t limit = 50;
};

/// By name; within the reach of the actor.
Page<AccountRow> list_accounts(Tx& tx, const Actor& actor, const AccountQuery& query);
AccountView view_account(Tx& tx, const Actor& actor, const Account& account);
/// The parent as far as the actor may know of it.
std::optional<AccountRef> visible_parent(Tx& tx, const Actor& actor, const Account& account);

/// An action with its sentence in the language of the actor.
ActionInfo action_info(const Actor& actor, std::string_view name, const Permission& permission);
ActionInfo action_info(const Actor& actor, std::string_view name, const Code& refusal,
                       const Params& params = {});

}  // namespace kontor
