// The description of the API as an OpenAPI 3.1 document and as a page to read, both made from what
// the routes say about themselves.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "kernel/http.hpp"

namespace kontor {

struct ParameterDoc {
  std::string name;
  std::string description;
  boost::json::object schema;  // {"type": "string"} if empty
  bool required = false;       // path parameters always are
};

struct ErrorDoc {
  int status = 0;
  std::string code;  // "wrong_state"
};

enum class RouteSecurity : std::uint8_t { open, signed_in };

struct RouteDoc {
  http::Method method = http::Method::get;
  std::string path;                       // relative to the server's URL: "/orders/{id}/confirm"
  std::string operation_id;               // "confirm_order"; empty: made from method and path
  std::string summary;                    // "Confirms an order"
  std::string description;                // Markdown allowed
  std::string tag;                        // "Orders"
  std::vector<ParameterDoc> path_params;  // those of `path` that are missing here are added
  std::vector<ParameterDoc> query_params;
  std::string request_schema;  // name in the schemas; empty: no body
  std::string request_media_type = "application/json";
  int success_status = 200;
  std::string response_schema;  // empty: no body
  std::string response_media_type = "application/json";
  std::vector<ErrorDoc> errors;
  RouteSecurity security = RouteSecurity::signed_in;
  bool needs_if_match = false;
  bool takes_idempotency_key = false;
  bool sends_etag = false;
  boost::json::value request_example;  // null: made from the schema
  boost::json::value response_example;
};

struct ApiInfo {
  std::string title = "Kontor";
  std::string version;
  std::string description;
  std::string server_url = "/api/v1";
  std::vector<ParameterDoc> headers;        // that every signed-in request may carry
  std::map<std::string, std::string> tags;  // name -> description; missing ones are made up
};

// Component schemas by name, JSON Schema 2020-12; references are "#/components/schemas/Name".
using ApiSchemas = std::map<std::string, boost::json::object>;

// Only schemas that some route reaches are taken. Throws std::logic_error if a route names a schema
// that is not there or two routes share an operation id.
boost::json::object build_openapi(const ApiInfo& info, const std::vector<RouteDoc>& routes,
                                  const ApiSchemas& schemas);

// A value that fits a schema of the document; members with well-known names get telling values.
boost::json::value example_of(const boost::json::object& document,
                              const boost::json::object& schema);

// One HTML page without script: contents, operations by tag with parameters, bodies, examples and
// errors, schemas. Made once from the document.
std::string build_api_page(const boost::json::object& document);

}  // namespace kontor
