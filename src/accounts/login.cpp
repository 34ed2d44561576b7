#include "accounts/actor_log.hpp"
#include "accounts/sessions.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

Bytes subject_hash(std::string_view subject) {
  const auto digest = sha256(subject);
  return {digest.begin(), digest.end()};
}

/// One network: an IPv4 address, or the first 64 bits of an IPv6 one, which a single customer of
/// a provider has for himself.
std::string network_of(std::string_view address) {
  if (address.find(':') == std::string_view::npos) return std::string(address);
  std::size_t end = 0;
  for (int groups = 0; groups < 4 && end != std::string_view::npos; ++groups) {
    end = address.find(':', groups == 0 ? 0 : end + 1);
  }
  return std::string(address.substr(0, end));
}

struct Counter {
  std::int64_t failures = 0;
  std::int64_t locked_until_ms = 0;
};

/// Adds one and locks when `allowed` is passed. A new window begins when the old one is over.
Counter count(Tx& tx, const Bytes& subject, std::int64_t allowed, std::int64_t window_ms) {
  const auto now_ms = tx.now_ms();
  tx.execute(
      "INSERT INTO login_limits (tenant_id, subject, failures, since_ms, locked_until_ms) "
      "VALUES ($1, $2, 0, $3, 0) ON CONFLICT (tenant_id, subject) DO NOTHING",
      tx.tenant(), subject, now_ms);
  const Rows rows = tx.query(
      "UPDATE login_limits SET "
      "failures = CASE WHEN since_ms + $4 <= $3 THEN 1 ELSE failures + 1 END, "
      "since_ms = CASE WHEN since_ms + $4 <= $3 THEN $3 ELSE since_ms END, "
      "locked_until_ms = CASE WHEN locked_until_ms > $3 THEN locked_until_ms "
      "WHEN since_ms + $4 > $3 AND failures >= $5 THEN $3 + $6 ELSE 0 END "
      "WHERE tenant_id = $1 AND subject = $2 RETURNING failures, locked_until_ms",
      tx.tenant(), subject, now_ms, window_ms, allowed, kLimitLock_ms);
  return {rows.front().get<std::int64_t>(0), rows.front().get<std::int64_t>(1)};
}

void forget(Tx& tx, const Bytes& subject) {
  tx.execute("DELETE FROM login_limits WHERE tenant_id = $1 AND subject = $2", tx.tenant(),
             subject);
}

Actor self(const User& user) {
  Actor actor;
  actor.kind = ActorKind::user;
  actor.tenant = user.tenant_id;
  actor.user_id = user.id;
  actor.name = user.name;
  return actor;
}

void note_user(Tx& tx, const UserId& id, std::string_view kind, std::string_view address) {
  auto user = take<User>(tx, id, std::nullopt, "");
  ChangedFields fields;
  fields.note("address", "", std::string(address));
  record(tx, user, draft_by(self(user), kind, Visibility::internal, fields.json()));
  tx.update(user);
}

}  // namespace

bool count_and_allow(Tx& tx, std::string_view subject, std::int64_t allowed,
                     std::int64_t window_ms) {
  return count(tx, subject_hash(subject), allowed, window_ms).failures <= allowed;
}

std::string limit_subject(std::string_view what, std::string_view remote_address) {
  return std::string(what) + ':' + network_of(remote_address);
}

LoginAttempt begin_login(Tx& tx, std::string_view email, std::string_view address) {
  LoginAttempt attempt;
  const auto by_address = count(tx, subject_hash(limit_subject("login", address)),
                                kLoginFailuresPerAddress, kLimitWindow_ms);
  const auto by_account = count(tx, subject_hash("login-account:" + email_key(email)),
                                kLoginFailuresPerAccount, kLimitWindow_ms);
  attempt.locked_until_ms = std::max(by_address.locked_until_ms, by_account.locked_until_ms);
  const auto user = find_user_by_email(tx, email);
  if (user && by_account.failures == kLoginFailuresPerAccount + 1) {
    note_user(tx, user->id, "user.login_locked", address);
  }
  if (attempt.locked_until_ms > 0) return attempt;
  if (user && user->state == UserState::active && !user->password_hash.empty()) {
    attempt.stored_hash = user->password_hash;
  }
  return attempt;
}

std::optional<OpenedSession> finish_login(Tx& tx, std::string_view email,
                                          const std::string& verified_hash,
                                          const std::optional<std::string>& better_hash,
                                          std::string_view address, std::string_view user_agent) {
  const auto found = find_user_by_email(tx, email);
  if (!found) return std::nullopt;
  auto user = take<User>(tx, found->id, std::nullopt, "");
  if (user.state != UserState::active || user.password_hash != verified_hash) return std::nullopt;
  if (better_hash) user.password_hash = *better_hash;
  user.last_seen_at_ms = tx.now_ms();
  ChangedFields fields;
  fields.note("address", "", std::string(address));
  record(tx, user, draft_by(self(user), "user.logged_in", Visibility::internal, fields.json()));
  tx.update(user);
  forget(tx, subject_hash("login-account:" + email_key(email)));
  // A whole office may log in from one address: only failures stay counted there.
  tx.execute(
      "UPDATE login_limits SET failures = failures - 1 WHERE tenant_id = $1 AND subject = $2 AND "
      "failures > 0",
      tx.tenant(), subject_hash(limit_subject("login", address)));
  return open_session(tx, user, address, user_agent);
}

}  // namespace kontor
