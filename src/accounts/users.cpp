#include "accounts/user_log.hpp"

#include "accounts/actor_log.hpp"
#include "accounts/sessions.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

struct ReasonData {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonData, (), (reason))

User take_user(Tx& tx, const UserId& id) { return take<User>(tx, id, std::nullopt, ""); }

/// The operator's last admin can neither be blocked nor sign himself away.
void keep_an_admin(Tx& tx, const UserId& without) {
  const auto own = tx.query(
      "SELECT account_id FROM memberships WHERE tenant_id = $1 AND user_id = $2 AND role = 'admin' "
      "AND state = 'active'",
      tx.tenant(), without);
  if (own.empty()) return;
  // Row first: two commands that each block one of two admins meet here.
  const auto account_id = own.front().get<AccountId>(0);
  tx.execute("UPDATE accounts SET changed_at_ms = $3 WHERE tenant_id = $1 AND id = $2", tx.tenant(),
             account_id, tx.now_ms());
  const auto others = tx.query(
      "SELECT 1 FROM memberships m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id "
      "WHERE m.tenant_id = $1 AND m.account_id = $2 AND m.user_id <> $3 AND m.role = 'admin' AND "
      "m.state = 'active' AND u.state = 'active' LIMIT 1",
      tx.tenant(), account_id, without);
  if (others.empty()) throw Refused(kLastOwner);
}

}  // namespace

std::string email_key(std::string_view email) { return folded(email); }

std::optional<User> find_user(Tx& tx, const UserId& id) {
  return tx.find<User>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
}

std::optional<User> find_user_by_email(Tx& tx, std::string_view email) {
  return tx.find<User>("WHERE tenant_id = $1 AND email_key = $2", tx.tenant(), email_key(email));
}

void settle_user(User& user) {
  user.email_key = email_key(user.email);
  user.sort_key = sort_key(user.name);
  user.search_text = folded(user.name + ' ' + user.email);
}

User create_user(Tx& tx, const Actor& actor, std::string_view email, std::string_view name,
                 Locale locale, const std::string& password_hash) {
  User user;
  user.tenant_id = tx.tenant();
  user.id = tx.new_id<UserId>();
  user.email = email;
  user.name = name.empty() ? std::string(email.substr(0, email.find('@'))) : std::string(name);
  user.locale = locale;
  user.password_hash = password_hash;
  user.created_at_ms = tx.now_ms();
  user.version = 1;
  settle_user(user);
  record(tx, user, draft_by(actor, "user.created", Visibility::internal));
  tx.insert(user);
  return user;
}

User change_me(Tx& tx, const Actor& actor, const MePatch& patch) {
  if (actor.kind != ActorKind::user) throw Refused(kUnauthenticated);
  auto user = take_user(tx, actor.user_id);
  ChangedFields fields;
  fields.set("name", user.name, patch.name);
  fields.set("locale", user.locale, patch.locale);
  fields.set("theme", user.theme, patch.theme);
  fields.set("shortcuts", user.shortcuts, patch.shortcuts);
  fields.set("density", user.density, patch.density);
  if (!fields.empty()) {
    settle_user(user);
    record(tx, user, draft_by(actor, "user.changed", Visibility::internal, fields.json()));
  }
  tx.update(user);
  return user;
}

void set_password(Tx& tx, User user, const std::string& password_hash,
                  const std::optional<SessionId>& keep_session, std::string_view event_kind) {
  user = take_user(tx, user.id);
  user.password_hash = password_hash;
  Actor self;
  self.kind = ActorKind::user;
  self.tenant = tx.tenant();
  self.user_id = user.id;
  self.name = user.name;
  record(tx, user, draft_by(self, event_kind, Visibility::internal));
  tx.update(user);
  // Who has asked for a link and remembered the password after all: nobody else shall use it.
  tx.execute(
      "UPDATE user_links SET ended_at_ms = $3 WHERE tenant_id = $1 AND user_id = $2 AND "
      "purpose = 'reset' AND used_at_ms IS NULL AND ended_at_ms IS NULL",
      tx.tenant(), user.id, tx.now_ms());
  end_sessions_of(tx, user.id, keep_session);
}

User block_user(Tx& tx, const Actor& actor, const UserId& id, const std::string& reason) {
  require(actor, Right::user_block);
  if (id == actor.user_id) throw Refused(kNotYourself);
  auto user = take_user(tx, id);
  if (user.state != UserState::active) {
    throw Refused(kWrongState, {{"state", std::string(enum_name(user.state))}});
  }
  keep_an_admin(tx, id);
  user.state = UserState::blocked;
  user.block_reason = reason;
  record(
      tx, user,
      draft_by(actor, "user.blocked", Visibility::internal, RawJson(to_json(ReasonData{reason}))));
  tx.update(user);
  end_sessions_of(tx, id);
  return user;
}

User unblock_user(Tx& tx, const Actor& actor, const UserId& id) {
  require(actor, Right::user_block);
  auto user = take_user(tx, id);
  if (user.state != UserState::blocked) {
    throw Refused(kWrongState, {{"state", std::string(enum_name(user.state))}});
  }
  user.state = UserState::active;
  user.block_reason.clear();
  record(tx, user, draft_by(actor, "user.unblocked", Visibility::internal));
  tx.update(user);
  return user;
}

void sign_out_user(Tx& tx, const Actor& actor, const UserId& id) {
  require(actor, Right::user_block);
  auto user = take_user(tx, id);
  record(tx, user, draft_by(actor, "user.signed_out", Visibility::internal));
  tx.update(user);
  end_sessions_of(tx, id);
}

Event note_on_user(Tx& tx, const UserId& id, const Draft& draft) {
  User user = take<User>(tx, id, std::nullopt, "");
  const Event event = record(tx, user, draft);
  tx.update(user);
  return event;
}

}  // namespace kontor
