#pragma once
// Users and their memberships. One login per e-mail address and tenant; what a user may do hangs on
// his memberships, one per account (model.md, "Membership").

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/actor.hpp"
#include "accounts/tree.hpp"
#include "kernel/crypto.hpp"
#include "kernel/db.hpp"
#include "kernel/field_types.hpp"

namespace kontor {

enum class UserState { active, blocked };
BOOST_DESCRIBE_ENUM(UserState, active, blocked)
enum class Theme { system, light, dark };
BOOST_DESCRIBE_ENUM(Theme, system, light, dark)
enum class Shortcuts { on, ctrl, off };
BOOST_DESCRIBE_ENUM(Shortcuts, on, ctrl, off)
enum class Density { comfortable, normal, compact };
BOOST_DESCRIBE_ENUM(Density, comfortable, normal, compact)

inline constexpr Code kLastOwner{"last_owner", 409};
inline constexpr Code kRoleTooHigh{"role_too_high", 403};
inline constexpr Code kAlreadyMember{"already_member", 409};
inline constexpr Code kNotYourself{"not_yourself", 409};
inline constexpr Code kUserBlocked{"user_blocked", 409};
inline constexpr Code kWrongPassword{"wrong_password", 403};
inline constexpr Code kEmailTaken{"email_taken", 409};

struct User {
  static constexpr std::string_view kTable = "users";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  UserId id;
  std::string email;
  std::string email_key;  ///< folded; unique per tenant
  std::string name;
  std::string sort_key;
  std::string search_text;  ///< folded name and address
  UserState state = UserState::active;
  std::string block_reason;
  std::string password_hash;  ///< empty: invited, has not set one yet
  Locale locale = Locale::de;
  Theme theme = Theme::system;
  Shortcuts shortcuts = Shortcuts::on;
  Density density = Density::normal;
  std::optional<std::int64_t> last_seen_at_ms;
  std::int64_t created_at_ms = 0;
  std::int64_t version = 0;
  std::int64_t last_seq = 0;
  Bytes last_hash;
};
BOOST_DESCRIBE_STRUCT(User, (),
                      (tenant_id, id, email, email_key, name, sort_key, search_text, state,
                       block_reason, password_hash, locale, theme, shortcuts, density,
                       last_seen_at_ms, created_at_ms, version, last_seq, last_hash))

enum class MembershipState { requested, invited, active, removed, refused, expired, declined };
BOOST_DESCRIBE_ENUM(MembershipState, requested, invited, active, removed, refused, expired,
                    declined)

enum class MembershipAction { request, invite, accept, decline, revoke, refuse, expire, remove };
BOOST_DESCRIBE_ENUM(MembershipAction, request, invite, accept, decline, revoke, refuse, expire,
                    remove)

struct Membership {
  static constexpr std::string_view kTable = "memberships";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  MembershipId id;
  AccountId account_id;
  UserId user_id;
  Role role = Role::viewer;
  bool price_requests = false;
  bool manage_users = false;
  bool delete_for_good = false;
  MembershipState state = MembershipState::invited;
  std::optional<std::int64_t> invited_until_ms;
  std::int64_t created_at_ms = 0;
  std::int64_t changed_at_ms = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Membership, (),
                      (tenant_id, id, account_id, user_id, role, price_requests, manage_users,
                       delete_for_good, state, invited_until_ms, created_at_ms, changed_at_ms,
                       version))

using CapabilityList = List<Capability, 3>;

struct InviteInput {
  Text<254, 3> email;
  Text<120> name;
  std::optional<Locale> locale;  ///< absent: the account's
  Role role = Role::viewer;
  CapabilityList capabilities;
};
BOOST_DESCRIBE_STRUCT(InviteInput, (), (email, name, locale, role, capabilities))

struct MembershipPatch {
  Patch<Role> role;
  Patch<CapabilityList> capabilities;
};
BOOST_DESCRIBE_STRUCT(MembershipPatch, (), (role, capabilities))

struct MePatch {
  Patch<Text<120, 1>> name;
  Patch<Locale> locale;
  Patch<Theme> theme;
  Patch<Shortcuts> shortcuts;
  Patch<Density> density;
};
BOOST_DESCRIBE_STRUCT(MePatch, (), (name, locale, theme, shortcuts, density))

inline constexpr std::int64_t kInvitationLife_ms = 7LL * 24 * 60 * 60 * 1000;

// --- Memberships ----------------------------------------------------------------------------

/// Someone new gets a login without password and a mail with a link to set one; the membership
/// is `invited` until then. Someone who can log in already gets the membership at once and a mail
/// that says so (R19, R21). Records `membership.invited` or `membership.added` on the account.
Membership invite_member(Tx& tx, const Actor& actor, const AccountId& account_id,
                         const InviteInput& input);
/// A new link for an invitation that waits or has run out.
Membership invite_again(Tx& tx, const Actor& actor, const MembershipId& id);
Membership change_membership(Tx& tx, const Actor& actor, const MembershipId& id,
                             std::optional<std::int64_t> version, const MembershipPatch& patch);
/// Ends this link only (R20): the user's other accounts and his sessions stay. An invitation that
/// waits is taken back. Everybody may end his own, unless he is the last owner.
Membership remove_membership(Tx& tx, const Actor& actor, const MembershipId& id);
/// The state now: an invitation ends at its instant, whether or not a job wrote it down.
MembershipState effective_state(const Membership& membership, std::int64_t now_ms);

// --- Users ----------------------------------------------------------------------------------

std::optional<User> find_user(Tx& tx, const UserId& id);
std::optional<User> find_user_by_email(Tx& tx, std::string_view email);
/// The key under which an address is unique: lower case, domain and local part.
std::string email_key(std::string_view email);

/// A login; without password until its link is used. An empty name becomes the local part.
User create_user(Tx& tx, const Actor& actor, std::string_view email, std::string_view name,
                 Locale locale, const std::string& password_hash = {});
/// Fills the columns that follow from name and address.
void settle_user(User& user);

User change_me(Tx& tx, const Actor& actor, const MePatch& patch);
/// After the old one was verified. Ends all other sessions, and every link that would set another.
void set_password(Tx& tx, User user, const std::string& password_hash,
                  const std::optional<SessionId>& keep_session, std::string_view event_kind);
/// Ends his sessions; he cannot log in until unblocked. Never oneself, never the last admin.
User block_user(Tx& tx, const Actor& actor, const UserId& id, const std::string& reason);
User unblock_user(Tx& tx, const Actor& actor, const UserId& id);
void sign_out_user(Tx& tx, const Actor& actor, const UserId& id);

/// What is wrong with a new password, at most one: "too_short" (12 characters), "too_long" (128),
/// "password_common", "password_personal" (contains the name or address). NIST SP 800-63B 3.1.1.2:
/// length and a list of common ones, no rules about kinds of characters.
std::optional<FieldError> password_problem(std::string_view password, std::string_view email,
                                           std::string_view name);

}  // namespace kontor
