#include <algorithm>

#include "accounts/actor_log.hpp"
#include "accounts/sessions.hpp"
#include "accounts/tree.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/bulk.hpp"
#include "kernel/mail.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

std::string upper_ascii(std::string_view text) {
  std::string upper(text);
  for (auto& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

/// Row first, within the actor's reach, and with the right.
Account take_account(Tx& tx, const Actor& actor, const AccountId& id,
                     std::optional<std::int64_t> version, Right right) {
  const auto reach = reach_of(actor);
  auto account =
      take<Account>(tx, id, version, " AND path >= $3 AND path < $4", reach.from, reach.until);
  require(actor, right, account.path);
  if (account.state == AccountState::closed) throw Refused(kAccountClosed);
  return account;
}

void check_price_list(Tx& tx, const std::optional<PriceListId>& id,
                      std::vector<FieldError>& errors) {
  if (!id) return;
  const auto rows =
      tx.query("SELECT 1 FROM price_lists WHERE tenant_id = $1 AND id = $2", tx.tenant(), *id);
  if (rows.empty()) errors.push_back({"/price_list_id", "unknown", "", id->text()});
}

void check_contact(std::string_view email, std::vector<FieldError>& errors) {
  if (!email.empty() && !is_mail_address(email)) {
    errors.push_back({"/email", "not_an_email", "", std::string(email)});
  }
}

std::string checked_vat_id(std::string_view text, std::vector<FieldError>& errors) {
  if (text.empty()) return {};
  auto id = normal_vat_id(text);
  if (!id) errors.push_back({"/vat_id", "not_a_vat_id", "", std::string(text)});
  return id.value_or("");
}

/// One default per kind: the first that says so, else the first at all.
void settle_addresses(Tx& tx, AddressList& addresses, std::vector<FieldError>& errors) {
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    check_address(addresses[i], "/addresses/" + std::to_string(i), errors);
    if (!addresses[i].id) addresses[i].id = tx.new_id<AddressId>();
  }
  for (const auto kind : {AddressKind::billing, AddressKind::shipping}) {
    Address* chosen = nullptr;
    for (auto& address : addresses) {
      if (address.kind != kind) continue;
      if (chosen == nullptr || (address.is_default && !chosen->is_default)) chosen = &address;
    }
    for (auto& address : addresses) {
      if (address.kind == kind) address.is_default = &address == chosen;
    }
  }
}

/// City and country of lists: the default billing address, else any.
void copy_place(Account& account) {
  const Address* place = nullptr;
  for (const auto& address : *account.addresses) {
    const bool better = address.kind == AddressKind::billing && address.is_default;
    if (place == nullptr || better) place = &address;
  }
  account.city = place ? std::string(place->city) : std::string();
  account.country = place ? std::string(place->country) : std::string();
}

struct AccountTerm {
  static constexpr std::string_view kTable = "account_terms";
  static constexpr int kKeyColumns = 3;
  TenantId tenant_id;
  std::string term;
  AccountId account_id;
};
BOOST_DESCRIBE_STRUCT(AccountTerm, (), (tenant_id, term, account_id))

void add_terms(Tx& tx, const Account& account, std::vector<AccountTerm>& terms) {
  std::string words = account.name + ' ' + account.number + ' ' + account.city + ' ' +
                      account.email + ' ' + account.vat_id;
  for (const auto& number : *account.previous_numbers) words += ' ' + number;
  for (const auto& address : *account.addresses) {
    words += ' ' + address.company + ' ' + address.postcode + ' ' + address.city;
  }
  for (auto& term : search_terms(words, 64)) {
    terms.push_back({tx.tenant(), std::move(term), account.id});
  }
}

void replace_terms(Tx& tx, const Account& account) {
  tx.send("DELETE FROM account_terms WHERE tenant_id = $1 AND account_id = $2", tx.tenant(),
          account.id);
  std::vector<AccountTerm> terms;
  add_terms(tx, account, terms);
  insert_all(tx, terms);
}

struct AccountNumber {
  static constexpr std::string_view kTable = "account_numbers";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  std::string number;
  AccountId account_id;
};
BOOST_DESCRIBE_STRUCT(AccountNumber, (), (tenant_id, number, account_id))

void claim_number(Tx& tx, const std::string& number, const AccountId& id) {
  const auto written = tx.execute(
      "INSERT INTO account_numbers (tenant_id, number, account_id) VALUES ($1, $2, $3) "
      "ON CONFLICT DO NOTHING",
      tx.tenant(), number, id);
  if (written == 1) return;
  // A number that this very account had before may be given back to it.
  const auto owner =
      tx.query("SELECT account_id FROM account_numbers WHERE tenant_id = $1 AND number = $2",
               tx.tenant(), number);
  if (!owner.empty() && owner.front().get<AccountId>(0) == id) return;
  throw Refused(kNumberTaken, {{"number", number}});
}

/// A number that some other account has or had. Two at the same instant meet at the unique index.
void need_free_number(Tx& tx, const std::string& number) {
  const auto taken = tx.query("SELECT 1 FROM account_numbers WHERE tenant_id = $1 AND number = $2",
                              tx.tenant(), number);
  if (!taken.empty()) throw Refused(kNumberTaken, {{"number", number}});
}

void check_number(std::string_view number, std::vector<FieldError>& errors) {
  for (const char c : number) {
    const bool fine = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                      c == '/' || c == '_';
    if (fine) continue;
    return errors.push_back(
        {"/number", "not_an_account_number", "A-Z 0-9 - . / _", std::string(number)});
  }
}

void renumber(Tx& tx, Account& account, std::string number, ChangedFields& fields) {
  if (number == account.number) return;
  claim_number(tx, number, account.id);
  std::erase(*account.previous_numbers, number);
  account.previous_numbers->push_back(account.number);
  fields.set("number", account.number, std::move(number));
}

void store(Tx& tx, Account& account) {
  account.changed_at_ms = tx.now_ms();
  account.sort_key = sort_key(account.name);
  tx.update(account);
  replace_terms(tx, account);
}

struct MovedData {
  std::vector<FieldChange> fields;
  std::string old_path;
  std::string new_path;
};
BOOST_DESCRIBE_STRUCT(MovedData, (), (fields, old_path, new_path))

struct ReasonData {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonData, (), (reason))

const Account& parent_for(Tx& tx, const Actor& actor, const AccountInput& input,
                          ManyAccounts& many) {
  std::optional<AccountId> id = input.parent_id;
  if (!id && actor.acting_for() != nullptr) id = actor.acting_for()->account_id;
  if (!id) throw Refused::field("/parent_id", "required");
  auto found = many.parents.find(*id);
  if (found == many.parents.end()) {
    many.write(tx);
    auto loaded = load_account(tx, actor, *id, Right::account_create);
    found = many.parents.emplace(*id, std::move(loaded)).first;
  }
  const Account& parent = found->second;
  if (parent.state == AccountState::closed) throw Refused(kAccountClosed);
  if (!may_be_child_of(input.kind, parent.kind)) {
    throw Refused(kKindNotAllowedHere, {{"kind", std::string(enum_name(input.kind))},
                                        {"parent_kind", std::string(enum_name(parent.kind))}});
  }
  if (depth_of(parent.path) >= kMaxTreeDepth) {
    throw Refused(kTreeTooDeep, {{"limit", static_cast<std::int64_t>(kMaxTreeDepth)}});
  }
  return parent;
}

/// Price list and power of attorney are the operator's to give, and his number too.
void check_terms_right(const Actor& actor, const AccountInput& input) {
  if (actor.staff()) return;
  std::vector<FieldError> errors;
  if (input.price_list_id) errors.push_back({"/price_list_id", "operator_only", "", ""});
  if (input.power_of_attorney) errors.push_back({"/power_of_attorney", "operator_only", "", ""});
  if (input.number) errors.push_back({"/number", "operator_only", "", ""});
  if (!errors.empty()) throw Refused::fields(std::move(errors));
}

}  // namespace

