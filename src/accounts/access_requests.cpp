#include "accounts/access_requests.hpp"

#include "accounts/actor_log.hpp"
#include "accounts/sessions.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/mail.hpp"

namespace kontor {
namespace {

/// `data` of access.requested, access.approved, access.refused: what the answer's mail needs.
struct AccessEventData {
  std::string email;
  std::string name;
  std::string company;
  Locale locale = Locale::de;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(AccessEventData, (), (email, name, company, locale, reason))

RawJson data_of(const AccessRequest& request) {
  return RawJson(to_json(AccessEventData{request.email, request.name, request.company,
                                         request.locale, request.reason}));
}

AccessRequest take_open(Tx& tx, const Actor& actor, const AccessRequestId& id) {
  require(actor, Right::access_request_decide);
  auto request = take<AccessRequest>(tx, id, std::nullopt, "");
  if (request.state != AccessRequestState::open) {
    throw Refused(kAlreadyDecided, {{"state", std::string(enum_name(request.state))}});
  }
  return request;
}

}  // namespace

void request_access(Tx& tx, const AccessRequestInput& input, Locale locale,
                    std::string_view remote_address) {
  if (!is_mail_address(input.email)) {
    throw Refused::field("/email", "not_an_email", "", input.email);
  }
  constexpr std::int64_t kHour_ms = 60 * kMinute_ms;
  constexpr std::int64_t kPerAddress = 5;
  constexpr std::int64_t kPerEmail = 3;
  const bool address_may =
      count_and_allow(tx, limit_subject("access", remote_address), kPerAddress, kHour_ms);
  const bool email_may =
      count_and_allow(tx, "access-email:" + email_key(input.email), kPerEmail, kHour_ms);
  if (!address_may || !email_may) return;
  AccessRequest request;
  request.tenant_id = tx.tenant();
  request.id = tx.new_id<AccessRequestId>();
  request.email = input.email;
  request.name = input.name;
  request.company = input.company;
  request.message = input.message;
  request.locale = locale;
  request.created_at_ms = tx.now_ms();
  request.version = 1;
  Actor stranger;
  stranger.name = input.name;
  record(tx, request,
         draft_by(stranger, "access.requested", Visibility::internal, data_of(request)));
  tx.insert(request);
}

std::vector<AccessRequest> list_access_requests(Tx& tx, const Actor& actor,
                                                std::optional<AccessRequestState> state) {
  require(actor, Right::access_request_decide);
  return tx.select<AccessRequest>(
      "WHERE tenant_id = $1 AND state = $2 ORDER BY created_at_ms DESC, id DESC LIMIT 200",
      tx.tenant(), state.value_or(AccessRequestState::open));
}

AccessRequest approve_access(Tx& tx, const Actor& actor, const AccessRequestId& id,
                             const ApproveInput& input) {
  auto request = take_open(tx, actor, id);
  InviteInput invitation;
  invitation.email = request.email;
  invitation.name = request.name;
  invitation.locale = request.locale;
  invitation.role = input.role;
  invite_member(tx, actor, input.account_id, invitation);
  request.state = AccessRequestState::approved;
  request.account_id = input.account_id;
  request.decided_at_ms = tx.now_ms();
  record(tx, request, draft_by(actor, "access.approved", Visibility::internal, data_of(request)));
  tx.update(request);
  return request;
}

AccessRequest refuse_access(Tx& tx, const Actor& actor, const AccessRequestId& id,
                            const std::string& reason) {
  auto request = take_open(tx, actor, id);
  request.state = AccessRequestState::refused;
  request.reason = reason;
  request.decided_at_ms = tx.now_ms();
  record(tx, request, draft_by(actor, "access.refused", Visibility::internal, data_of(request)));
  tx.update(request);
  return request;
}

}  // namespace kontor
