#pragma once
// Who acts, and what he may do. `can()` is the one place that decides it: API, the `actions` of an
// entity, rules and tests all ask here. What a role may do is a table in actor.cpp and nowhere
// else (model.md, "Who may do what").
//
// A user has one membership per account and acts for one of them at a time (header
// `Kontor-Account`). The reach of an actor is the subtree below the account he acts for: for staff
// that is the whole tenant, because the operator's account is the root of its tree.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe/enum.hpp>

#include "kernel/id.hpp"
#include "kernel/refused.hpp"
#include "kernel/texts.hpp"

namespace kontor {

struct AccountTag {
  static constexpr std::string_view kPrefix = "account";
};
struct UserTag {
  static constexpr std::string_view kPrefix = "user";
};
struct MembershipTag {
  static constexpr std::string_view kPrefix = "membership";
};
struct SessionTag {
  static constexpr std::string_view kPrefix = "session";
};
struct ApiKeyTag {
  static constexpr std::string_view kPrefix = "apikey";
};
using AccountId = Id<AccountTag>;
using UserId = Id<UserTag>;
using MembershipId = Id<MembershipTag>;
using SessionId = Id<SessionTag>;
using ApiKeyId = Id<ApiKeyTag>;

/// `operator` is a keyword; outside the program (JSON, database) the underscore is not there.
enum class AccountKind {
  operator_,
  partner,
  sub_partner,
  reseller,
  customer,
  prospect,
  key_account
};
BOOST_DESCRIBE_ENUM(AccountKind, operator_, partner, sub_partner, reseller, customer, prospect,
                    key_account)

/// owner to viewer: in customers' and partners' accounts. admin to read_only: in the operator's.
enum class Role {
  owner,
  buyer,
  approver,
  viewer,
  admin,
  sales,
  pricing,
  warehouse,
  accounting,
  support,
  read_only
};
BOOST_DESCRIBE_ENUM(Role, owner, buyer, approver, viewer, admin, sales, pricing, warehouse,
                    accounting, support, read_only)

enum class Capability { price_requests, manage_users, delete_for_good };
BOOST_DESCRIBE_ENUM(Capability, price_requests, manage_users, delete_for_good)

/// What an API key may do. `read` is contained in each of the others for its own area.
enum class Scope { read, orders_write, catalog_write, accounts_write, none };
BOOST_DESCRIBE_ENUM(Scope, read, orders_write, catalog_write, accounts_write, none)

enum class Right {
  account_read,
  account_create,
  account_edit,    ///< contact data, addresses, language
  account_manage,  ///< name, VAT id, price list, power of attorney, number, become customer
  account_move,
  account_close,
  user_read,
  user_manage,
  user_block,
  access_request_decide,
  api_key_manage,
  catalog_read,
  catalog_manage,
  price_manage,
  floor_price_read,
  data_import,
  data_export,
  order_read,
  order_edit,  ///< make a cart, edit a cart
  order_place,
  order_approve,
  order_start,
  order_amend,
  order_confirm,
  order_decline,
  order_cancel,
  order_reopen,
  order_hold,
  order_organise,  ///< labels, assignee, due date
  cart_delete,
  order_delete,  ///< delete an order for good
  note_read,
  note_write,
  message_write,
  price_request_ask,
  price_request_decide,
  quote_create,
  quote_send,
  quote_withdraw,
  quote_accept,
  quote_reject,
  payment_write,
  refund_write,
  shipment_write,
  view_share,
  report_read,
  settings_read,
  settings_manage,
  outbox_read,
  jobs_manage,
  letterhead_manage  ///< how one's quotes look
};
BOOST_DESCRIBE_ENUM(Right, account_read, account_create, account_edit, account_manage, account_move,
                    account_close, user_read, user_manage, user_block, access_request_decide,
                    api_key_manage, catalog_read, catalog_manage, price_manage, floor_price_read,
                    data_import, data_export, order_read, order_edit, order_place, order_approve,
                    order_start, order_amend, order_confirm, order_decline, order_cancel,
                    order_reopen, order_hold, order_organise, cart_delete, order_delete, note_read,
                    note_write, message_write, price_request_ask, price_request_decide,
                    quote_create, quote_send, quote_withdraw, quote_accept, quote_reject,
                    payment_write, refund_write, shipment_write, view_share, report_read,
                    settings_read, settings_manage, outbox_read, jobs_manage, letterhead_manage)

/// Why an allowed-looking button is off. Each has a text "refusal.<name>".
inline constexpr Code kRoleForbids{"role_forbids", 403};
inline constexpr Code kCapabilityMissing{"capability_missing", 403};
inline constexpr Code kScopeMissing{"scope_missing", 403};
inline constexpr Code kNoAccount{"no_account", 403};

/// One membership as the actor needs it, with what is known of its account.
struct ActingFor {
  MembershipId membership_id;
  AccountId account_id;
  std::string account_number;
  std::string account_name;
  AccountKind account_kind = AccountKind::customer;
  std::string path;
  Role role = Role::viewer;
  bool price_requests = false;
  bool manage_users = false;
  bool delete_for_good = false;

