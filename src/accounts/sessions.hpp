#pragma once
// Sessions, login and API keys: from what a request carries to the Actor who makes it.
//
// A session is a cookie with a random token; the database has its hash. It ends on logout, after
// kSessionIdle_ms without a request, after kSessionLife_ms in any case, when the password changes
// and when the user is blocked. Losing a membership does not end it: memberships are read with
// every request, so that an account is gone for an open session at once and only this one.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/tenants.hpp"
#include "accounts/users.hpp"

namespace kontor {

inline constexpr std::int64_t kMinute_ms = 60 * 1000;
inline constexpr std::int64_t kSessionLife_ms = 30LL * 24 * 60 * 60 * 1000;
inline constexpr std::int64_t kSessionIdle_ms = 4LL * 24 * 60 * 60 * 1000;
/// last_seen is written at most this often.
inline constexpr std::int64_t kSessionTouch_ms = 5LL * 60 * 1000;

inline constexpr Code kLoginFailed{"login_failed", 401};
inline constexpr Code kLoginLocked{"login_locked", 429};
inline constexpr Code kCsrfMissing{"csrf_missing", 403};
inline constexpr Code kTooManyKeys{"too_many_keys", 409};

struct Session {
  static constexpr std::string_view kTable = "sessions";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  SessionId id;
  UserId user_id;
  Bytes token_hash;
  std::int64_t created_at_ms = 0;
  std::int64_t last_seen_at_ms = 0;
  std::int64_t expires_at_ms = 0;
  std::string address;
  std::string user_agent;
};
BOOST_DESCRIBE_STRUCT(Session, (),
                      (tenant_id, id, user_id, token_hash, created_at_ms, last_seen_at_ms,
                       expires_at_ms, address, user_agent))

/// The random generator of a transaction for those who want a `Random`.
struct TxRandom final : Random {
  explicit TxRandom(Tx& tx) : tx_(tx) {}
  void fill(std::span<std::uint8_t> bytes) override { tx_.fill_random(bytes); }

 private:
  Tx& tx_;
};
Bytes hash_of(const Token& token);

// --- Login ----------------------------------------------------------------------------------

/// Failures that are allowed within kLimitWindow_ms before it is locked for kLimitLock_ms.
inline constexpr std::int64_t kLoginFailuresPerAccount = 10;
inline constexpr std::int64_t kLoginFailuresPerAddress = 100;
inline constexpr std::int64_t kLimitWindow_ms = 15LL * 60 * 1000;
inline constexpr std::int64_t kLimitLock_ms = 15LL * 60 * 1000;

/// What the password is verified against, outside of any transaction.
struct LoginAttempt {
  std::optional<std::string> stored_hash;  ///< nothing for unknown, blocked, without password
  std::int64_t locked_until_ms = 0;        ///< > 0: refuse `login_locked`
};
/// Step 1, its own write: counts the attempt before the password is looked at, so that neither a
/// refusal nor a race of many attempts escapes the limit. Unknown addresses count the same.
LoginAttempt begin_login(Tx& tx, std::string_view email, std::string_view address);

struct OpenedSession {
  Session session;
  std::string token;  ///< for the cookie; nowhere else
  User user;
};
/// Step 2, after the password was found right: forgets the counted failures of the account and
/// opens a session. Nothing when the user was blocked or his password changed in between.
std::optional<OpenedSession> finish_login(Tx& tx, std::string_view email,
                                          const std::string& verified_hash,
                                          const std::optional<std::string>& better_hash,
                                          std::string_view address, std::string_view user_agent);
OpenedSession open_session(Tx& tx, const User& user, std::string_view address,
                           std::string_view user_agent);

/// A counter that outlives a refusal: true while `subject` may go on. Adds one.
bool count_and_allow(Tx& tx, std::string_view subject, std::int64_t allowed,
                     std::int64_t window_ms);
/// "what:<network>", for counters per network address (IPv6: per /64).
std::string limit_subject(std::string_view what, std::string_view remote_address);

// --- Sessions -------------------------------------------------------------------------------

/// Of the cookie's token: the header X-CSRF-Token must repeat it on every write.
std::string csrf_token_of(const Token& session_token);

struct Credentials {
  std::string_view session_token;  ///< cookie kontor_session
  std::string_view bearer;         ///< Authorization: Bearer
  std::string_view account;        ///< header Kontor-Account
};
/// Who this is; `nobody` for an invalid or ended session or key. An account that is not one of
/// his leaves him acting for none (Actor::acting). Reads only.
Actor authenticate(Tx& tx, const Credentials& credentials);
void touch_session(Tx& tx, const Actor& actor);

/// His open event streams end after the commit; the browser comes back with what he may hear then.
void end_streams_of(Tx& tx, const UserId& user_id);
/// The same for all people and API keys that act for the account with this path or one below it.
void end_streams_below(Tx& tx, std::string_view path);

void end_session(Tx& tx, const Actor& actor, const SessionId& id);  ///< one of his own
void forget_session(Tx& tx, const Token& token);  ///< whoever's it is; nothing if there is none
void end_sessions_of(Tx& tx, const UserId& user_id,
                     const std::optional<SessionId>& keep = std::nullopt);
/// After a restore: every session of the tenant, and every link that sets a forgotten
/// password anew. Invitations stay: who came in by one since then is not there any more.
void end_all_logins(Tx& tx);
std::vector<Session> own_sessions(Tx& tx, const Actor& actor);
/// Ended by time; called by a job.
void delete_expired_sessions(Tx& tx);
/// The clock has gone back after it had shown `seen_until_ms`: sessions and links that had expired
/// by then stay dead, those that were made in what is the future now do not live longer for it.
void bury_expired(Tx& tx, std::int64_t seen_until_ms);

// --- API keys -------------------------------------------------------------------------------

using ScopeList = List<Scope, 4>;
struct ApiKey {
  static constexpr std::string_view kTable = "api_keys";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  ApiKeyId id;
  AccountId account_id;
  UserId created_by;
  std::string name;
  std::string prefix;
  Bytes token_hash;
  Json<ScopeList> scopes;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> last_used_at_ms;
};
BOOST_DESCRIBE_STRUCT(ApiKey, (),
                      (tenant_id, id, account_id, created_by, name, prefix, token_hash, scopes,
                       created_at_ms, last_used_at_ms))

struct ApiKeyInput {
  Text<80, 1> name;
  ScopeList scopes;
};
BOOST_DESCRIBE_STRUCT(ApiKeyInput, (), (name, scopes))

struct NewApiKey {
  ApiKey key;
  std::string token;  ///< shown once
};
NewApiKey create_api_key(Tx& tx, const Actor& actor, const ApiKeyInput& input);
std::vector<ApiKey> list_api_keys(Tx& tx, const Actor& actor);
void revoke_api_key(Tx& tx, const Actor& actor, const ApiKeyId& id);

}  // namespace kontor
