#include "catalog/verify.hpp"

#include <algorithm>

#include "catalog/catalog_store.hpp"
#include "catalog/import.hpp"

namespace kontor {

namespace {

void add(std::vector<VerifyFinding>& findings, std::string subject, std::string what) {
  if (findings.size() < kMostFindings) findings.push_back({std::move(subject), std::move(what)});
}

void check_words(Tx& tx, const Product& product, const std::vector<Variant>& variants,
                 std::vector<VerifyFinding>& findings) {
  std::vector<std::string> stored;
  for (const auto row : tx.query("SELECT term FROM product_terms WHERE tenant_id = $1 AND "
                                 "product_id = $2",
                                 tx.tenant(), product.id)) {
    stored.push_back(row.get<std::string>(0));
  }
  std::sort(stored.begin(), stored.end());
  if (stored == product_search_terms(product, variants)) return;
  add(findings, product.id.text(), "the search words are not those of its texts");
}

// In pieces by id: memory stays small.
void check_products(Tx& tx, std::vector<VerifyFinding>& findings) {
  constexpr std::int64_t kPiece = 200;
  for (ProductId after;;) {
    const auto products = tx.select<Product>(
        "WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3", tx.tenant(), after, kPiece);
    if (products.empty() || findings.size() == kMostFindings) return;
    for (const Product& product : products) {
      after = product.id;
      const auto variants = load_variants(tx, product.id);
      if (variants.empty()) add(findings, product.id.text(), "it has no variant");
      if (product.number_key != catalog_key(product.number)) {
        add(findings, product.id.text(), "the key of its number is not that of the number");
      }
      check_words(tx, product, variants, findings);
    }
  }
}

void check_default_list(Tx& tx, std::vector<VerifyFinding>& findings) {
  const bool any = !tx.query("SELECT 1 FROM price_lists WHERE tenant_id = $1 LIMIT 1",
                             tx.tenant())
                        .empty();
  if (any && !default_price_list(tx)) add(findings, "price_lists", "none is the default");
}

}  // namespace

std::vector<VerifyFinding> verify_catalog(Tx& tx) {
  std::vector<VerifyFinding> findings;
  check_products(tx, findings);
  check_default_list(tx, findings);
  return findings;
}

std::vector<VerifyFinding> verify_catalog_logs(Tx& tx) {
  std::vector<VerifyFinding> findings;
  for (const auto& table : {LogHeadTable{Product::kTable, ProductTag::kPrefix},
                            LogHeadTable{PriceList::kTable, PriceListTag::kPrefix}}) {
    for (auto& finding : verify_log_heads(tx, table)) {
      add(findings, std::move(finding.subject), std::move(finding.what));
    }
  }
  return findings;
}

std::vector<VerifyFinding> verify_catalog_references(Tx& tx) {
  static constexpr Reference kReferences[] = {
      {"variants", "product_id", "products"},   {"product_terms", "product_id", "products"},
      {"prices", "price_list_id", "price_lists"}, {"prices", "variant_id", "variants"},
      {"floor_prices", "price_list_id", "price_lists"}, {"floor_prices", "variant_id", "variants"},
      {"imports", "user_id", "users"},          {"import_files", "import_id", "imports"},
      {"import_errors", "import_id", "imports"}};
  return verify_references(tx, kReferences);
}

std::vector<VerifyFinding> verify_no_import_left(Tx& tx) {
  std::vector<VerifyFinding> findings;
  for (const auto row : tx.query(
           "SELECT id FROM imports WHERE tenant_id = $1 AND state = 'running' LIMIT 100",
           tx.tenant())) {
    add(findings, row.get<ImportId>(0).text(), "the import is still running");
  }
  return findings;
}

}  // namespace kontor
