#include "accounts/links.hpp"

#include "accounts/actor_log.hpp"
#include "accounts/memberships.hpp"
#include "accounts/sessions.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/mail.hpp"

namespace kontor {
namespace {

std::int64_t life_ms(LinkPurpose purpose) {
  switch (purpose) {
    case LinkPurpose::reset:
      return kResetLife_ms;
    case LinkPurpose::invitation:
      return kInvitationLife_ms;
    case LinkPurpose::email:
      return kEmailConfirmationLife_ms;
  }
  return 0;
}

Actor self(const User& user) {
  Actor actor;
  actor.kind = ActorKind::user;
  actor.tenant = user.tenant_id;
  actor.user_id = user.id;
  actor.name = user.name;
  actor.locale = user.locale;
  return actor;
}

struct Alive {
  UserLink link;
  User user;
};

/// Withdrawn, declined, or answered by the link of another invitation: then there is nothing left
/// to take, and a password is not set by it any more.
bool still_invited(Tx& tx, const UserLink& link) {
  const auto membership = tx.find<Membership>(
      "WHERE tenant_id = $1 AND account_id = $2 AND user_id = $3", tx.tenant(), link.account_id,
      link.user_id);
  return membership && effective_state(*membership, tx.now_ms()) == MembershipState::invited;
}

Alive find_alive(Tx& tx, std::string_view text) {
  const auto token = Token::parse(text);
  if (!token) throw Refused(kNotFound);
  auto link =
      tx.find<UserLink>("WHERE tenant_id = $1 AND token_hash = $2", tx.tenant(), hash_of(*token));
  if (!link) throw Refused(kNotFound);
  if (link->used_at_ms) throw Refused(kTokenUsed);
  if (link->ended_at_ms || link->expires_at_ms <= tx.now_ms()) throw Refused(kTokenExpired);
  if (link->purpose == LinkPurpose::invitation && !still_invited(tx, *link)) {
    throw Refused(kTokenExpired);
  }
  auto user = find_user(tx, link->user_id);
  // A blocked login does not get back in by the back door.
  if (!user || user->state == UserState::blocked) throw Refused(kTokenExpired);
  return {std::move(*link), std::move(*user)};
}

/// Exactly one caller uses a link up, also when two come at once.
void use_up(Tx& tx, const UserLink& link) {
  const auto used = tx.execute(
      "UPDATE user_links SET used_at_ms = $3 WHERE tenant_id = $1 AND id = $2 AND "
      "used_at_ms IS NULL AND ended_at_ms IS NULL",
      tx.tenant(), link.id, tx.now_ms());
  if (used != 1) throw Refused(kTokenUsed);
}

void end_links(Tx& tx, const UserId& user_id, LinkPurpose purpose) {
  tx.execute(
      "UPDATE user_links SET ended_at_ms = $4 WHERE tenant_id = $1 AND user_id = $2 AND "
      "purpose = $3 AND used_at_ms IS NULL AND ended_at_ms IS NULL",
      tx.tenant(), user_id, purpose, tx.now_ms());
}

/// A link of another purpose is no link here.
void expect(bool fits) {
  if (!fits) throw Refused(kNotFound);
}

}  // namespace

IssuedLink issue_link(Tx& tx, LinkPurpose purpose, const UserId& user_id,
                      const std::optional<AccountId>& account_id, std::string_view email) {
  const auto user = find_user(tx, user_id);
  if (!user) throw Refused(kNotFound);
  // An invitation to a second account does not kill the link of the first: each has its own mail.
  if (purpose != LinkPurpose::invitation) {
    end_links(tx, user_id, purpose);
  } else {
    tx.execute(
        "UPDATE user_links SET ended_at_ms = $4 WHERE tenant_id = $1 AND user_id = $2 AND "
        "purpose = 'invitation' AND account_id = $3 AND used_at_ms IS NULL AND "
        "ended_at_ms IS NULL",
        tx.tenant(), user_id, account_id, tx.now_ms());
  }
  TxRandom random(tx);
  const auto token = Token::make(own_tenant(tx).code, random);
  UserLink link;
  link.tenant_id = tx.tenant();
  link.id = tx.new_id<UserLinkId>();
  link.purpose = purpose;
  link.user_id = user_id;
  link.account_id = account_id;
  link.email = purpose == LinkPurpose::email ? std::string(email) : user->email;
  link.token_hash = hash_of(token);
  link.created_at_ms = tx.now_ms();
  link.expires_at_ms = tx.now_ms() + life_ms(purpose);
  tx.insert(link);
  return {token.text(), link.expires_at_ms};
}

std::string link_path(LinkPurpose purpose, std::string_view token) {
  return (purpose == LinkPurpose::email ? "/email/" : "/password/") + std::string(token);
}

void request_reset(Tx& tx, std::string_view email, std::string_view remote_address) {
  constexpr std::int64_t kHour_ms = 60 * kMinute_ms;
  constexpr std::int64_t kPerAccount = 5;
  constexpr std::int64_t kPerAddress = 30;
  const bool address_may =
      count_and_allow(tx, limit_subject("reset", remote_address), kPerAddress, kHour_ms);
  const bool account_may =
      count_and_allow(tx, "reset-account:" + email_key(email), kPerAccount, kHour_ms);
  const auto found = find_user_by_email(tx, email);
  if (!address_may || !account_may || !found || found->state == UserState::blocked) return;
  auto user = take<User>(tx, found->id, std::nullopt, "");
  record(tx, user, draft_by(self(user), "user.reset_requested", Visibility::internal));
  tx.update(user);
}

LinkView look_at_link(Tx& tx, std::string_view token) {
  const auto [link, user] = find_alive(tx, token);
  LinkView view;
  view.email = link.email;
  view.purpose = link.purpose;
  view.name = user.name;
  if (link.account_id) {
    if (const auto account = find_account(tx, *link.account_id)) view.account_name = account->name;
  }
  return view;
}

void set_password_by_link(Tx& tx, std::string_view token, const std::string& password_hash) {
  const auto [link, user] = find_alive(tx, token);
  expect(link.purpose != LinkPurpose::email);
  use_up(tx, link);
  set_password(tx, user, password_hash, std::nullopt, "user.password_set");
  answer_invitations(tx, user, link.account_id, MembershipAction::accept);
}

void decline_by_link(Tx& tx, std::string_view token) {
  const auto [link, user] = find_alive(tx, token);
  expect(link.purpose == LinkPurpose::invitation);
  use_up(tx, link);
  answer_invitations(tx, user, link.account_id, MembershipAction::decline);
}

void request_email_change(Tx& tx, const Actor& actor, std::string_view new_email) {
  if (!is_mail_address(new_email)) {
    throw Refused::field("/email", "not_an_email", "", std::string(new_email));
  }
  auto user = take<User>(tx, actor.user_id, std::nullopt, "");
  ChangedFields fields;
  fields.note("email", user.email, std::string(new_email));
  record(tx, user,
         draft_by(actor, "user.email_change_requested", Visibility::internal, fields.json()));
  tx.update(user);
}

void confirm_email(Tx& tx, std::string_view token) {
  const auto [link, found] = find_alive(tx, token);
  expect(link.purpose == LinkPurpose::email);
  use_up(tx, link);
  auto user = take<User>(tx, found.id, std::nullopt, "");
  const auto other = find_user_by_email(tx, link.email);
  if (other && other->id != user.id) throw Refused(kEmailTaken);
  ChangedFields fields;
  fields.set("email", user.email, link.email);
  settle_user(user);
  record(tx, user, draft_by(self(user), "user.email_changed", Visibility::internal, fields.json()));
  tx.update(user);
  // A link that went to the old address must not open the login any more.
  end_links(tx, user.id, LinkPurpose::reset);
}

}  // namespace kontor
