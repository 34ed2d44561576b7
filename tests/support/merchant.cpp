#include "support/merchant.hpp"

#include <algorithm>
#include <cctype>
#include <future>
#include <stdexcept>

#include "accounts/access_requests.hpp"
#include "accounts/api_hooks.hpp"
#include "accounts/tenants.hpp"
#include "catalog/import.hpp"
#include "conversation/files.hpp"
#include "conversation/outbox.hpp"
#include "conversation/text_blocks.hpp"
#include "kernel/migrate.hpp"
#include "kernel/url.hpp"
#include "orders/desk.hpp"
#include "orders/views.hpp"
#include "pricing/price_request.hpp"
#include "quotes/quote.hpp"

namespace kontor::test {

std::unique_ptr<Program> open_program(const std::filesystem::path& folder,
                                      const std::string& database_url, Clock* clock,
                                      MailTransport* mail) {
  Config config;
  config.data_dir = folder;
  config.database_url = database_url;
  config.workers = 1;
  config.database_connections = 4;
  config.requests_per_minute = 1'000'000;
  config.requests_per_minute_per_address = 1'000'000;
  Seams seams;
  seams.clock = clock;
  seams.mail = mail;
  seams.password_cost = PasswordCost::weakest();
  auto program = std::make_unique<Program>(config, std::move(seams));
  migrate(program->database());
  program->services().tenants->load();
  return program;
}

void copy_data(const std::filesystem::path& from, const std::filesystem::path& to) {
  for (const char* name : {"kontor.db", "kontor.db-wal", "secret.key"}) {
    if (std::filesystem::exists(from / name)) {
      std::filesystem::copy_file(from / name, to / name);
    }
  }
  std::filesystem::copy(from / "blobs", to / "blobs", std::filesystem::copy_options::recursive);
}

Merchant::Merchant(Program& program, std::uint8_t number, std::string host_name, std::string mark)
    : host(std::move(host_name)), mark_(std::move(mark)) {
  tenant.bytes.fill(number);
  system = Actor::system(tenant, "Test");
  program.database().write_wait(tenant,
                                [&](Tx& tx) { make_company(program.services().secrets, tx); });
  make_files(program);
  make_import(program);
  make_mails_in(program);
  program.services().tenants->load();
}

const Caller& Merchant::caller(const std::string& name) const {
  const auto found = std::ranges::find(callers, name, &Caller::name);
  if (found == callers.end()) throw std::runtime_error("nobody is called " + name);
  return *found;
}

Actor Merchant::actor(Tx& tx, const std::string& name) const {
  Credentials credentials;
  credentials.session_token = caller(name).session;
  return authenticate(tx, credentials);
}

AccountId Merchant::account(Tx& tx, AccountKind kind, const AccountId& parent, const char* name) {
  AccountInput input;
  input.kind = kind;
  input.parent_id = parent;
  input.name = marked(name);
  return create_account(tx, system, input).id;
}

void Merchant::enter(const std::string& name, std::string session, std::string bearer) {
  callers.push_back({name, std::move(session), std::move(bearer), host});
}

User Merchant::person(Tx& tx, const AccountId& at, const std::string& name, Role role) {
  const std::string email = name + "@kontor.example";
  const User user = create_user(tx, system, email, name + mark_, Locale::de, "hash");
  InviteInput invitation;
  invitation.email = email;
  invitation.role = role;
  if (role == Role::owner) invitation.capabilities.push_back(Capability::price_requests);
  ids[name + "_membership"] = invite_member(tx, system, at, invitation).id.text();
  ids[name + "_user"] = user.id.text();
  const auto opened = open_session(tx, user, "192.0.2.7", "test");
  ids[name + "_session"] = opened.session.id.text();
  enter(name, opened.token);
  return user;
}

void Merchant::make_company(const SecretBox& secrets, Tx& tx) {
  callers.clear();  // it may run again
  ids.clear();
  SetupInput input;
  input.company = marked("Nordwerk");
  input.city = "Bremen";
  input.country = "DE";
  input.currency = "EUR";
  input.time_zone = "Europe/Berlin";
  input.email = "miriam@kontor.example";
  input.name = marked("Miriam");
  const auto made = create_tenant(tx, input, "hash");
  tx.execute("UPDATE tenants SET host_name = $2 WHERE tenant_id = $1", tenant, host);
  root = made.root.id;
  enter("anonymous", {});
  make_people(tx, made.admin);
  make_keys(tx);
  make_gone(tx);
  make_product(tx);
  make_cart_and_order(tx);
  make_price_requests(tx);
  make_quotes(secrets, tx);
  make_moves(tx);
  make_desk(tx);
}

void Merchant::make_people(Tx& tx, const User& admin) {
  const auto nord = account(tx, AccountKind::partner, root, "Nord");
  const auto ost = account(tx, AccountKind::sub_partner, nord, "Ost");
  const auto weber = account(tx, AccountKind::customer, ost, "Weber");
  const auto maier = account(tx, AccountKind::customer, root, "Maier");
  const auto west = account(tx, AccountKind::partner, root, "West");
  ids["weber"] = weber.text();
  ids["nord"] = nord.text();
  ids["weber_number"] = find_account(tx, weber)->number;
  person(tx, weber, "customer", Role::owner);
  person(tx, weber, "viewer", Role::viewer);
  person(tx, weber, "removed_customer", Role::owner);
  person(tx, weber, "blocked_customer", Role::owner);
  person(tx, maier, "other_customer", Role::owner);
  // Says that he acts for an account that is not his.
  person(tx, maier, "posing_customer", Role::owner);
  callers.back().account = ids["weber"];
  person(tx, nord, "partner", Role::owner);
  person(tx, ost, "sub_partner", Role::owner);
  person(tx, west, "foreign_partner", Role::owner);
  for (const Role role : {Role::read_only, Role::support, Role::warehouse, Role::accounting,
                          Role::pricing, Role::sales}) {
    person(tx, root, std::string(role_name(role)), role);
  }
  enter("admin", open_session(tx, admin, "192.0.2.7", "test").token);
}

/// Keys of Weber's: one that may read and nothing else, one that may do all that keys may, and one
/// that was revoked.
void Merchant::make_keys(Tx& tx) {
  const Actor anna = actor(tx, "customer");
  const auto make = [&](const char* name, std::vector<Scope> scopes) {
    ApiKeyInput input;
    input.name = marked(name);
    for (const Scope scope : scopes) input.scopes.push_back(scope);
    const NewApiKey made = create_api_key(tx, anna, input);
    enter(name, {}, made.token);
    return made.key.id;
  };
  ids["key"] = make("reading_key", {Scope::read}).text();
  make("writing_key",
       {Scope::read, Scope::orders_write, Scope::catalog_write, Scope::accounts_write});
  revoke_api_key(tx, anna, make("revoked_key", {Scope::read, Scope::orders_write}));
}

/// Whoever was let in once and is no more. Their sessions were opened before.
void Merchant::make_gone(Tx& tx) {
  remove_membership(tx, system, *MembershipId::parse(ids["removed_customer_membership"]));
  block_user(tx, system, *UserId::parse(ids["blocked_customer_user"]), marked("gone"));
}

void Merchant::make_product(Tx& tx) {
  ProductInput product;
  product.name = marked("Station");
  VariantInput variant;
  variant.sku = "TS-260";
  variant.list_price_e4 = UnitPriceE4(2'890'000);
  product.variants.push_back(variant);
  const auto article = create_product(tx, system, product);
  ids["product"] = article.product.id.text();
  ids["variant"] = article.variants.front().id.text();
  ids["price_list"] = default_price_list(tx)->id.text();
}

Address Merchant::some_address() const {
  Address address;
  address.company = marked("Weber");
  address.street = "Weg 1";
  address.postcode = "28195";
  address.city = "Bremen";
  address.country = "DE";
  return address;
}

void Merchant::make_cart_and_order(Tx& tx) {
  const auto weber = *AccountId::parse(ids["weber"]);
  NewLine line;
  line.sku = Text<64, 1>("TS-260");
  const auto cart = [&] {
    const Order fresh = create_cart(tx, system, {weber, marked("Empfang"), {}});
    return add_line(tx, system, fresh.id, std::nullopt, line);
  };
  const Order open = cart();
  ids["cart"] = open.id.text();
  ids["line"] = lines_of(tx, open.id).front().id.text();
  Order order = cart();
  OrderPatch patch;
  patch.billing_address.present = patch.shipping_address.present = true;
  patch.billing_address.value = patch.shipping_address.value = some_address();
  change_order(tx, system, order.id, std::nullopt, patch);
  order = place_order(tx, system, order.id, std::nullopt, {true});
  ids["order"] = order.id.text();
  ids["order_number"] = order.number();
}

/// One cart waits for an answer to what the customer has asked, another one has got it.
void Merchant::make_price_requests(Tx& tx) {
  const Actor anna = actor(tx, "customer");
  const auto asked = [&](const char* name) {
    NewCart input{*AccountId::parse(ids["weber"]), marked(name), {}};
    NewLine line;
    line.sku = Text<64, 1>("TS-260");
    input.lines.push_back(line);
    const Order cart = create_cart(tx, anna, input);
    AskedPrice price{lines_of(tx, cart.id).front().id, BasisPoints(1000), {}, {}};
    AskPrices prices;
    prices.reason = marked("Rahmenvertrag");
    prices.lines.push_back(price);
    const auto round = ask_prices(tx, anna, cart.id, std::nullopt, prices);
    ids[std::string(name) + "_cart"] = cart.id.text();
    ids[std::string(name) + "_request"] = round.request.id.text();
    return round;
  };
  const auto open = asked("asked");
  ids["asked_line"] = open.lines.front().line_id.text();
  const auto round = asked("countered");
  CounterPrices answer;
  answer.lines.push_back(
      {round.lines.front().line_id, LineAnswer::countered, UnitPriceE4(2'700'000), {}});
  counter_prices(tx, actor(tx, "pricing"), round.request.order_id, round.request.id, std::nullopt,
                 answer);
}

/// One quote waits for the customer, one was rejected by him, and one that a prospect has accepted
/// waits for the operator.
void Merchant::make_quotes(const SecretBox& secrets, Tx& tx) {
  const auto quoted = [&](const std::string& name, const std::string& account) {
    NewCart input{*AccountId::parse(account), marked(name.c_str()), {}};
    NewLine line;
    line.sku = Text<64, 1>("TS-260");
    input.lines.push_back(line);
    const Order cart = create_cart(tx, system, input);
    OrderPatch patch;
    patch.billing_address.present = patch.shipping_address.present = true;
    patch.billing_address.value = patch.shipping_address.value = some_address();
    change_order(tx, system, cart.id, std::nullopt, patch);
    CreateQuote offer;
    offer.recipient_email = Text<254>("customer@kontor.example");
    offer.message = MultilineText<5000>(marked("Angebot"));
    const Quote quote = create_quote(tx, actor(tx, "sales"), secrets, cart.id, std::nullopt, offer);
    ids[name + "_cart"] = cart.id.text();
    ids[name + "_quote"] = quote.id.text();
    return quote;
  };
  quoted("quoted", ids["weber"]);
  const Quote rejected = quoted("rejected", ids["weber"]);
  reject_quote(tx, actor(tx, "customer"), rejected.order_id, rejected.id, std::nullopt,
               {MultilineText<2000>(marked("zu teuer"))});
  const auto parent = *AccountId::parse(ids["nord"]);
  const auto hanse = account(tx, AccountKind::prospect, parent, "Hanse");
  const Quote approval = quoted("approval", hanse.text());
  AcceptQuote yes;
  yes.name = Text<120, 1>(marked("Hanse"));
  yes.evidence = MultilineText<2000>(marked("am Telefon"));
  accept_quote(tx, actor(tx, "sales"), approval.order_id, approval.id, std::nullopt, yes);
}

void Merchant::make_desk(Tx& tx) {
  const auto order = *OrderId::parse(ids["order"]);
  const auto say = [&](const char* text) { return MultilineText<20'000>(marked(text)); };
  add_hold(tx, system, order, {HoldKind::stock, HoldBlocks::ship, Text<300, 1>(marked("fehlt"))});
  ids["hold"] = holds_of(tx, order).front().id.text();
  write_note(tx, actor(tx, "sales"), order, {say("Notiz")});
  write_message(tx, actor(tx, "customer"), order, {say("Frage")});
  LabelInput label;
  label.name = marked("eilig");
  ids["label"] = create_label(tx, system, label).id.text();
  TextBlockInput block;
  block.name = marked("gruss");
  block.body = marked("Guten Tag");
  ids["text_block"] = create_text_block(tx, system, block).id.text();
  SavedViewInput view;
  view.name = marked("meine");
  view.query = "state=pending";
  ids["view"] = create_saved_view(tx, actor(tx, "sales"), view).id.text();
  AccessRequestInput request;
  request.email = "neu@kontor.example";
  request.name = marked("Neu");
  request_access(tx, request, Locale::de, "192.0.2.8");
  ids["access_request"] =
      list_access_requests(tx, system, AccessRequestState::open).front().id.text();
}

void Merchant::make_import(Program& program) {
  auto& database = program.database();
  const auto step = prepare_upload(database, system, catalog::ImportKind::products,
                                   marked("x") + ".csv", "sku;name\nA-1;" + marked("One") + "\n");
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
std::string Merchant::id_for(const std::string& path, bool missing) const {
  static const std::string kRequest = "/orders/{id}/price-requests/{request}/";
  static const std::string kQuote = "/orders/{id}/quotes/{quote}/";
  static const std::vector<std::pair<std::string, std::string>> kStarts = {
      {"/accounts/by-number", "weber_number"},
      {"/accounts", "weber"},
      {"/memberships", "customer_membership"},
      {"/users", "customer_user"},
      {"/sessions", "customer_session"},
      {"/access-requests", "access_request"},
      {"/api-keys", "key"},
      {"/products", "product"},
      {"/price-lists", "price_list"},
      {"/imports", "import"},
      {"/orders/by-number", "order_number"},
      {"/orders/{id}/lines", "cart"},
      {"/orders/{id}/place", "cart"},
      {kRequest + "take", "countered_cart"},
      {kRequest + "close", "countered_cart"},
      {kRequest, "asked_cart"},
      {"/orders/{id}/price-requests", "cart"},
      {kQuote + "resume", "rejected_cart"},
      {kQuote, "quoted_cart"},
      {"/orders/{id}/quotes", "cart"},
      {"/orders/{id}/approve", "approval_cart"},
      {"/orders/{id}/complete", "moved"},
      {"/orders/{id}/pay", "moved"},
      {"/orders/{id}/refund", "moved"},
      {"/orders/{id}/ship", "moved"},
      {"/orders", "order"},
      {"/labels", "label"},
      {"/text-blocks", "text_block"},
      {"/views", "view"},
      {"/files/{id}/", "file"},
      {"/files", "loose_file"},
      {"/inbound-mails/{id}/move", "attached_mail"},
      {"/inbound-mails", "inmail"},
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

std::string Merchant::path(const std::string& pattern, bool missing) const {
  std::string filled = pattern;
  const auto put = [&](const std::string& hole, const std::string& value) {
    if (const auto at = filled.find(hole); at != std::string::npos) {
      filled.replace(at, hole.size(), value);
    }
  };
  put("{line_id}", ids.at("line"));
  put("{hold_id}", ids.at("hold"));
  const bool answered = pattern.ends_with("/take") || pattern.ends_with("/close");
  put("{request}", ids.at(answered ? "countered_request" : "asked_request"));
  put("{quote}", ids.at(pattern.ends_with("/resume") ? "rejected_quote" : "quoted_quote"));
  put("{payment}", ids.at("payment"));
  put("{shipment}", ids.at("shipment"));
  put("{kind}", "payment.captured");
  put("{locale}", "de");
  put("{variant_id}", ids.at("variant"));
  put("{code}", pattern.find("shipping") != std::string::npos ? "parcel" : "invoice");
  put("{token}", "aaaaaa.AAAAAAAAAAAAAAAAAAAAAA");
  put("{id}", id_for(pattern, missing));
  put("{number}", id_for(pattern, missing));
  return filled;
}

std::string Merchant::body(std::string text, const Caller& caller) const {
  for (auto at = text.find('$'); at != std::string::npos; at = text.find('$', at + 1)) {
    auto end = at + 1;
    while (end < text.size() &&
           (std::isalpha(static_cast<unsigned char>(text[end])) || text[end] == '_')) {
      ++end;
    }
    const std::string name = text.substr(at + 1, end - at - 1);
    text.replace(at, end - at, name == "caller" ? caller.name : ids.at(name));
  }
  return text;
}

http::Response ask(Program& program, const Caller& caller, http::Method method,
                   const std::string& path, std::string body, const char* media_type) {
  http::Request request;
  request.method = method;
  request.target = std::string(Api::kPrefix) + path;
  request.remote_address = "192.0.2.7";
  if (!caller.host.empty()) request.headers.add("Host", caller.host);
  request.headers.add("Content-Type", media_type);
  request.headers.add("If-Match", "*");
  if (!caller.account.empty()) request.headers.add("Kontor-Account", caller.account);
  if (!caller.session.empty()) {
    request.cookies.add(kSessionCookie, caller.session);
    request.headers.add("X-CSRF-Token", csrf_token_of(*Token::parse(caller.session)));
  }
  if (!caller.bearer.empty()) request.headers.add("Authorization", "Bearer " + caller.bearer);
  request.body = std::move(body);
  const auto question = path.find('?');
  if (question != std::string::npos) request.query = *http::parse_query(path.substr(question + 1));
  auto match = program.router().match(
      method, std::string(Api::kPrefix) + path.substr(0, std::min(question, path.size())));
  if (!match.route) throw std::runtime_error("no route " + path);
  request.path = std::move(match.path);
  request.path_params = std::move(match.path_params);
  std::promise<http::Response> answered;
  match.route->handler(std::move(request), http::Responder([&](http::Response response) {
                         answered.set_value(std::move(response));
                       }));
  return answered.get_future().get();
}

}  // namespace kontor::test
