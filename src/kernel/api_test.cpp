#include "kernel/api.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdio>
#include <functional>
#include <future>

#include "accounts/actor.hpp"
#include "kernel/blobs.hpp"
#include "kernel/log.hpp"
#include "support/test_database.hpp"

namespace {

using kontor::Access;
using kontor::Actor;
using kontor::Api;
using kontor::Call;
using kontor::Database;
using kontor::Refused;
using kontor::Tx;
namespace http = kontor::http;
namespace json = boost::json;
using kontor::test::DatabaseMaker;
using kontor::test::on_each_engine;
using kontor::test::test_tenant;
using kontor::test::TestDatabase;

struct ThingInput {
  kontor::Text<10, 1> name;
};
BOOST_DESCRIBE_STRUCT(ThingInput, (), (name))
struct Thing {
  std::string name;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (name, version))

std::int64_t count_things(Tx& tx) {
  return tx.query("SELECT COUNT(*) FROM number_range WHERE tenant_id = $1", tx.tenant())
      .front()
      .get<std::int64_t>(0);
}

Thing make_thing(Tx& tx, const Call&, const ThingInput& input) {
  const auto name = std::to_string(count_things(tx)) + input.name;
  tx.execute("INSERT INTO number_range (tenant_id, name, next_value) VALUES ($1, $2, 1)",
             tx.tenant(), name);
  return {name, 1};
}

Thing rename_thing(Tx&, const Call& call, const ThingInput& input) {
  return {input.name, call.seen_version().value_or(0) + 1};
}

Thing refuse_thing(Tx& tx, const Call& call, const ThingInput& input) {
  make_thing(tx, call, input);
  throw Refused(kontor::kWrongState, {{"state", "cart"}});
}

Thing forbid_thing(Tx&, const Call&, const ThingInput&) { throw Refused(kontor::kForbidden); }

Thing break_thing(Tx&, const Call&, const ThingInput&) {
  throw std::runtime_error("SELECT secret FROM the_inside");
}

/// The header X-User says who it is; without it nobody.
kontor::ApiHooks test_hooks() {
  return {.tenant = [](const http::Request&) { return test_tenant(); },
          .authenticate =
              [](Tx&, const http::Request& request) {
                auto actor = std::make_shared<Actor>();
                actor->name = std::string(request.headers.get("X-User"));
                if (!actor->name.empty()) actor->kind = kontor::ActorKind::user;
                return std::shared_ptr<const Actor>(actor);
              },
          .admit =
              [](const Actor& actor, Access access, const http::Request&) {
                if (access != Access::anyone && !actor.logged_in()) {
                  throw Refused(kontor::kUnauthenticated);
                }
              },
          .locale = [](const Actor&, const http::Request& request) {
            return kontor::request_locale(request);
          },
          .actor_key = [](const Actor& actor) { return actor.name; },
          .digest = nullptr,
          .retry_after_s = nullptr};
}

struct TestApi {
  explicit TestApi(DatabaseMaker& maker) : test(maker), api(test.database, router, test_hooks()) {
    api.write(http::Method::post, "/things",
              {.summary = "Makes a thing", .tag = "Things", .status = 201}, make_thing);
    api.write(http::Method::post, "/secrets",
              {.summary = "Makes a secret", .tag = "Things", .status = 201, .secret = true},
              make_thing);
    api.write(http::Method::patch, "/things",
              {.summary = "Renames a thing", .tag = "Things", .if_match = true}, rename_thing);
    api.write(http::Method::post, "/things/refuse", {.summary = "Refuses", .tag = "Things"},
              refuse_thing);
    api.write(http::Method::post, "/things/forbid", {.summary = "Forbids", .tag = "Things"},
              forbid_thing);
    api.write(http::Method::post, "/things/break", {.summary = "Breaks", .tag = "Things"},
              break_thing);
    api.write_prepared(http::Method::post, "/things/slowly",
                       {.summary = "Makes a thing slowly", .tag = "Things", .status = 201},
                       [this](Database& database, const Call&, const ThingInput& input) {
                         ++prepared;
                         const std::string_view name(input.name);
                         if (name == "bad") throw Refused(kontor::kNotFound);
                         const auto seen = database.read_wait(test_tenant(), count_things);
                         return std::function<Thing(Tx&)>([seen, input](Tx& tx) {
                           tx.execute("INSERT INTO number_range (tenant_id, name, next_value) "
                                      "VALUES ($1, $2, 1)",
                                      tx.tenant(), std::string(input.name));
                           return Thing{input.name, seen};
                         });
                       });
    api.read("/things/limit", {.summary = "Reads a limit", .tag = "Things"},
             [](Tx&, const Call& call) { return Thing{"", call.limit()}; });
  }

