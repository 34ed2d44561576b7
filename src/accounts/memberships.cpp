#include <array>

#include "accounts/actor_log.hpp"
#include "accounts/memberships.hpp"
#include "accounts/sessions.hpp"
#include "accounts/users.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/mail.hpp"

namespace kontor {
namespace {

static_assert(is_deterministic(kMembershipLife));

/// Row first: the account's row is what all commands on its memberships meet at.
Account take_for_members(Tx& tx, const Actor& actor, const AccountId& id) {
  const auto reach = reach_of(actor);
  auto account =
      take<Account>(tx, id, std::nullopt, " AND path >= $3 AND path < $4", reach.from, reach.until);
  require(actor, Right::user_manage, account.path);
  if (account.state == AccountState::closed) throw Refused(kAccountClosed);
  return account;
}

void step(Membership& membership, MembershipAction action) {
  const auto* row = find_transition(kMembershipLife, membership.state, action);
  if (row == nullptr) {
    throw Refused(kWrongState, {{"state", std::string(enum_name(membership.state))},
                                {"action", std::string(enum_name(action))}});
  }
  membership.state = row->to;
}

bool has(const CapabilityList& list, Capability capability) {
  return std::find(list.begin(), list.end(), capability) != list.end();
}

void check_fits(const Account& account, Role role, const CapabilityList& capabilities) {
  std::vector<FieldError> errors;
  const bool operators = account.kind == AccountKind::operator_;
  if (is_staff_role(role) != operators) {
    errors.push_back({"/role", "not_in_this_account",
                      operators ? "admin, sales, pricing, warehouse, accounting, support, read_only"
                                : "owner, buyer, approver, viewer",
                      std::string(role_name(role))});
  }
  for (std::size_t i = 0; i < capabilities.size(); ++i) {
    const bool staff_only = capabilities[i] == Capability::delete_for_good;
    const bool customers_only = capabilities[i] == Capability::manage_users;
    if (operators ? customers_only : staff_only) {
      errors.push_back({"/capabilities/" + std::to_string(i), "not_in_this_account", "",
                        std::string(enum_name(capabilities[i]))});
    }
  }
  if (!errors.empty()) throw Refused::fields(std::move(errors));
}

/// Whoever manages users by capability only may not make himself or others more than he is.
bool manages_fully(const Actor& actor, const Account& account) {
  const auto* acting = actor.acting_for();
  if (acting == nullptr) return actor.kind == ActorKind::system;
  return acting->account_id != account.id || acting->role == Role::owner ||
         acting->role == Role::admin;
}

void check_rank(const Actor& actor, const Account& account, Role role, bool manage_users) {
  if (manages_fully(actor, account)) return;
  if (role == Role::owner || manage_users) throw Refused(kRoleTooHigh);
}

void apply(Membership& membership, const CapabilityList& capabilities) {
  membership.price_requests = has(capabilities, Capability::price_requests);
  membership.manage_users = has(capabilities, Capability::manage_users);
  membership.delete_for_good = has(capabilities, Capability::delete_for_good);
}

/// On the account's log; and the user's open streams end, so that they come back with what he may
/// hear from now on.
void note_on(Tx& tx, const Actor& actor, Account& account, const Membership& membership,
             const User& user, std::string_view kind, std::vector<FieldChange> fields = {}) {
  const MembershipEventData data{membership.id, user.id,         account.id,
                                 user.email,    user.name,       user.locale,
                                 account.name,  membership.role, std::move(fields)};
  record(tx, account, draft_by(actor, kind, Visibility::public_, RawJson(to_json(data))));
  account.changed_at_ms = tx.now_ms();
  tx.update(account);
  end_streams_of(tx, user.id);
}

/// A command by id: the membership's account must be within reach, or the membership his own.
struct Loaded {
  Account account;
  Membership membership;
  User user;
};
enum class Own { refused, allowed };
Loaded take_membership(Tx& tx, const Actor& actor, const MembershipId& id,
                       std::optional<std::int64_t> version, Own own) {
  const auto found = tx.find<Membership>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
  if (!found) throw Refused(kNotFound);
  const bool is_own =
      own == Own::allowed && actor.kind == ActorKind::user && found->user_id == actor.user_id;
  auto account = is_own ? take<Account>(tx, found->account_id, std::nullopt, "")
                        : take_for_members(tx, actor, found->account_id);
  auto membership = take<Membership>(tx, id, version, "");
  auto user = find_user(tx, membership.user_id);
  if (!user) throw Refused(kNotFound);
  return {std::move(account), std::move(membership), std::move(*user)};
}

void keep_an_owner(Tx& tx, const Account& account, const Membership& without) {
  const auto role = account.kind == AccountKind::operator_ ? Role::admin : Role::owner;
  if (without.role != role || without.state != MembershipState::active) return;
  const auto others = tx.query(
      "SELECT 1 FROM memberships m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id "
      "WHERE m.tenant_id = $1 AND m.account_id = $2 AND m.id <> $3 AND m.role = $4 AND "
      "m.state = 'active' AND u.state = 'active' LIMIT 1",
      tx.tenant(), account.id, without.id, role);
  if (others.empty()) throw Refused(kLastOwner);
}

void invite_now(Tx& tx, const Actor& actor, Account& account, Membership& membership,
                const User& user) {
  step(membership, MembershipAction::invite);
  const bool can_log_in = !user.password_hash.empty();
  if (can_log_in) {
    step(membership, MembershipAction::accept);
    membership.invited_until_ms.reset();
  } else {
    membership.invited_until_ms = tx.now_ms() + kInvitationLife_ms;
  }
  note_on(tx, actor, account, membership, user,
          can_log_in ? "membership.added" : "membership.invited");
}

}  // namespace

MembershipState effective_state(const Membership& membership, std::int64_t now_ms) {
  const bool over = membership.state == MembershipState::invited && membership.invited_until_ms &&
                    *membership.invited_until_ms <= now_ms;
  return over ? MembershipState::expired : membership.state;
}

Membership invite_member(Tx& tx, const Actor& actor, const AccountId& account_id,
                         const InviteInput& input) {
  auto account = take_for_members(tx, actor, account_id);
  if (!is_mail_address(input.email)) {
    throw Refused::field("/email", "not_an_email", "", input.email);
  }
  check_fits(account, input.role, input.capabilities);
  check_rank(actor, account, input.role, has(input.capabilities, Capability::manage_users));

  auto user = find_user_by_email(tx, input.email);
  if (user && user->state == UserState::blocked) throw Refused(kUserBlocked);
  if (!user) {
    user = create_user(tx, actor, input.email, input.name, input.locale.value_or(account.locale));
  }
  auto existing = tx.find<Membership>("WHERE tenant_id = $1 AND account_id = $2 AND user_id = $3",
                                      tx.tenant(), account.id, user->id);
  Membership membership;
  if (existing) {
    membership = take<Membership>(tx, existing->id, std::nullopt, "");
    if (membership.state == MembershipState::active) throw Refused(kAlreadyMember);
  } else {
    membership.tenant_id = tx.tenant();
    membership.id = tx.new_id<MembershipId>();
    membership.account_id = account.id;
    membership.user_id = user->id;
    membership.state = MembershipState::declined;  // as good as none: `invite` leads out of it
    membership.created_at_ms = tx.now_ms();
    membership.version = 1;
  }
  membership.role = input.role;
  apply(membership, input.capabilities);
  membership.changed_at_ms = tx.now_ms();
  invite_now(tx, actor, account, membership, *user);
  if (existing) {
    tx.update(membership);
  } else {
    tx.insert(membership);
  }
  return membership;
}

Membership invite_again(Tx& tx, const Actor& actor, const MembershipId& id) {
  auto [account, membership, user] = take_membership(tx, actor, id, std::nullopt, Own::refused);
  check_rank(actor, account, membership.role, membership.manage_users);
  if (user.state == UserState::blocked) throw Refused(kUserBlocked);
  membership.changed_at_ms = tx.now_ms();
  invite_now(tx, actor, account, membership, user);
  tx.update(membership);
  return membership;
}

Membership change_membership(Tx& tx, const Actor& actor, const MembershipId& id,
                             std::optional<std::int64_t> version, const MembershipPatch& patch) {
  auto [account, membership, user] = take_membership(tx, actor, id, version, Own::refused);
  const bool lives =
      membership.state == MembershipState::active || membership.state == MembershipState::invited;
  if (!lives) {
    throw Refused(kWrongState, {{"state", std::string(enum_name(membership.state))}});
  }
  check_rank(actor, account, membership.role, membership.manage_users);
  Membership changed = membership;
  if (patch.role.present) changed.role = patch.role.value;
  if (patch.capabilities.present) apply(changed, patch.capabilities.value);
  check_fits(account, changed.role,
             patch.capabilities.present ? patch.capabilities.value : CapabilityList{});
  check_rank(actor, account, changed.role, changed.manage_users);
  if (changed.role != membership.role) keep_an_owner(tx, account, membership);

  ChangedFields fields;
  fields.set("role", membership.role, changed.role);
  fields.set("price_requests", membership.price_requests, changed.price_requests);
  fields.set("manage_users", membership.manage_users, changed.manage_users);
  fields.set("delete_for_good", membership.delete_for_good, changed.delete_for_good);
  if (!fields.empty()) {
    membership.changed_at_ms = tx.now_ms();
    note_on(tx, actor, account, membership, user, "membership.changed", fields.changes());
  }
  tx.update(membership);
  return membership;
}

Membership remove_membership(Tx& tx, const Actor& actor, const MembershipId& id) {
  auto [account, membership, user] = take_membership(tx, actor, id, std::nullopt, Own::allowed);
  const bool leaves = membership.user_id == actor.user_id;
  if (!leaves) check_rank(actor, account, membership.role, membership.manage_users);
  keep_an_owner(tx, account, membership);
  const bool waits = membership.state == MembershipState::invited;
  step(membership, waits ? MembershipAction::revoke : MembershipAction::remove);
  membership.changed_at_ms = tx.now_ms();
  const auto kind = waits    ? "membership.revoked"
                    : leaves ? "membership.left"
                             : "membership.removed";
  note_on(tx, actor, account, membership, user, kind);
  tx.update(membership);
  return membership;
}

void answer_invitations(Tx& tx, const User& user, const std::optional<AccountId>& account_id,
                        MembershipAction action) {
  const auto waiting = tx.select<Membership>(
      "WHERE tenant_id = $1 AND user_id = $2 AND state = 'invited' ORDER BY account_id",
      tx.tenant(), user.id);
  Actor self;
  self.kind = ActorKind::user;
  self.user_id = user.id;
  self.name = user.name;
  for (const auto& found : waiting) {
    // A password set for one invitation is a login for all that wait; a refusal is for one only.
    if (action == MembershipAction::decline && found.account_id != account_id) continue;
    if (effective_state(found, tx.now_ms()) != MembershipState::invited) continue;
    auto account = take<Account>(tx, found.account_id, std::nullopt, "");
    auto membership = take<Membership>(tx, found.id, std::nullopt, "");
    step(membership, action);
    membership.invited_until_ms.reset();
    membership.changed_at_ms = tx.now_ms();
    tx.update(membership);
    note_on(tx, self, account, membership, user,
            action == MembershipAction::accept ? "membership.accepted" : "membership.declined");
  }
}

std::vector<ActionInfo> membership_actions(const Actor& actor, const Account& account,
                                           const Membership& membership, std::int64_t now_ms) {
  const auto state = effective_state(membership, now_ms);
  Permission manage = can(actor, Right::user_manage, account.path);
  const bool high = membership.role == Role::owner || membership.manage_users;
  if (manage && high && !manages_fully(actor, account)) manage = {false, false, kRoleTooHigh, {}};
  std::vector<ActionInfo> actions;
  if (state == MembershipState::active || state == MembershipState::invited) {
    actions.push_back(action_info(actor, "change", manage));
    const bool own = membership.user_id == actor.user_id;
    const Permission yes{true, false, kNotFound, {}};
    actions.push_back(action_info(actor, own ? "leave" : "remove", own ? yes : manage));
  }
  if (state != MembershipState::active) actions.push_back(action_info(actor, "invite", manage));
  return actions;
}

}  // namespace kontor
