#include "accounts/sessions.hpp"

#include "accounts/actor_log.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::string_view kApiKeyPrefix = "kk_";

/// Subject columns come first, then one row per membership (or one without).
constexpr std::string_view kMemberColumns =
    "m.id, a.id, a.number, a.name, a.kind, a.path, m.role, m.price_requests, m.manage_users, "
    "m.delete_for_good";

ActingFor read_membership(const Rows::Row& row, std::size_t column) {
  ActingFor acting;
  acting.membership_id = row.get<MembershipId>(column);
  acting.account_id = row.get<AccountId>(column + 1);
  acting.account_number = row.get<std::string>(column + 2);
  acting.account_name = row.get<std::string>(column + 3);
  acting.account_kind = row.get<AccountKind>(column + 4);
  acting.path = row.get<std::string>(column + 5);
  acting.role = row.get<Role>(column + 6);
  acting.price_requests = row.get<bool>(column + 7);
  acting.manage_users = row.get<bool>(column + 8);
  acting.delete_for_good = row.get<bool>(column + 9);
  return acting;
}

void choose_account(Actor& actor, std::string_view wanted) {
  if (wanted.empty()) {
    if (!actor.memberships.empty()) actor.acting = 0;
    return;
  }
  const auto id = AccountId::parse(wanted);
  for (std::size_t i = 0; i < actor.memberships.size(); ++i) {
    const auto& membership = actor.memberships[i];
    if (membership.account_number == wanted || (id && membership.account_id == *id)) {
      actor.acting = i;
      return;
    }
  }
}

Actor by_session(Tx& tx, const Token& token) {
  Actor actor;
  const Rows rows = tx.query(
      "SELECT s.id, s.last_seen_at_ms, s.expires_at_ms, u.id, u.name, u.locale, " +
          std::string(kMemberColumns) +
          " FROM sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id "
          "LEFT JOIN (memberships m JOIN accounts a ON a.tenant_id = m.tenant_id AND "
          "a.id = m.account_id AND a.state = 'active') "
          "ON m.tenant_id = s.tenant_id AND m.user_id = s.user_id AND m.state = 'active' "
          "WHERE s.tenant_id = $1 AND s.token_hash = $2 AND u.state = 'active' "
          "ORDER BY m.created_at_ms, m.id",
      tx.tenant(), hash_of(token));
  if (rows.empty()) return actor;
  const auto first = rows.front();
  const auto last_seen_ms = first.get<std::int64_t>(1);
  if (tx.now_ms() >= first.get<std::int64_t>(2)) return actor;
  if (tx.now_ms() >= last_seen_ms + kSessionIdle_ms) return actor;
  actor.kind = ActorKind::user;
  actor.tenant = tx.tenant();
  actor.session_id = first.get<SessionId>(0);
  actor.user_id = first.get<UserId>(3);
  actor.name = first.get<std::string>(4);
  actor.locale = first.get<Locale>(5);
  for (const auto row : rows) {
    if (!row.is_null(6)) actor.memberships.push_back(read_membership(row, 6));
  }
  actor.touch_due = tx.now_ms() >= last_seen_ms + kSessionTouch_ms;
  return actor;
}

