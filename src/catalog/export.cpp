// Exports that an import takes back without changing anything: the same fields under the labels of
// the reader's language, numbers without grouping and never ambiguous.
#include <map>

#include "kernel/bulk.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/export.hpp"
#include "catalog/import_fields.hpp"
#include "catalog/import_numbers.hpp"
#include "catalog/product_views.hpp"
#include "catalog/routes.hpp"
#include "kernel/csv.hpp"

namespace kontor {

namespace {

using catalog::ImportKind;

// Fields that only other programs' files have, or that are the import's own business.
bool is_exported(std::string_view field) {
  return field != "row_type" && field != "external_id" && field != "tax_status";
}

// Writes the header line and then, record by record, the cells by their field's name.
class Sheet {
 public:
  Sheet(ImportKind kind, Locale locale) {
    for (const auto& field : catalog::import_fields(kind)) {
      const bool foreign = kind == ImportKind::products && field.name == "parent";
      if (foreign || !is_exported(field.name)) continue;
      names_.push_back(field.name);
      writer_.field(catalog::field_label(kind, field.name, locale));
    }
    writer_.end_record();
  }

  void set(std::string_view field, std::string value) { cells_[field] = std::move(value); }
  void set(std::string_view field, const std::optional<std::int64_t>& value, int decimals,
           int least) {
    if (value) set(field, catalog::format_plain(*value, decimals, least));
  }
  void end_record() {
    for (const std::string_view name : names_) writer_.field(cells_[name]);
    writer_.end_record();
    cells_.clear();
  }
  std::string take() { return writer_.take(); }