  using Headers = std::vector<std::pair<std::string, std::string>>;
  http::Response send(http::Method method, const std::string& path, std::string body = "",
                      const Headers& headers = {}) {
    http::Request request;
    request.method = method;
    request.target = "/api/v1" + path;
    request.body = std::move(body);
    request.request_id = "r1";
    request.headers.add("X-User", "anna");
    request.headers.add("Content-Type", "application/json; charset=utf-8");
    for (const auto& [name, value] : headers) request.headers.set(name, value);
    if (const auto question = path.find('?'); question != std::string::npos) {
      request.query.add("limit", path.substr(path.find('=') + 1));
    }
    auto match = router.match(method, request.target);
    REQUIRE(match.route);
    request.path_params = match.path_params;
    std::promise<http::Response> answered;
    match.route->handler(std::move(request), http::Responder([&](http::Response response) {
                           answered.set_value(std::move(response));
                         }));
    return answered.get_future().get();
  }
  http::Response post(const std::string& path, std::string body, const Headers& headers = {}) {
    return send(http::Method::post, path, std::move(body), headers);
  }
  std::int64_t things() { return test.database.read_wait(test_tenant(), count_things); }

  TestDatabase test;
  http::Router router;
  Api api;
  std::atomic<int> prepared = 0;
};

/// What goes to standard error meanwhile.
std::string logged_by(const std::function<void()>& work) {
  std::FILE* const file = std::tmpfile();
  REQUIRE(file != nullptr);
  kontor::log_setup(kontor::LogLevel::info, kontor::LogFormat::json);
  const int before = dup(STDERR_FILENO);
  dup2(fileno(file), STDERR_FILENO);
  work();
  kontor::log_flush();
  dup2(before, STDERR_FILENO);
  close(before);
  kontor::log_setup(kontor::LogLevel::warn, kontor::LogFormat::human);
  std::string text(static_cast<std::size_t>(std::ftell(file)), '\0');
  std::rewind(file);
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

std::string code_of(const http::Response& response) {
  CHECK(response.content_type.starts_with("application/problem+json"));
  return json::value_to<std::string>(json::parse(response.body).at("code"));
}

}  // namespace

TEST_CASE("an answer with a version carries it as ETag") {
  const auto maker = kontor::test::sqlite_databases();
  TestApi api(*maker);
  const auto made = api.post("/things", R"({"name":"a"})");
  CHECK(made.status == 201);
  CHECK(made.headers.get("ETag") == "\"1\"");
  CHECK(made.body == R"({"name":"0a","version":1})");
}

TEST_CASE("a write that needs a version: 428 without, 400 for nonsense, * takes any") {
  const auto maker = kontor::test::sqlite_databases();
  TestApi api(*maker);
  const auto rename = [&](const std::string& tag) {
    return api.send(http::Method::patch, "/things", R"({"name":"a"})",
                    tag.empty() ? TestApi::Headers{} : TestApi::Headers{{"If-Match", tag}});
  };
  CHECK(rename("").status == 428);
  CHECK(code_of(rename("")) == "precondition_required");
  CHECK(code_of(rename("seven")) == "bad_request");
  CHECK(code_of(rename("W/\"7\"")) == "bad_request");
  CHECK(rename("\"7\"").headers.get("ETag") == "\"8\"");
  CHECK(rename("*").status == 200);
}

TEST_CASE("the same key again: the same answer, done once") {
  on_each_engine([](DatabaseMaker& maker) {
    TestApi api(maker);
    const TestApi::Headers key{{"Idempotency-Key", "\"k1\""}};
    const auto first = api.post("/things", R"({"name":"a"})", key);
    const auto again = api.post("/things", R"({"name":"a"})", key);
    CHECK(first.status == 201);
    CHECK(again.status == 201);
    CHECK(again.body == first.body);
    CHECK(again.headers.get("ETag") == first.headers.get("ETag"));
    CHECK(again.headers.get("Idempotency-Replayed") == "true");
    CHECK_FALSE(first.headers.has("Idempotency-Replayed"));
    CHECK(api.things() == 1);
    // Another body, another route: a mistake of the caller. Another person: another key.
    CHECK(code_of(api.post("/things", R"({"name":"b"})", key)) == "idempotency_mismatch");
    CHECK(code_of(api.post("/secrets", R"({"name":"a"})", key)) == "idempotency_mismatch");
    CHECK(api.post("/things", R"({"name":"b"})", {key.front(), {"X-User", "bert"}}).status == 201);
    CHECK(api.things() == 2);
  });
}

TEST_CASE("two requests with one key at the same time are done once") {
  on_each_engine([](DatabaseMaker& maker) {
    TestApi api(maker);
    std::vector<std::future<http::Response>> answers;
    for (int i = 0; i < 4; ++i) {
      answers.push_back(std::async(std::launch::async, [&] {
        return api.post("/things", R"({"name":"a"})", {{"Idempotency-Key", "\"k1\""}});
      }));
    }
    for (auto& answer : answers) CHECK(answer.get().body == R"({"name":"0a","version":1})");
    CHECK(api.things() == 1);
  });
}

TEST_CASE("a refusal is not kept under its key, and a secret's body neither") {
  const auto maker = kontor::test::sqlite_databases();
  TestApi api(*maker);
  const TestApi::Headers key{{"Idempotency-Key", "k2"}};
  CHECK(code_of(api.post("/things/refuse", R"({"name":"a"})", key)) == "wrong_state");
  CHECK(api.things() == 0);
  CHECK(api.post("/secrets", R"({"name":"a"})", key).status == 201);
  const auto again = api.post("/secrets", R"({"name":"a"})", key);
  CHECK(again.status == 201);
  CHECK(again.body.empty());
  CHECK(api.things() == 1);
  CHECK(code_of(api.post("/things", R"({"name":"a"})", {{"Idempotency-Key", ""}})) ==
        "bad_request");
}

TEST_CASE("long work is done outside of the transaction, once per key, and may refuse") {
  on_each_engine([](DatabaseMaker& maker) {
    TestApi api(maker);
    const TestApi::Headers key{{"Idempotency-Key", "slow"}};
    const auto first = api.post("/things/slowly", R"({"name":"a"})", key);
    CHECK(first.status == 201);
    CHECK(first.headers.get("ETag") == "\"0\"");
    const auto again = api.post("/things/slowly", R"({"name":"a"})", key);
    CHECK(again.body == first.body);
    CHECK(again.headers.get("Idempotency-Replayed") == "true");
    CHECK(api.prepared == 1);
    CHECK(api.things() == 1);
    CHECK(code_of(api.post("/things/slowly", R"({"name":"b"})", key)) == "idempotency_mismatch");
    CHECK(code_of(api.post("/things/slowly", R"({"name":"bad"})")) == "not_found");
    CHECK(code_of(api.post("/things/slowly", "{", {{"X-User", ""}})) == "unauthenticated");
    CHECK(code_of(api.post("/things/slowly", "{")) == "malformed_json");
    CHECK(api.prepared == 2);
    CHECK(api.things() == 1);
  });
}

TEST_CASE("a program that ends refuses new long work") {
  const auto maker = kontor::test::sqlite_databases();
  TestApi api(*maker);
  api.api.stop();
  CHECK(code_of(api.post("/things/slowly", R"({"name":"a"})")) == "overloaded");
  CHECK(api.prepared == 0);
}

TEST_CASE("a stranger is asked to sign in before he hears what is wrong with his body") {
  const auto maker = kontor::test::sqlite_databases();
  TestApi api(*maker);
  const TestApi::Headers nobody{{"X-User", ""}};
  CHECK(code_of(api.post("/things", "{", nobody)) == "unauthenticated");
  CHECK(code_of(api.post("/things", "{")) == "malformed_json");
}

TEST_CASE("a body is JSON and says so: a form of a foreign page cannot") {
  const auto maker = kontor::test::sqlite_databases();
  TestApi api(*maker);
  for (const char* const type : {"", "text/plain", "application/x-www-form-urlencoded"}) {
    CAPTURE(type);
    const auto response = api.post("/things", R"({"name":"a"})", {{"Content-Type", type}});
    CHECK(response.status == 415);
    CHECK(code_of(response) == "unsupported_media");
  }
  CHECK(api.things() == 0);
}

TEST_CASE("a problem names each wrong field in the reader's language") {
  const auto maker = kontor::test::sqlite_databases();
  TestApi api(*maker);
  const auto response = api.post("/things", R"({"name":"12345678901","other":1})",
                                 {{"Accept-Language", "en"}});
  CHECK(response.status == 422);
  const auto problem = json::parse(response.body);
  CHECK(problem.at("request_id").as_string() == "r1");
  const auto& errors = problem.at("errors").as_array();
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].at("pointer").as_string() == "/name");
  CHECK(errors[0].at("code").as_string() == "too_long");
  CHECK(errors[0].at("limit").as_string() == "10");
  CHECK(errors[0].at("actual").as_string() == "11");
  CHECK(errors[1].at("pointer").as_string() == "/other");
  for (const auto& error : errors) {
    const std::string message(error.at("message").as_string());
    CHECK_FALSE(message.empty());
    CHECK(message.find("{{") == std::string::npos);
    CHECK(message.find("field_error") == std::string::npos);
  }
}

