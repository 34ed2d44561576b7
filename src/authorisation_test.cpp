// Every route x every kind of caller, against tests/authorisation/matrix.txt. A route without a row
// fails. Each row runs on a fresh copy of one prepared world, in which what a caller changes is
// changed for the next one. A cell is 401, 403, 404 or "in": whatever the command says to somebody
// who is let in.
//
// After a new route:
//   KONTOR_WRITE_MATRIX=1 build/debug/unit_tests -tc="authorisation*"
// writes its row. Put " <- " and a body that is right behind it, write again, and read the row
// before you commit it.

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <future>
#include <sstream>

#include "accounts/access_requests.hpp"
#include "accounts/api_hooks.hpp"
#include "accounts/tenants.hpp"
#include "catalog/import.hpp"
#include "conversation/outbox.hpp"
#include "kernel/migrate.hpp"
#include "orders/desk.hpp"
#include "orders/views.hpp"
#include "program.hpp"
#include "support/databases.hpp"

namespace kontor {
namespace {

const char* const kFile = "tests/authorisation/matrix.txt";

struct Caller {
  std::string name;
  std::string session;
  std::string bearer;
};

using Names = std::map<std::string, std::string>;

/// A merchant with partner Nord and his customer Weber, whom most rows are about; customer Maier
/// and partner West are foreign to both.
struct Scene {
  test::FreshFolder folder;
  std::vector<Caller> callers;
  Names ids;

  Scene();
  void build(Tx& tx);
  AccountId account(Tx& tx, AccountKind kind, const AccountId& parent, const char* name);
  User person(Tx& tx, const AccountId& at, const std::string& name, Role role);
  void order_things(Tx& tx);
  void import_things(Program& program);

