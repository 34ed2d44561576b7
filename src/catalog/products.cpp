#include <algorithm>
#include <map>

#include "accounts/actor_log.hpp"
#include "kernel/bulk.hpp"
#include "catalog/catalog.hpp"
#include "catalog/catalog_store.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/text.hpp"

namespace kontor {

namespace {

void check_skus_in_body(const VariantInputs& inputs) {
  std::vector<FieldError> errors;
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto [first, fresh] = seen.emplace(catalog_key(inputs[i].sku), i);
    if (fresh) continue;
    errors.push_back({"/variants/" + std::to_string(i) + "/sku", "duplicate", "", inputs[i].sku});
  }
  if (inputs.empty()) errors.push_back({"/variants", "too_few", "1", "0"});
  if (!errors.empty()) throw Refused::fields(std::move(errors));
}

void check_sku_free(Tx& tx, const Variant& variant) {
  const auto other = tx.find<Variant>("WHERE tenant_id = $1 AND sku_key = $2", tx.tenant(),
                                      variant.sku_key);
  if (other && other->id != variant.id) throw Refused(kSkuTaken, {{"sku", variant.sku}});
}

void check_number_free(Tx& tx, const Product& product) {
  const auto other = tx.find<Product>("WHERE tenant_id = $1 AND number_key = $2", tx.tenant(),
                                      product.number_key);
  if (other && other->id != product.id) {
    throw Refused(kProductNumberTaken, {{"number", product.number}});
  }
}

Variant new_variant(Tx& tx, const Product& product, const VariantInput& input) {
  Variant variant;
  variant.tenant_id = tx.tenant();
  variant.id = tx.new_id<VariantId>();
  variant.product_id = product.id;
  variant.sku = squeezed(input.sku);
  variant.sku_key = catalog_key(input.sku);
  return variant;
}

// Notes each difference as "<sku>: <field>".
void set_variant(Variant& variant, const VariantInput& input, std::int64_t position,
                 ChangedFields& fields) {
  const std::string prefix = variant.sku + ": ";
  variant.position = position;
  fields.set(prefix + "sku", variant.sku, squeezed(input.sku));
  variant.sku_key = catalog_key(variant.sku);
  fields.set(prefix + "name", variant.name, input.name);
  fields.set(prefix + "state", variant.state, ProductState::active);
  if (!(variant.options.value == input.options)) {
    fields.note(prefix + "options", to_json(variant.options.value), to_json(input.options));
    variant.options = input.options;
  }
  std::optional<std::int64_t> stock;
  if (input.stock_milli) stock = input.stock_milli->value;
  fields.set(prefix + "stock_milli", variant.stock_milli, stock);
  if (input.stock_hint) fields.set(prefix + "stock_hint", variant.stock_hint, *input.stock_hint);
}

void set_default_price(Tx& tx, const Actor& actor, const Variant& variant,
                       const VariantInput& input, ChangedFields& fields) {
  if (!input.list_price_e4) return;
  require(actor, Right::price_manage);
  const auto list = default_price_list(tx);
  if (!list) throw Refused(kNoPriceList);
  write_tier(tx, *list, variant, 0, input.list_price_e4->value, fields);
}

// All variants as the body has them: known ones are changed, new ones made, missing ones archived.
std::vector<Variant> replace_variants(Tx& tx, const Actor& actor, const Product& product,
                                      std::vector<Variant> variants, const VariantInputs& inputs,
                                      ChangedFields& fields) {
  check_skus_in_body(inputs);
  std::vector<VariantId> kept;
  std::int64_t position = 0;
  for (const VariantInput& input : inputs) {
    const std::string key = catalog_key(input.sku);
    auto found = std::find_if(variants.begin(), variants.end(), [&](const Variant& variant) {
      return input.id ? variant.id == *input.id : variant.sku_key == key;
    });
    if (found == variants.end() && input.id) {
      throw Refused::field("/variants/" + std::to_string(position) + "/id", "unknown", "",
                           input.id->text());
    }
    const bool fresh = found == variants.end();
    Variant variant = fresh ? new_variant(tx, product, input) : *found;
    if (fresh) fields.note("variants", "", variant.sku);
    set_variant(variant, input, position++, fields);
    check_sku_free(tx, variant);
    if (fresh) {
      tx.insert(variant);
      variants.push_back(variant);
    } else {
      tx.update(variant);
      *found = variant;
    }
    set_default_price(tx, actor, variant, input, fields);
    kept.push_back(variant.id);
  }
  for (Variant& variant : variants) {
    if (std::find(kept.begin(), kept.end(), variant.id) != kept.end()) continue;
    if (!fields.set(variant.sku + ": state", variant.state, ProductState::archived)) continue;
    tx.update(variant);
  }
  std::stable_sort(variants.begin(), variants.end(),
                   [](const Variant& a, const Variant& b) { return a.position < b.position; });
  return variants;
}

Product step(Tx& tx, const Actor& actor, const ProductId& id, ProductAction action,
             std::string_view kind) {
  require(actor, Right::catalog_manage);
  auto product = take<Product>(tx, id, std::nullopt, "");
  transition(tx, kProductLife, product, action, draft_by(actor, kind, Visibility::internal));
  product.changed_at_ms = tx.now_ms();
  tx.update(product);
  return product;
}

}  // namespace

