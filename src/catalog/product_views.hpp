// Products as the API shows them, cut to what the reader may see.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "kernel/api_schema.hpp"

namespace kontor {

struct VariantView {
  VariantId id;
  std::string sku;
  std::string name;
  VariantOptions options;
  std::optional<std::int64_t> stock_milli;
  StockHint stock_hint = StockHint::unknown;
  std::optional<std::int64_t> list_price_e4;   ///< of the reader's list; staff: the default list
  std::optional<std::int64_t> floor_price_e4;  ///< who may read floor prices; null for all others
};
BOOST_DESCRIBE_STRUCT(VariantView, (),
                      (id, sku, name, options, stock_milli, stock_hint, list_price_e4,
                       floor_price_e4))

struct ProductView {
  ProductId id;
  std::string number;
  std::string name;
  std::string description;
  std::string unit;
  TaxClass tax_class = TaxClass::standard;
  bool by_quote = false;
  ChargeType charge_type = ChargeType::one_off;
  bool needs_shipping = true;
  StockHint stock_hint = StockHint::unknown;
  std::optional<std::string> supplier_sku;  ///< staff only
  ProductState state = ProductState::active;
  std::vector<VariantView> variants;
  std::string currency;  ///< of the prices shown; empty without price list
  bool gross = false;
  std::vector<ActionInfo> actions;
  std::int64_t changed_at_ms = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ProductView, (),
                      (id, number, name, description, unit, tax_class, by_quote, charge_type,
                       needs_shipping, stock_hint, supplier_sku, state, variants, currency, gross,
                       actions, changed_at_ms, version))

struct PriceListView {
  PriceListId id;
  std::string name;
  std::string currency;
  bool gross = false;
  bool is_default = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PriceListView, (), (id, name, currency, gross, is_default, version))

/// The list whose prices this actor is shown: staff the default one, all others their account's.
std::optional<PriceList> shown_price_list(Tx& tx, const Actor& actor);

/// All with one list, in the order given.
std::vector<ProductView> product_views(Tx& tx, const Actor& actor, Locale locale,
                                       const std::vector<Product>& products);
ProductView product_view(Tx& tx, const Actor& actor, Locale locale, const Product& product);

/// Refuses not_found where the product is missing or archived and the actor is no staff.
Product load_product(Tx& tx, const Actor& actor, const ProductId& id);

/// "<sort key>.<id>" for keyset paging; nothing for a cursor that was not made here.
struct NameCursor {
  std::string sort_key;
  Uuid id;
};
std::string cursor_text(std::string_view sort_key, std::string_view id_text);
template <class IdType>
std::optional<NameCursor> read_cursor(std::string_view text) {
  const auto dot = text.rfind('.');
  if (dot == std::string_view::npos || dot > 4096) return {};
  if (text.substr(0, dot).find_first_not_of("0123456789abcdef") != std::string_view::npos) {
    return {};
  }
  const auto id = IdType::parse(text.substr(dot + 1));
  if (!id) return {};
  return NameCursor{std::string(text.substr(0, dot)), *id};
}

}  // namespace kontor
