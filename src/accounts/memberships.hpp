#pragma once
// The life of a membership, and what its events carry for the mails.

#include <array>

#include "accounts/account_views.hpp"
#include "accounts/users.hpp"
#include "kernel/machine.hpp"

namespace kontor {

using MembershipStep = Transition<MembershipState, MembershipAction, Right>;

/// model.md, "Membership". A new one starts like a declined one. `accept` and `decline` are the
/// invited person's own, by his link; their right is only that of reading.
inline constexpr std::array kMembershipLife{
    MembershipStep{MembershipState::requested, MembershipAction::invite, MembershipState::invited,
                   Right::user_manage},
    MembershipStep{MembershipState::requested, MembershipAction::refuse, MembershipState::refused,
                   Right::user_manage},
    MembershipStep{MembershipState::invited, MembershipAction::invite, MembershipState::invited,
                   Right::user_manage},
    MembershipStep{MembershipState::invited, MembershipAction::accept, MembershipState::active,
                   Right::account_read},
    MembershipStep{MembershipState::invited, MembershipAction::decline, MembershipState::declined,
                   Right::account_read},
    MembershipStep{MembershipState::invited, MembershipAction::revoke, MembershipState::expired,
                   Right::user_manage},
    MembershipStep{MembershipState::invited, MembershipAction::expire, MembershipState::expired,
                   Right::account_read},
    MembershipStep{MembershipState::expired, MembershipAction::invite, MembershipState::invited,
                   Right::user_manage},
    MembershipStep{MembershipState::declined, MembershipAction::invite, MembershipState::invited,
                   Right::user_manage},
    MembershipStep{MembershipState::removed, MembershipAction::invite, MembershipState::invited,
                   Right::user_manage},
    MembershipStep{MembershipState::active, MembershipAction::remove, MembershipState::removed,
                   Right::user_manage},
};

/// `data` of the events membership.invited, .added, .changed, .removed, .left, .revoked, .accepted,
/// .declined (subject: the account). Enough to write the mail in the recipient's language; the
/// link of an invitation is made by the mail job (links.hpp).
struct MembershipEventData {
  MembershipId membership_id;
  UserId user_id;
  AccountId account_id;
  std::string email;
  std::string name;
  Locale locale = Locale::de;
  std::string account_name;
  Role role = Role::viewer;
  std::vector<FieldChange> fields;
};
BOOST_DESCRIBE_STRUCT(MembershipEventData, (),
                      (membership_id, user_id, account_id, email, name, locale, account_name, role,
                       fields))

/// Accept: all invitations that wait (one password is one login). Decline: that of one account.
void answer_invitations(Tx& tx, const User& user, const std::optional<AccountId>& account_id,
                        MembershipAction action);

std::vector<ActionInfo> membership_actions(const Actor& actor, const Account& account,
                                           const Membership& membership, std::int64_t now_ms);

}  // namespace kontor