TEST_CASE("a bug is a 500 without a word about the inside") {
  const auto maker = kontor::test::sqlite_databases();
  TestApi api(*maker);
  const auto response = api.post("/things/break", R"({"name":"a"})");
  CHECK(response.status == 500);
  CHECK(code_of(response) == "internal");
  CHECK(response.body.find("secret") == std::string::npos);
  CHECK(response.body.find("SELECT") == std::string::npos);
}

TEST_CASE("no room for a file is said like no room for a row") {
  const http::Response full = kontor::error_response(
      std::make_exception_ptr(kontor::BlobStorageFull("cannot write")), kontor::Locale::en, {});
  CHECK(full.status == 507);
  CHECK(full.body.find("storage_full") != std::string::npos);
  CHECK(full.body.find("cannot write") == std::string::npos);
}

TEST_CASE("refusals that guard something are logged with who asked, others are not") {
  const auto maker = kontor::test::sqlite_databases();
  TestApi api(*maker);
  const std::string guarded = logged_by([&] {
    CHECK(api.post("/things/forbid", R"({"name":"a"})").status == 403);
    http::Request request;
    request.remote_address = "192.0.2.7";
    for (const kontor::Code code : {kontor::Code{"login_failed", 401}, kontor::kRateLimited}) {
      kontor::error_response(std::make_exception_ptr(Refused(code)), kontor::Locale::en, request);
    }
  });
  CHECK(guarded.find(R"("event":"request.refused","code":"forbidden","method":"POST")") !=
        std::string::npos);
  CHECK(guarded.find(R"("who":"anna","request_id":"r1")") != std::string::npos);
  CHECK(guarded.find(R"("code":"login_failed")") != std::string::npos);
  CHECK(guarded.find(R"("code":"rate_limited")") != std::string::npos);
  CHECK(guarded.find(R"("address":"192.0.2.7")") != std::string::npos);

  const std::string usual = logged_by([&] {
    CHECK(api.post("/things/refuse", R"({"name":"a"})").status == 409);
    CHECK(api.post("/things", R"({"name":"a"})", {{"X-User", ""}}).status == 401);
  });
  CHECK(usual.empty());
}

TEST_CASE("a limit outside of its bounds is named or capped") {
  const auto maker = kontor::test::sqlite_databases();
  TestApi api(*maker);
  const auto limit = [&](const std::string& text) {
    return api.send(http::Method::get, "/things/limit?limit=" + text);
  };
  CHECK(limit("7").headers.get("ETag") == "\"7\"");
  CHECK(limit("1000").headers.get("ETag") == "\"200\"");
  for (const auto* text : {"0", "-1", "x", "", "9223372036854775808", "1x"}) {
    CAPTURE(text);
    CHECK(limit(text).status == 422);
  }
}

TEST_CASE("a database that is gone: 503 with Retry-After") {
  const auto maker = kontor::test::sqlite_databases();
  TestApi api(*maker);
  api.test.database.close();
  const auto response = api.post("/things", R"({"name":"a"})");
  CHECK(response.status == 503);
  CHECK(response.headers.has("Retry-After"));
}
