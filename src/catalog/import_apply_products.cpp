#include <algorithm>

#include "accounts/actor_log.hpp"
#include "kernel/bulk.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/import_apply.hpp"
#include "kernel/text.hpp"

namespace kontor::catalog {

namespace {

// A product with what the batch does to it.
struct Work {
  Product product;
  std::vector<Variant> variants;
  ChangedFields fields;
  bool fresh = false;
  bool words_changed = false;
  std::vector<VariantId> fresh_variants;
  std::set<VariantId> changed_variants;
};

bool has_prices(std::span<const ProductItem> items) {
  for (const ProductItem& item : items) {
    for (const VariantItem& variant : item.variants) {
      if (variant.list_price_e4 || variant.floor_price_e4) return true;
    }
  }
  return false;
}

// What the batch touches, read with a few statements.
class Batch {
 public:
  Batch(Tx& tx, std::span<const ProductItem> items);

  // The product of this item: by number, or by a SKU where the file gave no number.
  Work* find(const ProductItem& item);
  Work& make(const ProductItem& item);
  // Whose SKU it is; null: nobody's.
  const Variant* owner(const std::string& sku_key) const;
  void claim(const Variant& variant) { by_sku_[variant.sku_key] = variant; }
  PriceSheet& prices() { return prices_; }
  std::map<ProductId, Work>& works() { return works_; }

 private:
  void load_products(const std::vector<std::string>& numbers);
  void load_owners(const std::vector<std::string>& skus);
  void load_variants();

