#include "kernel/openapi.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include <boost/json.hpp>

namespace kontor {

namespace json = boost::json;

namespace {

ApiSchemas schemas() {
  return {
      {"Order",
       {{"type", "object"},
        {"properties",
         {{"id", {{"type", "string"}, {"pattern", "^order_[0-7][0-9a-hjkmnp-tv-z]{25}$"}}},
          {"state", {{"$ref", "#/components/schemas/State"}}},
          {"name", {{"type", "string"}, {"maxLength", 70}}},
          {"parent", {{"oneOf", {{{"$ref", "#/components/schemas/Order"}}, {{"type", "null"}}}}}},
          {"lines", {{"type", "array"}, {"items", {{"type", "integer"}}}, {"maxItems", 5}}}}},
        {"required", {"id", "state"}},
        {"additionalProperties", false}}},
      {"State", {{"type", "string"}, {"enum", {"cart", "pending"}}}},
      {"Unused", {{"type", "string"}}},
  };
}

std::vector<RouteDoc> routes() {
  RouteDoc list;
  list.path = "/orders";
  list.summary = "Lists <orders>";
  list.tag = "Orders";
  list.query_params = {{"q", "Searches.", {}, false}};
  list.response_schema = "Order";
  RouteDoc confirm;
  confirm.method = http::Method::post;
  confirm.path = "/orders/{id}/confirm";
  confirm.operation_id = "confirm_order";
  confirm.summary = "Confirms an order";
  confirm.description = "First line with `code`.\n\nSecond paragraph.";
  confirm.tag = "Orders";
  confirm.request_schema = "Order";
  confirm.response_schema = "Order";
  confirm.errors = {{409, "wrong_state"}, {409, "on_hold"}};
  confirm.needs_if_match = true;
  confirm.takes_idempotency_key = true;
  confirm.sends_etag = true;
  RouteDoc login;
  login.method = http::Method::remove;
  login.path = "/session";
  login.summary = "Signs out";
  login.tag = "Session";
  login.success_status = 204;
  login.security = RouteSecurity::open;
  return {list, confirm, login};
}

json::object document() {
  ApiInfo info;
  info.version = "1.0.0";
  info.description = "A test.";
  info.headers = {{"Kontor-Account", "Who acts.", {}, false}};
  return build_openapi(info, routes(), schemas());
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an operation has its parameters, bodies, errors and security") {
  const json::value all = document();
  const json::value& confirm = all.at("paths").at("/orders/{id}/confirm").at("post");
  CHECK(confirm.at("operationId") == "confirm_order");
  CHECK(confirm.at("parameters") == json::parse(R"([
    {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
    {"$ref": "#/components/parameters/Kontor-Account"},
    {"$ref": "#/components/parameters/If-Match"},
    {"$ref": "#/components/parameters/Idempotency-Key"}])"));
  CHECK(confirm.at("requestBody").at("content").at("application/json").at("schema") ==
        json::parse(R"({"$ref": "#/components/schemas/Order"})"));
  const json::value& conflict = confirm.at("responses").at("409");
  CHECK(conflict.at("description") ==
        "Conflict: `idempotency_in_progress`, `on_hold`, `wrong_state`");
  CHECK(conflict.at("content").at("application/problem+json").at("schema").at("allOf").at(1) ==
        json::parse(R"({"properties": {"code": {"enum":
                       ["idempotency_in_progress", "on_hold", "wrong_state"]}}})"));
  for (const char* const status : {"400", "401", "403", "404", "412", "413", "422", "428", "429"}) {
    CAPTURE(status);
    CHECK(confirm.at("responses").as_object().contains(status));
  }
  CHECK(confirm.at("security") == json::parse(R"([{"session": [], "csrf": []}, {"api_key": []}])"));
  CHECK(all.at("paths").at("/orders").at("get").at("operationId") == "get_orders");
  CHECK(all.at("paths").at("/session").at("delete").at("security") == json::array());
  CHECK(all.at("servers") == json::parse(R"([{"url": "/api/v1"}])"));
}

TEST_CASE("the document holds what is used and nothing else") {
  const json::value all = document();
  const json::object& kept = all.at("components").at("schemas").as_object();
  CHECK(kept.size() == 3);
  CHECK(kept.contains("State"));
  CHECK_FALSE(kept.contains("Unused"));
  CHECK(all.at("tags").as_array().size() == 2);
}

TEST_CASE("unknown schemas and operation ids used twice are bugs") {
  auto wrong = routes();
  wrong[0].response_schema = "Nobody";
  CHECK_THROWS_AS(build_openapi({}, wrong, schemas()), std::logic_error);
  auto twice = routes();
  twice[0].operation_id = "confirm_order";
  CHECK_THROWS_AS(build_openapi({}, twice, schemas()), std::logic_error);
}

TEST_CASE("the page shows every operation with examples and needs no script") {
  const std::string page = build_api_page(document());
  CHECK(contains(page, "<style nonce=\"__CSP_NONCE__\">"));
  CHECK_FALSE(contains(page, "<script"));
  CHECK(contains(page, "id=\"confirm_order\""));
  CHECK(contains(page, "href=\"#confirm_order\""));
  CHECK(contains(page, "Lists &lt;orders&gt;"));
  CHECK(contains(page, "<code>code</code>"));
  CHECK(contains(page, "href=\"#schema-State\""));
  CHECK(contains(page, "id=\"schema-State\""));
  CHECK(contains(page, "order_01h455vb4pex5vsknk084sn02q"));
  CHECK(contains(page, "curl"));
  CHECK(contains(page, "If-Match"));
}

TEST_CASE("an example of a schema that refers to itself ends") {
  const json::object all = document();
  const json::value example = example_of(all, {{"$ref", "#/components/schemas/Order"}});
  CHECK(example == json::parse(R"({"id": "order_01h455vb4pex5vsknk084sn02q", "state": "cart",
                                   "name": "text", "parent": null, "lines": [1]})"));
}

}  // namespace kontor
