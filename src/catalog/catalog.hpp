// Products with variants, price lists, prices and floor prices.
//
// A product groups variants; a variant is what is ordered and what a price names. One plan
// (charge_type monthly or yearly) is a product too. Products and variants are archived, never
// deleted, because orders name them. Staff see everything; everybody else sees active products, the
// prices of his own price list, and neither floor prices nor supplier SKUs: those members are null
// and the list's other side is not even asked for in SQL.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/actor.hpp"
#include "accounts/tree.hpp"
#include "kernel/db.hpp"
#include "kernel/event.hpp"
#include "kernel/field_types.hpp"
#include "kernel/json.hpp"
#include "kernel/machine.hpp"
#include "kernel/refused.hpp"

namespace kontor {

struct ProductTag {
  static constexpr std::string_view kPrefix = "product";
};
struct VariantTag {
  static constexpr std::string_view kPrefix = "variant";
};
using ProductId = Id<ProductTag>;
using VariantId = Id<VariantTag>;

enum class TaxClass { standard, reduced, zero, exempt };
BOOST_DESCRIBE_ENUM(TaxClass, standard, reduced, zero, exempt)

enum class ChargeType { one_off, monthly, yearly };
BOOST_DESCRIBE_ENUM(ChargeType, one_off, monthly, yearly)

enum class StockHint { unknown, in_stock, low, out };
BOOST_DESCRIBE_ENUM(StockHint, unknown, in_stock, low, out)

enum class ProductState { active, archived };
BOOST_DESCRIBE_ENUM(ProductState, active, archived)

enum class ProductAction { archive, restore };
BOOST_DESCRIBE_ENUM(ProductAction, archive, restore)

inline constexpr std::array kProductLife = {
    Transition<ProductState, ProductAction, Right>{ProductState::active, ProductAction::archive,
                                                   ProductState::archived, Right::catalog_manage},
    Transition<ProductState, ProductAction, Right>{ProductState::archived, ProductAction::restore,
                                                   ProductState::active, Right::catalog_manage},
};
static_assert(is_deterministic(kProductLife));

inline constexpr Code kSkuTaken{"sku_taken", 409};
inline constexpr Code kProductNumberTaken{"product_number_taken", 409};
inline constexpr Code kPriceListNameTaken{"price_list_name_taken", 409};
inline constexpr Code kDefaultPriceListNeeded{"default_price_list_needed", 409};
inline constexpr Code kPriceListInUse{"price_list_in_use", 409};
inline constexpr Code kNoPriceList{"no_price_list", 409};

/// At or below this the hint says "low": enough for a warning, whatever the unit.
inline constexpr std::int64_t kLowStockMilli = 5'000;
inline constexpr std::size_t kMaxVariants = 200;

struct VariantOption {
  Text<60, 1> name;
  Text<120, 1> value;
  bool operator==(const VariantOption&) const = default;
};
BOOST_DESCRIBE_STRUCT(VariantOption, (), (name, value))
using VariantOptions = List<VariantOption, 10>;

// --- Rows -----------------------------------------------------------------------------------

struct Product {
  static constexpr std::string_view kTable = "products";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  ProductId id;
  std::string number;
  std::string number_key;
  std::string name;
  std::string sort_key;
  std::string description;
  std::string unit;
  TaxClass tax_class = TaxClass::standard;
  ChargeType charge_type = ChargeType::one_off;
  bool by_quote = false;
  bool needs_shipping = true;
  StockHint stock_hint = StockHint::unknown;
  std::string supplier_sku;
  ProductState state = ProductState::active;
  std::int64_t created_at_ms = 0;
  std::int64_t changed_at_ms = 0;
  std::int64_t version = 0;
  std::int64_t last_seq = 0;
  Bytes last_hash;
};
BOOST_DESCRIBE_STRUCT(Product, (),
                      (tenant_id, id, number, number_key, name, sort_key, description, unit,
                       tax_class, charge_type, by_quote, needs_shipping, stock_hint, supplier_sku,
                       state, created_at_ms, changed_at_ms, version, last_seq, last_hash))

struct Variant {
  static constexpr std::string_view kTable = "variants";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  VariantId id;
  ProductId product_id;
  std::int64_t position = 0;
  std::string sku;
  std::string sku_key;
  std::string name;
  Json<VariantOptions> options;
  std::optional<std::int64_t> stock_milli;
  StockHint stock_hint = StockHint::unknown;
  ProductState state = ProductState::active;
};
BOOST_DESCRIBE_STRUCT(Variant, (),
                      (tenant_id, id, product_id, position, sku, sku_key, name, options,
                       stock_milli, stock_hint, state))

struct PriceList {
  static constexpr std::string_view kTable = "price_lists";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  PriceListId id;
  std::string name;
  std::string name_key;
  std::string currency;
  bool gross = false;
  bool is_default = false;
  std::int64_t created_at_ms = 0;
  std::int64_t changed_at_ms = 0;
  std::int64_t version = 0;
  std::int64_t last_seq = 0;
  Bytes last_hash;
};
BOOST_DESCRIBE_STRUCT(PriceList, (),
                      (tenant_id, id, name, name_key, currency, gross, is_default, created_at_ms,
                       changed_at_ms, version, last_seq, last_hash))

struct Price {
  static constexpr std::string_view kTable = "prices";
  static constexpr int kKeyColumns = 4;
  TenantId tenant_id;
  PriceListId price_list_id;
  VariantId variant_id;
  std::int64_t min_quantity_milli = 0;  ///< the tier begins here; 0 is the list price
  std::int64_t unit_price_e4 = 0;
};
BOOST_DESCRIBE_STRUCT(Price, (),
                      (tenant_id, price_list_id, variant_id, min_quantity_milli, unit_price_e4))

struct FloorPrice {
  static constexpr std::string_view kTable = "floor_prices";
  static constexpr int kKeyColumns = 3;
  TenantId tenant_id;
  PriceListId price_list_id;
  VariantId variant_id;
  std::int64_t floor_price_e4 = 0;
};
BOOST_DESCRIBE_STRUCT(FloorPrice, (), (tenant_id, price_list_id, variant_id, floor_price_e4))

// --- What commands take ---------------------------------------------------------------------

struct VariantInput {
  std::optional<VariantId> id;  ///< absent: a new one
  Text<64, 1> sku;
  Text<120> name;
  VariantOptions options;
  std::optional<Bounded<-1'000'000'000'000, 1'000'000'000'000>> stock_milli;
  std::optional<StockHint> stock_hint;
  std::optional<UnitPriceE4> list_price_e4;  ///< into the default price list
};
BOOST_DESCRIBE_STRUCT(VariantInput, (),
                      (id, sku, name, options, stock_milli, stock_hint, list_price_e4))
using VariantInputs = List<VariantInput, kMaxVariants>;

struct ProductInput {
  std::optional<Text<64, 1>> number;  ///< absent: the first variant's SKU
  Text<200, 1> name;
  MultilineText<10'000> description;
  Text<20> unit;  ///< empty: piece
  std::optional<TaxClass> tax_class;
  bool by_quote = false;
  std::optional<ChargeType> charge_type;
  std::optional<bool> needs_shipping;
  std::optional<StockHint> stock_hint;
  Text<64> supplier_sku;
  VariantInputs variants;
};
BOOST_DESCRIBE_STRUCT(ProductInput, (),
                      (number, name, description, unit, tax_class, by_quote, charge_type,
                       needs_shipping, stock_hint, supplier_sku, variants))

struct ProductPatch {
  Patch<Text<64, 1>> number;
  Patch<Text<200, 1>> name;
  Patch<MultilineText<10'000>> description;
  Patch<Text<20>> unit;
  Patch<TaxClass> tax_class;
  Patch<bool> by_quote;
  Patch<ChargeType> charge_type;
  Patch<bool> needs_shipping;
  Patch<StockHint> stock_hint;
  Patch<Text<64>> supplier_sku;
  Patch<VariantInputs> variants;  ///< all of them; who is missing is archived
};
BOOST_DESCRIBE_STRUCT(ProductPatch, (),
                      (number, name, description, unit, tax_class, by_quote, charge_type,
                       needs_shipping, stock_hint, supplier_sku, variants))

struct PriceListInput {
  Text<80, 1> name;
  Text<3, 3> currency;  ///< ISO 4217
  bool gross = false;
  bool is_default = false;
};
BOOST_DESCRIBE_STRUCT(PriceListInput, (), (name, currency, gross, is_default))

struct PriceListPatch {
  Patch<Text<80, 1>> name;
  Patch<Text<3, 3>> currency;  ///< only while the list holds no price
  Patch<bool> gross;           ///< likewise
  Patch<bool> is_default;      ///< true only: the default moves, it never vanishes
};
BOOST_DESCRIBE_STRUCT(PriceListPatch, (), (name, currency, gross, is_default))

struct PriceInput {
  std::optional<UnitPriceE4> unit_price_e4;  ///< null takes the tier off the list
  Patch<std::optional<UnitPriceE4>> floor_price_e4;  ///< null takes the floor away
  std::optional<Bounded<0, 1'000'000'000>> min_quantity_milli;
};
BOOST_DESCRIBE_STRUCT(PriceInput, (), (unit_price_e4, floor_price_e4, min_quantity_milli))

// --- Commands -------------------------------------------------------------------------------

/// The product with all its variants, as commands return it.
struct ProductWithVariants {
  Product product;
  std::vector<Variant> variants;  ///< by position; archived ones too
};

ProductWithVariants create_product(Tx& tx, const Actor& actor, const ProductInput& input);
/// `version` as seen; nothing for If-Match: *.
ProductWithVariants change_product(Tx& tx, const Actor& actor, const ProductId& id,
                                   std::optional<std::int64_t> version, const ProductPatch& patch);
Product archive_product(Tx& tx, const Actor& actor, const ProductId& id);
Product restore_product(Tx& tx, const Actor& actor, const ProductId& id);

PriceList create_price_list(Tx& tx, const Actor& actor, const PriceListInput& input);
PriceList change_price_list(Tx& tx, const Actor& actor, const PriceListId& id,
                            std::optional<std::int64_t> version, const PriceListPatch& patch);
/// Sets or takes off one tier and the floor price. Recorded in the product's log.
void set_price(Tx& tx, const Actor& actor, const PriceListId& list, const VariantId& variant,
               const PriceInput& input);

// --- For orders -----------------------------------------------------------------------------

/// An article as a line copies it.
struct Sellable {
  VariantId variant_id;
  ProductId product_id;
  std::string sku;
  std::string name;  ///< product and variant name
  std::string description;
  std::string unit;
  TaxClass tax_class = TaxClass::standard;
  ChargeType charge_type = ChargeType::one_off;
  bool by_quote = false;
  bool needs_shipping = true;
  StockHint stock_hint = StockHint::unknown;
  std::optional<std::int64_t> stock_milli;
  std::optional<std::int64_t> unit_price_e4;  ///< of the tier; null: not on the list, or by quote
};

/// The account's list, or the default where it has none. Refuses no_price_list when there is none.
PriceList price_list_of(Tx& tx, const Account& account);
std::optional<PriceList> find_price_list(Tx& tx, const PriceListId& id);
std::optional<PriceList> default_price_list(Tx& tx);

/// Active articles only. The price is that of the highest tier not above the quantity.
std::optional<Sellable> find_sellable(Tx& tx, const PriceListId& list, const VariantId& variant,
                                      std::int64_t quantity_milli);
std::optional<Sellable> find_sellable_by_sku(Tx& tx, const PriceListId& list, std::string_view sku,
                                             std::int64_t quantity_milli);
/// Articles whose words begin with the words of `query`; an exact SKU comes first.
std::vector<Sellable> search_sellable(Tx& tx, const PriceListId& list, std::string_view query,
                                      std::int64_t limit);
std::optional<std::int64_t> find_floor_price(Tx& tx, const PriceListId& list,
                                             const VariantId& variant);

// --- Small rules ----------------------------------------------------------------------------

/// Two SKUs (numbers, names) with one key are the same: case, blanks at the ends and runs of blanks
/// do not count.
std::string catalog_key(std::string_view text);
/// What stock says wins over what somebody said; the variant's hint over the product's.
StockHint effective_hint(const std::optional<std::int64_t>& stock_milli, StockHint variant,
                         StockHint product);
/// "Innenstation IS-7" and "weiß" is "Innenstation IS-7, weiß".
std::string article_name(std::string_view product, std::string_view variant);
/// Rewrites the search words of a product. The terms of all active variants count.
void index_product(Tx& tx, const Product& product, const std::vector<Variant>& variants);
std::vector<std::string> product_search_terms(const Product& product,
                                              const std::vector<Variant>& variants);

}  // namespace kontor