Actor by_api_key(Tx& tx, const Token& token) {
  Actor actor;
  const Rows rows = tx.query(
      "SELECT k.id, k.name, k.scopes, k.last_used_at_ms, a.locale, a.id, a.number, a.name, a.kind, "
      "a.path FROM api_keys k JOIN accounts a ON a.tenant_id = k.tenant_id AND "
      "a.id = k.account_id AND a.state = 'active' WHERE k.tenant_id = $1 AND k.token_hash = $2",
      tx.tenant(), hash_of(token));
  if (rows.empty()) return actor;
  const auto row = rows.front();
  actor.kind = ActorKind::api_key;
  actor.tenant = tx.tenant();
  actor.api_key_id = row.get<ApiKeyId>(0);
  actor.name = row.get<std::string>(1);
  actor.scopes = from_json_column<ScopeList>(row.get<std::string>(2));
  actor.locale = row.get<Locale>(4);
  ActingFor acting;
  acting.account_id = row.get<AccountId>(5);
  acting.account_number = row.get<std::string>(6);
  acting.account_name = row.get<std::string>(7);
  acting.account_kind = row.get<AccountKind>(8);
  acting.path = row.get<std::string>(9);
  // What the key may do is the head's role cut down by its scopes.
  acting.role = acting.account_kind == AccountKind::operator_ ? Role::admin : Role::owner;
  acting.price_requests = true;
  actor.memberships.push_back(std::move(acting));
  const auto used_ms = row.get<std::optional<std::int64_t>>(3);
  actor.touch_due = !used_ms || tx.now_ms() >= *used_ms + kSessionTouch_ms;
  return actor;
}

}  // namespace

Bytes hash_of(const Token& token) {
  const auto digest = token.hash();
  return {digest.begin(), digest.end()};
}

std::string csrf_token_of(const Token& session_token) {
  const auto digest = hmac_sha256(session_token.secret, "kontor csrf");
  return to_base64url(std::span(digest).first(24));
}

Actor authenticate(Tx& tx, const Credentials& credentials) {
  Actor actor;
  if (!credentials.bearer.empty()) {
    auto text = credentials.bearer;
    if (!text.starts_with(kApiKeyPrefix)) return actor;
    text.remove_prefix(kApiKeyPrefix.size());
    if (const auto token = Token::parse(text)) actor = by_api_key(tx, *token);
  } else if (!credentials.session_token.empty()) {
    if (const auto token = Token::parse(credentials.session_token)) {
      actor = by_session(tx, *token);
    }
  }
  choose_account(actor, credentials.account);
  return actor;
}

void touch_session(Tx& tx, const Actor& actor) {
  if (actor.kind == ActorKind::api_key) {
    tx.execute("UPDATE api_keys SET last_used_at_ms = $3 WHERE tenant_id = $1 AND id = $2",
               tx.tenant(), actor.api_key_id, tx.now_ms());
    return;
  }
  tx.execute("UPDATE sessions SET last_seen_at_ms = $3 WHERE tenant_id = $1 AND id = $2",
             tx.tenant(), actor.session_id, tx.now_ms());
  tx.execute("UPDATE users SET last_seen_at_ms = $3 WHERE tenant_id = $1 AND id = $2", tx.tenant(),
             actor.user_id, tx.now_ms());
}

OpenedSession open_session(Tx& tx, const User& user, std::string_view address,
                           std::string_view user_agent) {
  const auto tenant = own_tenant(tx);
  TxRandom random(tx);
  const auto token = Token::make(tenant.code, random);
  Session session;
  session.tenant_id = tx.tenant();
  session.id = tx.new_id<SessionId>();
  session.user_id = user.id;
  session.token_hash = hash_of(token);
  session.created_at_ms = session.last_seen_at_ms = tx.now_ms();
  session.expires_at_ms = tx.now_ms() + kSessionLife_ms;
  session.address = address;
  session.user_agent = first_graphemes(repaired_utf8(user_agent), 200);
  tx.insert(session);
  delete_expired_sessions(tx);
  // A person has few devices: the oldest of more than fifty sessions is forgotten.
  tx.execute(
      "DELETE FROM sessions WHERE tenant_id = $1 AND user_id = $2 AND id IN (SELECT id FROM "
      "sessions WHERE tenant_id = $1 AND user_id = $2 ORDER BY last_seen_at_ms DESC, id DESC "
      "LIMIT 1000 OFFSET 50)",
      tx.tenant(), user.id);
  return {session, token.text(), user};
}

namespace {

void end_streams_of_key(Tx& tx, const ApiKeyId& id) {
  tx.announce({tx.tenant(), std::string(ApiKeyTag::kPrefix), id.text(), 0, {}});
}

}  // namespace

