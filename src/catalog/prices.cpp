#include <unicode/ucurr.h>
#include <unicode/unistr.h>

#include "accounts/actor_log.hpp"
#include "catalog/catalog.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/import_numbers.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/text.hpp"

namespace kontor {

namespace {

std::string price_text(const std::optional<std::int64_t>& price_e4) {
  return price_e4 ? catalog::format_plain(*price_e4, 4, 2) : std::string();
}

void check_name_free(Tx& tx, const PriceList& list) {
  const auto other = find_price_list_by_name(tx, list.name);
  if (other && other->id != list.id) throw Refused(kPriceListNameTaken, {{"name", list.name}});
}

// Upper case letters of ISO 4217.
bool is_currency(const std::string& code) {
  for (const char c : code) {
    if (c < 'A' || c > 'Z') return false;
  }
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(code);
  return code.size() == 3 && ucurr_getNumericCode(text.getTerminatedBuffer()) != 0;
}

void check_currency(const std::string& currency) {
  if (!is_currency(currency)) {
    throw Refused::field("/currency", "not_a_currency", "ISO 4217", currency);
  }
}

// The list that was the default gives it up; row first, with an event of its own.
void give_up_default(Tx& tx, const Actor& actor) {
  const auto old = default_price_list(tx);
  if (!old) return;
  auto list = take<PriceList>(tx, old->id, std::nullopt, "");
  ChangedFields fields;
  fields.set("is_default", list.is_default, false);
  record(tx, list, draft_by(actor, "price_list.changed", Visibility::internal, fields.json()));
  list.changed_at_ms = tx.now_ms();
  tx.update(list);
}

bool holds_prices(Tx& tx, const PriceListId& id) {
  return !tx.query("SELECT 1 FROM prices WHERE tenant_id = $1 AND price_list_id = $2 LIMIT 1",
                   tx.tenant(), id)
              .empty();
}

}  // namespace

std::optional<PriceList> find_price_list(Tx& tx, const PriceListId& id) {
  return tx.find<PriceList>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
}

std::optional<PriceList> find_price_list_by_name(Tx& tx, std::string_view name) {
  return tx.find<PriceList>("WHERE tenant_id = $1 AND name_key = $2", tx.tenant(),
                            catalog_key(name));
}

std::optional<PriceList> default_price_list(Tx& tx) {
  return tx.find<PriceList>("WHERE tenant_id = $1 AND is_default = 1", tx.tenant());
}

PriceList price_list_of(Tx& tx, const Account& account) {
  if (account.price_list_id) {
    if (auto own = find_price_list(tx, *account.price_list_id)) return *own;
  }
  auto list = default_price_list(tx);
  if (!list) throw Refused(kNoPriceList);
  return *list;
}

PriceList create_price_list(Tx& tx, const Actor& actor, const PriceListInput& input) {
  require(actor, Right::price_manage);
  check_currency(input.currency);
  PriceList list;
  list.tenant_id = tx.tenant();
  list.id = tx.new_id<PriceListId>();
  list.name = squeezed(input.name);
  list.name_key = catalog_key(list.name);
  list.currency = input.currency;
  list.gross = input.gross;
  // The first one is the default, whatever the body says: without one nothing has a price.
  list.is_default = input.is_default || !default_price_list(tx);
  list.created_at_ms = list.changed_at_ms = tx.now_ms();
  list.version = 1;
  check_name_free(tx, list);
  if (list.is_default) give_up_default(tx, actor);
  record(tx, list, draft_by(actor, "price_list.created", Visibility::internal));
  tx.insert(list);
  return list;
}

PriceList change_price_list(Tx& tx, const Actor& actor, const PriceListId& id,
                            std::optional<std::int64_t> version, const PriceListPatch& patch) {
  require(actor, Right::price_manage);
  auto list = take<PriceList>(tx, id, version, "");
  ChangedFields fields;
  if (patch.name.present) {
    fields.set("name", list.name, squeezed(patch.name.value));
    list.name_key = catalog_key(list.name);
    check_name_free(tx, list);
  }
  if (patch.currency.present) check_currency(patch.currency.value);
  const bool revalued =
      fields.set("currency", list.currency, patch.currency) | fields.set("gross", list.gross,
                                                                          patch.gross);
  if (revalued && holds_prices(tx, id)) throw Refused(kPriceListInUse, {{"name", list.name}});
  if (patch.is_default.present && !patch.is_default.value && list.is_default) {
    throw Refused(kDefaultPriceListNeeded);
  }
  if (patch.is_default.present && patch.is_default.value && !list.is_default) {
    give_up_default(tx, actor);
    fields.set("is_default", list.is_default, true);
  }
  if (fields.empty()) {
    --list.version;
  } else {
    record(tx, list, draft_by(actor, "price_list.changed", Visibility::internal, fields.json()));
    list.changed_at_ms = tx.now_ms();
  }
  tx.update(list);
  return list;
}

bool write_tier(Tx& tx, const PriceList& list, const Variant& variant,
                std::int64_t min_quantity_milli, std::optional<std::int64_t> unit_price_e4,
                ChangedFields& fields) {
  const auto old = tx.find<Price>(
      "WHERE tenant_id = $1 AND price_list_id = $2 AND variant_id = $3 AND "
      "min_quantity_milli = $4",
      tx.tenant(), list.id, variant.id, min_quantity_milli);
  std::optional<std::int64_t> old_price;
  if (old) old_price = old->unit_price_e4;
  if (old_price == unit_price_e4) return false;
  const Price price{tx.tenant(), list.id, variant.id, min_quantity_milli,
                    unit_price_e4.value_or(0)};
  if (!unit_price_e4) {
    tx.erase(price);
  } else if (old) {
    tx.update(price);
  } else {
    tx.insert(price);
  }
  std::string field = variant.sku + ": " + list.name;
  if (min_quantity_milli > 0) field += " \u2265 " + catalog::format_plain(min_quantity_milli, 3, 0);
  fields.note(field, price_text(old_price), price_text(unit_price_e4));
  return true;
}

bool write_floor(Tx& tx, const PriceList& list, const Variant& variant,
                 std::optional<std::int64_t> floor_price_e4, ChangedFields& fields) {
  const auto old = find_floor_price(tx, list.id, variant.id);
  if (old == floor_price_e4) return false;
  const FloorPrice floor{tx.tenant(), list.id, variant.id, floor_price_e4.value_or(0)};
  if (!floor_price_e4) {
    tx.erase(floor);
  } else if (old) {
    tx.update(floor);
  } else {
    tx.insert(floor);
  }
  fields.note(variant.sku + ": " + list.name + " floor_price", price_text(old),
              price_text(floor_price_e4));
  return true;
}

void set_price(Tx& tx, const Actor& actor, const PriceListId& list_id, const VariantId& variant_id,
               const PriceInput& input) {
  require(actor, Right::price_manage);
  const auto list = find_price_list(tx, list_id);
  const auto variant =
      tx.find<Variant>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), variant_id);
  if (!list || !variant) throw Refused(kNotFound);
  auto product = take<Product>(tx, variant->product_id, std::nullopt, "");
  ChangedFields fields;
  const auto plain = [](const auto& number) {
    return number ? std::optional<std::int64_t>(number->value) : std::nullopt;
  };
  std::int64_t tier = plain(input.min_quantity_milli).value_or(0);
  if (tier <= 1000) tier = 0;
  write_tier(tx, *list, *variant, tier, plain(input.unit_price_e4), fields);
  // The floor belongs to the article on the list, not to a tier.
  if (tier == 0 && input.floor_price_e4.present) {
    write_floor(tx, *list, *variant, plain(input.floor_price_e4.value), fields);
  }
  if (fields.empty()) {
    --product.version;
  } else {
    record(tx, product, draft_by(actor, "product.priced", Visibility::internal, fields.json()));
    product.changed_at_ms = tx.now_ms();
  }
  tx.update(product);
}

std::optional<std::int64_t> find_floor_price(Tx& tx, const PriceListId& list,
                                             const VariantId& variant) {
  const auto floor = tx.find<FloorPrice>(
      "WHERE tenant_id = $1 AND price_list_id = $2 AND variant_id = $3", tx.tenant(), list,
      variant);
  if (!floor) return {};
  return floor->floor_price_e4;
}

}  // namespace kontor
