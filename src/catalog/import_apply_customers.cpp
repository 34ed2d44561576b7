#include <algorithm>

#include "catalog/catalog_store.hpp"
#include "catalog/import_apply.hpp"
#include "kernel/bulk.hpp"
#include "kernel/text.hpp"

namespace kontor::catalog {

namespace {

std::string upper(std::string_view number) {
  std::string text(number);
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

// What the lines of a batch refer to, read with a few statements.
struct Surroundings {
  Tx& tx;
  const ApplyContext& context;
  PriceLists lists;
  std::optional<Account> root;  // parent of whoever names none
  std::map<std::string, Account> accounts;  // by number, as they were before the batch
  ManyAccounts many;
};

Surroundings surroundings(Tx& tx, const ApplyContext& context,
                          std::span<const CustomerItem> items) {
  Surroundings around{tx, context, PriceLists(tx), {}, {}, {}};
  around.root = tx.find<Account>("WHERE tenant_id = $1 AND parent_id IS NULL", tx.tenant());
  std::vector<std::string> numbers;
  for (const CustomerItem& item : items) {
    numbers.push_back(upper(item.number));
    if (item.parent) numbers.push_back(upper(*item.parent));
  }
  const std::vector<SqlValue> tenant = {Column<TenantId>::bind(tx.tenant())};
  query_in(tx, select_sql<Account>() + "WHERE tenant_id = $1 AND number IN ", "", tenant, numbers,
           [&](const Rows::Row& row) {
             auto account = row_of<Account>(row);
             around.accounts.emplace(account.number, std::move(account));
           });
  // A number may also be an old one of somebody.
  around.many.free_numbers.insert(numbers.begin(), numbers.end());
  query_in(tx, "SELECT number FROM account_numbers WHERE tenant_id = $1 AND number IN ", "",
           tenant, numbers, [&](const Rows::Row& row) {
             around.many.free_numbers.erase(row.get<std::string>(0));
           });
  return around;
}

std::optional<Account> find_by_number(Surroundings& around, std::string_view number) {
  const auto found = around.accounts.find(upper(number));
  if (found == around.accounts.end()) return {};
  return found->second;
}

Address address_of(const AddressItem& item, AddressKind kind, const CustomerItem& customer,
                   const std::optional<Account>& root) {
  Address address;
  address.kind = kind;
  address.company = Text<120>(item.company);
  address.name = Text<120>(item.name);
  if (item.company.empty() && item.name.empty()) {
    address.company = Text<120>(first_graphemes(customer.name, 120));
  }
  address.street = Text<120>(item.street);
  address.addition = Text<120>(item.addition);
  address.postcode = Text<20>(item.postcode);
  address.city = Text<80>(item.city);
  const std::string home = root && !root->country.empty() ? root->country : "DE";
  address.country = Text<2>(item.country.empty() ? home : item.country);
  address.is_default = true;
  return address;
}

// Puts the address in the place of the default one of its kind; true when that changes anything.
bool put_address(AddressList& addresses, Address address) {
  for (Address& old : addresses) {
    if (old.kind != address.kind || !old.is_default) continue;
    address.id = old.id;
    address.phone = old.phone;
    if (old == address) return false;
    old = std::move(address);
    return true;
  }
  addresses.push_back(std::move(address));
  return true;
}

bool put_addresses(AddressList& addresses, const CustomerItem& item,
                   const std::optional<Account>& root) {
  bool changed = false;
  if (item.billing) {
    changed = put_address(addresses, address_of(*item.billing, AddressKind::billing, item, root));
  }
  if (item.shipping) {
    changed |=
        put_address(addresses, address_of(*item.shipping, AddressKind::shipping, item, root));
  }
  return changed;
}

template <class T, class V>
void change(Patch<T>& patch, const V& old_value, const V& new_value, bool& changed) {
  if (old_value == new_value) return;
  patch.present = true;
  patch.value = T(new_value);
  changed = true;
}

std::optional<std::string> vat_id_of(const CustomerItem& item) {
  if (!item.vat_id) return {};
  return normal_vat_id(*item.vat_id).value_or(*item.vat_id);
}

struct Planned {
  AccountPatch patch;
  bool changed = false;
};

Planned differences(const Account& account, const CustomerItem& item, const PriceList* list,
                    const std::optional<Account>& root) {
  Planned planned;
  AccountPatch& patch = planned.patch;
  change(patch.name, account.name, item.name, planned.changed);
  if (item.consumer) change(patch.consumer, account.consumer, *item.consumer, planned.changed);
  if (const auto vat_id = vat_id_of(item)) {
    change(patch.vat_id, account.vat_id, *vat_id, planned.changed);
  }
  if (item.email) change(patch.email, account.email, *item.email, planned.changed);
  if (item.phone) change(patch.phone, account.phone, *item.phone, planned.changed);
  if (item.locale) change(patch.locale, account.locale, *item.locale, planned.changed);
  if (list != nullptr && account.price_list_id != list->id) {
    patch.price_list_id.present = true;
    patch.price_list_id.value = list->id;
    planned.changed = true;
  }
  AddressList addresses = account.addresses.value;
  if (put_addresses(addresses, item, root)) {
    patch.addresses.present = true;
    patch.addresses.value = std::move(addresses);
    planned.changed = true;
  }
  return planned;
}

// The first wrong field of a refusal is the reason that the line shows.
void note_refusal(const Refused& refused, const CustomerItem& item, Outcome& outcome) {
  if (refused.errors().empty()) {
    outcome.fail(item.line, "", item.number, std::string(refused.code().name));
    return;
  }
  const FieldError& error = refused.errors().front();
  std::string field = error.pointer.substr(error.pointer.rfind('/') + 1);
  static const std::set<std::string> kOfAddress = {"company", "name",     "street",
                                                   "city",    "postcode", "country"};
  if (error.pointer.starts_with("/addresses/") && kOfAddress.contains(field)) {
    field.insert(0, "billing_");
  }
  outcome.fail(item.line, field, error.actual, error.code,
               {{"limit", error.limit}, {"actual", error.actual}});
}

// The parent that a new customer hangs below; nothing after noting an error.
std::optional<Account> parent_of(Surroundings& around, const CustomerItem& item,
                                 Outcome& outcome) {
  if (!item.parent) return around.root;
  auto parent = find_by_number(around, *item.parent);
  if (parent) return parent;
  const bool in_file = around.context.numbers_in_file.contains(catalog_key(*item.parent));
  if (around.context.mode == ApplyMode::check && in_file) return around.root;
  outcome.fail(item.line, "parent", *item.parent, "unknown_parent");
  return {};
}

AccountInput input_of(const CustomerItem& item, const Account& parent, const PriceList* list,
                      const std::optional<Account>& root) {
  AccountInput input;
  input.kind = item.kind.value_or(AccountKind::customer);
  input.parent_id = parent.id;
  input.name = Text<160, 1>(item.name);
  input.consumer = item.consumer.value_or(false);
  input.vat_id = Text<20>(item.vat_id.value_or(""));
  input.email = Text<254>(item.email.value_or(""));
  input.phone = Text<40>(item.phone.value_or(""));
  input.locale = item.locale;
  if (list != nullptr) input.price_list_id = list->id;
  input.number = Text<32, 1>(item.number);
  put_addresses(input.addresses, item, root);
  return input;
}

void create(Surroundings& around, const CustomerItem& item, const PriceList* list,
            Outcome& outcome) {
  const auto parent = parent_of(around, item, outcome);
  if (!parent) return;
  const AccountKind kind = item.kind.value_or(AccountKind::customer);
  const bool stands_in = item.parent && parent->id == around.root->id;
  if (!stands_in && !may_be_child_of(kind, parent->kind)) {
    outcome.fail(item.line, "kind", std::string(enum_name(kind)), "kind_not_allowed_here");
    return;
  }
  if (around.context.mode == ApplyMode::run) {
    auto made = create_account(around.tx, around.context.actor,
                               input_of(item, *parent, list, around.root), around.many);
    around.accounts.emplace(made.number, std::move(made));
  }
  outcome.add(LineResult::created);
}

void apply(Surroundings& around, const CustomerItem& item, Outcome& outcome) {
  const PriceList* list = nullptr;
  if (item.price_list) {
    list = around.lists.find(item.price_list, item.line, outcome);
    if (list == nullptr) return;
  }
  if (item.vat_id && !normal_vat_id(*item.vat_id)) {
    return outcome.fail(item.line, "vat_id", *item.vat_id, "not_a_vat_id");
  }
  const auto account = find_by_number(around, item.number);
  if (!account) return create(around, item, list, outcome);
  if (account->state == AccountState::closed) {
    return outcome.fail(item.line, "number", item.number, "account_closed");
  }
  if (item.kind && *item.kind != account->kind) {
    return outcome.fail(item.line, "kind", std::string(enum_name(*item.kind)), "kind_differs");
  }
  const auto parent = item.parent ? find_by_number(around, *item.parent) : std::nullopt;
  if (item.parent && (!parent || account->parent_id != parent->id)) {
    return outcome.fail(item.line, "parent", *item.parent, "parent_differs");
  }
  const Planned planned = differences(*account, item, list, around.root);
  if (planned.changed && around.context.mode == ApplyMode::run) {
    around.many.write(around.tx);
    change_account(around.tx, around.context.actor, account->id, account->version, planned.patch);
  }
  outcome.add(planned.changed ? LineResult::updated : LineResult::unchanged);
}

}  // namespace

void sort_by_parents(std::vector<CustomerItem>& customers) {
  std::map<std::string, std::string> parents;
  for (const CustomerItem& item : customers) {
    parents[catalog_key(item.number)] = item.parent ? catalog_key(*item.parent) : std::string();
  }
  const auto depth = [&](const CustomerItem& item) {
    std::size_t steps = 0;
    // A circle in the file ends at the limit; its lines are refused as without parent.
    for (auto at = parents.find(catalog_key(item.number));
         at != parents.end() && !at->second.empty() && steps <= kMaxTreeDepth;
         at = parents.find(at->second)) {
      ++steps;
    }
    return steps;
  };
  std::vector<std::pair<std::size_t, CustomerItem>> keyed;
  for (CustomerItem& item : customers) keyed.emplace_back(depth(item), std::move(item));
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  customers.clear();
  for (auto& [steps, item] : keyed) customers.push_back(std::move(item));
}

void apply_customers(Tx& tx, const ApplyContext& context, std::span<const CustomerItem> items,
                     Outcome& outcome) {
  require(context.actor, Right::account_create);
  Surroundings around = surroundings(tx, context, items);
  if (!around.root) throw Refused(kNotFound);
  if (context.mode == ApplyMode::run) {
    const auto is_new = [&](const CustomerItem& item) {
      return !around.accounts.contains(upper(item.number));
    };
    expect_accounts(tx, std::count_if(items.begin(), items.end(), is_new));
  }
  for (const CustomerItem& item : items) {
    // The commands refuse before they write, and each line is counted after them.
    try {
      apply(around, item, outcome);
    } catch (const Refused& refused) {
      note_refusal(refused, item, outcome);
    }
  }
  around.many.write(tx);
}

}  // namespace kontor::catalog
