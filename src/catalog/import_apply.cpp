#include "catalog/import_apply.hpp"

#include <algorithm>

#include "accounts/actor_log.hpp"
#include "kernel/bulk.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/import_numbers.hpp"

namespace kontor::catalog {

namespace {

std::string amount_text(std::optional<std::int64_t> amount_e4) {
  return amount_e4 ? format_plain(*amount_e4, 4, 2) : std::string();
}

template <class Map, class Key>
std::optional<std::int64_t> look_up(const Map& newer, const Map& older, const Key& key) {
  for (const Map* map : {&newer, &older}) {
    const auto found = map->find(key);
    if (found != map->end()) return found->second;
  }
  return {};
}

}  // namespace

void ImportCounts::add(const ImportCounts& more) {
  good += more.good;
  bad += more.bad;
  skipped += more.skipped;
  unchanged += more.unchanged;
  created += more.created;
  updated += more.updated;
}

void Outcome::add(LineResult result, std::int64_t lines) {
  counts.good += lines;
  if (result == LineResult::created) counts.created += lines;
  if (result == LineResult::updated) counts.updated += lines;
  if (result == LineResult::unchanged) counts.unchanged += lines;
}

void Outcome::append(Outcome&& more) {
  counts.add(more.counts);
  std::move(more.errors.begin(), more.errors.end(), std::back_inserter(errors));
}

void Outcome::fail(std::int64_t line, std::string field, std::string cell, std::string code,
                   std::vector<ImportParam> params) {
  ++counts.bad;
  errors.push_back({line, std::move(field), std::move(cell), std::move(code), std::move(params)});
}

const PriceList* PriceLists::find(const std::optional<std::string>& name, std::int64_t line,
                                  Outcome& outcome) {
  const std::string key = name ? catalog_key(*name) : std::string();
  auto known = by_key_.find(key);
  if (known == by_key_.end()) {
    auto list = name ? find_price_list_by_name(tx_, *name) : default_price_list(tx_);
    known = by_key_.emplace(key, std::move(list)).first;
  }
  if (known->second) return &*known->second;
  outcome.fail(line, "price_list", name.value_or(""),
               name ? "unknown_price_list" : "no_price_list");
  return nullptr;
}

void PriceSheet::load(Tx& tx, const std::vector<VariantId>& variants) {
  static const std::string prices = select_sql<Price>() + "WHERE tenant_id = $1 AND variant_id IN ";
  static const std::string floors =
      select_sql<FloorPrice>() + "WHERE tenant_id = $1 AND variant_id IN ";
  const std::vector<SqlValue> fixed = {Column<TenantId>::bind(tx.tenant())};
  query_in(tx, prices, "", fixed, variants, [&](const Rows::Row& row) {
    const Price price = row_of<Price>(row);
    tiers_[{price.price_list_id, price.variant_id, price.min_quantity_milli}] =
        price.unit_price_e4;
  });
  query_in(tx, floors, "", fixed, variants, [&](const Rows::Row& row) {
    const FloorPrice floor = row_of<FloorPrice>(row);
    floors_[{floor.price_list_id, floor.variant_id}] = floor.floor_price_e4;
  });
}

bool PriceSheet::set_tier(const PriceList& list, const Variant& variant,
                          std::int64_t min_quantity_milli, std::int64_t unit_price_e4,
                          ChangedFields& fields) {
  const TierKey key{list.id, variant.id, min_quantity_milli};
  const auto old = look_up(new_tiers_, tiers_, key);
  if (old == unit_price_e4) return false;
  new_tiers_[key] = unit_price_e4;
  std::string field = variant.sku + ": " + list.name;
  if (min_quantity_milli > 0) field += " \u2265 " + format_plain(min_quantity_milli, 3, 0);
  fields.note(field, amount_text(old), amount_text(unit_price_e4));
  return true;
}

bool PriceSheet::set_floor(const PriceList& list, const Variant& variant,
                           std::int64_t floor_price_e4, ChangedFields& fields) {
  const FloorKey key{list.id, variant.id};
  const auto old = look_up(new_floors_, floors_, key);
  if (old == floor_price_e4) return false;
  new_floors_[key] = floor_price_e4;
  fields.note(variant.sku + ": " + list.name + " floor_price", amount_text(old),
              amount_text(floor_price_e4));
  return true;
}

void PriceSheet::store(Tx& tx) {
  std::vector<Price> prices;
  for (const auto& [key, price] : new_tiers_) {
    const auto& [list, variant, from] = key;
    prices.push_back({tx.tenant(), list, variant, from, price});
  }
  insert_all(tx, prices,
             "ON CONFLICT (tenant_id, price_list_id, variant_id, min_quantity_milli) DO UPDATE "
             "SET unit_price_e4 = excluded.unit_price_e4");
  std::vector<FloorPrice> floors;
  for (const auto& [key, price] : new_floors_) {
    floors.push_back({tx.tenant(), key.first, key.second, price});
  }
  insert_all(tx, floors,
             "ON CONFLICT (tenant_id, price_list_id, variant_id) DO UPDATE SET floor_price_e4 = "
             "excluded.floor_price_e4");
}

void apply_prices(Tx& tx, const ApplyContext& context, std::span<const PriceItem> items,
                  Outcome& outcome) {
  require(context.actor, Right::price_manage);
  std::vector<std::string> keys;
  for (const PriceItem& item : items) keys.push_back(catalog_key(item.sku));
  std::map<std::string, Variant> variants;
  std::vector<VariantId> ids;
  query_in(tx, select_sql<Variant>() + "WHERE tenant_id = $1 AND sku_key IN ", "",
           {Column<TenantId>::bind(tx.tenant())}, keys, [&](const Rows::Row& row) {
             Variant variant = row_of<Variant>(row);
             ids.push_back(variant.id);
             variants.emplace(variant.sku_key, std::move(variant));
           });
  PriceLists lists(tx);
  PriceSheet sheet;
  sheet.load(tx, ids);
  std::map<ProductId, ChangedFields> changes;
  for (const PriceItem& item : items) {
    const auto variant = variants.find(catalog_key(item.sku));
    if (variant == variants.end()) {
      outcome.fail(item.line, "sku", item.sku, "unknown_sku");
      continue;
    }
    const PriceList* list = lists.find(item.price_list, item.line, outcome);
    if (list == nullptr) continue;
    ChangedFields fields;
    const Variant& article = variant->second;
    if (item.unit_price_e4) {
      sheet.set_tier(*list, article, item.min_quantity_milli, *item.unit_price_e4, fields);
    }
    if (item.floor_price_e4) sheet.set_floor(*list, article, *item.floor_price_e4, fields);
    outcome.add(fields.empty() ? LineResult::unchanged : LineResult::updated);
    if (!fields.empty()) changes[article.product_id].append(fields);
  }
  if (context.mode == ApplyMode::check) return;
  sheet.store(tx);
  std::vector<ProductId> changed;
  for (const auto& [id, fields] : changes) changed.push_back(id);
  std::vector<Product> products;
  query_in(tx, select_sql<Product>() + "WHERE tenant_id = $1 AND id IN ", "",
           {Column<TenantId>::bind(tx.tenant())}, changed, [&](const Rows::Row& row) {
             products.push_back(row_of<Product>(row));
           });
  for (Product& product : products) {
    ++product.version;
    product.changed_at_ms = tx.now_ms();
    record(tx, product, draft_by(context.actor, "product.priced", Visibility::internal,
                                 changes.at(product.id).json()));
    tx.update(product);
  }
}

}  // namespace kontor::catalog
