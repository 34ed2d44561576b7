#pragma once
// "Request access" on the login page (R03): a request, not an account. Staff let someone in, with
// account and role, or refuse with a reason. The answer to the asker is always the same.

#include "accounts/users.hpp"

namespace kontor {

struct AccessRequestTag {
  static constexpr std::string_view kPrefix = "access";
};
using AccessRequestId = Id<AccessRequestTag>;

enum class AccessRequestState { open, approved, refused };
BOOST_DESCRIBE_ENUM(AccessRequestState, open, approved, refused)

inline constexpr Code kAlreadyDecided{"already_decided", 409};

struct AccessRequest {
  static constexpr std::string_view kTable = "access_requests";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  AccessRequestId id;
  std::string email;
  std::string name;
  std::string company;
  std::string message;
  Locale locale = Locale::de;
  AccessRequestState state = AccessRequestState::open;
  std::string reason;
  std::optional<AccountId> account_id;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> decided_at_ms;
  std::int64_t version = 0;
  std::int64_t last_seq = 0;
  Bytes last_hash;
};
BOOST_DESCRIBE_STRUCT(AccessRequest, (),
                      (tenant_id, id, email, name, company, message, locale, state, reason,
                       account_id, created_at_ms, decided_at_ms, version, last_seq, last_hash))

struct AccessRequestInput {
  Text<254, 3> email;
  Text<120, 1> name;
  Text<160> company;
  MultilineText<1000> message;
};
BOOST_DESCRIBE_STRUCT(AccessRequestInput, (), (email, name, company, message))

struct ApproveInput {
  AccountId account_id;
  Role role = Role::buyer;
};
BOOST_DESCRIBE_STRUCT(ApproveInput, (), (account_id, role))

/// At most 5 an hour per network address and 3 per e-mail; what is above is dropped silently.
void request_access(Tx& tx, const AccessRequestInput& input, Locale locale,
                    std::string_view remote_address);
std::vector<AccessRequest> list_access_requests(Tx& tx, const Actor& actor,
                                                std::optional<AccessRequestState> state);
/// Makes the membership (and the login) like an invitation.
AccessRequest approve_access(Tx& tx, const Actor& actor, const AccessRequestId& id,
                             const ApproveInput& input);
/// The reason is mailed to the asker. Records `access.refused`.
AccessRequest refuse_access(Tx& tx, const Actor& actor, const AccessRequestId& id,
                            const std::string& reason);

}  // namespace kontor
