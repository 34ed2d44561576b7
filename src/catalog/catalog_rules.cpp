#include "catalog/catalog.hpp"

#include <algorithm>

#include "kernel/text.hpp"

namespace kontor {

namespace {

bool is_simple_ascii(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; }) &&
         text.find("  ") == std::string_view::npos;
}

}  // namespace

std::string catalog_key(std::string_view text) {
  if (!is_simple_ascii(text)) return folded(squeezed(text));
  // Nearly every SKU: a plain loop instead of ICU.
  std::string key(text);
  for (char& c : key) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return key;
}

StockHint effective_hint(const std::optional<std::int64_t>& stock_milli, StockHint variant,
                         StockHint product) {
  if (stock_milli && *stock_milli <= 0) return StockHint::out;
  if (stock_milli) return *stock_milli <= kLowStockMilli ? StockHint::low : StockHint::in_stock;
  return variant == StockHint::unknown ? product : variant;
}

std::string article_name(std::string_view product, std::string_view variant) {
  std::string name(product);
  if (!variant.empty()) name.append(", ").append(variant);
  return name;
}

std::vector<std::string> product_search_terms(const Product& product,
                                              const std::vector<Variant>& variants) {
  std::string words = product.number + " " + product.name;
  for (const Variant& variant : variants) {
    if (variant.state != ProductState::active) continue;
    words += " " + variant.sku + " " + variant.name;
  }
  return search_terms(words, 400);
}

}  // namespace kontor
