#include "accounts/tenants.hpp"

#include "accounts/actor_log.hpp"
#include "accounts/sessions.hpp"
#include "kernel/mail.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::string_view kCodeLetters = "abcdefghijkmnpqrstuvwxyz23456789";

/// Six letters without those that look alike; about 30 bits, only to tell tenants apart.
std::string new_code(Tx& tx) {
  std::array<std::uint8_t, 6> bytes{};
  tx.fill_random(bytes);
  std::string code;
  for (const auto byte : bytes) code.push_back(kCodeLetters[byte % kCodeLetters.size()]);
  return code;
}

bool is_currency(std::string_view code) {
  if (code.size() != 3) return false;
  return std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Account root_account(Tx& tx, const SetupInput& input) {
  Account root;
  root.tenant_id = tx.tenant();
  root.id = tx.new_id<AccountId>();
  root.kind = AccountKind::operator_;
  root.name = input.company;
  root.sort_key = sort_key(root.name);
  root.locale = input.locale;
  root.city = input.city;
  root.country = input.country;
  root.email = input.email;
  root.serial = next_account_serial(tx);
  root.path = child_path("", root.serial);
  root.number = next_account_number(tx, AccountKind::operator_);
  root.created_at_ms = root.changed_at_ms = tx.now_ms();
  root.version = 1;
  return root;
}

Tenant new_tenant(Tx& tx, const SetupInput& input, const AccountId& root_id) {
  Tenant tenant;
  tenant.tenant_id = tx.tenant();
  tenant.code = new_code(tx);
  tenant.name = input.company;
  tenant.city = input.city;
  tenant.country = input.country;
  tenant.currency = input.currency;
  tenant.locale = input.locale;
  tenant.time_zone = input.time_zone;
  tenant.email = input.email;
  tenant.mail_sender_name = input.company;
  tenant.mail_sender_address = input.email;
  tenant.order_number_pattern = "A-{year}-{number:6}";
  tenant.cart_number_pattern = "W-{number:4}";
  tenant.root_account_id = root_id;
  tenant.created_at_ms = tx.now_ms();
  tenant.version = 1;
  return tenant;
}

}  // namespace

std::optional<Tenant> find_tenant(Tx& tx, const TenantId& id) {
  return tx.find<Tenant>("WHERE tenant_id = $1", id);
}

std::vector<Tenant> list_tenants(Tx& tx) {
  return tx.select<Tenant>("ORDER BY tenant_id LIMIT 10000");
}

Tenant own_tenant(Tx& tx) {
  auto tenant = find_tenant(tx, tx.tenant());
  if (!tenant) throw Refused(kNotFound);
  return std::move(*tenant);
}

void check_setup(SetupInput& input) {
  std::vector<FieldError> errors;
  for (auto& c : input.country) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (!is_country(input.country))
    errors.push_back({"/country", "not_a_country", "", input.country});
  if (!is_currency(input.currency)) {
    errors.push_back({"/currency", "not_a_currency", "", input.currency});
  }
  if (!is_time_zone(input.time_zone)) {
    errors.push_back({"/time_zone", "not_a_time_zone", "", input.time_zone});
  }
  if (!is_mail_address(input.email)) errors.push_back({"/email", "not_an_email", "", input.email});
  if (auto problem = password_problem(input.password, input.email, input.name)) {
    errors.push_back(std::move(*problem));
  }
  if (!errors.empty()) throw Refused::fields(std::move(errors));
}

NewTenant create_tenant(Tx& tx, const SetupInput& input, const std::string& password_hash) {
  const auto actor = Actor::system(tx.tenant(), input.name);
  NewTenant made;
  made.root = root_account(tx, input);
  made.tenant = new_tenant(tx, input, made.root.id);
  tx.insert(made.tenant);
  record(tx, made.root, draft_by(actor, "tenant.created", Visibility::internal));
  insert_account(tx, made.root);
  made.admin = create_user(tx, actor, input.email, input.name, input.locale, password_hash);
  Membership membership;
  membership.tenant_id = tx.tenant();
  membership.id = tx.new_id<MembershipId>();
  membership.account_id = made.root.id;
  membership.user_id = made.admin.id;
  membership.role = Role::admin;
  membership.price_requests = true;
  membership.delete_for_good = true;
  membership.state = MembershipState::active;
  membership.created_at_ms = membership.changed_at_ms = tx.now_ms();
  membership.version = 1;
  tx.insert(membership);
  return made;
}

// --- Company settings -----------------------------------------------------------------------

