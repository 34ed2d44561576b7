#include "catalog/product_views.hpp"

#include <map>

#include "kernel/bulk.hpp"
#include "catalog/catalog_store.hpp"
#include "kernel/texts.hpp"

namespace kontor {

namespace {

std::map<ProductId, std::vector<Variant>> variants_of(Tx& tx,
                                                      const std::vector<Product>& products) {
  std::vector<ProductId> ids;
  for (const Product& product : products) ids.push_back(product.id);
  std::map<ProductId, std::vector<Variant>> variants;
  static const std::string head =
      select_sql<Variant>() + "WHERE tenant_id = $1 AND state = 'active' AND product_id IN ";
  query_in(tx, head, " ORDER BY product_id, position, id",
                    {Column<TenantId>::bind(tx.tenant())}, ids, [&](const Rows::Row& row) {
                      Variant variant = row_of<Variant>(row);
                      variants[variant.product_id].push_back(std::move(variant));
                    });
  return variants;
}

// variant -> price in the list; `sql` names the columns of prices or of floor prices.
std::map<VariantId, std::int64_t> amounts(Tx& tx, std::string_view sql, const PriceListId& list,
                                          const std::vector<VariantId>& ids) {
  std::map<VariantId, std::int64_t> found;
  query_in(tx, sql, "",
                    {Column<TenantId>::bind(tx.tenant()), Column<PriceListId>::bind(list)}, ids,
                    [&](const Rows::Row& row) {
                      found[row.get<VariantId>(0)] = row.get<std::int64_t>(1);
                    });
  return found;
}

constexpr std::string_view kListPrices =
    "SELECT variant_id, unit_price_e4 FROM prices WHERE tenant_id = $1 AND price_list_id = $2 "
    "AND min_quantity_milli = 0 AND variant_id IN ";
constexpr std::string_view kFloorPrices =
    "SELECT variant_id, floor_price_e4 FROM floor_prices WHERE tenant_id = $1 AND "
    "price_list_id = $2 AND variant_id IN ";

std::vector<ActionInfo> actions_of(const Actor& actor, Locale locale, const Product& product) {
  std::vector<ActionInfo> actions;
  if (!actor.staff()) return actions;
  const Permission permission = can(actor, Right::catalog_manage);
  for (const auto& row : kProductLife) {
    if (row.from != product.state) continue;
    ActionInfo action;
    action.name = enum_name(row.action);
    action.allowed = permission.allowed;
    if (!permission) {
      action.reason = std::string(permission.reason.name);
      action.message = text(locale, "refusal." + *action.reason);
    }
    actions.push_back(std::move(action));
  }
  return actions;
}

ProductView plain_view(const Product& product, bool staff) {
  ProductView view;
  view.id = product.id;
  view.number = product.number;
  view.name = product.name;
  view.description = product.description;
  view.unit = product.unit;
  view.tax_class = product.tax_class;
  view.by_quote = product.by_quote;
  view.charge_type = product.charge_type;
  view.needs_shipping = product.needs_shipping;
  view.stock_hint = product.stock_hint;
  if (staff) view.supplier_sku = product.supplier_sku;
  view.state = product.state;
  view.changed_at_ms = product.changed_at_ms;
  view.version = product.version;
  return view;
}

std::optional<std::int64_t> look_up(const std::map<VariantId, std::int64_t>& amounts,
                                    const VariantId& id) {
  const auto found = amounts.find(id);
  if (found == amounts.end()) return {};
  return found->second;
}

}  // namespace

std::optional<PriceList> shown_price_list(Tx& tx, const Actor& actor) {
  const ActingFor* acting = actor.acting_for();
  if (actor.staff() || acting == nullptr) return default_price_list(tx);
  const auto account = find_account(tx, acting->account_id);
  if (account && account->price_list_id) return find_price_list(tx, *account->price_list_id);
  return default_price_list(tx);
}

std::vector<ProductView> product_views(Tx& tx, const Actor& actor, Locale locale,
                                       const std::vector<Product>& products) {
  const bool staff = actor.staff();
  const auto variants = variants_of(tx, products);
  std::vector<VariantId> ids;
  for (const auto& [product, list] : variants) {
    for (const Variant& variant : list) ids.push_back(variant.id);
  }
  const auto list = shown_price_list(tx, actor);
  std::map<VariantId, std::int64_t> prices;
  std::map<VariantId, std::int64_t> floors;
  if (list) prices = amounts(tx, kListPrices, list->id, ids);
  if (list && can(actor, Right::floor_price_read)) {
    floors = amounts(tx, kFloorPrices, list->id, ids);
  }
  std::vector<ProductView> views;
  for (const Product& product : products) {
    ProductView view = plain_view(product, staff);
    if (list) view.currency = list->currency;
    if (list) view.gross = list->gross;
    view.actions = actions_of(actor, locale, product);
    const auto own = variants.find(product.id);
    if (own != variants.end()) {
      for (const Variant& variant : own->second) {
        view.variants.push_back({variant.id, variant.sku, variant.name, variant.options.value,
                                 variant.stock_milli,
                                 effective_hint(variant.stock_milli, variant.stock_hint,
                                                product.stock_hint),
                                 look_up(prices, variant.id), look_up(floors, variant.id)});
      }
    }
    views.push_back(std::move(view));
  }
  return views;
}

ProductView product_view(Tx& tx, const Actor& actor, Locale locale, const Product& product) {
  return std::move(product_views(tx, actor, locale, {product}).front());
}

Product load_product(Tx& tx, const Actor& actor, const ProductId& id) {
  require(actor, Right::catalog_read);
  const std::string_view tail = actor.staff() ? "WHERE tenant_id = $1 AND id = $2"
                                              : "WHERE tenant_id = $1 AND id = $2 AND "
                                                "state = 'active'";
  auto product = tx.find<Product>(tail, tx.tenant(), id);
  if (!product) throw Refused(kNotFound);
  return *product;
}

std::string cursor_text(std::string_view sort_key, std::string_view id_text) {
  std::string text(sort_key);
  text += '.';
  text += id_text;
  return text;
}

}  // namespace kontor