  TenantId tenant;
  Actor system;
  AccountId root;
};

std::unique_ptr<Program> open_program(const std::filesystem::path& folder) {
  Config config;
  config.data_dir = folder;
  config.workers = 1;
  config.requests_per_minute = 1'000'000;
  config.requests_per_minute_per_address = 1'000'000;
  Seams seams;
  seams.password_cost = PasswordCost::weakest();
  auto program = std::make_unique<Program>(config, std::move(seams));
  migrate(program->database());
  program->services().tenants->load();
  return program;
}

Scene::Scene() {
  auto program = open_program(folder.path());
  tenant.bytes.fill(1);
  system = Actor::system(tenant, "Test");
  program->database().write_wait(tenant, [&](Tx& tx) { build(tx); });
  import_things(*program);
  // Whoever may do less comes first: once somebody has cancelled the order, the next one hears of
  // its state and not of his rights.
  static const std::vector<std::string> kOrder = {
      "anonymous", "other_customer", "foreign_partner", "reading_key", "viewer",
      "read_only", "accounting",     "warehouse",       "pricing",     "customer",
      "partner",   "support",        "sales",           "admin"};
  std::ranges::sort(callers, {}, [](const Caller& caller) {
    return std::ranges::find(kOrder, caller.name) - kOrder.begin();
  });
}

AccountId Scene::account(Tx& tx, AccountKind kind, const AccountId& parent, const char* name) {
  AccountInput input;
  input.kind = kind;
  input.parent_id = parent;
  input.name = name;
  return create_account(tx, system, input).id;
}

User Scene::person(Tx& tx, const AccountId& at, const std::string& name, Role role) {
  const std::string email = name + "@kontor.example";
  const User user = create_user(tx, system, email, name, Locale::de, "hash");
  InviteInput invitation;
  invitation.email = email;
  invitation.role = role;
  ids[name + "_membership"] = invite_member(tx, system, at, invitation).id.text();
  ids[name + "_user"] = user.id.text();
  const auto opened = open_session(tx, user, "192.0.2.7", "test");
  ids[name + "_session"] = opened.session.id.text();
  callers.push_back({name, opened.token, {}});
  return user;
}

void Scene::build(Tx& tx) {
  SetupInput input;
  input.company = "Nordwerk";
  input.city = "Bremen";
  input.country = "DE";
  input.currency = "EUR";
  input.time_zone = "Europe/Berlin";
  input.email = "miriam@kontor.example";
  input.name = "Miriam";
  const auto made = create_tenant(tx, input, "hash");
  root = made.root.id;
  const auto nord = account(tx, AccountKind::partner, root, "Nord");
  const auto weber = account(tx, AccountKind::customer, nord, "Weber");
  const auto maier = account(tx, AccountKind::customer, root, "Maier");
  const auto west = account(tx, AccountKind::partner, root, "West");
  ids["weber"] = weber.text();
  ids["nord"] = nord.text();
  ids["weber_number"] = find_account(tx, weber)->number;
  callers.push_back({"anonymous", {}, {}});
  const User anna = person(tx, weber, "customer", Role::owner);
  person(tx, maier, "other_customer", Role::owner);
  person(tx, nord, "partner", Role::owner);
  person(tx, west, "foreign_partner", Role::owner);
  // A key of Weber's that may read and nothing else.
  Credentials credentials;
  credentials.session_token = callers[1].session;
  ApiKeyInput key;
  key.name = "shop";
  key.scopes.push_back(Scope::read);
  const NewApiKey shop = create_api_key(tx, authenticate(tx, credentials), key);
  ids["key"] = shop.key.id.text();
  callers.push_back({"reading_key", {}, shop.token});
  person(tx, weber, "viewer", Role::viewer);
  for (const Role role : {Role::read_only, Role::support, Role::warehouse, Role::accounting,
                          Role::pricing, Role::sales}) {
    person(tx, root, std::string(role_name(role)), role);
  }
  callers.push_back({"admin", open_session(tx, made.admin, "192.0.2.7", "test").token, {}});
  order_things(tx);
}

void Scene::order_things(Tx& tx) {
  ProductInput product;
  product.name = "Station";
  VariantInput variant;
  variant.sku = "TS-260";
  variant.list_price_e4 = UnitPriceE4(2'890'000);
  product.variants.push_back(variant);
  const auto article = create_product(tx, system, product);
  ids["product"] = article.product.id.text();
  ids["variant"] = article.variants.front().id.text();
  ids["price_list"] = default_price_list(tx)->id.text();
  const auto weber = *AccountId::parse(ids["weber"]);
  NewLine line;
  line.sku = Text<64, 1>("TS-260");
  const auto cart = [&] {
    const Order fresh = create_cart(tx, system, {weber, "", {}});
    return add_line(tx, system, fresh.id, std::nullopt, line);
  };
  const Order open = cart();
  ids["cart"] = open.id.text();
  ids["line"] = lines_of(tx, open.id).front().id.text();
  Order order = cart();
  OrderPatch patch;
  Address address;
  address.company = "Weber";
  address.street = "Weg 1";
  address.postcode = "28195";
  address.city = "Bremen";
  address.country = "DE";
  patch.billing_address.present = patch.shipping_address.present = true;
  patch.billing_address.value = patch.shipping_address.value = address;
  change_order(tx, system, order.id, std::nullopt, patch);
  order = place_order(tx, system, order.id, std::nullopt, {true});
  ids["order"] = order.id.text();
  ids["order_number"] = order.number();
  add_hold(tx, system, order.id, {HoldKind::stock, HoldBlocks::ship, Text<300, 1>("fehlt")});
  ids["hold"] = holds_of(tx, order.id).front().id.text();
  LabelInput label;
  label.name = "eilig";
  ids["label"] = create_label(tx, system, label).id.text();
  Credentials sales;
  sales.session_token = callers[callers.size() - 2].session;
  SavedViewInput view;
  view.name = "meine";
  view.query = "state=pending";
  ids["view"] = create_saved_view(tx, authenticate(tx, sales), view).id.text();
  AccessRequestInput request;
  request.email = "neu@kontor.example";
  request.name = "Neu";
  request_access(tx, request, Locale::de, "192.0.2.8");
  ids["access_request"] =
      list_access_requests(tx, system, AccessRequestState::open).front().id.text();
}

void Scene::import_things(Program& program) {
  auto& database = program.database();
  const auto step = prepare_upload(database, system, catalog::ImportKind::products, "x.csv",
                                   "sku;name\nA-1;One\n");
  ids["import"] = database.write_wait(tenant, step).id.text();
  // Jobs write the mail about the order.
  program.jobs().run_due();
  ids["mail"] = database.read_wait(tenant, [](Tx& tx) {
    const Rows rows =
        tx.query("SELECT id FROM outbox_mail WHERE tenant_id = $1 LIMIT 1", tx.tenant());
    return rows.front().get<OutboxMailId>(0).text();
  });
}

/// What stands for {id} in routes that begin so; the longest beginning wins.
std::string id_for(const std::string& path, const Names& ids, bool missing) {
  static const std::vector<std::pair<std::string, std::string>> kStarts = {
      {"/accounts/by-number", "weber_number"}, {"/accounts", "weber"},
      {"/memberships", "customer_membership"}, {"/users", "customer_user"},
      {"/sessions", "customer_session"},       {"/access-requests", "access_request"},
      {"/api-keys", "key"},                    {"/products", "product"},
      {"/price-lists", "price_list"},          {"/imports", "import"},
      {"/orders/by-number", "order_number"},   {"/orders/{id}/lines", "cart"},
      {"/orders/{id}/place", "cart"},          {"/orders", "order"},
      {"/labels", "label"},                    {"/views", "view"},
      {"/outbox", "mail"}};
  for (const auto& [start, name] : kStarts) {
    if (!path.starts_with(start)) continue;
    const std::string& id = ids.at(name);
    const auto separator = id.find('_');
    if (!missing) return id;
    return separator == std::string::npos
               ? "Z-999999"
               : id.substr(0, separator + 1) + "01h455vb4pex5vsknk084sn02q";
  }
  return "job_01h455vb4pex5vsknk084sn02q";
}

std::string filled(const std::string& pattern, const Names& ids, bool missing = false) {
  std::string path = pattern;
  const auto put = [&](const std::string& hole, const std::string& value) {
    if (const auto at = path.find(hole); at != std::string::npos) {
      path.replace(at, hole.size(), value);
    }
  };
  put("{line_id}", ids.at("line"));
  put("{hold_id}", ids.at("hold"));
  put("{variant_id}", ids.at("variant"));
  put("{code}", pattern.find("shipping") != std::string::npos ? "parcel" : "invoice");
  put("{token}", "aaaaaa.AAAAAAAAAAAAAAAAAAAAAA");
  put("{id}", id_for(pattern, ids, missing));
  put("{number}", id_for(pattern, ids, missing));
  return path;
}

http::Response ask(Program& program, const RouteDoc& doc, const std::string& path,
                   const Caller& caller, std::string body) {
  http::Request request;
  request.method = doc.method;
  request.target = std::string(Api::kPrefix) + path;
  request.remote_address = "192.0.2.7";
  request.headers.add("Content-Type", "application/json");
  request.headers.add("If-Match", "*");
  if (!caller.session.empty()) {
    request.cookies.add(kSessionCookie, caller.session);
    request.headers.add("X-CSRF-Token", csrf_token_of(*Token::parse(caller.session)));
  }
  if (!caller.bearer.empty()) request.headers.add("Authorization", "Bearer " + caller.bearer);
  request.body = std::move(body);
  auto match = program.router().match(request.method, request.target);
  REQUIRE_MESSAGE(match.route != nullptr, request.target);
  request.path = std::move(match.path);
  request.path_params = std::move(match.path_params);
  std::promise<http::Response> answered;
  match.route->handler(std::move(request), http::Responder([&](http::Response response) {
                         answered.set_value(std::move(response));
                       }));
  return answered.get_future().get();
}

std::string cell_of(int status) {
  const bool refused = status == 401 || status == 403 || status == 404;
  return refused ? std::to_string(status) : "in";
}

struct Row {
  std::string cells;
  std::string body;
};

/// "METHOD /path" -> row.
std::map<std::string, Row> read_matrix() {
  std::map<std::string, Row> rows;
  std::ifstream file(kFile);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    Row row;
    if (const auto arrow = line.find(" <- "); arrow != std::string::npos) {
      row.body = line.substr(arrow + 4);
      line.resize(arrow);
    }
    std::istringstream words(line);
    std::string method, path, cell;
    words >> method >> path;
    while (words >> cell) row.cells += (row.cells.empty() ? "" : " ") + cell;
    rows[method + " " + path] = row;
  }
  return rows;
}

/// Ids in bodies are written as $weber.
std::string with_ids(std::string body, const Names& ids) {
  for (auto at = body.find('$'); at != std::string::npos; at = body.find('$', at + 1)) {
    auto end = at + 1;
    while (end < body.size() && (std::isalpha(static_cast<unsigned char>(body[end])) ||
                                 body[end] == '_')) {
      ++end;
    }
    body.replace(at, end - at, ids.at(body.substr(at + 1, end - at - 1)));
  }
  return body;
}

bool has_id(const std::string& path) {
  return path.find("{id}") != std::string::npos || path.find("{number}") != std::string::npos;
}

/// Runs a row on a copy of the scene's database.
class RowRun {
 public:
  RowRun(const Scene& scene, const RouteDoc& doc, const Row& row) : scene_(scene), doc_(doc) {
    for (const char* name : {"kontor.db", "kontor.db-wal", "secret.key"}) {
      const auto from = scene.folder.path() / name;
      if (std::filesystem::exists(from)) {
        std::filesystem::copy_file(from, folder_.path() / name);
      }
    }
    program_ = open_program(folder_.path());
    body_ = doc.method == http::Method::get ? "" : with_ids(row.body, scene.ids);
    if (body_.empty() && !doc.request_schema.empty()) body_ = "{}";
  }