void end_streams_of(Tx& tx, const UserId& user_id) {
  tx.announce({tx.tenant(), std::string(UserTag::kPrefix), user_id.text(), 0, {}});
}

void end_streams_below(Tx& tx, std::string_view path) {
  const PathRange range = subtree(path);
  const std::string of_accounts =
      " WHERE tenant_id = $1 AND account_id IN (SELECT id FROM accounts WHERE tenant_id = $1 AND "
      "path >= $2 AND path < $3)";
  const Rows users = tx.query("SELECT DISTINCT user_id FROM memberships" + of_accounts +
                                  " AND state = 'active'",
                              tx.tenant(), range.from, range.until);
  for (const auto row : users) end_streams_of(tx, row.get<UserId>(0));
  const Rows keys = tx.query("SELECT id FROM api_keys" + of_accounts, tx.tenant(), range.from,
                             range.until);
  for (const auto row : keys) end_streams_of_key(tx, row.get<ApiKeyId>(0));
}

void end_session(Tx& tx, const Actor& actor, const SessionId& id) {
  const auto ended =
      tx.execute("DELETE FROM sessions WHERE tenant_id = $1 AND id = $2 AND user_id = $3",
                 tx.tenant(), id, actor.user_id);
  if (ended == 0) throw Refused(kNotFound);
  end_streams_of(tx, actor.user_id);
}

void forget_session(Tx& tx, const Token& token) {
  const Rows ended =
      tx.query("DELETE FROM sessions WHERE tenant_id = $1 AND token_hash = $2 RETURNING user_id",
               tx.tenant(), hash_of(token));
  if (!ended.empty()) end_streams_of(tx, ended.front().get<UserId>(0));
}

void end_sessions_of(Tx& tx, const UserId& user_id, const std::optional<SessionId>& keep) {
  tx.execute("DELETE FROM sessions WHERE tenant_id = $1 AND user_id = $2 AND id <> $3", tx.tenant(),
             user_id, keep.value_or(SessionId{}));
  end_streams_of(tx, user_id);
}

void end_all_logins(Tx& tx) {
  tx.execute("DELETE FROM sessions WHERE tenant_id = $1", tx.tenant());
  tx.execute(
      "UPDATE user_links SET ended_at_ms = $2 WHERE tenant_id = $1 AND purpose = 'reset' AND "
      "used_at_ms IS NULL AND ended_at_ms IS NULL",
      tx.tenant(), tx.now_ms());
}

std::vector<Session> own_sessions(Tx& tx, const Actor& actor) {
  if (actor.kind != ActorKind::user) throw Refused(kUnauthenticated);
  return tx.select<Session>(
      "WHERE tenant_id = $1 AND user_id = $2 AND expires_at_ms > $3 AND last_seen_at_ms > $4 "
      "ORDER BY last_seen_at_ms DESC LIMIT 100",
      tx.tenant(), actor.user_id, tx.now_ms(), tx.now_ms() - kSessionIdle_ms);
}

void delete_expired_sessions(Tx& tx) {
  tx.execute("DELETE FROM sessions WHERE tenant_id = $1 AND expires_at_ms <= $2", tx.tenant(),
             tx.now_ms());
  tx.execute("DELETE FROM login_limits WHERE tenant_id = $1 AND since_ms <= $2", tx.tenant(),
             tx.now_ms() - 24 * 60 * kMinute_ms);
}

