// Which fields an import knows, by which headers they are recognised, and which programs' files it
// knows by heart. Pure: no database.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/texts.hpp"

namespace kontor::catalog {

enum class ImportKind { products, customers, prices };
BOOST_DESCRIBE_ENUM(ImportKind, products, customers, prices)

// Whose file it is. `none`: headers were matched by name only, or not at all.
enum class Preset { kontor, woocommerce, shopify, none };
BOOST_DESCRIBE_ENUM(Preset, kontor, woocommerce, shopify, none)

struct ImportField {
  std::string_view name;  // text "import_field.<name>"
  bool required = false;
  // Keys (see header_key) of headers that mean this field, in the three languages.
  std::vector<std::string_view> headers;
};

// In the order in which the mapping offers and the export writes them.
[[nodiscard]] const std::vector<ImportField>& import_fields(ImportKind kind);
[[nodiscard]] const ImportField* find_import_field(ImportKind kind, std::string_view name);

// What people read; also the header in exports, where it is recognised again.
[[nodiscard]] std::string field_label(ImportKind kind, std::string_view name, Locale locale);

// A header reduced to what matters: letters and digits, case folded ("Regular price" and
// "REGULAR_PRICE" are "regularprice").
[[nodiscard]] std::string header_key(std::string_view header);

struct Mapping {
  Preset preset = Preset::none;
  std::vector<std::string> fields;  // one per column; empty: the column is ignored
};

// Recognises WooCommerce and Shopify product exports by their headers, then everything else
// by the names of fields. A field is given to one column only, the first that fits.
[[nodiscard]] Mapping map_columns(ImportKind kind, const std::vector<std::string>& headers);

// Names of required fields that no column has. What is required follows from the preset: a shop's
// export may leave the SKU empty, since it can be made from the shop's own key.
[[nodiscard]] std::vector<std::string> missing_fields(ImportKind kind, const Mapping& mapping);

}  // namespace kontor::catalog
