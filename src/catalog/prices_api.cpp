#include "kernel/bulk.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/product_views.hpp"
#include "catalog/routes.hpp"
#include "kernel/text.hpp"

namespace kontor {

namespace {

struct PriceTier {
  std::int64_t min_quantity_milli = 0;
  std::int64_t unit_price_e4 = 0;
};
BOOST_DESCRIBE_STRUCT(PriceTier, (), (min_quantity_milli, unit_price_e4))

// One article on a list; without tiers where it has no price there.
struct PriceRow {
  VariantId variant_id;
  ProductId product_id;
  std::string sku;
  std::string name;
  std::optional<std::int64_t> unit_price_e4;
  std::optional<std::int64_t> floor_price_e4;
  std::vector<PriceTier> tiers;  // from a quantity on
};
BOOST_DESCRIBE_STRUCT(PriceRow, (),
                      (variant_id, product_id, sku, name, unit_price_e4, floor_price_e4, tiers))

PriceListView view_of(const PriceList& list) {
  return {list.id, list.name, list.currency, list.gross, list.is_default, list.version};
}

// Staff see all lists, everybody else only his own.
Page<PriceListView> list_price_lists(Tx& tx, const Call& call) {
  require(call.actor, Right::catalog_read);
  Page<PriceListView> page;
  if (!call.actor.staff()) {
    if (const auto own = shown_price_list(tx, call.actor)) page.items.push_back(view_of(*own));
    return page;
  }
  for (const PriceList& list :
       tx.select<PriceList>("WHERE tenant_id = $1 ORDER BY name_key LIMIT 200", tx.tenant())) {
    page.items.push_back(view_of(list));
  }
  return page;
}

PriceList load_price_list(Tx& tx, const PriceListId& id) {
  auto list = find_price_list(tx, id);
  if (!list) throw Refused(kNotFound);
  return *list;
}

std::vector<PriceRow> articles(Tx& tx, const Call& call, const std::optional<NameCursor>& cursor,
                               std::int64_t limit, std::vector<std::string>& sort_keys) {
  std::vector<SqlValue> values = {Column<TenantId>::bind(tx.tenant()),
                                  Column<std::int64_t>::bind(limit)};
  std::string where;
  const std::string words = call.query("q");
  const TermFilter terms = term_filter(words, "v.product_id", 3);
  if (!words.empty()) where += terms.bounds.empty() ? " AND 1 = 0" : terms.sql;
  for (const std::string& bound : terms.bounds) values.push_back(Column<std::string>::bind(bound));
  if (cursor) {
    values.push_back(Column<std::string>::bind(cursor->sort_key));
    values.push_back(Column<Uuid>::bind(cursor->id));
    where += " AND (p.sort_key, v.id) > ($" + std::to_string(values.size() - 1) + ", $" +
             std::to_string(values.size()) + ")";
  }
  const Rows rows = tx.run(
      "SELECT v.id, v.product_id, v.sku, p.name, v.name, p.sort_key FROM products p JOIN "
      "variants v ON v.tenant_id = p.tenant_id AND v.product_id = p.id WHERE p.tenant_id = $1 "
      "AND p.state = 'active' AND v.state = 'active'" +
          where + " ORDER BY p.sort_key, v.id LIMIT $2",
      values);
  std::vector<PriceRow> items;
  for (const auto row : rows) {
    items.push_back({row.get<VariantId>(0), row.get<ProductId>(1), row.get<std::string>(2),
                     article_name(row.get<std::string>(3), row.get<std::string>(4)), {}, {}, {}});
    sort_keys.push_back(row.get<std::string>(5));
  }
  return items;
}

void add_amounts(Tx& tx, const Actor& actor, const PriceListId& list,
                 std::vector<PriceRow>& items) {
  std::vector<VariantId> ids;
  std::map<VariantId, PriceRow*> by_id;
  for (PriceRow& item : items) {
    ids.push_back(item.variant_id);
    by_id[item.variant_id] = &item;
  }
  const std::vector<SqlValue> fixed = {Column<TenantId>::bind(tx.tenant()),
                                       Column<PriceListId>::bind(list)};
  query_in(tx,
                    "SELECT variant_id, min_quantity_milli, unit_price_e4 FROM prices WHERE "
                    "tenant_id = $1 AND price_list_id = $2 AND variant_id IN ",
                    " ORDER BY variant_id, min_quantity_milli", fixed, ids,
                    [&](const Rows::Row& row) {
                      PriceRow& item = *by_id.at(row.get<VariantId>(0));
                      const auto from = row.get<std::int64_t>(1);
                      const auto price = row.get<std::int64_t>(2);
                      if (from == 0) {
                        item.unit_price_e4 = price;
                      } else {
                        item.tiers.push_back({from, price});
                      }
                    });
  if (!can(actor, Right::floor_price_read)) return;
  query_in(tx,
                    "SELECT variant_id, floor_price_e4 FROM floor_prices WHERE tenant_id = $1 "
                    "AND price_list_id = $2 AND variant_id IN ",
                    "", fixed, ids, [&](const Rows::Row& row) {
                      by_id.at(row.get<VariantId>(0))->floor_price_e4 = row.get<std::int64_t>(1);
                    });
}

Page<PriceRow> list_prices(Tx& tx, const Call& call) {
  require(call.actor, Right::catalog_read);
  const PriceList list = load_price_list(tx, call.id<PriceListId>("id"));
  const std::string cursor_param = call.query("cursor");
  const auto cursor = read_cursor<VariantId>(cursor_param);
  if (!cursor_param.empty() && !cursor) throw Refused::field("?cursor", "not_a_cursor");
  const std::int64_t limit = call.limit();
  Page<PriceRow> page;
  std::vector<std::string> sort_keys;
  page.items = articles(tx, call, cursor, limit + 1, sort_keys);
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.pop_back();
    const std::size_t last = page.items.size() - 1;
    page.next_cursor = cursor_text(sort_keys[last], page.items[last].variant_id.text());
  }
  add_amounts(tx, call.actor, list.id, page.items);
  return page;
}

PriceRow put_price(Tx& tx, const Call& call, const PriceInput& body) {
  const auto list = call.id<PriceListId>("id");
  const auto variant_id = call.id<VariantId>("variant_id");
  set_price(tx, call.actor, list, variant_id, body);
  const auto variant =
      tx.find<Variant>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), variant_id);
  const auto product =
      tx.find<Product>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), variant->product_id);
  std::vector<PriceRow> rows = {{variant->id, product->id, variant->sku,
                                 article_name(product->name, variant->name), {}, {}, {}}};
  add_amounts(tx, call.actor, list, rows);
  return rows.front();
}

