// What orders ask: an article with its price, and the search that finds it.
#include <algorithm>
#include <map>

#include "kernel/bulk.hpp"
#include "catalog/catalog.hpp"
#include "catalog/catalog_store.hpp"
#include "kernel/text.hpp"

namespace kontor {

namespace {

constexpr std::string_view kColumns =
    "SELECT v.id, v.product_id, v.sku, p.name, v.name, p.description, p.unit, p.tax_class, "
    "p.charge_type, p.by_quote, p.needs_shipping, v.stock_milli, v.stock_hint, p.stock_hint "
    "FROM variants v JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id "
    "WHERE v.tenant_id = $1 AND v.state = 'active' AND p.state = 'active' ";

Sellable read(const Rows::Row& row) {
  Sellable item;
  item.variant_id = row.get<VariantId>(0);
  item.product_id = row.get<ProductId>(1);
  item.sku = row.get<std::string>(2);
  item.name = article_name(row.get<std::string>(3), row.get<std::string>(4));
  item.description = row.get<std::string>(5);
  item.unit = row.get<std::string>(6);
  item.tax_class = row.get<TaxClass>(7);
  item.charge_type = row.get<ChargeType>(8);
  item.by_quote = row.get<bool>(9);
  item.needs_shipping = row.get<bool>(10);
  item.stock_milli = row.get<std::optional<std::int64_t>>(11);
  item.stock_hint =
      effective_hint(item.stock_milli, row.get<StockHint>(12), row.get<StockHint>(13));
  return item;
}

void add_price(Tx& tx, const PriceListId& list, std::int64_t quantity_milli, Sellable& item) {
  if (item.by_quote) return;
  const Rows rows = tx.query(
      "SELECT unit_price_e4 FROM prices WHERE tenant_id = $1 AND price_list_id = $2 AND "
      "variant_id = $3 AND min_quantity_milli <= $4 ORDER BY min_quantity_milli DESC LIMIT 1",
      tx.tenant(), list, item.variant_id, quantity_milli);
  if (!rows.empty()) item.unit_price_e4 = rows.front().get<std::int64_t>(0);
}

std::optional<Sellable> first(Tx& tx, const Rows& rows, const PriceListId& list,
                              std::int64_t quantity_milli) {
  if (rows.empty()) return {};
  Sellable item = read(rows.front());
  add_price(tx, list, quantity_milli, item);
  return item;
}

void add_list_prices(Tx& tx, const PriceListId& list, std::vector<Sellable>& items) {
  std::vector<VariantId> ids;
  for (const Sellable& item : items) ids.push_back(item.variant_id);
  std::map<VariantId, std::int64_t> prices;
  query_in(tx,
                    "SELECT variant_id, unit_price_e4 FROM prices WHERE tenant_id = $1 AND "
                    "price_list_id = $2 AND min_quantity_milli = 0 AND variant_id IN ",
                    "", {Column<TenantId>::bind(tx.tenant()), Column<PriceListId>::bind(list)},
                    ids, [&](const Rows::Row& row) {
                      prices[row.get<VariantId>(0)] = row.get<std::int64_t>(1);
                    });
  for (Sellable& item : items) {
    const auto found = prices.find(item.variant_id);
    if (found != prices.end() && !item.by_quote) item.unit_price_e4 = found->second;
  }
}

}  // namespace

TermFilter term_filter(std::string_view query, std::string_view column, std::size_t first_param) {
  TermFilter filter;
  for (const std::string& term : query_terms(query, 6)) {
    const std::string from = "$" + std::to_string(first_param++);
    const std::string until = "$" + std::to_string(first_param++);
    filter.sql += " AND " + std::string(column) +
                  " IN (SELECT product_id FROM product_terms WHERE tenant_id = $1 AND term >= " +
                  from + " AND term < " + until + ")";
    filter.bounds.push_back(term);
    // Behind every text that begins with the term: terms are letters and digits.
    filter.bounds.push_back(term + "\xF4\x8F\xBF\xBF");
  }
  return filter;
}

std::optional<Sellable> find_sellable(Tx& tx, const PriceListId& list, const VariantId& variant,
                                      std::int64_t quantity_milli) {
  static const std::string sql = std::string(kColumns) + "AND v.id = $2";
  return first(tx, tx.query(sql, tx.tenant(), variant), list, quantity_milli);
}

std::optional<Sellable> find_sellable_by_sku(Tx& tx, const PriceListId& list, std::string_view sku,
                                             std::int64_t quantity_milli) {
  static const std::string sql = std::string(kColumns) + "AND v.sku_key = $2";
  return first(tx, tx.query(sql, tx.tenant(), catalog_key(sku)), list, quantity_milli);
}

std::vector<Sellable> search_sellable(Tx& tx, const PriceListId& list, std::string_view query,
                                      std::int64_t limit) {
  std::vector<Sellable> items;
  if (auto exact = find_sellable_by_sku(tx, list, query, 1000)) items.push_back(std::move(*exact));
  const TermFilter filter = term_filter(query, "v.product_id", 3);
  if (filter.bounds.empty() && !trimmed(query).empty()) return items;
  std::vector<SqlValue> values = {Column<TenantId>::bind(tx.tenant()),
                                  Column<std::int64_t>::bind(limit)};
  for (const std::string& bound : filter.bounds) values.push_back(Column<std::string>::bind(bound));
  const Rows rows = tx.run(std::string(kColumns) + filter.sql +
                               " ORDER BY p.sort_key, p.id, v.position, v.id LIMIT $2",
                           values);
  for (const auto row : rows) {
    Sellable item = read(row);
    const bool known = !items.empty() && items.front().variant_id == item.variant_id;
    if (!known && items.size() < static_cast<std::size_t>(limit)) items.push_back(std::move(item));
  }
  add_list_prices(tx, list, items);
  return items;
}

}  // namespace kontor
