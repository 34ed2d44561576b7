#include "accounts/access_requests.hpp"
#include "accounts/api_hooks.hpp"
#include "accounts/links.hpp"
#include "accounts/people_views.hpp"
#include "accounts/routes.hpp"

namespace kontor {
namespace {

struct ReasonInput {
  MultilineText<500, 1> reason;
};
BOOST_DESCRIBE_STRUCT(ReasonInput, (), (reason))

struct EmailInput {
  Text<254, 3> email;
};
BOOST_DESCRIBE_STRUCT(EmailInput, (), (email))

struct AccessRequestView {
  AccessRequestId id;
  std::string email;
  std::string name;
  std::string company;
  std::string message;
  AccessRequestState state = AccessRequestState::open;
  std::string reason;
  std::optional<AccountId> account_id;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> decided_at_ms;
};
BOOST_DESCRIBE_STRUCT(AccessRequestView, (),
                      (id, email, name, company, message, state, reason, account_id, created_at_ms,
                       decided_at_ms))

AccessRequestView view(const AccessRequest& request) {
  return {request.id,           request.email,      request.name,
          request.company,      request.message,    request.state,
          request.reason,       request.account_id, request.created_at_ms,
          request.decided_at_ms};
}

struct ApiKeyView {
  ApiKeyId id;
  std::string name;
  std::string prefix;
  std::vector<Scope> scopes;
  AccountId account_id;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> last_used_at_ms;
};
BOOST_DESCRIBE_STRUCT(ApiKeyView, (),
                      (id, name, prefix, scopes, account_id, created_at_ms, last_used_at_ms))

struct NewApiKeyView : ApiKeyView {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(NewApiKeyView, (ApiKeyView), (token))

ApiKeyView view(const ApiKey& key) {
  return {key.id,         key.name,          key.prefix,         *key.scopes,
          key.account_id, key.created_at_ms, key.last_used_at_ms};
}

Membership load_membership(Tx& tx, const Actor& actor, const MembershipId& id, Account& account) {
  auto membership = tx.find<Membership>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
  if (!membership) throw Refused(kNotFound);
  account = load_account(tx, actor, membership->account_id, Right::user_read);
  return std::move(*membership);
}

MembershipView view_after(Tx& tx, const Actor& actor, const Membership& membership) {
  const auto account = find_account(tx, membership.account_id);
  if (!account) throw Refused(kNotFound);
  return view_membership(tx, actor, *account, membership);
}

void add_membership_routes(Api& api) {
  constexpr auto kTag = "Memberships";
  api.read(
      "/accounts/{id}/memberships",
      {.summary = "Lists the users of an account", .tag = kTag, .operation_id = "list_memberships"},
      [](Tx& tx, const Call& call) {
        return list_memberships(tx, call.actor, call.id<AccountId>("id"));
      });
  api.write(http::Method::post, "/accounts/{id}/memberships",
            {.summary = "Invites somebody to an account, or adds a login that exists",
             .tag = kTag,
             .status = 201,
             .errors = {kAlreadyMember, kRoleTooHigh, kUserBlocked, kAccountClosed},
             .operation_id = "invite_member"},
            [](Tx& tx, const Call& call, const InviteInput& input) {
              return view_after(tx, call.actor,
                                invite_member(tx, call.actor, call.id<AccountId>("id"), input));
            });
  api.read("/memberships/{id}",
           {.summary = "Reads a membership", .tag = kTag, .operation_id = "get_membership"},
           [](Tx& tx, const Call& call) {
             Account account;
             const auto membership =
                 load_membership(tx, call.actor, call.id<MembershipId>("id"), account);
             return view_membership(tx, call.actor, account, membership);
           });
  api.write(http::Method::patch, "/memberships/{id}",
            {.summary = "Changes role and capabilities",
             .tag = kTag,
             .if_match = true,
             .errors = {kLastOwner, kRoleTooHigh, kWrongState},
             .operation_id = "change_membership"},
            [](Tx& tx, const Call& call, const MembershipPatch& patch) {
              return view_after(tx, call.actor,
                                change_membership(tx, call.actor, call.id<MembershipId>("id"),
                                                  call.seen_version(), patch));
            });
  api.write(http::Method::remove, "/memberships/{id}",
            {.summary = "Ends this link between user and account; his other accounts stay",
             .tag = kTag,
             .errors = {kLastOwner, kRoleTooHigh, kWrongState},
             .operation_id = "remove_membership"},
            [](Tx& tx, const Call& call) {
              remove_membership(tx, call.actor, call.id<MembershipId>("id"));
              return Nothing{};
            });
  api.write(http::Method::post, "/memberships/{id}/invite",
            {.summary = "Sends the invitation again with a new link",
             .tag = kTag,
             .errors = {kWrongState, kUserBlocked},
             .operation_id = "invite_again"},
            [](Tx& tx, const Call& call) {
              return view_after(tx, call.actor,
                                invite_again(tx, call.actor, call.id<MembershipId>("id")));
            });
}

void add_admin_routes(Api& api) {
  constexpr auto kTag = "Users";
  api.read("/users",
           {.summary = "Lists all logins, by name",
            .tag = kTag,
            .access = Access::staff,
            .query = {text_parameter("q", "Part of name or e-mail"),
                      text_parameter("state", "active, blocked, invited"),
                      text_parameter("cursor", "next_cursor of the page before"),
                      text_parameter("limit", "1 to 200, default 50")},
            .operation_id = "list_users"},
           [](Tx& tx, const Call& call) {
             return list_users(tx, call.actor,
                               {.q = call.query("q"),
                                .state = call.query("state"),
                                .cursor = call.query("cursor"),
                                .limit = call.limit()});
           });
  api.read("/users/{id}",
           {.summary = "Reads a login",
            .tag = kTag,
            .access = Access::staff,
            .operation_id = "get_user"},
           [](Tx& tx, const Call& call) {
             require(call.actor, Right::user_block);
             const auto user = find_user(tx, call.id<UserId>("id"));
             if (!user) throw Refused(kNotFound);
             return view_user(tx, call.actor, *user);
           });
  api.write(http::Method::post, "/users/{id}/block",
            {.summary = "Blocks a login and ends its sessions",
             .tag = kTag,
             .access = Access::staff,
             .errors = {kNotYourself, kLastOwner, kWrongState},
             .operation_id = "block_user"},
            [](Tx& tx, const Call& call, const ReasonInput& input) {
              return view_user(tx, call.actor,
                               block_user(tx, call.actor, call.id<UserId>("id"), input.reason));
            });
  api.write(http::Method::post, "/users/{id}/unblock",
            {.summary = "Lets a blocked login in again",
             .tag = kTag,
             .access = Access::staff,
             .errors = {kWrongState},
             .operation_id = "unblock_user"},
            [](Tx& tx, const Call& call) {
              return view_user(tx, call.actor, unblock_user(tx, call.actor, call.id<UserId>("id")));
            });
  api.write(http::Method::post, "/users/{id}/sign-out",
            {.summary = "Ends all sessions of a login",
             .tag = kTag,
             .access = Access::staff,
             .operation_id = "sign_out_user"},
            [](Tx& tx, const Call& call) {
              sign_out_user(tx, call.actor, call.id<UserId>("id"));
              return Nothing{};
            });
}

void add_own_routes(Api& api) {
  constexpr auto kTag = "Session";
  api.read("/session",
           {.summary = "Who is logged in, with what he may do",
            .tag = kTag,
            .secret = true,
            .operation_id = "get_session"},
           [](Tx& tx, const Call& call) {
             const auto token = session_token_of(call.request);
             return view_session(tx, call.actor, token ? csrf_token_of(*token) : "");
           });
  api.write(http::Method::remove, "/session",
            {.summary = "Logs out", .tag = kTag, .status = 204, .operation_id = "log_out"},
            [](Tx& tx, const Call& call) {
              end_session(tx, call.actor, call.actor.session_id);
              auto response = http::Response::empty(204);
              response.headers.set("Set-Cookie", end_of_session_cookie(call.request));
              return response;
            });
  api.read("/sessions",
           {.summary = "Lists one's own sessions", .tag = kTag, .operation_id = "list_sessions"},
           [](Tx& tx, const Call& call) {
             std::vector<OwnSession> sessions;
             for (const auto& session : own_sessions(tx, call.actor)) {
               sessions.push_back({session.id, session.created_at_ms, session.last_seen_at_ms,
                                   session.address, session.user_agent,
                                   session.id == call.actor.session_id});
             }
             return sessions;
           });
  api.write(
      http::Method::remove, "/sessions/{id}",
      {.summary = "Ends one of one's own sessions", .tag = kTag, .operation_id = "end_session"},
      [](Tx& tx, const Call& call) {
        end_session(tx, call.actor, call.id<SessionId>("id"));
        return Nothing{};
      });
  api.write(http::Method::patch, "/me",
            {.summary = "Changes name, language, theme, shortcuts, density",
             .tag = kTag,
             .operation_id = "change_me"},
            [](Tx& tx, const Call& call, const MePatch& patch) {
              change_me(tx, call.actor, patch);
              const auto token = session_token_of(call.request);
              return view_session(tx, call.actor, token ? csrf_token_of(*token) : "");
            });
}

void add_link_routes(Api& api) {
  constexpr auto kTag = "Links";
  api.write(http::Method::post, "/password-resets",
            {.summary = "Mails a link to set a new password; the answer is always the same",
             .tag = kTag,
             .access = Access::anyone,
             .status = 202,
             .operation_id = "request_password_reset"},
            [](Tx& tx, const Call& call, const EmailInput& input) {
              if (!tx.tenant().is_nil())
                request_reset(tx, input.email, call.request.remote_address);
              return Nothing{};
            });
  api.read("/password-resets/{token}",
           {.summary = "Looks at a link to set a password",
            .tag = kTag,
            .access = Access::anyone,
            .errors = {kTokenExpired, kTokenUsed},
            .operation_id = "get_password_reset"},
           [](Tx& tx, const Call& call) {
             return look_at_link(tx, call.request.path_params.get("token"));
           });
  api.write(http::Method::post, "/password-resets/{token}/decline",
            {.summary = "Declines an invitation",
             .tag = kTag,
             .access = Access::anyone,
             .errors = {kTokenExpired, kTokenUsed},
             .operation_id = "decline_invitation"},
            [](Tx& tx, const Call& call) {
              decline_by_link(tx, call.request.path_params.get("token"));
              return Nothing{};
            });
  api.write(http::Method::post, "/email-confirmations/{token}",
            {.summary = "Confirms a new e-mail address",
             .tag = kTag,
             .access = Access::anyone,
             .errors = {kTokenExpired, kTokenUsed, kEmailTaken},
             .operation_id = "confirm_email"},
            [](Tx& tx, const Call& call) {
              confirm_email(tx, call.request.path_params.get("token"));
              return Nothing{};
            });
}

void add_access_request_routes(Api& api) {
  constexpr auto kTag = "Access requests";
  api.write(http::Method::post, "/access-requests",
            {.summary = "Asks for access; the answer is always the same",
             .tag = kTag,
             .access = Access::anyone,
             .status = 202,
             .operation_id = "request_access"},
            [](Tx& tx, const Call& call, const AccessRequestInput& input) {
              if (!tx.tenant().is_nil()) {
                request_access(tx, input, call.locale, call.request.remote_address);
              }
              return Nothing{};
            });
  api.read("/access-requests",
           {.summary = "Lists access requests, newest first",
            .tag = kTag,
            .access = Access::staff,
            .query = {text_parameter("state", "open (default), approved, refused")},
            .operation_id = "list_access_requests"},
           [](Tx& tx, const Call& call) {
             const auto wanted = call.query("state");
             const auto state = parse_enum<AccessRequestState>(wanted);
             if (!wanted.empty() && !state) {
               throw Refused::field("?state", "not_allowed", "open, approved, refused", wanted);
             }
             std::vector<AccessRequestView> views;
             for (const auto& one : list_access_requests(tx, call.actor, state)) {
               views.push_back(view(one));
             }
             return views;
           });
  api.write(http::Method::post, "/access-requests/{id}/approve",
            {.summary = "Lets the asker in: account and role",
             .tag = kTag,
             .access = Access::staff,
             .errors = {kAlreadyDecided, kAlreadyMember},
             .operation_id = "approve_access_request"},
            [](Tx& tx, const Call& call, const ApproveInput& input) {
              return view(approve_access(tx, call.actor, call.id<AccessRequestId>("id"), input));
            });
  api.write(
      http::Method::post, "/access-requests/{id}/refuse",
      {.summary = "Refuses with a reason that is mailed",
       .tag = kTag,
       .access = Access::staff,
       .errors = {kAlreadyDecided},
       .operation_id = "refuse_access_request"},
      [](Tx& tx, const Call& call, const ReasonInput& input) {
        return view(refuse_access(tx, call.actor, call.id<AccessRequestId>("id"), input.reason));
      });
}

void add_api_key_routes(Api& api) {
  constexpr auto kTag = "API keys";
  api.read("/api-keys",
           {.summary = "Lists the keys of the account one acts for",
            .tag = kTag,
            .operation_id = "list_api_keys"},
           [](Tx& tx, const Call& call) {
             std::vector<ApiKeyView> views;
             for (const auto& key : list_api_keys(tx, call.actor)) views.push_back(view(key));
             return views;
           });
  api.write(http::Method::post, "/api-keys",
            {.summary = "Makes a key; its token is shown this once",
             .tag = kTag,
             .status = 201,
             .secret = true,
             .errors = {kTooManyKeys},
             .operation_id = "create_api_key"},
            [](Tx& tx, const Call& call, const ApiKeyInput& input) {
              const auto made = create_api_key(tx, call.actor, input);
              NewApiKeyView shown;
              static_cast<ApiKeyView&>(shown) = view(made.key);
              shown.token = made.token;
              return shown;
            });
  api.write(http::Method::remove, "/api-keys/{id}",
            {.summary = "Revokes a key", .tag = kTag, .operation_id = "revoke_api_key"},
            [](Tx& tx, const Call& call) {
              revoke_api_key(tx, call.actor, call.id<ApiKeyId>("id"));
              return Nothing{};
            });
}

}  // namespace

void add_user_routes(Api& api) {
  add_membership_routes(api);
  add_admin_routes(api);
  add_own_routes(api);
  add_link_routes(api);
  add_access_request_routes(api);
  add_api_key_routes(api);
}

}  // namespace kontor