 private:
  csv::Writer writer_;
  std::vector<std::string_view> names_;
  std::map<std::string_view, std::string> cells_;
};

std::string yes_or_no(bool value, Locale locale) {
  if (locale == Locale::de) return value ? "ja" : "nein";
  if (locale == Locale::fr) return value ? "oui" : "non";
  return value ? "yes" : "no";
}

using Amounts = std::map<VariantId, std::int64_t>;

Amounts amounts(Tx& tx, std::string_view sql, const PriceListId& list) {
  Amounts found;
  for (const auto row : tx.query(sql, tx.tenant(), list)) {
    found[row.get<VariantId>(0)] = row.get<std::int64_t>(1);
  }
  return found;
}

std::optional<std::int64_t> look_up(const Amounts& amounts, const VariantId& id) {
  const auto found = amounts.find(id);
  if (found == amounts.end()) return {};
  return found->second;
}

void set_product(Sheet& sheet, const Product& product, Locale locale) {
  sheet.set("number", product.number);
  sheet.set("name", product.name);
  sheet.set("description", product.description);
  sheet.set("unit", product.unit);
  sheet.set("tax_class", std::string(enum_name(product.tax_class)));
  sheet.set("charge_type", std::string(enum_name(product.charge_type)));
  sheet.set("by_quote", yes_or_no(product.by_quote, locale));
  sheet.set("needs_shipping", yes_or_no(product.needs_shipping, locale));
  sheet.set("supplier_sku", product.supplier_sku);
  sheet.set("state", std::string(enum_name(product.state)));
}

void set_variant(Sheet& sheet, const Variant& variant) {
  sheet.set("sku", variant.sku);
  sheet.set("variant_name", variant.name);
  sheet.set("stock", variant.stock_milli, 3, 0);
  if (variant.stock_hint != StockHint::unknown) {
    sheet.set("stock_hint", std::string(enum_name(variant.stock_hint)));
  }
  // The columns hold three; more would come back cut, so that none come at all.
  if (variant.options->size() > 3) return;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kColumns = {{
      {"option1_name", "option1_value"},
      {"option2_name", "option2_value"},
      {"option3_name", "option3_value"},
  }};
  for (std::size_t i = 0; i < variant.options->size(); ++i) {
    sheet.set(kColumns[i].first, variant.options.value[i].name);
    sheet.set(kColumns[i].second, variant.options.value[i].value);
  }
}

constexpr std::string_view kAllListPrices =
    "SELECT variant_id, unit_price_e4 FROM prices WHERE tenant_id = $1 AND price_list_id = $2 "
    "AND min_quantity_milli = 0";
constexpr std::string_view kAllFloorPrices =
    "SELECT variant_id, floor_price_e4 FROM floor_prices WHERE tenant_id = $1 AND "
    "price_list_id = $2";

const Address* default_address(const Account& account, AddressKind kind) {
  for (const Address& address : account.addresses.value) {
    if (address.kind == kind && address.is_default) return &address;
  }
  return nullptr;
}

void set_billing(Sheet& sheet, const Address& address) {
  sheet.set("billing_company", address.company);
  sheet.set("billing_name", address.name);
  sheet.set("billing_street", address.street);
  sheet.set("billing_addition", address.addition);
  sheet.set("billing_postcode", address.postcode);
  sheet.set("billing_city", address.city);
  sheet.set("billing_country", address.country);
}

void set_shipping(Sheet& sheet, const Address& address) {
  sheet.set("shipping_company", address.company);
  sheet.set("shipping_name", address.name);
  sheet.set("shipping_street", address.street);
  sheet.set("shipping_addition", address.addition);
  sheet.set("shipping_postcode", address.postcode);
  sheet.set("shipping_city", address.city);
  sheet.set("shipping_country", address.country);
}

void set_account(Sheet& sheet, const Account& account, Locale locale) {
  sheet.set("number", account.number);
  sheet.set("name", account.name);
  sheet.set("kind", std::string(enum_name(account.kind)));
  sheet.set("consumer", yes_or_no(account.consumer, locale));
  sheet.set("vat_id", account.vat_id);
  sheet.set("email", account.email);
  sheet.set("phone", account.phone);
  sheet.set("locale", std::string(to_string(account.locale)));
  if (const Address* address = default_address(account, AddressKind::billing)) {
    set_billing(sheet, *address);
  }
  if (const Address* address = default_address(account, AddressKind::shipping)) {
    set_shipping(sheet, *address);
  }
}

std::map<PriceListId, PriceList> all_price_lists(Tx& tx) {
  std::map<PriceListId, PriceList> lists;
  for (auto& list : tx.select<PriceList>("WHERE tenant_id = $1", tx.tenant())) {
    lists.emplace(list.id, std::move(list));
  }
  return lists;
}

http::Response csv_response(std::string text, std::string_view name) {
  http::Response response = http::Response::text(std::move(text));
  response.content_type = "text/csv; charset=utf-8";
  response.headers.set("Content-Disposition",
                       "attachment; filename=\"" + std::string(name) + "\"");
  return response;
}

}  // namespace

std::string export_products(Tx& tx, const Actor& actor, Locale locale) {
  require(actor, Right::data_export);
  const auto list = default_price_list(tx);
  Amounts prices;
  Amounts floors;
  if (list) prices = amounts(tx, kAllListPrices, list->id);
  if (list && can(actor, Right::floor_price_read)) {
    floors = amounts(tx, kAllFloorPrices, list->id);
  }
  std::map<ProductId, std::vector<Variant>> variants;
  for (auto& variant : tx.select<Variant>(
           "WHERE tenant_id = $1 AND state = 'active' ORDER BY product_id, position, id",
           tx.tenant())) {
    variants[variant.product_id].push_back(std::move(variant));
  }
  Sheet sheet(ImportKind::products, locale);
  for (const Product& product :
       tx.select<Product>("WHERE tenant_id = $1 ORDER BY sort_key, id", tx.tenant())) {
    for (const Variant& variant : variants[product.id]) {
      set_product(sheet, product, locale);
      set_variant(sheet, variant);
      const auto price = look_up(prices, variant.id);
      const auto floor = look_up(floors, variant.id);
      if (price || floor) sheet.set("price_list", list->name);
      sheet.set("list_price", price, 4, 2);
      sheet.set("floor_price", floor, 4, 2);
      sheet.end_record();
    }
  }
  return sheet.take();
}

std::string export_prices(Tx& tx, const Actor& actor, Locale locale) {
  require(actor, Right::data_export);
  const bool floors_shown = can(actor, Right::floor_price_read).allowed;
  const auto lists = all_price_lists(tx);
  std::map<VariantId, std::string> skus;
  for (const auto row : tx.query("SELECT id, sku FROM variants WHERE tenant_id = $1",
                                 tx.tenant())) {
    skus[row.get<VariantId>(0)] = row.get<std::string>(1);
  }
  std::map<std::pair<PriceListId, VariantId>, std::int64_t> floors;
  if (floors_shown) {
    for (const auto& floor : tx.select<FloorPrice>("WHERE tenant_id = $1", tx.tenant())) {
      floors[{floor.price_list_id, floor.variant_id}] = floor.floor_price_e4;
    }
  }
  Sheet sheet(ImportKind::prices, locale);
  const auto write = [&](const PriceListId& list, const VariantId& variant,
                         std::optional<std::int64_t> from, std::optional<std::int64_t> price) {
    sheet.set("sku", skus[variant]);
    sheet.set("price_list", lists.at(list).name);
    sheet.set("unit_price", price, 4, 2);
    if (from && *from > 0) sheet.set("min_quantity", from, 3, 0);
    const auto floor = floors.find({list, variant});
    if (floor != floors.end() && from.value_or(0) == 0) {
      sheet.set("floor_price", floor->second, 4, 2);
      floors.erase(floor);
    }
    sheet.end_record();
  };
  for (const auto& price : tx.select<Price>(
           "WHERE tenant_id = $1 ORDER BY price_list_id, variant_id, min_quantity_milli",
           tx.tenant())) {
    write(price.price_list_id, price.variant_id, price.min_quantity_milli, price.unit_price_e4);
  }
  // Floors of articles that have no list price there.
  while (!floors.empty()) {
    const auto key = floors.begin()->first;
    write(key.first, key.second, {}, {});
  }
  return sheet.take();
}

std::string export_customers(Tx& tx, const Actor& actor, Locale locale) {
  require(actor, Right::data_export);
  const auto lists = all_price_lists(tx);
  const auto accounts = tx.select<Account>(
      "WHERE tenant_id = $1 AND state = 'active' ORDER BY path", tx.tenant());
  std::map<AccountId, const Account*> by_id;
  for (const Account& account : accounts) by_id[account.id] = &account;
  Sheet sheet(ImportKind::customers, locale);
  for (const Account& account : accounts) {
    if (!account.parent_id) continue;  // the operator himself
    set_account(sheet, account, locale);
    const auto parent = by_id.find(*account.parent_id);
    if (parent != by_id.end() && parent->second->parent_id) {
      sheet.set("parent", parent->second->number);
    }
    if (account.price_list_id && lists.contains(*account.price_list_id)) {
      sheet.set("price_list", lists.at(*account.price_list_id).name);
    }
    sheet.end_record();
  }
  return sheet.take();
}

void add_export_routes(Api& api) {
  api.read("/exports/products.csv",
           {.summary = "All products as CSV, as the import takes them",
            .tag = "Exports",
            .access = Access::staff,
            .operation_id = "export_products"},
           [](Tx& tx, const Call& call) {
             return csv_response(export_products(tx, call.actor, call.locale), "products.csv");
           });
  api.read("/exports/customers.csv",
           {.summary = "All companies as CSV, as the import takes them",
            .tag = "Exports",
            .access = Access::staff,
            .operation_id = "export_customers"},
           [](Tx& tx, const Call& call) {
             return csv_response(export_customers(tx, call.actor, call.locale), "customers.csv");
           });
  api.read("/exports/prices.csv",
           {.summary = "All prices of all lists as CSV, as the import takes them",
            .tag = "Exports",
            .access = Access::staff,
            .operation_id = "export_prices"},
           [](Tx& tx, const Call& call) {
             return csv_response(export_prices(tx, call.actor, call.locale), "prices.csv");
           });
}

}  // namespace kontor
