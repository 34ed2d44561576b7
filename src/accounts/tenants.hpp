#pragma once
// The tenant: the merchant whose installation it is; and setting up an empty installation.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/users.hpp"
#include "kernel/aggregate.hpp"

namespace kontor {

struct Tenant {
  static constexpr std::string_view kTable = "tenants";
  static constexpr int kKeyColumns = 1;

  TenantId tenant_id;
  std::string code;  ///< short, stands in tokens; [a-z0-9]{6}
  std::optional<std::string> host_name;
  std::string name;
  std::string street;
  std::string postcode;
  std::string city;
  std::string country;
  std::string currency;
  Locale locale = Locale::de;
  std::string time_zone;
  std::string vat_id;
  bool small_business = false;         ///< charges no VAT (§ 19 UStG)
  bool one_cart_per_contract = false;  ///< row P48
  std::string phone;
  std::string email;
  std::string web;
  std::string mail_sender_name;
  std::string mail_sender_address;
  std::string mail_signature;
  std::string order_number_pattern;
  std::string cart_number_pattern;
  std::string logo;  ///< "data:image/png;base64,..." or empty
  AccountId root_account_id;
  std::int64_t created_at_ms = 0;
  std::int64_t version = 0;
  std::int64_t last_seq = 0;
  Bytes last_hash;
};
BOOST_DESCRIBE_STRUCT(Tenant, (),
                      (tenant_id, code, host_name, name, street, postcode, city, country, currency,
                       locale, time_zone, vat_id, small_business, one_cart_per_contract, phone,
                       email, web, mail_sender_name, mail_sender_address, mail_signature,
                       order_number_pattern, cart_number_pattern, logo, root_account_id,
                       created_at_ms, version, last_seq, last_hash))

struct SetupInput {
  Text<40> code;  ///< the one-time code which the server printed
  Text<160, 1> company;
  Text<80, 1> city;
  Text<2, 2> country;
  Text<3, 3> currency;
  Locale locale = Locale::de;
  Text<64, 1> time_zone;
  Text<254, 3> email;
  Text<120, 1> name;
  VerbatimText<128> password;
};
BOOST_DESCRIBE_STRUCT(SetupInput, (),
                      (code, company, city, country, currency, locale, time_zone, email, name,
                       password))

inline constexpr Code kSetupDone{"setup_done", 409};
inline constexpr Code kSetupCodeWrong{"setup_code_wrong", 403};

/// A transaction of no tenant sees all; one of a tenant, on PostgreSQL, its own only.
std::optional<Tenant> find_tenant(Tx& tx, const TenantId& id);
std::vector<Tenant> list_tenants(Tx& tx);
/// The one of this transaction.
Tenant own_tenant(Tx& tx);

struct NewTenant {
  Tenant tenant;
  Account root;
  User admin;
};
/// Tenant, the operator's root account, its counters, and the first admin with all capabilities.
/// `tx` runs for the new tenant's id.
NewTenant create_tenant(Tx& tx, const SetupInput& input, const std::string& password_hash);

/// Company data: what stands on documents and mails.
struct CompanyPatch {
  Patch<Text<160, 1>> name;
  Patch<Text<120>> street;
  Patch<Text<20>> postcode;
  Patch<Text<80>> city;
  Patch<Text<2, 2>> country;
  Patch<Text<3, 3>> currency;
  Patch<Locale> locale;
  Patch<Text<64, 1>> time_zone;
  Patch<Text<20>> vat_id;
  Patch<bool> small_business;
  Patch<bool> one_cart_per_contract;
  Patch<Text<40>> phone;
  Patch<Text<254>> email;
  Patch<Text<254>> web;
  Patch<Text<120, 1>> mail_sender_name;
  Patch<Text<254>> mail_sender_address;
  Patch<MultilineText<2000>> mail_signature;
  Patch<Text<40, 1>> order_number_pattern;  ///< "A-{year}-{number:6}"
  Patch<Text<40, 1>> cart_number_pattern;
  Patch<Text<200000>> logo;
};
BOOST_DESCRIBE_STRUCT(CompanyPatch, (),
                      (name, street, postcode, city, country, currency, locale, time_zone, vat_id,
                       small_business, one_cart_per_contract, phone, email, web, mail_sender_name,
                       mail_sender_address, mail_signature, order_number_pattern,
                       cart_number_pattern, logo))
/// Records `settings.changed` on the tenant.
Tenant change_company(Tx& tx, const Actor& actor, std::optional<std::int64_t> version,
                      const CompanyPatch& patch);

/// Checks fields that are no matter of length; refuses with all of them at once.
void check_setup(SetupInput& input);

}  // namespace kontor
