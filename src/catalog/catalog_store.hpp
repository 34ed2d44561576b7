// What the files of this module share about their tables. Not for other modules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "accounts/actor_log.hpp"
#include "catalog/catalog.hpp"

namespace kontor {

// What "piece" is called where a file or form leaves the unit empty.
inline constexpr std::string_view kDefaultUnit = "Stück";

struct ProductTerm {
  static constexpr std::string_view kTable = "product_terms";
  static constexpr int kKeyColumns = 3;
  TenantId tenant_id;
  std::string term;
  ProductId product_id;
};
BOOST_DESCRIBE_STRUCT(ProductTerm, (), (tenant_id, term, product_id))

// All of a product, archived ones too, by position.
std::vector<Variant> load_variants(Tx& tx, const ProductId& product);

// Writes one tier (nothing takes it off) or the floor, and notes the change as
// "<sku>: <list> ab <quantity>". True when something changed.
bool write_tier(Tx& tx, const PriceList& list, const Variant& variant,
                std::int64_t min_quantity_milli, std::optional<std::int64_t> unit_price_e4,
                ChangedFields& fields);
bool write_floor(Tx& tx, const PriceList& list, const Variant& variant,
                 std::optional<std::int64_t> floor_price_e4, ChangedFields& fields);

std::optional<PriceList> find_price_list_by_name(Tx& tx, std::string_view name);

// SQL that narrows to the words of a search: " AND <column> IN (SELECT product_id FROM
// product_terms WHERE ... )" per word. Appends the parameters.
struct TermFilter {
  std::string sql;
  std::vector<std::string> bounds;  // begin and end of each word's range
};
// `first_param` is the number of the next free parameter; $1 is the tenant.
TermFilter term_filter(std::string_view query, std::string_view column, std::size_t first_param);

}  // namespace kontor