void add_price_list_routes(Api& api) {
  using http::Method;
  api.read("/price-lists",
           {.summary = "Lists price lists; customers get their own",
            .tag = "Catalog",
            .operation_id = "list_price_lists"},
           [](Tx& tx, const Call& call) { return list_price_lists(tx, call); });
  api.read("/price-lists/{id}",
           {.summary = "Reads a price list",
            .tag = "Catalog",
            .access = Access::staff,
            .operation_id = "get_price_list"},
           [](Tx& tx, const Call& call) {
             require(call.actor, Right::catalog_read);
             return view_of(load_price_list(tx, call.id<PriceListId>("id")));
           });
  api.write(Method::post, "/price-lists",
            {.summary = "Creates a price list; the first one is the default",
             .tag = "Catalog",
             .access = Access::staff,
             .status = 201,
             .errors = {kPriceListNameTaken},
             .operation_id = "create_price_list"},
            [](Tx& tx, const Call& call, const PriceListInput& body) {
              return view_of(create_price_list(tx, call.actor, body));
            });
  api.write(Method::patch, "/price-lists/{id}",
            {.summary = "Changes a price list",
             .tag = "Catalog",
             .access = Access::staff,
             .if_match = true,
             .errors = {kPriceListNameTaken, kPriceListInUse, kDefaultPriceListNeeded},
             .operation_id = "change_price_list"},
            [](Tx& tx, const Call& call, const PriceListPatch& body) {
              return view_of(change_price_list(tx, call.actor, call.id<PriceListId>("id"),
                                               call.seen_version(), body));
            });
}

}  // namespace

void add_price_routes(Api& api) {
  add_price_list_routes(api);
  ParameterDoc words;
  words.name = "q";
  words.description = "A SKU, or words of number and name";
  ParameterDoc cursor;
  cursor.name = "cursor";
  ParameterDoc limit;
  limit.name = "limit";
  api.read("/price-lists/{id}/prices",
           {.summary = "Lists all articles on sale with their prices on this list",
            .tag = "Catalog",
            .access = Access::staff,
            .query = {words, cursor, limit},
            .operation_id = "list_prices"},
           [](Tx& tx, const Call& call) { return list_prices(tx, call); });
  api.write(http::Method::put, "/price-lists/{id}/prices/{variant_id}",
            {.summary = "Sets a price (from a quantity on), or takes it off with null",
             .tag = "Catalog",
             .access = Access::staff,
             .operation_id = "set_price"},
            [](Tx& tx, const Call& call, const PriceInput& body) {
              return put_price(tx, call, body);
            });
}

}  // namespace kontor
