// From the text of a file to what shall be in the catalog: the pure half of an import. It knows
// no database. Every line is either part of an item, skipped on purpose, or has an error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/tree.hpp"
#include "catalog/catalog.hpp"
#include "catalog/import_fields.hpp"
#include "kernel/csv.hpp"

namespace kontor::catalog {

// Named values of an error's sentence: text "import_error.<code>".
struct ImportParam {
  std::string name;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(ImportParam, (), (name, value))

struct ImportError {
  std::int64_t line = 0;
  std::string column;  // the file's header; empty: the whole line
  std::string cell;    // at most 200 characters
  std::string code;
  std::vector<ImportParam> params;
};

struct Sheet {
  std::vector<std::string> headers;
  std::vector<csv::Record> rows;
  std::vector<ImportError> errors;  // lines that could not be read, and a cut-off end
};

// The first record is the header. Decoded text; `separator` as detected or chosen.
[[nodiscard]] Sheet read_sheet(std::string_view text, char separator, csv::Limits limits = {});

// An absent member was not in the file, or its cell was empty: it changes nothing.
struct VariantItem {
  std::int64_t line = 0;
  std::string sku;
  std::optional<std::string> name;
  std::string made_name;  // of the options, for a new variant without name
  std::optional<VariantOptions> options;
  std::optional<std::int64_t> stock_milli;
  std::optional<StockHint> stock_hint;
  std::optional<std::string> price_list;  // by name; absent: the default list
  std::optional<std::int64_t> list_price_e4;
  std::optional<std::int64_t> floor_price_e4;
};

struct ProductItem {
  std::int64_t line = 0;  // of its first line
  std::string number;
  // False where the number was made from the SKU: then a known SKU decides which product it is.
  bool number_given = false;
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<std::string> unit;
  std::optional<TaxClass> tax_class;
  std::optional<ChargeType> charge_type;
  std::optional<bool> by_quote;
  std::optional<bool> needs_shipping;
  std::optional<std::string> supplier_sku;
  std::optional<ProductState> state;
  std::vector<VariantItem> variants;
  std::int64_t lines = 0;  // lines of the file in it, for the counts
};

struct AddressItem {
  std::string company;
  std::string name;
  std::string street;
  std::string addition;
  std::string postcode;
  std::string city;
  std::string country;
};

struct CustomerItem {
  std::int64_t line = 0;
  std::string number;
  std::string name;
  std::optional<AccountKind> kind;
  std::optional<std::string> parent;  // number
  std::optional<bool> consumer;
  std::optional<std::string> vat_id;
  std::optional<std::string> email;
  std::optional<std::string> phone;
  std::optional<Locale> locale;
  std::optional<std::string> price_list;
  std::optional<AddressItem> billing;
  std::optional<AddressItem> shipping;
};

struct PriceItem {
  std::int64_t line = 0;
  std::string sku;
  std::optional<std::string> price_list;
  std::int64_t min_quantity_milli = 0;
  std::optional<std::int64_t> unit_price_e4;
  std::optional<std::int64_t> floor_price_e4;
};

struct ImportPlan {
  std::vector<ProductItem> products;
  std::vector<CustomerItem> customers;
  std::vector<PriceItem> prices;
  std::vector<ImportError> errors;  // by line
  std::int64_t rows_total = 0;      // lines that hold data, bad ones too
  std::int64_t skipped = 0;         // pictures, groups: lines that are nothing we keep
};

// At most this many errors are kept for one file; the count in `bad` goes on.
inline constexpr std::size_t kMaxImportErrors = 20'000;

// "Deutschland", "Germany", "Allemagne", "de" are DE; nothing for what is no country.
[[nodiscard]] std::optional<std::string> country_code(std::string_view text);

[[nodiscard]] ImportPlan make_plan(ImportKind kind, const Sheet& sheet, const Mapping& mapping);

}  // namespace kontor::catalog
