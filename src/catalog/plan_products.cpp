#include <algorithm>
#include <map>
#include <set>

#include "catalog/import_line.hpp"
#include "kernel/text.hpp"

namespace kontor::catalog {

namespace {

// Takes the lines of a product together, whatever their order in the file.
class Products {
 public:
  explicit Products(ImportPlan& plan) : plan_(plan) {}

  ProductItem& at(const std::string& number, std::int64_t line) {
    const auto [found, fresh] = index_.emplace(catalog_key(number), plan_.products.size());
    if (fresh) {
      plan_.products.push_back({});
      plan_.products.back().line = line;
      plan_.products.back().number = number;
    }
    return plan_.products[found->second];
  }

  // False where the file has this SKU on an earlier line.
  bool claim(Line& line, const std::string& sku) {
    const auto [first, fresh] = skus_.emplace(catalog_key(sku), line.number());
    if (!fresh) line.error("sku", "duplicate", {{"line", std::to_string(first->second)}});
    return fresh;
  }

 private:
  ImportPlan& plan_;
  std::map<std::string, std::size_t> index_;
  std::map<std::string, std::int64_t> skus_;
};

template <class T>
void fill(std::optional<T>& target, std::optional<T> value) {
  if (!target && value) target = std::move(value);
}

void merge(ProductItem& into, ProductItem&& from) {
  fill(into.name, std::move(from.name));
  fill(into.description, std::move(from.description));
  fill(into.unit, std::move(from.unit));
  fill(into.tax_class, from.tax_class);
  fill(into.charge_type, from.charge_type);
  fill(into.by_quote, from.by_quote);
  fill(into.needs_shipping, from.needs_shipping);
  fill(into.supplier_sku, std::move(from.supplier_sku));
  fill(into.state, from.state);
}

void append_option(VariantOptions& options, std::string name, std::string value) {
  // Shopify's way to say that a product has no variants.
  if (value.empty() || value == "Default Title") return;
  options.push_back({Text<60, 1>(first_graphemes(name, 60)), Text<120, 1>(value)});
}

// The options named in this line; `names` remembers them for lines that only give values, as
// Shopify writes all but the first line of a product.
VariantOptions read_options(Line& line, std::vector<std::string>& names) {
  VariantOptions options;
  names.resize(3);
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string prefix = "option" + std::to_string(i + 1) + "_";
    const auto name = line.text(prefix + "name", 60);
    const auto value = line.text(prefix + "value", 120);
    if (name) names[i] = *name;
    if (!value) continue;
    append_option(options, names[i].empty() ? "Option " + std::to_string(i + 1) : names[i], *value);
  }
  return options;
}

std::string name_of_options(const VariantOptions& options) {
  std::string name;
  for (const VariantOption& option : options) name += (name.empty() ? "" : ", ") + option.value;
  return first_graphemes(name, 120);
}

ProductItem read_product(Line& line) {
  ProductItem item;
  item.name = line.text("name", 200);
  item.description = line.long_text("description", 10'000);
  item.unit = line.text("unit", 20);
  item.tax_class = line.word<TaxClass>("tax_class");
  item.charge_type = line.word<ChargeType>("charge_type");
  item.by_quote = line.flag("by_quote");
  item.needs_shipping = line.flag("needs_shipping");
  item.supplier_sku = line.text("supplier_sku", 64);
  item.state = line.word<ProductState>("state");
  return item;
}

VariantItem read_variant(Line& line) {
  VariantItem item;
  item.line = line.number();
  item.stock_hint = line.word<StockHint>("stock_hint");
  item.price_list = line.text("price_list", 80);
  item.list_price_e4 = line.price_e4("list_price");
  item.floor_price_e4 = line.price_e4("floor_price");
  return item;
}

void set_options(VariantItem& item, VariantOptions options) {
  if (options.empty()) return;
  item.made_name = name_of_options(options);
  item.options = std::move(options);
}

// --- Files in our own layout, and unknown ones that were mapped by hand ---------------------

void plan_own(const Sheet& sheet, const Columns& columns, ImportPlan& plan) {
  Products products(plan);
  std::map<std::string, std::vector<std::string>> option_names;
  for (const csv::Record& row : sheet.rows) {
    Line line(columns, row, plan.errors);
    ProductItem product = read_product(line);
    VariantItem variant = read_variant(line);
    variant.sku = line.required_text("sku", 64);
    variant.name = line.text("variant_name", 120);
    variant.stock_milli = line.stock_milli("stock");
    const std::string number = line.text("number", 64).value_or(variant.sku);
    set_options(variant, read_options(line, option_names[catalog_key(number)]));
    if (!line.good() || !products.claim(line, variant.sku)) continue;
    ProductItem& item = products.at(number, row.line);
    merge(item, std::move(product));
    item.number_given = !line.cell("number").empty();
    item.variants.push_back(std::move(variant));
    ++item.lines;
  }
}

// --- Shopify ----------------------------------------------------------------------------------

// One line per variant, product columns on the first only, and lines with nothing but a picture.
// What Shopify leaves without SKU gets one from the handle and the option values.
std::string shopify_sku(const std::string& handle, const VariantOptions& options) {
  std::string sku = handle;
  for (const VariantOption& option : options) {
    std::string part = squeezed(option.value);
    std::replace(part.begin(), part.end(), ' ', '-');
    sku += "-" + part;
  }
  return first_graphemes(sku, 64);
}

bool is_picture_line(const Line& line) {
  for (const char* field : {"sku", "list_price", "option1_value", "name"}) {
    if (!line.cell(field).empty()) return false;
  }
  return true;
}

ProductItem read_shopify_product(Line& line) {
  ProductItem item;
  item.name = line.text("name", 200);
  item.needs_shipping = line.flag("needs_shipping");
  item.state = line.word<ProductState>("state");
  const auto taxable = line.flag("tax_status");
  if (taxable) item.tax_class = *taxable ? TaxClass::standard : TaxClass::exempt;
  const auto html = line.long_text("description", 60'000);
  if (html) item.description = first_graphemes(trimmed(plain_text_of_html(*html)), 10'000);
  return item;
}

void plan_shopify(const Sheet& sheet, const Columns& columns, ImportPlan& plan) {
  Products products(plan);
  std::map<std::string, std::vector<std::string>> option_names;
  for (const csv::Record& row : sheet.rows) {
    Line line(columns, row, plan.errors);
    const std::string handle = line.required_text("number", 64);
    if (line.good() && is_picture_line(line)) {
      ++plan.skipped;
      continue;
    }
    ProductItem product = read_shopify_product(line);
    VariantItem variant;
    variant.line = row.line;
    variant.list_price_e4 = line.price_e4("list_price");
    VariantOptions options = read_options(line, option_names[catalog_key(handle)]);
    variant.sku = line.text("sku", 64).value_or(shopify_sku(handle, options));
    // Without a tracker the quantity is not counted, Shopify writes 0 then.
    if (!line.cell("row_type").empty()) variant.stock_milli = line.stock_milli("stock");
    set_options(variant, std::move(options));
    if (!line.good() || !products.claim(line, variant.sku)) continue;
    ProductItem& item = products.at(handle, row.line);
    merge(item, std::move(product));
    item.number_given = true;
    item.variants.push_back(std::move(variant));
    ++item.lines;
  }
}

// --- WooCommerce --------------------------------------------------------------------------------

struct WooType {
  bool simple = false;
  bool variable = false;
  bool variation = false;
  bool without_shipping = false;
};

// "simple, virtual" and the like; grouped and external products are nothing that one could order.
WooType woo_type(std::string_view cell) {
  WooType type;
  while (!cell.empty()) {
    const std::size_t comma = std::min(cell.find(','), cell.size());
    const std::string word = header_key(cell.substr(0, comma));
    type.simple = type.simple || word == "simple" || word == "subscription";
    type.variable = type.variable || word == "variable" || word == "variablesubscription";
    type.variation = type.variation || word == "variation" || word == "subscriptionvariation";
    type.without_shipping = type.without_shipping || word == "virtual" || word == "downloadable";
    cell.remove_prefix(std::min(comma + 1, cell.size()));
  }
  return type;
}

std::string woo_number(Line& line) {
  const auto sku = line.text("sku", 64);
  if (sku) return *sku;
  const auto id = line.text("external_id", 40);
  if (id) return "id:" + *id;
  line.error("sku", "required");
  return {};
}

std::optional<TaxClass> woo_tax_class(Line& line) {
  const std::string status = header_key(line.cell("tax_status"));
  if (status == "none") return TaxClass::exempt;
  const std::string key = header_key(line.cell("tax_class"));
  if (key.empty() || key == "parent") {
    return status.empty() ? std::nullopt : std::optional(TaxClass::standard);
  }
  // Slugs of the classes in the shop's own language: "reduced-rate", "reduzierter-steuersatz".
  if (key.starts_with("redu") || key.starts_with("ermä") || key.starts_with("rédu") ||
      key.starts_with("tauxrédu")) {
    return TaxClass::reduced;
  }
  if (key.starts_with("zero") || key.starts_with("null") || key.starts_with("tauxzéro")) {
    return TaxClass::zero;
  }
  return line.word<TaxClass>("tax_class");
}

// WooCommerce writes line breaks of texts as backslash and n.
std::string with_line_breaks(std::string text) {
  for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at + 1)) {
    text.replace(at, 2, "\n");
  }
  return text;
}

ProductItem read_woo_product(Line& line, const WooType& type) {
  ProductItem item;
  item.tax_class = woo_tax_class(line);
  item.state = line.word<ProductState>("state");
  if (type.variation) return item;
  item.name = line.required_text("name", 200);
  if (type.simple) item.needs_shipping = !type.without_shipping;
  const auto html = line.long_text("description", 60'000);
  if (html) {
    item.description =
        first_graphemes(trimmed(plain_text_of_html(with_line_breaks(*html))), 10'000);
  }
  return item;
}

VariantItem read_woo_variant(Line& line, const WooType& type) {
  VariantItem item;
  item.line = line.number();
  item.list_price_e4 = line.price_e4("list_price");
  item.stock_hint = line.word<StockHint>("stock_hint");
  if (header_key(line.cell("stock")) != "parent") item.stock_milli = line.stock_milli("stock");
  std::vector<std::string> names;
  // The attributes of a simple product describe it; they are nothing to choose from.
  if (type.variation) set_options(item, read_options(line, names));
  return item;
}

// Product numbers by the way variations name them: SKU, or "id:" and the shop's id.
std::map<std::string, std::string> woo_parents(const Sheet& sheet, const Columns& columns) {
  std::map<std::string, std::string> parents;
  std::vector<ImportError> ignored;
  for (const csv::Record& row : sheet.rows) {
    Line line(columns, row, ignored);
    if (!woo_type(line.cell("row_type")).variable) continue;
    const std::string number = woo_number(line);
    if (number.empty()) continue;
    parents.emplace(catalog_key(number), number);
    if (!line.cell("external_id").empty()) {
      parents.emplace("id:" + catalog_key(line.cell("external_id")), number);
    }
  }
  return parents;
}

void plan_woo(const Sheet& sheet, const Columns& columns, ImportPlan& plan) {
  Products products(plan);
  const auto parents = woo_parents(sheet, columns);
  for (const csv::Record& row : sheet.rows) {
    Line line(columns, row, plan.errors);
    const WooType type = woo_type(line.cell("row_type"));
    if (!type.simple && !type.variable && !type.variation) {
      line.error("row_type", "unsupported_type");
      continue;
    }
    std::string number = woo_number(line);
    ProductItem product = read_woo_product(line, type);
    VariantItem variant;
    if (!type.variable) variant = read_woo_variant(line, type);
    variant.sku = number;
    if (type.variation) {
      const auto parent = parents.find(catalog_key(line.cell("parent")));
      if (parent == parents.end()) {
        line.error("parent", "parent_not_in_file");
        continue;
      }
      number = parent->second;
      product.state = {};  // a hidden variation does not hide its product
    }
    if (!line.good() || !products.claim(line, variant.sku)) continue;
    ProductItem& item = products.at(number, row.line);
    merge(item, std::move(product));
    item.number_given = true;
    if (!type.variable) item.variants.push_back(std::move(variant));
    ++item.lines;
  }
}

// A variable product without any good variation is nothing that could be ordered.
void drop_empty(ImportPlan& plan) {
  std::erase_if(plan.products, [&](const ProductItem& item) {
    if (!item.variants.empty()) return false;
    plan.errors.push_back({item.line, "", item.number, "no_variants", {}});
    return true;
  });
}

void report_too_many(ImportPlan& plan) {
  for (ProductItem& item : plan.products) {
    while (item.variants.size() > kMaxVariants) {
      plan.errors.push_back({item.variants.back().line, "", item.variants.back().sku,
                             "too_many_variants", {{"limit", std::to_string(kMaxVariants)}}});
      item.variants.pop_back();
      --item.lines;
    }
  }
}

}  // namespace

void plan_products(const Sheet& sheet, const Columns& columns, ImportPlan& plan) {
  if (columns.preset() == Preset::shopify) {
    plan_shopify(sheet, columns, plan);
  } else if (columns.preset() == Preset::woocommerce) {
    plan_woo(sheet, columns, plan);
  } else {
    plan_own(sheet, columns, plan);
  }
  report_too_many(plan);
  drop_empty(plan);
}

}  // namespace kontor::catalog