  Tx& tx_;
  std::map<ProductId, Work> works_;
  std::map<std::string, ProductId> by_number_;
  std::map<std::string, Variant> by_sku_;
  PriceSheet prices_;
};

Batch::Batch(Tx& tx, std::span<const ProductItem> items) : tx_(tx) {
  std::vector<std::string> numbers;
  std::vector<std::string> skus;
  for (const ProductItem& item : items) {
    numbers.push_back(catalog_key(item.number));
    for (const VariantItem& variant : item.variants) skus.push_back(catalog_key(variant.sku));
  }
  load_products(numbers);
  load_owners(skus);
  load_variants();
}

void Batch::load_products(const std::vector<std::string>& numbers) {
  query_in(tx_, select_sql<Product>() + "WHERE tenant_id = $1 AND number_key IN ", "",
           {Column<TenantId>::bind(tx_.tenant())}, numbers, [&](const Rows::Row& row) {
             Product product = row_of<Product>(row);
             by_number_[product.number_key] = product.id;
             works_[product.id].product = std::move(product);
           });
}

void Batch::load_owners(const std::vector<std::string>& skus) {
  std::vector<ProductId> missing;
  query_in(tx_, select_sql<Variant>() + "WHERE tenant_id = $1 AND sku_key IN ", "",
           {Column<TenantId>::bind(tx_.tenant())}, skus, [&](const Rows::Row& row) {
             Variant variant = row_of<Variant>(row);
             if (!works_.contains(variant.product_id)) missing.push_back(variant.product_id);
             by_sku_.emplace(variant.sku_key, std::move(variant));
           });
  query_in(tx_, select_sql<Product>() + "WHERE tenant_id = $1 AND id IN ", "",
           {Column<TenantId>::bind(tx_.tenant())}, missing, [&](const Rows::Row& row) {
             Product product = row_of<Product>(row);
             works_[product.id].product = std::move(product);
           });
}

void Batch::load_variants() {
  std::vector<ProductId> ids;
  for (const auto& [id, work] : works_) ids.push_back(id);
  std::vector<VariantId> variants;
  query_in(tx_, select_sql<Variant>() + "WHERE tenant_id = $1 AND product_id IN ",
           " ORDER BY product_id, position, id", {Column<TenantId>::bind(tx_.tenant())}, ids,
           [&](const Rows::Row& row) {
             Variant variant = row_of<Variant>(row);
             variants.push_back(variant.id);
             works_[variant.product_id].variants.push_back(std::move(variant));
           });
  prices_.load(tx_, variants);
}

Work* Batch::find(const ProductItem& item) {
  const auto numbered = by_number_.find(catalog_key(item.number));
  if (numbered != by_number_.end()) return &works_.at(numbered->second);
  if (item.number_given || item.variants.empty()) return nullptr;
  const Variant* known = owner(catalog_key(item.variants.front().sku));
  return known == nullptr ? nullptr : &works_.at(known->product_id);
}

const Variant* Batch::owner(const std::string& sku_key) const {
  const auto found = by_sku_.find(sku_key);
  return found == by_sku_.end() ? nullptr : &found->second;
}

Work& Batch::make(const ProductItem& item) {
  const auto id = tx_.new_id<ProductId>();
  Work& work = works_[id];
  work.fresh = true;
  work.words_changed = true;
  Product& product = work.product;
  product.tenant_id = tx_.tenant();
  product.id = id;
  product.number = item.number;
  product.number_key = catalog_key(item.number);
  product.unit = kDefaultUnit;
  product.needs_shipping = item.charge_type.value_or(ChargeType::one_off) == ChargeType::one_off;
  product.created_at_ms = product.changed_at_ms = tx_.now_ms();
  by_number_[product.number_key] = id;
  return work;
}

// True when something of the product itself changed.
bool set_product(Work& work, const ProductItem& item) {
  Product& product = work.product;
  ChangedFields fields;
  const auto set = [&](std::string_view name, auto& target, const auto& value) {
    if (value) fields.set(name, target, *value);
  };
  if (item.name && fields.set("name", product.name, *item.name)) {
    product.sort_key = sort_key(product.name);
    work.words_changed = true;
  }
  set("description", product.description, item.description);
  set("unit", product.unit, item.unit);
  set("tax_class", product.tax_class, item.tax_class);
  set("charge_type", product.charge_type, item.charge_type);
  set("by_quote", product.by_quote, item.by_quote);
  set("needs_shipping", product.needs_shipping, item.needs_shipping);
  set("supplier_sku", product.supplier_sku, item.supplier_sku);
  set("state", product.state, item.state);
  work.fields.append(fields);
  return !fields.empty();
}

Variant& find_or_make(Tx& tx, Batch& batch, Work& work, const VariantItem& item, bool& fresh) {
  const std::string key = catalog_key(item.sku);
  for (Variant& variant : work.variants) {
    if (variant.sku_key == key) return variant;
  }
  fresh = true;
  work.words_changed = true;
  Variant variant;
  variant.tenant_id = tx.tenant();
  variant.id = tx.new_id<VariantId>();
  variant.product_id = work.product.id;
  variant.position = work.variants.empty() ? 0 : work.variants.back().position + 1;
  variant.sku = item.sku;
  variant.sku_key = key;
  work.fresh_variants.push_back(variant.id);
  work.fields.note("variants", "", variant.sku);
  batch.claim(variant);
  work.variants.push_back(std::move(variant));
  return work.variants.back();
}

// The list is looked up before anything is written, so that a line with a wrong one is
// left out as a whole.
LineResult set_variant(Tx& tx, Batch& batch, Work& work, const VariantItem& item,
                       const PriceList* list) {
  bool fresh = false;
  Variant& variant = find_or_make(tx, batch, work, item, fresh);
  ChangedFields fields;
  const std::string prefix = variant.sku + ": ";
  const std::string old_name = variant.name;
  if (item.name || fresh) {
    fields.set(prefix + "name", variant.name, item.name.value_or(item.made_name));
  }
  if (old_name != variant.name) work.words_changed = true;
  if (fields.set(prefix + "state", variant.state, ProductState::active)) work.words_changed = true;
  if (item.options && !(variant.options.value == *item.options)) {
    fields.note(prefix + "options", to_json(variant.options.value), to_json(*item.options));
    variant.options = *item.options;
  }
  if (item.stock_milli) fields.set(prefix + "stock_milli", variant.stock_milli, item.stock_milli);
  if (item.stock_hint) fields.set(prefix + "stock_hint", variant.stock_hint, *item.stock_hint);
  if (!fields.empty() && !fresh) work.changed_variants.insert(variant.id);
  if (list && item.list_price_e4) {
    batch.prices().set_tier(*list, variant, 0, *item.list_price_e4, fields);
  }
  if (list && item.floor_price_e4) {
    batch.prices().set_floor(*list, variant, *item.floor_price_e4, fields);
  }
  work.fields.append(fields);
  if (fresh) return LineResult::created;
  return fields.empty() ? LineResult::unchanged : LineResult::updated;
}

// Lines whose SKU is another product's, or whose price list is unknown, are left out.
std::vector<std::pair<const VariantItem*, const PriceList*>> good_lines(
    const Batch& batch, const Work* work, const ProductItem& item, PriceLists& lists,
    Outcome& outcome) {
  std::vector<std::pair<const VariantItem*, const PriceList*>> good;
  for (const VariantItem& variant : item.variants) {
    const Variant* owner = batch.owner(catalog_key(variant.sku));
    if (owner != nullptr && (work == nullptr || owner->product_id != work->product.id)) {
      outcome.fail(variant.line, "sku", variant.sku, "sku_of_other_product");
      continue;
    }
    const PriceList* list = nullptr;
    if (variant.list_price_e4 || variant.floor_price_e4) {
      list = lists.find(variant.price_list, variant.line, outcome);
      if (list == nullptr) continue;
    }
    good.emplace_back(&variant, list);
  }
  return good;
}

void apply(Tx& tx, Batch& batch, const ProductItem& item, PriceLists& lists, Outcome& outcome) {
  Work* work = batch.find(item);
  if (work == nullptr && !item.name) {
    for (const VariantItem& variant : item.variants) {
      outcome.fail(variant.line, "name", "", "required");
    }
    return;
  }
  const auto lines = good_lines(batch, work, item, lists, outcome);
  // Lines of the product without a variant: WooCommerce's variable products.
  const auto others = item.lines - static_cast<std::int64_t>(item.variants.size());
  if (lines.empty()) {
    outcome.counts.bad += others;
    return;
  }
  const bool fresh = work == nullptr;
  if (fresh) work = &batch.make(item);
  const bool changed = set_product(*work, item) && !fresh;
  const LineResult own = fresh     ? LineResult::created
                         : changed ? LineResult::updated
                                   : LineResult::unchanged;
  if (others > 0) outcome.add(own, others);
  bool first = others == 0;
  for (const auto& [variant, list] : lines) {
    LineResult result = set_variant(tx, batch, *work, *variant, list);
    // What changed in the product counts for its first line.
    if (first && changed && result == LineResult::unchanged) result = LineResult::updated;
    first = false;
    outcome.add(result);
  }
}

void store_variants(Tx& tx, std::vector<Work*>& works) {
  std::vector<Variant> fresh;
  for (Work* work : works) {
    for (const Variant& variant : work->variants) {
      const auto& made = work->fresh_variants;
      if (std::find(made.begin(), made.end(), variant.id) != made.end()) {
        fresh.push_back(variant);
      } else if (work->changed_variants.contains(variant.id)) {
        tx.update(variant);
      }
    }
  }
  insert_all(tx, fresh);
}

void store_words(Tx& tx, std::vector<Work*>& works) {
  std::vector<ProductTerm> terms;
  for (Work* work : works) {
    if (!work->words_changed) continue;
    if (!work->fresh) {
      tx.execute("DELETE FROM product_terms WHERE tenant_id = $1 AND product_id = $2",
                 tx.tenant(), work->product.id);
    }
    for (std::string& term : product_search_terms(work->product, work->variants)) {
      terms.push_back({tx.tenant(), std::move(term), work->product.id});
    }
  }
  // In the order of the index, which is quicker for many.
  std::ranges::sort(terms, {}, &ProductTerm::term);
  insert_all(tx, terms);
}

void store(Tx& tx, const Actor& actor, Batch& batch) {
  std::vector<Work*> changed;
  std::vector<Product> fresh;
  for (auto& [id, work] : batch.works()) {
    if (work.fields.empty()) continue;
    changed.push_back(&work);
    Product& product = work.product;
    ++product.version;
    product.changed_at_ms = tx.now_ms();
    record(tx, product,
           draft_by(actor, work.fresh ? "product.created" : "product.changed",
                    Visibility::internal, work.fields.json()));
    if (work.fresh) {
      fresh.push_back(product);
    } else {
      tx.update(product);
    }
  }
  insert_all(tx, fresh);
  store_variants(tx, changed);
  batch.prices().store(tx);
  store_words(tx, changed);
}

}  // namespace

void apply_products(Tx& tx, const ApplyContext& context, std::span<const ProductItem> items,
                    Outcome& outcome) {
  require(context.actor, Right::catalog_manage);
  if (has_prices(items)) require(context.actor, Right::price_manage);
  Batch batch(tx, items);
  PriceLists lists(tx);
  for (const ProductItem& item : items) apply(tx, batch, item, lists, outcome);
  if (context.mode == ApplyMode::run) store(tx, context.actor, batch);
}

}  // namespace kontor::catalog
