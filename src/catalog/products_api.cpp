#include "accounts/log_views.hpp"
#include "kernel/bulk.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/product_views.hpp"
#include "catalog/routes.hpp"

namespace kontor {

namespace {

constexpr std::int64_t kCountCap = 1000;

// The rows of one page and what follows from them: `limit` + 1 rows tell whether there is more.
struct ProductQuery {
  std::string where;  // behind "WHERE tenant_id = $1"
  std::vector<std::string> texts;
  std::vector<SqlValue> values;
};

void add_text(ProductQuery& query, std::string text) {
  query.texts.push_back(std::move(text));
}

// Parameters: $1 tenant, then the texts in order.
ProductQuery filter_of(const Call& call) {
  ProductQuery query;
  query.texts.reserve(16);  // values are views into it
  const std::string state = call.query("state");
  const auto named = parse_enum<ProductState>(state);
  if (!call.actor.staff()) {
    query.where += " AND state = 'active'";
  } else if (named) {
    add_text(query, state);
    query.where += " AND state = $2";
  } else if (!state.empty() && state != "all") {
    throw Refused::field("?state", "not_allowed", "active, archived, all", state.substr(0, 60));
  }
  const std::string words = call.query("q");
  if (!words.empty()) {
    TermFilter terms = term_filter(words, "id", query.texts.size() + 2);
    query.where += terms.bounds.empty() ? " AND 1 = 0" : terms.sql;
    for (std::string& bound : terms.bounds) add_text(query, std::move(bound));
  }
  return query;
}

std::vector<SqlValue> values_of(Tx& tx, const ProductQuery& query) {
  std::vector<SqlValue> values = {Column<TenantId>::bind(tx.tenant())};
  for (const std::string& text : query.texts) values.push_back(Column<std::string>::bind(text));
  return values;
}

Total count(Tx& tx, const ProductQuery& query) {
  const Rows rows = tx.run("SELECT count(*) FROM (SELECT 1 FROM products WHERE tenant_id = $1" +
                               query.where + " LIMIT " + std::to_string(kCountCap) + ") AS counted",
                           values_of(tx, query));
  const auto found = rows.front().get<std::int64_t>(0);
  return {std::min(found, kCountCap - 1), found == kCountCap};
}

Page<ProductView> list_products(Tx& tx, const Call& call) {
  require(call.actor, Right::catalog_read);
  const ProductQuery query = filter_of(call);
  Page<ProductView> page;
  page.total = count(tx, query);
  std::vector<SqlValue> values = values_of(tx, query);
  std::string where = query.where;
  const std::string cursor_param = call.query("cursor");
  const auto cursor = read_cursor<ProductId>(cursor_param);
  if (!cursor_param.empty() && !cursor) throw Refused::field("?cursor", "not_a_cursor");
  if (cursor) {
    values.push_back(Column<std::string>::bind(cursor->sort_key));
    values.push_back(Column<Uuid>::bind(cursor->id));
    where += " AND (sort_key, id) > ($" + std::to_string(values.size() - 1) + ", $" +
             std::to_string(values.size()) + ")";
  }
  const std::int64_t limit = call.limit();
  const std::int64_t asked = limit + 1;
  values.push_back(Column<std::int64_t>::bind(asked));
  const Rows rows = tx.run(select_sql<Product>() + "WHERE tenant_id = $1" + where +
                               " ORDER BY sort_key, id LIMIT $" + std::to_string(values.size()),
                           values);
  std::vector<Product> products = Tx::read_rows<Product>(rows);
  if (products.size() > static_cast<std::size_t>(limit)) {
    products.pop_back();
    page.next_cursor = cursor_text(products.back().sort_key, products.back().id.text());
  }
  page.items = product_views(tx, call.actor, call.locale, products);
  return page;
}

struct SearchItem {
  VariantId variant_id;
  ProductId product_id;
  std::string sku;
  std::string name;
  std::string unit;
  std::optional<std::int64_t> unit_price_e4;
  std::string currency;
  bool gross = false;
  bool by_quote = false;
  ChargeType charge_type = ChargeType::one_off;
  StockHint stock_hint = StockHint::unknown;
  std::optional<std::int64_t> stock_milli;
};
BOOST_DESCRIBE_STRUCT(SearchItem, (),
                      (variant_id, product_id, sku, name, unit, unit_price_e4, currency, gross,
                       by_quote, charge_type, stock_hint, stock_milli))

struct SearchResult {
  std::vector<SearchItem> items;
};
BOOST_DESCRIBE_STRUCT(SearchResult, (), (items))

// For the account named, which must be in reach, else the one acted for.
PriceList list_for_search(Tx& tx, const Call& call) {
  const std::string named = call.query("account");
  if (!named.empty()) {
    const auto id = AccountId::parse(named);
    if (!id) throw Refused(kNotFound);
    return price_list_of(tx, load_account(tx, call.actor, *id, Right::catalog_read));
  }
  const auto list = shown_price_list(tx, call.actor);
  if (!list) throw Refused(kNoPriceList);
  return *list;
}

SearchResult search_catalog(Tx& tx, const Call& call) {
  require(call.actor, Right::catalog_read);
  const PriceList list = list_for_search(tx, call);
  const std::int64_t limit = std::min<std::int64_t>(call.limit(20), 50);
  SearchResult result;
  for (Sellable& found : search_sellable(tx, list.id, call.query("q"), limit)) {
    result.items.push_back({found.variant_id, found.product_id, std::move(found.sku),
                            std::move(found.name), std::move(found.unit), found.unit_price_e4,
                            list.currency, list.gross, found.by_quote, found.charge_type,
                            found.stock_hint, found.stock_milli});
  }
  return result;
}

ParameterDoc parameter(std::string name, std::string description) {
  ParameterDoc doc;
  doc.name = std::move(name);
  doc.description = std::move(description);
  return doc;
}

void add_product_reads(Api& api) {
  api.read("/products",
           {.summary = "Lists products by name",
            .tag = "Catalog",
            .query = {parameter("q", "Words; each begins a word of number, SKU or name"),
                      parameter("state", "active, archived or all (staff)"),
                      parameter("cursor", "next_cursor of the page before"),
                      parameter("limit", "1 to 200, else 50")},
            .operation_id = "list_products"},
           [](Tx& tx, const Call& call) { return list_products(tx, call); });
  api.read("/products/{id}",
           {.summary = "Reads a product", .tag = "Catalog", .operation_id = "get_product"},
           [](Tx& tx, const Call& call) {
             const Product product = load_product(tx, call.actor, call.id<ProductId>("id"));
             return product_view(tx, call.actor, call.locale, product);
           });
  api.read("/catalog/search",
           {.summary = "Finds articles for a cart, with the account's prices",
            .tag = "Catalog",
            .query = {parameter("q", "A SKU, or words of number and name"),
                      parameter("account", "Whose prices; absent: the account acted for"),
                      parameter("limit", "1 to 50, else 20")},
            .errors = {kNoPriceList},
            .operation_id = "search_catalog"},
           [](Tx& tx, const Call& call) { return search_catalog(tx, call); });
}

// Prices are part of a product's log, floors too: it is for staff who may read floors.
void add_product_log(Api& api) {
  api.read("/products/{id}/events",
           {.summary = "The product's log: who changed what, prices too",
            .tag = "Catalog",
            .access = Access::staff,
            .query = {parameter("after", "seq of the last event known"),
                      parameter("limit", "1 to 200, else 50")},
            .operation_id = "list_product_events"},
           [](Tx& tx, const Call& call) {
             require(call.actor, Right::floor_price_read);
             const Product product = load_product(tx, call.actor, call.id<ProductId>("id"));
             return view_log(tx, call, ProductTag::kPrefix, product.id);
           });
}

void add_product_writes(Api& api) {
  using http::Method;
  api.write(Method::post, "/products",
            {.summary = "Creates a product",
             .tag = "Catalog",
             .access = Access::staff,
             .status = 201,
             .errors = {kSkuTaken, kProductNumberTaken, kNoPriceList},
             .operation_id = "create_product"},
            [](Tx& tx, const Call& call, const ProductInput& body) {
              const auto made = create_product(tx, call.actor, body);
              return product_view(tx, call.actor, call.locale, made.product);
            });
  api.write(Method::patch, "/products/{id}",
            {.summary = "Changes a product; variants that are left out are archived",
             .tag = "Catalog",
             .access = Access::staff,
             .if_match = true,
             .errors = {kSkuTaken, kProductNumberTaken},
             .operation_id = "change_product"},
            [](Tx& tx, const Call& call, const ProductPatch& body) {
              const auto changed = change_product(tx, call.actor, call.id<ProductId>("id"),
                                                  call.seen_version(), body);
              return product_view(tx, call.actor, call.locale, changed.product);
            });
  api.write(Method::post, "/products/{id}/archive",
            {.summary = "Takes a product out of sale",
             .tag = "Catalog",
             .access = Access::staff,
             .errors = {kWrongState},
             .operation_id = "archive_product"},
            [](Tx& tx, const Call& call) {
              const auto product = archive_product(tx, call.actor, call.id<ProductId>("id"));
              return product_view(tx, call.actor, call.locale, product);
            });
  api.write(Method::post, "/products/{id}/restore",
            {.summary = "Puts an archived product back on sale",
             .tag = "Catalog",
             .access = Access::staff,
             .errors = {kWrongState},
             .operation_id = "restore_product"},
            [](Tx& tx, const Call& call) {
              const auto product = restore_product(tx, call.actor, call.id<ProductId>("id"));
              return product_view(tx, call.actor, call.locale, product);
            });
}

}  // namespace

void add_product_routes(Api& api) {
  add_product_reads(api);
  add_product_log(api);
  add_product_writes(api);
}

}  // namespace kontor