  bool has(Capability capability) const;
};

enum class ActorKind {
  nobody,   ///< not logged in
  user,     ///< a person with a session
  api_key,  ///< a program with a key: its account, limited by scopes
  system    ///< jobs, rules, imports, the command line: may everything, is named in the log
};

struct Actor {
  ActorKind kind = ActorKind::nobody;
  TenantId tenant;
  UserId user_id;
  SessionId session_id;
  ApiKeyId api_key_id;
  std::string name;
  Locale locale = Locale::de;
  std::vector<ActingFor> memberships;
  /// Index into memberships. Nothing: he has none, or he asked for an account that is not (or no
  /// longer) one of his.
  std::optional<std::size_t> acting;
  std::vector<Scope> scopes;  ///< of an API key
  bool touch_due = false;     ///< "last seen" of session or key is old enough to be written

  const ActingFor* acting_for() const { return acting ? &memberships[*acting] : nullptr; }
  /// Acts for the operator's account.
  bool staff() const;
  /// Has a membership in the operator's account, whatever he acts for just now.
  bool is_staff_somewhere() const;
  bool logged_in() const { return kind != ActorKind::nobody; }

  static Actor system(const TenantId& tenant, std::string name = "Kontor");
};

struct Permission {
  bool allowed = false;
  /// The actor does not even see the account: answer as if it did not exist.
  bool hidden = false;
  Code reason = kNotFound;  ///< meaningful when not allowed
  Params params;

  explicit operator bool() const { return allowed; }
};

/// May `actor` do this in the account at `account_path`, or in whatever hangs on that account?
Permission can(const Actor& actor, Right right, std::string_view account_path);
/// The same where no account is concerned (catalog, settings, jobs): the one he acts for.
Permission can(const Actor& actor, Right right);

/// Refuses with `unauthenticated`, `not_found` (out of reach) or the permission's reason.
void require(const Actor& actor, Right right, std::string_view account_path);
void require(const Actor& actor, Right right);

/// All rights which the actor has somewhere in his reach, for menus. Not a permission for anything.
std::vector<Right> rights_of(const Actor& actor);

/// Reach in SQL: `path >= from AND path < until`. For nobody it is an empty range.
struct PathRange {
  std::string from;
  std::string until;
};
PathRange reach_of(const Actor& actor);
/// The account and everything below it.
PathRange subtree(std::string_view path);
bool is_within(std::string_view path, std::string_view ancestor_path);

/// Operator, partner, sub-partner: whoever makes accounts for his customers and works for them.
bool serves_others(AccountKind kind);
bool is_staff_role(Role role);
std::string_view right_name(Right right);
std::string_view role_name(Role role);

}  // namespace kontor
