#pragma once
// What the accounts module teaches the kernel's API: whose tenant a request is for, who makes it,
// and whether he is let in.

#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "accounts/sessions.hpp"
#include "kernel/api.hpp"
#include "kernel/crypto.hpp"
#include "kernel/db.hpp"
#include "kernel/rate_limit.hpp"

namespace kontor {

inline constexpr std::string_view kSessionCookie = "kontor_session";
inline constexpr Code kUnknownHost{"unknown_host", 404};

/// All tenants in memory, by host name and by code. Any thread.
class TenantDirectory {
 public:
  explicit TenantDirectory(Database& database) : database_(database) {}

  /// Reads all; blocks. At start, and after a tenant was made or changed.
  void load();
  /// The same without waiting, for io threads.
  void load_later();
  /// By host name; else, where several tenants share a host, by the code in the request's token;
  /// else the only one. Nil while there is none at all. Refuses `unknown_host`.
  TenantId of(const http::Request& request) const;
  bool empty() const;

 private:
  void keep(const std::vector<Tenant>& tenants);

  Database& database_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, TenantId> by_host_;
  std::unordered_map<std::string, TenantId> by_code_;
};

/// What the routes of this module need beside the transaction. Lives as long as the server.
struct AccountsContext {
  Database& database;
  PasswordHasher& hasher;
  TenantDirectory& tenants;
  /// Printed by the server when the installation is empty; "" refuses every set-up.
  std::string setup_code;
};

/// "XXXX-XXXX-XXXX-XXXX": 80 random bits without letters that look alike.
std::string make_setup_code(Random& random);

ApiHooks make_api_hooks(AccountsContext& context);

/// The session token of a request; nothing without a readable cookie.
std::optional<Token> session_token_of(const http::Request& request);
/// Steps that all routes take, for those that run outside Api::read and Api::write.
std::shared_ptr<const Actor> authenticate_request(Tx& tx, AccountsContext& context,
                                                  const http::Request& request);
void admit_request(const Actor& actor, Access access, const http::Request& request);

}  // namespace kontor
