// Who is let in at all: every route of the program, for strangers and for customers. A new route
// is covered from the moment it exists.

#include <doctest/doctest.h>

#include <future>
#include <semaphore>

#include "accounts/api_hooks.hpp"
#include "accounts/tenants.hpp"
#include "kernel/http_fields.hpp"
#include "kernel/migrate.hpp"
#include "program.hpp"
#include "support/databases.hpp"

namespace kontor {
namespace {

constexpr std::string_view kNoId = "_01h455vb4pex5vsknk084sn02q";

/// The pattern with something in each hole: an id that nobody has, or a plain word.
std::string filled(std::string path) {
  for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
    const auto close = path.find('}', open);
    path.replace(open, close - open + 1, "order" + std::string(kNoId));
  }
  return std::string(Api::kPrefix) + path;
}

http::Response ask(Program& program, http::Method method, const std::string& target,
                   const std::string& session = {}, const std::string& csrf = {}) {
  http::Request request;
  request.method = method;
  request.target = target;
  request.remote_address = "192.0.2.7";
  request.headers.add("Content-Type", "application/json");
  if (!session.empty()) request.cookies.add(kSessionCookie, session);
  if (!csrf.empty()) request.headers.add("X-CSRF-Token", csrf);
  // Not JSON: whoever is not let in must not hear what is wrong with his body.
  if (method != http::Method::get) request.body = "{";
  auto match = program.router().match(method, target);
  REQUIRE_MESSAGE(match.route != nullptr, target);
  request.path = std::move(match.path);
  request.path_params = std::move(match.path_params);
  std::promise<http::Response> answered;
  match.route->handler(std::move(request), http::Responder([&](http::Response response) {
                         answered.set_value(std::move(response));
                       }));
  return answered.get_future().get();
}

struct World {
  World() {
    config.data_dir = folder.path();
    config.workers = 1;
    Seams seams;
    seams.password_cost = PasswordCost::weakest();
    program.emplace(config, std::move(seams));
    migrate(program->database());
    auto& services = program->services();
    const TenantId id(make_uuid7(services.clock.now_ms(), 0, {1, 2, 3, 4, 5, 6, 7, 8}));
    SetupInput input;
    input.company = "Nordwerk";
    input.city = "Bremen";
    input.country = "DE";
    input.currency = "EUR";
    input.time_zone = "Europe/Berlin";
    input.email = "admin@nordwerk.example";
    input.name = "Miriam";
    session = services.database.write_wait(id, [&](Tx& tx) {
      const auto made = create_tenant(tx, input, "");
      const auto system = Actor::system(id);
      AccountInput account;
      account.name = "Weber";
      account.parent_id = made.root.id;
      const auto customer = create_account(tx, system, account);
      const auto user = create_user(tx, system, "anna@weber.example", "Anna", Locale::de, "hash");
      InviteInput invitation;
      invitation.email = "anna@weber.example";
      invitation.role = Role::owner;
      invite_member(tx, system, customer.id, invitation);
      return open_session(tx, user, "192.0.2.7", "test").token;
    });
    services.tenants->load();
  }

  test::FreshFolder folder;
  Config config;
  std::optional<Program> program;
  std::string session;
};

TEST_CASE("every route that is not for everybody answers strangers with 401") {
  World world;
  auto& api = world.program->api();
  std::size_t closed = 0;
  for (std::size_t i = 0; i < api.infos().size(); ++i) {
    if (api.infos()[i].access == Access::anyone) continue;
    const auto& doc = api.routes()[i];
    CAPTURE(doc.path);
    const auto response = ask(*world.program, doc.method, filled(doc.path));
    CHECK(response.status == 401);
    ++closed;
  }
  CHECK(closed > 20);
}

TEST_CASE("every route for staff answers customers with 403") {
  World world;
  auto& api = world.program->api();
  const auto csrf = csrf_token_of(*Token::parse(world.session));
  std::size_t checked = 0;
  for (std::size_t i = 0; i < api.infos().size(); ++i) {
    if (api.infos()[i].access != Access::staff) continue;
    const auto& doc = api.routes()[i];
    CAPTURE(doc.path);
    const auto response = ask(*world.program, doc.method, filled(doc.path), world.session, csrf);
    CHECK(response.status == 403);
    ++checked;
  }
  CHECK(checked > 5);
}

TEST_CASE("every write of a browser without its CSRF token is refused") {
  World world;
  auto& api = world.program->api();
  for (std::size_t i = 0; i < api.infos().size(); ++i) {
    const auto& doc = api.routes()[i];
    if (api.infos()[i].access == Access::anyone || doc.method == http::Method::get) continue;
    CAPTURE(doc.path);
    const auto response = ask(*world.program, doc.method, filled(doc.path), world.session);
    CHECK(response.status == 403);
    CHECK(response.body.find("csrf_missing") != std::string::npos);
  }
}

TEST_CASE("each group of routes on the API's page has a sentence of its own") {
  World world;
  const auto document = world.program->api().openapi();
  const auto& tags = document.at("tags").as_array();
  CHECK(tags.size() >= 15);
  for (const auto& tag : tags) {
    const std::string name(tag.at("name").as_string());
    const std::string sentence(tag.at("description").as_string());
    CAPTURE(name);
    CHECK(sentence.find("Everything about") == std::string::npos);
    CHECK(sentence.ends_with("."));
  }
}

TEST_CASE("the event stream of a user ends when he loses an account") {
  World world;
  auto& program = *world.program;
  program.listen_to_changes();
  const auto response = ask(program, http::Method::get, "/api/v1/events", world.session);
  REQUIRE(response.events);
  std::string heard;
  std::counting_semaphore<> woken(0);
  response.events->start([&] { woken.release(); });
  REQUIRE(response.events->take(heard) != SseClient::Next::end);
  REQUIRE_FALSE(response.events->ended());

  const auto tenant = program.services().database.read_wait(
      TenantId{}, [](Tx& tx) { return list_tenants(tx).front().tenant_id; });
  program.services().database.write_wait(tenant, [&](Tx& tx) {
    const auto user = find_user_by_email(tx, "anna@weber.example");
    const auto membership =
        tx.find<Membership>("WHERE tenant_id = $1 AND user_id = $2", tx.tenant(), user->id);
    create_user(tx, Actor::system(tenant), "bert@weber.example", "Bert", Locale::de, "x");
    InviteInput owner;
    owner.email = "bert@weber.example";
    owner.role = Role::owner;
    invite_member(tx, Actor::system(tenant), membership->account_id, owner);
    remove_membership(tx, Actor::system(tenant), membership->id);
  });
  // Hints of the account may wake it first; in the end it is closed.
  constexpr auto kPatience = std::chrono::seconds(20);
  while (!response.events->ended()) REQUIRE(woken.try_acquire_for(kPatience));
  response.events->close();
}

}  // namespace
}  // namespace kontor