void ManyAccounts::write(Tx& tx) {
  std::vector<AccountNumber> numbers;
  std::vector<AccountTerm> terms;
  for (const Account& account : made) {
    numbers.push_back({tx.tenant(), account.number, account.id});
    add_terms(tx, account, terms);
  }
  // In the order of the index, which is quicker for many.
  std::ranges::sort(terms, {}, &AccountTerm::term);
  insert_all(tx, made);
  insert_all(tx, numbers);
  insert_all(tx, terms);
  made.clear();
}

void insert_account(Tx& tx, const Account& account) {
  ManyAccounts one;
  one.made.push_back(account);
  one.write(tx);
}

Account create_account(Tx& tx, const Actor& actor, const AccountInput& input) {
  ManyAccounts many;
  auto account = create_account(tx, actor, input, many);
  many.write(tx);
  return account;
}

Account create_account(Tx& tx, const Actor& actor, const AccountInput& input, ManyAccounts& many) {
  check_terms_right(actor, input);
  const Account& parent = parent_for(tx, actor, input, many);
  std::vector<FieldError> errors;
  Account account;
  account.tenant_id = tx.tenant();
  account.id = tx.new_id<AccountId>();
  account.parent_id = parent.id;
  account.kind = input.kind;
  account.name = input.name;
  account.consumer = input.consumer;
  account.vat_id = checked_vat_id(input.vat_id, errors);
  account.email = input.email;
  account.phone = input.phone;
  account.locale = input.locale.value_or(parent.locale);
  account.price_list_id = input.price_list_id;
  account.power_of_attorney = input.power_of_attorney;
  account.addresses = input.addresses;
  check_contact(account.email, errors);
  if (!account.price_list_id || !many.price_lists.contains(*account.price_list_id)) {
    const auto before = errors.size();
    check_price_list(tx, account.price_list_id, errors);
    const bool found = errors.size() == before;
    if (account.price_list_id && found) many.price_lists.insert(*account.price_list_id);
  }
  settle_addresses(tx, *account.addresses, errors);
  const auto wanted = input.number ? upper_ascii(*input.number) : std::string();
  check_number(wanted, errors);
  if (!errors.empty()) throw Refused::fields(std::move(errors));
  if (!wanted.empty() && !many.free_numbers.contains(wanted)) need_free_number(tx, wanted);

  account.serial = next_account_serial(tx);
  account.path = child_path(parent.path, account.serial);
  account.number = wanted.empty() ? next_account_number(tx, input.kind) : wanted;
  account.sort_key = sort_key(account.name);
  account.created_at_ms = account.changed_at_ms = tx.now_ms();
  account.version = 1;
  copy_place(account);
  record(tx, account, draft_by(actor, "account.created", Visibility::public_));
  many.made.push_back(account);
  many.free_numbers.erase(account.number);
  return account;
}

