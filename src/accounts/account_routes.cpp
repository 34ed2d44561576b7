#include "accounts/account_views.hpp"
#include "accounts/log_views.hpp"
#include "accounts/people_views.hpp"
#include "accounts/routes.hpp"

namespace kontor {
namespace {

struct MoveInput {
  AccountId parent_id;
};
BOOST_DESCRIBE_STRUCT(MoveInput, (), (parent_id))

struct CloseInput {
  MultilineText<500, 1> reason;
};
BOOST_DESCRIBE_STRUCT(CloseInput, (), (reason))

struct BecomeCustomerInput {
  std::optional<Text<32, 1>> number;
};
BOOST_DESCRIBE_STRUCT(BecomeCustomerInput, (), (number))

constexpr auto kTag = "Accounts";

void add_reading(Api& api) {
  api.read("/accounts",
           {.summary = "Lists accounts within reach, by name",
            .tag = kTag,
            .query = {text_parameter("kind", "Kinds, comma = or"),
                      text_parameter("state", "active (default), closed, all"),
                      text_parameter("q", "Beginnings of words of name, number, town, e-mail"),
                      text_parameter("parent", "Only direct children of this account"),
                      text_parameter("cursor", "next_cursor of the page before"),
                      text_parameter("limit", "1 to 200, default 50")},
            .operation_id = "list_accounts"},
           [](Tx& tx, const Call& call) {
             return list_accounts(tx, call.actor,
                                  {.kind = call.query("kind"),
                                   .state = call.query("state"),
                                   .q = call.query("q"),
                                   .parent = call.query("parent"),
                                   .cursor = call.query("cursor"),
                                   .limit = call.limit()});
           });
  api.read("/accounts/{id}",
           {.summary = "Reads an account", .tag = kTag, .operation_id = "get_account"},
           [](Tx& tx, const Call& call) {
             const auto account =
                 load_account(tx, call.actor, call.id<AccountId>("id"), Right::account_read);
             return view_account(tx, call.actor, account);
           });
  api.read("/accounts/by-number/{number}",
           {.summary = "Reads an account by its number, also by one that it had before",
            .tag = kTag,
            .operation_id = "get_account_by_number"},
           [](Tx& tx, const Call& call) {
             const auto account = load_account_by_number(
                 tx, call.actor, call.request.path_params.get("number"), Right::account_read);
             return view_account(tx, call.actor, account);
           });
  api.read("/accounts/{id}/events",
           {.summary = "Reads the account's log, oldest first",
            .tag = kTag,
            .query = {text_parameter("after", "Only events with a greater seq"),
                      text_parameter("limit", "1 to 200, default 50")},
            .operation_id = "list_account_events"},
           [](Tx& tx, const Call& call) {
             const auto account =
                 load_account(tx, call.actor, call.id<AccountId>("id"), Right::account_read);
             return view_log(tx, call, AccountTag::kPrefix, account.id);
           });
}

void add_writing(Api& api) {
  api.write(http::Method::post, "/accounts",
            {.summary = "Makes an account below another",
             .tag = kTag,
             .status = 201,
             .errors = {kNumberTaken, kKindNotAllowedHere, kTreeTooDeep, kAccountClosed},
             .operation_id = "create_account"},
            [](Tx& tx, const Call& call, const AccountInput& input) {
              return view_account(tx, call.actor, create_account(tx, call.actor, input));
            });
  api.write(http::Method::patch, "/accounts/{id}",
            {.summary = "Changes an account",
             .tag = kTag,
             .if_match = true,
             .errors = {kNumberTaken, kAccountClosed},
             .operation_id = "change_account"},
            [](Tx& tx, const Call& call, const AccountPatch& patch) {
              return view_account(tx, call.actor,
                                  change_account(tx, call.actor, call.id<AccountId>("id"),
                                                 call.seen_version(), patch));
            });
  api.write(http::Method::post, "/accounts/{id}/become-customer",
            {.summary = "Makes a prospect a customer; the old number stays findable",
             .tag = kTag,
             .if_match = true,
             .errors = {kNotAProspect, kNumberTaken},
             .operation_id = "become_customer"},
            [](Tx& tx, const Call& call, const BecomeCustomerInput& input) {
              return view_account(tx, call.actor,
                                  become_customer(tx, call.actor, call.id<AccountId>("id"),
                                                  call.seen_version(), input.number));
            });
  api.write(http::Method::post, "/accounts/{id}/move",
            {.summary = "Hangs an account and all below it under another parent",
             .tag = kTag,
             .if_match = true,
             .errors = {kKindNotAllowedHere, kMoveBelowItself, kTreeTooDeep, kRootIsFixed},
             .operation_id = "move_account"},
            [](Tx& tx, const Call& call, const MoveInput& input) {
              return view_account(tx, call.actor,
                                  move_account(tx, call.actor, call.id<AccountId>("id"),
                                               call.seen_version(), input.parent_id));
            });
  api.write(http::Method::post, "/accounts/{id}/close",
            {.summary = "Closes an account: no new carts, no access for its users",
             .tag = kTag,
             .if_match = true,
             .errors = {kAccountHasChildren, kRootIsFixed},
             .operation_id = "close_account"},
            [](Tx& tx, const Call& call, const CloseInput& input) {
              return view_account(tx, call.actor,
                                  close_account(tx, call.actor, call.id<AccountId>("id"),
                                                call.seen_version(), input.reason));
            });
}

struct CompanyView {
  std::string name, street, postcode, city, country, currency;
  Locale locale = Locale::de;
  std::string time_zone, vat_id;
  bool small_business = false;
  bool one_cart_per_contract = false;
  std::string phone, email, web;
  std::string mail_sender_name, mail_sender_address, mail_signature;
  std::string order_number_pattern, cart_number_pattern, logo;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CompanyView, (),
                      (name, street, postcode, city, country, currency, locale, time_zone, vat_id,
                       small_business, one_cart_per_contract, phone, email, web, mail_sender_name,
                       mail_sender_address, mail_signature, order_number_pattern,
                       cart_number_pattern, logo, version))

CompanyView view_company(const Tenant& tenant) {
  return {tenant.name,
          tenant.street,
          tenant.postcode,
          tenant.city,
          tenant.country,
          tenant.currency,
          tenant.locale,
          tenant.time_zone,
          tenant.vat_id,
          tenant.small_business,
          tenant.one_cart_per_contract,
          tenant.phone,
          tenant.email,
          tenant.web,
          tenant.mail_sender_name,
          tenant.mail_sender_address,
          tenant.mail_signature,
          tenant.order_number_pattern,
          tenant.cart_number_pattern,
          tenant.logo,
          tenant.version};
}

void add_settings(Api& api) {
  api.read("/settings/company",
           {.summary = "Reads the company data",
            .tag = "Settings",
            .access = Access::staff,
            .operation_id = "get_company"},
           [](Tx& tx, const Call& call) {
             require(call.actor, Right::settings_read);
             return view_company(own_tenant(tx));
           });
  api.write(http::Method::patch, "/settings/company",
            {.summary = "Changes the company data",
             .tag = "Settings",
             .access = Access::staff,
             .if_match = true,
             .operation_id = "change_company"},
            [](Tx& tx, const Call& call, const CompanyPatch& patch) {
              return view_company(change_company(tx, call.actor, call.seen_version(), patch));
            });
}

}  // namespace

void add_account_routes(Api& api) {
  add_reading(api);
  add_writing(api);
  add_settings(api);
}

}  // namespace kontor