std::vector<Variant> load_variants(Tx& tx, const ProductId& product) {
  return tx.select<Variant>("WHERE tenant_id = $1 AND product_id = $2 ORDER BY position, id",
                            tx.tenant(), product);
}

void index_product(Tx& tx, const Product& product, const std::vector<Variant>& variants) {
  tx.execute("DELETE FROM product_terms WHERE tenant_id = $1 AND product_id = $2", tx.tenant(),
             product.id);
  std::vector<ProductTerm> terms;
  for (std::string& term : product_search_terms(product, variants)) {
    terms.push_back({tx.tenant(), std::move(term), product.id});
  }
  insert_all(tx, terms);
}

ProductWithVariants create_product(Tx& tx, const Actor& actor, const ProductInput& input) {
  require(actor, Right::catalog_manage);
  check_skus_in_body(input.variants);
  Product product;
  product.tenant_id = tx.tenant();
  product.id = tx.new_id<ProductId>();
  product.number =
      squeezed(input.number ? std::string(*input.number) : std::string(input.variants[0].sku));
  product.number_key = catalog_key(product.number);
  product.name = input.name;
  product.sort_key = sort_key(product.name);
  product.description = input.description;
  product.unit = input.unit.empty() ? std::string(kDefaultUnit) : std::string(input.unit);
  product.tax_class = input.tax_class.value_or(TaxClass::standard);
  product.charge_type = input.charge_type.value_or(ChargeType::one_off);
  product.by_quote = input.by_quote;
  product.needs_shipping =
      input.needs_shipping.value_or(product.charge_type == ChargeType::one_off);
  product.stock_hint = input.stock_hint.value_or(StockHint::unknown);
  product.supplier_sku = input.supplier_sku;
  product.created_at_ms = product.changed_at_ms = tx.now_ms();
  product.version = 1;
  check_number_free(tx, product);
  tx.insert(product);  // the variants name it
  ChangedFields fields;
  auto variants = replace_variants(tx, actor, product, {}, input.variants, fields);
  record(tx, product, draft_by(actor, "product.created", Visibility::internal, fields.json()));
  tx.update(product);
  index_product(tx, product, variants);
  return {std::move(product), std::move(variants)};
}

ProductWithVariants change_product(Tx& tx, const Actor& actor, const ProductId& id,
                                   std::optional<std::int64_t> version,
                                   const ProductPatch& patch) {
  require(actor, Right::catalog_manage);
  auto product = take<Product>(tx, id, version, "");
  ChangedFields fields;
  if (patch.number.present) {
    fields.set("number", product.number, squeezed(patch.number.value));
    product.number_key = catalog_key(product.number);
    check_number_free(tx, product);
  }
  fields.set("name", product.name, patch.name);
  product.sort_key = sort_key(product.name);
  fields.set("description", product.description, patch.description);
  if (patch.unit.present) {
    const std::string unit = patch.unit.value;
    fields.set("unit", product.unit, unit.empty() ? std::string(kDefaultUnit) : unit);
  }
  fields.set("tax_class", product.tax_class, patch.tax_class);
  fields.set("by_quote", product.by_quote, patch.by_quote);
  fields.set("charge_type", product.charge_type, patch.charge_type);
  fields.set("needs_shipping", product.needs_shipping, patch.needs_shipping);
  fields.set("stock_hint", product.stock_hint, patch.stock_hint);
  fields.set("supplier_sku", product.supplier_sku, patch.supplier_sku);
  auto variants = load_variants(tx, id);
  if (patch.variants.present) {
    variants = replace_variants(tx, actor, product, std::move(variants), patch.variants.value,
                                fields);
  }
  if (!fields.empty()) {
    record(tx, product, draft_by(actor, "product.changed", Visibility::internal, fields.json()));
    product.changed_at_ms = tx.now_ms();
  } else {
    --product.version;  // nothing happened: whoever holds the old version has not missed anything
  }
  tx.update(product);
  index_product(tx, product, variants);
  return {std::move(product), std::move(variants)};
}

Product archive_product(Tx& tx, const Actor& actor, const ProductId& id) {
  return step(tx, actor, id, ProductAction::archive, "product.archived");
}

Product restore_product(Tx& tx, const Actor& actor, const ProductId& id) {
  return step(tx, actor, id, ProductAction::restore, "product.restored");
}

}  // namespace kontor
