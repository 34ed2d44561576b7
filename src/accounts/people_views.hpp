#pragma once
// Sessions, users and memberships as the API shows them.

#include <optional>
#include <string>
#include <vector>

#include "accounts/account_views.hpp"
#include "accounts/memberships.hpp"
#include "accounts/sessions.hpp"
#include "accounts/tenants.hpp"
#include "kernel/api_schema.hpp"

namespace kontor {

struct SessionUser {
  UserId id;
  std::string email;
  std::string name;
  Locale locale = Locale::de;
  Theme theme = Theme::system;
  Shortcuts shortcuts = Shortcuts::on;
  Density density = Density::normal;
};
BOOST_DESCRIBE_STRUCT(SessionUser, (), (id, email, name, locale, theme, shortcuts, density))

struct SessionTenant {
  std::string name;
  std::string city;
  std::string code;
  std::string currency;
  std::string country;
  std::string time_zone;
  bool one_cart_per_contract = false;
};
BOOST_DESCRIBE_STRUCT(SessionTenant, (),
                      (name, city, code, currency, country, time_zone, one_cart_per_contract))

struct SessionAccount {
  AccountId id;
  std::string number;
  std::string name;
  AccountKind kind = AccountKind::customer;
  std::string city;
};
BOOST_DESCRIBE_STRUCT(SessionAccount, (), (id, number, name, kind, city))

struct SessionMembership {
  MembershipId id;
  SessionAccount account;
  Role role = Role::viewer;
  std::vector<Capability> capabilities;
  std::int64_t waiting_count = 0;  ///< orders that wait for this account
};
BOOST_DESCRIBE_STRUCT(SessionMembership, (), (id, account, role, capabilities, waiting_count))

struct SessionView {
  SessionUser user;
  SessionTenant tenant;
  std::string csrf_token;
  std::vector<SessionMembership> memberships;
  std::optional<AccountId> acting_account_id;  ///< of this request
  bool staff = false;
  std::vector<Right> permissions;
};
BOOST_DESCRIBE_STRUCT(SessionView, (),
                      (user, tenant, csrf_token, memberships, acting_account_id, staff,
                       permissions))
SessionView view_session(Tx& tx, const Actor& actor, const std::string& csrf_token);

struct OwnSession {
  SessionId id;
  std::int64_t created_at_ms = 0;
  std::int64_t last_seen_at_ms = 0;
  std::string address;
  std::string user_agent;
  bool current = false;
};
BOOST_DESCRIBE_STRUCT(OwnSession, (),
                      (id, created_at_ms, last_seen_at_ms, address, user_agent, current))

struct MemberUser {
  UserId id;
  std::string name;
  std::string email;
  UserState state = UserState::active;
  std::optional<std::int64_t> last_seen_at_ms;
};
BOOST_DESCRIBE_STRUCT(MemberUser, (), (id, name, email, state, last_seen_at_ms))

struct MembershipView {
  MembershipId id;
  MemberUser user;
  Role role = Role::viewer;
  std::vector<Capability> capabilities;
  MembershipState state = MembershipState::invited;
  std::optional<std::int64_t> invited_until_ms;
  std::vector<ActionInfo> actions;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MembershipView, (),
                      (id, user, role, capabilities, state, invited_until_ms, actions, version))
MembershipView view_membership(Tx& tx, const Actor& actor, const Account& account,
                               const Membership& membership);
/// All but removed and refused ones, by name.
std::vector<MembershipView> list_memberships(Tx& tx, const Actor& actor, const AccountId& id);

struct UserMembership {
  MembershipId id;
  AccountRef account;
  Role role = Role::viewer;
  std::vector<Capability> capabilities;
  MembershipState state = MembershipState::active;
};
BOOST_DESCRIBE_STRUCT(UserMembership, (), (id, account, role, capabilities, state))

struct UserRow {
  UserId id;
  std::string name;
  std::string email;
  UserState state = UserState::active;
  std::string block_reason;
  Locale locale = Locale::de;
  bool has_password = false;
  std::optional<std::int64_t> last_seen_at_ms;
  std::int64_t created_at_ms = 0;
  std::int64_t session_count = 0;
  std::vector<UserMembership> memberships;
  std::vector<ActionInfo> actions;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(UserRow, (),
                      (id, name, email, state, block_reason, locale, has_password, last_seen_at_ms,
                       created_at_ms, session_count, memberships, actions, version))
UserRow view_user(Tx& tx, const Actor& actor, const User& user);

struct UserQuery {
  std::string q;
  std::string state;  ///< active, blocked, invited; empty: all
  std::string cursor;
  std::int64_t limit = 50;
};
/// By name, for admins of the operator.
Page<UserRow> list_users(Tx& tx, const Actor& actor, const UserQuery& query);

std::vector<Capability> capabilities_of(bool price_requests, bool manage_users,
                                        bool delete_for_good);
std::vector<Capability> capabilities_of(const Membership& membership);

}  // namespace kontor
