#pragma once
// Links sent by mail: set a password (reset, 30 minutes), take an invitation (7 days), confirm a
// new e-mail address (24 hours). Each works once; only the hash of its token is stored. One for a
// reset ends with every new password, an invitation's when nobody is invited any more.
//
// How the mail gets its link. The command only records an event on the user
// ("user.reset_requested", "user.email_change_requested") or on the account ("membership.invited");
// no token exists yet, so none can stand in the log, in a job's payload or in a backup of either.
// The mail job of src/conversation, inside its own transaction, calls
//
//     const auto link = issue_link(tx, LinkPurpose::reset, user_id);
//     url = public_url + link_path(LinkPurpose::reset, link.token);
//
// which stores the hash and ends older links of the same purpose. When the job runs twice, the
// second link replaces the first. The rendered mail holds the token: the outbox keeps it sealed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/users.hpp"

namespace kontor {

struct UserLinkTag {
  static constexpr std::string_view kPrefix = "link";
};
using UserLinkId = Id<UserLinkTag>;

enum class LinkPurpose { reset, invitation, email };
BOOST_DESCRIBE_ENUM(LinkPurpose, reset, invitation, email)

inline constexpr std::int64_t kResetLife_ms = 30LL * 60 * 1000;
inline constexpr std::int64_t kEmailConfirmationLife_ms = 24LL * 60 * 60 * 1000;

inline constexpr Code kTokenExpired{"token_expired", 410};
inline constexpr Code kTokenUsed{"token_used", 410};

struct UserLink {
  static constexpr std::string_view kTable = "user_links";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  UserLinkId id;
  LinkPurpose purpose = LinkPurpose::reset;
  UserId user_id;
  std::optional<AccountId> account_id;  ///< of an invitation
  std::string email;                    ///< the new address to confirm; else the user's
  Bytes token_hash;
  std::int64_t created_at_ms = 0;
  std::int64_t expires_at_ms = 0;
  std::optional<std::int64_t> used_at_ms;
  std::optional<std::int64_t> ended_at_ms;  ///< replaced by a newer one
};
BOOST_DESCRIBE_STRUCT(UserLink, (),
                      (tenant_id, id, purpose, user_id, account_id, email, token_hash,
                       created_at_ms, expires_at_ms, used_at_ms, ended_at_ms))

struct IssuedLink {
  std::string token;  ///< "<tenant code>.<22 characters>"; a secret
  std::int64_t expires_at_ms = 0;
};
/// For the mail job, see above. `email` is the new address with LinkPurpose::email.
IssuedLink issue_link(Tx& tx, LinkPurpose purpose, const UserId& user_id,
                      const std::optional<AccountId>& account_id = std::nullopt,
                      std::string_view email = "");
/// "/password/<token>" (reset, invitation) or "/email/<token>": pages of the web UI.
std::string link_path(LinkPurpose purpose, std::string_view token);

// --- Commands -------------------------------------------------------------------------------

/// Same answer and same work for unknown addresses; at most 5 an hour per address.
void request_reset(Tx& tx, std::string_view email, std::string_view remote_address);

struct LinkView {
  std::string email;
  LinkPurpose purpose = LinkPurpose::reset;
  std::string name;
  std::string account_name;
};
BOOST_DESCRIBE_STRUCT(LinkView, (), (email, purpose, name, account_name))
/// Refuses token_expired, token_used; not_found for what was never a token.
LinkView look_at_link(Tx& tx, std::string_view token);

/// Uses the link up, sets the password, ends all sessions; an invitation's membership is active.
void set_password_by_link(Tx& tx, std::string_view token, const std::string& password_hash);
/// "I do not know these people": the invitation's membership is declined.
void decline_by_link(Tx& tx, std::string_view token);

void request_email_change(Tx& tx, const Actor& actor, std::string_view new_email);
/// The new address counts from here on.
void confirm_email(Tx& tx, std::string_view token);

}  // namespace kontor