Account change_account(Tx& tx, const Actor& actor, const AccountId& id,
                       std::optional<std::int64_t> version, const AccountPatch& patch) {
  auto account = take_account(tx, actor, id, version, Right::account_edit);
  const bool terms = patch.name.present || patch.consumer.present || patch.vat_id.present;
  if (terms) require(actor, Right::account_manage, account.path);
  std::vector<FieldError> errors;
  if (!actor.staff()) {
    if (patch.price_list_id.present) errors.push_back({"/price_list_id", "operator_only", "", ""});
    if (patch.number.present) errors.push_back({"/number", "operator_only", "", ""});
    if (patch.power_of_attorney.present) {
      errors.push_back({"/power_of_attorney", "operator_only", "", ""});
    }
  } else if (patch.price_list_id.present || patch.number.present ||
             patch.power_of_attorney.present) {
    require(actor, Right::account_manage, account.path);
  }

  ChangedFields fields;
  fields.set("name", account.name, patch.name);
  fields.set("consumer", account.consumer, patch.consumer);
  if (patch.vat_id.present) {
    fields.set("vat_id", account.vat_id, checked_vat_id(patch.vat_id.value, errors));
  }
  fields.set("email", account.email, patch.email);
  fields.set("phone", account.phone, patch.phone);
  fields.set("locale", account.locale, patch.locale);
  fields.set("price_list_id", account.price_list_id, patch.price_list_id);
  fields.set("power_of_attorney", account.power_of_attorney, patch.power_of_attorney);
  if (patch.addresses.present) {
    auto addresses = patch.addresses.value;
    settle_addresses(tx, addresses, errors);
    fields.set("addresses", *account.addresses, addresses);
  }
  if (patch.email.present) check_contact(account.email, errors);
  if (patch.price_list_id.present) check_price_list(tx, account.price_list_id, errors);
  const auto number = upper_ascii(patch.number.value);
  if (patch.number.present) check_number(number, errors);
  if (!errors.empty()) throw Refused::fields(std::move(errors));
  if (patch.number.present) renumber(tx, account, number, fields);
  if (fields.empty()) {
    // Nothing changed: the version that the caller has stays the current one.
    --account.version;
    tx.update(account);
    return account;
  }
  copy_place(account);
  record(tx, account, draft_by(actor, "account.changed", Visibility::public_, fields.json()));
  store(tx, account);
  return account;
}

