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
#include "kernel/services.hpp"

namespace kontor {

/// Over https http::host_cookie gives it its prefix.
inline constexpr std::string_view kSessionCookie = "kontor_session";
inline constexpr Code kUnknownHost{"unknown_host", 404};

/// All tenants in memory, by host name and by code; and the code that lets somebody set up an
/// installation that has none. Any thread.
class TenantDirectory {
 public:
  TenantDirectory(Database& database, Random& random);

  /// Reads all; blocks. At start (after migrations), and after a tenant was made or changed.
  void load();
  /// The same for threads that must not wait; `done` is called from a database thread.
  void load_later(std::function<void()> done);
  /// By host name; else, where several tenants share a host, by the code in the request's token;
  /// else the only one. Nil while there is none at all. Refuses `unknown_host`.
  TenantId of(const http::Request& request);
  bool empty();
  /// Seven times "XXXX" with hyphens, 140 random bits, another one at each start. The server prints
  /// it when the installation is empty.
  const std::string& setup_code() const { return setup_code_; }

 private:
  void load_if_unknown();
  void keep(const std::vector<Tenant>& tenants);

  Database& database_;
  const std::string setup_code_;
  std::shared_mutex mutex_;
  std::optional<std::int64_t> loaded_at_ms_;
  std::unordered_map<std::string, TenantId> by_host_;
  std::unordered_map<std::string, TenantId> by_code_;
};

ApiHooks make_api_hooks(Services& services);

/// Value of Set-Cookie that opens or ends a session in the browser.
std::string session_cookie(const http::Request& request, std::string_view token);
std::string end_of_session_cookie(const http::Request& request);

/// The session token of a request; nothing without a readable cookie.
std::optional<Token> session_token_of(const http::Request& request);
/// Steps that all routes take, for those that run outside Api::read and Api::write.
std::shared_ptr<const Actor> authenticate_request(Tx& tx, const http::Request& request);
void admit_request(const Actor& actor, Access access, const http::Request& request);

}  // namespace kontor
