#pragma once
// Demo data: the merchant Nordwerk Technik in Bremen with his people, partners and customers.

#include <string>
#include <string_view>
#include <vector>

#include "accounts/tenants.hpp"

namespace kontor {

/// Everybody's password in the demo; `kontor demo` prints it.
inline constexpr std::string_view kDemoPassword = "nordwerk-demo-2026";

struct DemoLogin {
  std::string role;  ///< "admin", "buyer of Möbelhaus Brinkmann"
  std::string email;
};

/// In a transaction of a new tenant's id. `password_hash` is that of kDemoPassword: hashing is too
/// slow for a transaction. Returns one login per role, for the command to print.
std::vector<DemoLogin> seed_accounts(Tx& tx, const std::string& password_hash);

}  // namespace kontor