  std::string cells() {
    std::string cells;
    for (const auto& caller : scene_.callers) {
      cells += (cells.empty() ? "" : " ") + cell(caller);
    }
    return cells;
  }

 private:
  std::string cell(const Caller& caller) {
    CAPTURE(caller.name);
    const auto answer = ask(*program_, doc_, filled(doc_.path, scene_.ids), caller, body_);
    CHECK(answer.status < 500);
    if (answer.status == 404 && has_id(doc_.path)) {
      // Foreign is not to be told from missing: the same answer, byte for byte.
      const auto missing =
          ask(*program_, doc_, filled(doc_.path, scene_.ids, true), caller, body_);
      CHECK(missing.status == 404);
      CHECK(answer.body == missing.body);
    }
    if (answer.events) answer.events->close();
    return cell_of(answer.status);
  }

  const Scene& scene_;
  const RouteDoc& doc_;
  test::FreshFolder folder_;
  std::unique_ptr<Program> program_;
  std::string body_;
};

std::string heading(const Scene& scene) {
  std::string line =
      "# Who is let in where; how to read and write it: src/authorisation_test.cpp\n#";
  for (const auto& caller : scene.callers) line += " " + caller.name;
  return line + "\n";
}

}  // namespace

TEST_CASE("authorisation: each route answers each kind of caller as its row says") {
  const Scene scene;
  const auto rows = read_matrix();
  const bool writes = std::getenv("KONTOR_WRITE_MATRIX") != nullptr;
  std::string written = heading(scene);
  const test::FreshFolder empty;
  const auto program = open_program(empty.path());
  const auto& api = program->api();
  std::set<std::string> seen;
  for (std::size_t i = 0; i < api.routes().size(); ++i) {
    const RouteDoc& doc = api.routes()[i];
    const std::string key = std::string(http::method_name(doc.method)) + " " + doc.path;
    CAPTURE(key);
    seen.insert(key);
    const auto known = rows.find(key);
    const Row row = known == rows.end() ? Row{} : known->second;
    const std::string cells = RowRun(scene, doc, row).cells();
    if (api.infos()[i].access != Access::anyone) CHECK(cells.starts_with("401 "));
    written += key + " " + cells + (row.body.empty() ? "" : " <- " + row.body) + "\n";
    if (writes) continue;
    REQUIRE_MESSAGE(known != rows.end(), "a new route needs a row in " << kFile);
    CHECK(cells == row.cells);
  }
  if (writes) {
    std::ofstream(kFile) << written;
    return;
  }
  for (const auto& [key, row] : rows) CHECK_MESSAGE(seen.contains(key), key, " is no route");
}

}  // namespace kontor