Account become_customer(Tx& tx, const Actor& actor, const AccountId& id,
                        std::optional<std::int64_t> version,
                        const std::optional<Text<32, 1>>& number) {
  auto account = take_account(tx, actor, id, version, Right::account_manage);
  if (account.kind != AccountKind::prospect) throw Refused(kNotAProspect);
  if (number && !actor.staff()) throw Refused::field("/number", "operator_only");
  ChangedFields fields;
  fields.set("kind", account.kind, AccountKind::customer);
  auto wanted = number ? upper_ascii(*number) : next_account_number(tx, AccountKind::customer);
  std::vector<FieldError> errors;
  check_number(wanted, errors);
  if (!errors.empty()) throw Refused::fields(std::move(errors));
  renumber(tx, account, std::move(wanted), fields);
  record(tx, account,
         draft_by(actor, "account.became_customer", Visibility::public_, fields.json()));
  store(tx, account);
  return account;
}

Account move_account(Tx& tx, const Actor& actor, const AccountId& id,
                     std::optional<std::int64_t> version, const AccountId& new_parent) {
  auto account = take_account(tx, actor, id, version, Right::account_move);
  if (!account.parent_id) throw Refused(kRootIsFixed);
  const auto parent = load_account(tx, actor, new_parent, Right::account_create);
  const auto old_parent = find_account(tx, *account.parent_id);
  if (parent.state == AccountState::closed) throw Refused(kAccountClosed);
  if (is_within(parent.path, account.path)) throw Refused(kMoveBelowItself);
  if (!may_be_child_of(account.kind, parent.kind)) {
    throw Refused(kKindNotAllowedHere, {{"kind", std::string(enum_name(account.kind))},
                                        {"parent_kind", std::string(enum_name(parent.kind))}});
  }
  const auto old_path = account.path;
  const auto new_path = child_path(parent.path, account.serial);
  const auto range = subtree(old_path);
  const auto deepest =
      tx.query("SELECT path FROM accounts WHERE tenant_id = $1 AND path >= $2 AND path < $3",
               tx.tenant(), range.from, range.until);
  for (const auto row : deepest) {
    const auto below = depth_of(row.get<std::string>(0)) - depth_of(old_path);
    if (depth_of(new_path) + below > kMaxTreeDepth) {
      throw Refused(kTreeTooDeep, {{"limit", static_cast<std::int64_t>(kMaxTreeDepth)}});
    }
  }
  tx.execute(
      "UPDATE accounts SET path = $2 || substr(path, CAST($3 AS INTEGER)) "
      "WHERE tenant_id = $1 AND path >= $4 AND path < $5",
      tx.tenant(), new_path, static_cast<std::int64_t>(old_path.size() + 1), range.from,
      range.until);
  account.path = new_path;
  account.parent_id = parent.id;
  const auto name_of = [](const Account& at) { return at.number + " " + at.name; };
  const MovedData data{
      {{"parent", old_parent ? name_of(*old_parent) : "", name_of(parent)}}, old_path, new_path};
  record(tx, account,
         draft_by(actor, "account.moved", Visibility::internal, RawJson(to_json(data))));
  store(tx, account);
  end_streams_below(tx, new_path);
  return account;
}

Account close_account(Tx& tx, const Actor& actor, const AccountId& id,
                      std::optional<std::int64_t> version, const MultilineText<500, 1>& reason) {
  auto account = take_account(tx, actor, id, version, Right::account_close);
  if (!account.parent_id) throw Refused(kRootIsFixed);
  const auto open_children = tx.query(
      "SELECT 1 FROM accounts WHERE tenant_id = $1 AND parent_id = $2 AND state = 'active' LIMIT 1",
      tx.tenant(), account.id);
  if (!open_children.empty()) throw Refused(kAccountHasChildren);
  account.state = AccountState::closed;
  account.closed_at_ms = tx.now_ms();
  account.close_reason = reason;
  record(tx, account,
         draft_by(actor, "account.closed", Visibility::internal,
                  RawJson(to_json(ReasonData{reason}))));
  store(tx, account);
  end_streams_below(tx, account.path);
  return account;
}

}  // namespace kontor