namespace {

/// The pattern of a number has exactly one {number} or {number:digits} and may have {year}.
bool is_number_pattern(std::string_view pattern) {
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '}') return false;
    if (pattern[i] != '{') continue;
    const auto end = pattern.find('}', i);
    if (end == std::string_view::npos) return false;
    const auto word = pattern.substr(i + 1, end - i - 1);
    const bool padded =
        word.size() == 8 && word.starts_with("number:") && word[7] >= '1' && word[7] <= '9';
    if (word == "number" || padded) {
      ++numbers;
    } else if (word != "year") {
      return false;
    }
    i = end;
  }
  return numbers == 1;
}

// What it says it is, and the bytes with which such a file begins (RFC 2083, 3.1; ITU-T T.81, B.1).
bool is_logo(std::string_view logo) {
  return logo.empty() || logo.starts_with("data:image/png;base64,iVBORw0KGgo") ||
         logo.starts_with("data:image/jpeg;base64,/9j/");
}

void check_company(const CompanyPatch& patch, std::vector<FieldError>& errors) {
  const auto wrong = [&](const auto& field, const char* pointer, const char* code, bool fine) {
    if (field.present && !fine) {
      errors.push_back({pointer, code, "", first_graphemes(field.value, 60)});
    }
  };
  wrong(patch.country, "/country", "not_a_country", is_country(patch.country.value));
  wrong(patch.currency, "/currency", "not_a_currency", is_currency(patch.currency.value));
  wrong(patch.time_zone, "/time_zone", "not_a_time_zone", is_time_zone(patch.time_zone.value));
  wrong(patch.email, "/email", "not_an_email",
        patch.email.value.empty() || is_mail_address(patch.email.value));
  wrong(patch.mail_sender_address, "/mail_sender_address", "not_an_email",
        is_mail_address(patch.mail_sender_address.value));
  wrong(patch.order_number_pattern, "/order_number_pattern", "not_a_number_pattern",
        is_number_pattern(patch.order_number_pattern.value));
  wrong(patch.cart_number_pattern, "/cart_number_pattern", "not_a_number_pattern",
        is_number_pattern(patch.cart_number_pattern.value));
  wrong(patch.logo, "/logo", "not_an_image", is_logo(patch.logo.value));
}

}  // namespace

Tenant change_company(Tx& tx, const Actor& actor, std::optional<std::int64_t> version,
                      const CompanyPatch& patch) {
  require(actor, Right::settings_manage);
  tx.execute("UPDATE tenants SET version = version + 1 WHERE tenant_id = $1", tx.tenant());
  auto tenant = own_tenant(tx);
  if (version && *version != tenant.version - 1) {
    refuse_stale(tx, TenantTag::kPrefix, tenant.tenant_id, *version, tenant.version - 1);
  }
  std::vector<FieldError> errors;
  check_company(patch, errors);
  if (!errors.empty()) throw Refused::fields(std::move(errors));
  ChangedFields fields;
  fields.set("name", tenant.name, patch.name);
  fields.set("street", tenant.street, patch.street);
  fields.set("postcode", tenant.postcode, patch.postcode);
  fields.set("city", tenant.city, patch.city);
  fields.set("country", tenant.country, patch.country);
  fields.set("currency", tenant.currency, patch.currency);
  fields.set("locale", tenant.locale, patch.locale);
  fields.set("time_zone", tenant.time_zone, patch.time_zone);
  fields.set("vat_id", tenant.vat_id, patch.vat_id);
  fields.set("small_business", tenant.small_business, patch.small_business);
  fields.set("one_cart_per_contract", tenant.one_cart_per_contract, patch.one_cart_per_contract);
  fields.set("phone", tenant.phone, patch.phone);
  fields.set("email", tenant.email, patch.email);
  fields.set("web", tenant.web, patch.web);
  fields.set("mail_sender_name", tenant.mail_sender_name, patch.mail_sender_name);
  fields.set("mail_sender_address", tenant.mail_sender_address, patch.mail_sender_address);
  fields.set("mail_signature", tenant.mail_signature, patch.mail_signature);
  fields.set("order_number_pattern", tenant.order_number_pattern, patch.order_number_pattern);
  fields.set("cart_number_pattern", tenant.cart_number_pattern, patch.cart_number_pattern);
  if (patch.logo.present && tenant.logo != patch.logo.value) {
    // The picture itself would only swell the log.
    fields.note("logo", tenant.logo.empty() ? "" : "image",
                patch.logo.value.empty() ? "" : "image");
    tenant.logo = patch.logo.value;
  }
  if (fields.empty()) {
    --tenant.version;
  } else {
    record(tx,
           LogHead{TenantTag::kPrefix,
                   tenant.tenant_id,
                   tenant.version,
                   tenant.last_seq,
                   tenant.last_hash,
                   {}},
           draft_by(actor, "settings.changed", Visibility::internal, fields.json()));
  }
  tx.update(tenant);
  return tenant;
}

}  // namespace kontor