void bury_expired(Tx& tx, std::int64_t seen_until_ms) {
  tx.execute(
      "DELETE FROM sessions WHERE tenant_id = $1 AND (expires_at_ms <= $2 OR "
      "last_seen_at_ms <= $3)",
      tx.tenant(), seen_until_ms, seen_until_ms - kSessionIdle_ms);
  tx.execute(
      "UPDATE sessions SET expires_at_ms = expires_at_ms - (created_at_ms - $2), "
      "created_at_ms = $2 WHERE tenant_id = $1 AND created_at_ms > $2",
      tx.tenant(), tx.now_ms());
  tx.execute("UPDATE sessions SET last_seen_at_ms = $2 WHERE tenant_id = $1 AND "
             "last_seen_at_ms > $2",
             tx.tenant(), tx.now_ms());
  tx.execute(
      "UPDATE user_links SET ended_at_ms = $2 WHERE tenant_id = $1 AND expires_at_ms <= $2 AND "
      "used_at_ms IS NULL AND ended_at_ms IS NULL",
      tx.tenant(), seen_until_ms);
  tx.execute(
      "UPDATE user_links SET expires_at_ms = expires_at_ms - (created_at_ms - $2), "
      "created_at_ms = $2 WHERE tenant_id = $1 AND created_at_ms > $2",
      tx.tenant(), tx.now_ms());
}

// --- API keys -------------------------------------------------------------------------------

namespace {

void note_key(Tx& tx, const Actor& actor, std::string_view kind, const ApiKey& key) {
  auto account = take<Account>(tx, key.account_id, std::nullopt, "");
  ChangedFields fields;
  fields.note("api_key", "", key.name + " (" + key.prefix + "…)");
  record(tx, account, draft_by(actor, kind, Visibility::public_, fields.json()));
  tx.update(account);
}

const ActingFor& keys_account(const Actor& actor) {
  require(actor, Right::api_key_manage);
  const auto* acting = actor.acting_for();
  if (acting == nullptr) throw Refused(kNoAccount);
  return *acting;
}

}  // namespace

NewApiKey create_api_key(Tx& tx, const Actor& actor, const ApiKeyInput& input) {
  const auto& acting = keys_account(actor);
  if (input.scopes.empty()) throw Refused::field("/scopes", "required");
  for (std::size_t i = 0; i < input.scopes.size(); ++i) {
    if (input.scopes[i] == Scope::none) {
      throw Refused::field("/scopes/" + std::to_string(i), "not_allowed",
                           "read, orders_write, catalog_write, accounts_write", "none");
    }
  }
  const auto count =
      tx.query("SELECT count(*) FROM api_keys WHERE tenant_id = $1 AND account_id = $2",
               tx.tenant(), acting.account_id);
  constexpr std::int64_t kMostKeys = 50;
  if (count.front().get<std::int64_t>(0) >= kMostKeys) {
    throw Refused(kTooManyKeys, {{"limit", kMostKeys}});
  }
  TxRandom random(tx);
  const auto token = Token::make(own_tenant(tx).code, random);
  NewApiKey made;
  made.token = std::string(kApiKeyPrefix) + token.text();
  auto& key = made.key;
  key.tenant_id = tx.tenant();
  key.id = tx.new_id<ApiKeyId>();
  key.account_id = acting.account_id;
  key.created_by = actor.user_id;
  key.name = input.name;
  // The tenant's code and four of the 22 random characters: enough to tell keys apart.
  key.prefix = made.token.substr(0, made.token.find('.') + 5);
  key.token_hash = hash_of(token);
  key.scopes = input.scopes;
  key.created_at_ms = tx.now_ms();
  note_key(tx, actor, "api_key.created", key);
  tx.insert(key);
  return made;
}

std::vector<ApiKey> list_api_keys(Tx& tx, const Actor& actor) {
  const auto& acting = keys_account(actor);
  return tx.select<ApiKey>("WHERE tenant_id = $1 AND account_id = $2 ORDER BY id DESC LIMIT 200",
                           tx.tenant(), acting.account_id);
}

void revoke_api_key(Tx& tx, const Actor& actor, const ApiKeyId& id) {
  const auto& acting = keys_account(actor);
  const auto key = tx.find<ApiKey>("WHERE tenant_id = $1 AND id = $2 AND account_id = $3",
                                   tx.tenant(), id, acting.account_id);
  if (!key) throw Refused(kNotFound);
  note_key(tx, actor, "api_key.revoked", *key);
  tx.erase(*key);
  end_streams_of_key(tx, id);
}

}  // namespace kontor
