#include "kernel/openapi.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include <boost/json.hpp>

namespace kontor {

namespace json = boost::json;

namespace {

constexpr std::string_view kSchemaPrefix = "#/components/schemas/";

json::object reference(std::string_view kind, std::string_view name) {
  return {{"$ref", "#/components/" + std::string(kind) + "/" + std::string(name)}};
}

std::string lower_name(http::Method method) {
  std::string name(http::method_name(method));
  for (char& letter : name) letter = static_cast<char>(letter - 'A' + 'a');
  return name;
}

// GET /orders/{id}/lines -> get_orders_id_lines
std::string made_up_id(const RouteDoc& route) {
  std::string id = lower_name(route.method);
  for (const char letter : route.path) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    if (plain) {
      id += letter;
    } else if (id.back() != '_') {
      id += '_';
    }
  }
  while (id.back() == '_') id.pop_back();
  return id;
}

std::vector<std::string> names_in_path(std::string_view path) {
  std::vector<std::string> names;
  for (std::size_t open = path.find('{'); open != path.npos; open = path.find('{', open + 1)) {
    std::string_view name = path.substr(open + 1, path.find('}', open) - open - 1);
    if (name.ends_with('*')) name.remove_suffix(1);
    names.emplace_back(name);
  }
  return names;
}

json::object parameter(const ParameterDoc& doc, std::string_view in) {
  const bool in_path = in == "path";
  json::object schema = doc.schema;
  if (schema.empty()) schema["type"] = "string";
  json::object made{{"name", doc.name}, {"in", in}, {"required", in_path || doc.required}};
  if (!doc.description.empty()) made["description"] = doc.description;
  made["schema"] = std::move(schema);
  return made;
}

json::array parameters_of(const ApiInfo& info, const RouteDoc& route) {
  json::array all;
  for (const std::string& name : names_in_path(route.path)) {
    const auto described = std::ranges::find(route.path_params, name, &ParameterDoc::name);
    all.push_back(parameter(
        described == route.path_params.end() ? ParameterDoc{name, {}, {}, true} : *described,
        "path"));
  }
  for (const ParameterDoc& doc : route.query_params) all.push_back(parameter(doc, "query"));
  if (route.security == RouteSecurity::signed_in) {
    for (const ParameterDoc& doc : info.headers) {
      all.push_back(reference("parameters", doc.name));
    }
  }
  if (route.needs_if_match) all.push_back(reference("parameters", "If-Match"));
  if (route.takes_idempotency_key) all.push_back(reference("parameters", "Idempotency-Key"));
  return all;
}

// What every route of this kind can answer beside what it names itself.
std::set<std::pair<int, std::string>> errors_of(const RouteDoc& route) {
  std::set<std::pair<int, std::string>> errors = {{429, "rate_limited"}, {500, "internal"}};
  for (const ErrorDoc& error : route.errors) errors.insert({error.status, error.code});
  if (route.security == RouteSecurity::signed_in) {
    errors.insert({{401, "unauthenticated"}, {403, "forbidden"}});
  }
  if (route.path.find('{') != std::string::npos) errors.insert({404, "not_found"});
  if (!route.request_schema.empty()) {
    errors.insert({{400, "malformed_json"},
                   {413, "too_large"},
                   {415, "unsupported_media"},
                   {422, "invalid_input"}});
  }
  if (route.needs_if_match) {
    errors.insert({{412, "changed_meanwhile"}, {428, "precondition_required"}});
  }
  if (route.takes_idempotency_key && route.security == RouteSecurity::signed_in) {
    errors.insert({{409, "idempotency_in_progress"}, {422, "idempotency_mismatch"}});
  }
  return errors;
}

json::object error_response(int status, const std::vector<std::string>& codes) {
  std::string description(http::reason_phrase(status));
  description += ": ";
  json::array names;
  for (const std::string& code : codes) {
    if (!names.empty()) description += ", ";
    description.append("`").append(code).append("`");
    names.emplace_back(code);
  }
  json::object only_these{{"properties", {{"code", {{"enum", std::move(names)}}}}}};
  json::object schema{{"allOf", {reference("schemas", "Problem"), std::move(only_these)}}};
  return {{"description", std::move(description)},
          {"content", {{"application/problem+json", {{"schema", std::move(schema)}}}}}};
}

json::object content(const std::string& media_type, const std::string& schema,
                     const json::value& example) {
  json::object media{{"schema", reference("schemas", schema)}};
  if (!example.is_null()) media["example"] = example;
  return {{media_type, std::move(media)}};
}

json::object responses_of(const RouteDoc& route) {
  json::object success{{"description", std::string(http::reason_phrase(route.success_status))}};
  if (route.sends_etag) {
    success["headers"] = json::object{{"ETag", reference("headers", "ETag")}};
  }
  if (!route.response_schema.empty()) {
    success["content"] =
        content(route.response_media_type, route.response_schema, route.response_example);
  } else if (route.success_status != 204 && route.response_media_type != "application/json") {
    success["content"] =
        json::object{{route.response_media_type, {{"schema", {{"type", "string"}}}}}};
  }
  json::object responses{{std::to_string(route.success_status), std::move(success)}};
  std::map<int, std::vector<std::string>> by_status;
  for (const auto& [status, code] : errors_of(route)) by_status[status].push_back(code);
  for (const auto& [status, codes] : by_status) {
    responses[std::to_string(status)] = error_response(status, codes);
  }
  return responses;
}

json::array security_of(const RouteDoc& route) {
  if (route.security == RouteSecurity::open) return {};
  const bool reads = route.method == http::Method::get || route.method == http::Method::head;
  json::object browser{{"session", json::array()}};
  if (!reads) browser["csrf"] = json::array();
  return {std::move(browser), json::object{{"api_key", json::array()}}};
}

json::object operation_of(const ApiInfo& info, const RouteDoc& route, const std::string& id) {
  json::object operation{{"operationId", id}, {"summary", route.summary}};
  if (!route.description.empty()) operation["description"] = route.description;
  operation["tags"] = json::array{json::value(route.tag)};
  operation["security"] = security_of(route);
  json::array parameters = parameters_of(info, route);
  if (!parameters.empty()) operation["parameters"] = std::move(parameters);
  if (!route.request_schema.empty()) {
    operation["requestBody"] = json::object{
        {"required", true},
        {"content",
         content(route.request_media_type, route.request_schema, route.request_example)}};
  }
  operation["responses"] = responses_of(route);
  return operation;
}

json::object problem_schema() {
  const json::object text{{"type", "string"}};
  const json::object error{
      {"type", "object"},
      {"description", "One wrong field."},
      {"properties",
       {{"pointer",
         {{"type", "string"}, {"description", "JSON pointer (RFC 6901) into the body."}}},
        {"code", text},
        {"limit", json::object()},
        {"actual", json::object()},
        {"message", text}}},
      {"required", {"pointer", "code", "message"}}};
  return {{"type", "object"},
          {"description", "What went wrong and what to do next (RFC 9457)."},
          {"properties",
           {{"type", text},
            {"title", text},
            {"status", {{"type", "integer"}}},
            {"detail", text},
            {"code", {{"type", "string"}, {"description", "Stable; texts may change."}}},
            {"params", {{"type", "object"}, {"additionalProperties", true}}},
            {"errors", {{"type", "array"}, {"items", error}}},
            {"request_id", text}}},
          {"required", {"type", "title", "status", "code"}},
          {"additionalProperties", true}};
}

json::object shared_parameters(const ApiInfo& info) {
  json::object shared;
  for (const ParameterDoc& doc : info.headers) shared[doc.name] = parameter(doc, "header");
  shared["If-Match"] = parameter(
      {"If-Match",
       "The version that you have seen, as the ETag said it: `\"7\"`. If somebody changed it "
       "meanwhile, the answer is 412 and tells who changed what.",
       {},
       true},
      "header");
  shared["Idempotency-Key"] = parameter(
      {"Idempotency-Key",
       "A key of your choice, such as a UUID. The same request with the same key is done once; "
       "a repetition within 30 days gets the stored answer.",
       {{"type", "string"}, {"minLength", 1}, {"maxLength", 257}},
       false},
      "header");
  return shared;
}

json::object security_schemes() {
  return {{"session",
           {{"type", "apiKey"},
            {"in", "cookie"},
            {"name", "kontor_session"},
            {"description", "Set by `POST /session`; over https named `__Host-kontor_session`."}}},
          {"csrf",
           {{"type", "apiKey"},
            {"in", "header"},
            {"name", "X-CSRF-Token"},
            {"description", "The `csrf_token` of `GET /session`, with every change by cookie."}}},
          {"api_key",
           {{"type", "http"}, {"scheme", "bearer"}, {"description", "An API key with scopes."}}}};
}

// Names of all schemas that are reached from `value`, through other schemas, too.
void collect(const json::value& value, const ApiSchemas& schemas, std::set<std::string>& names) {
  if (const auto* array = value.if_array()) {
    for (const json::value& one : *array) collect(one, schemas, names);
    return;
  }
  const auto* object = value.if_object();
  if (object == nullptr) return;
  for (const auto& [key, member] : *object) {
    if (key != "$ref" || !member.is_string()) {
      collect(member, schemas, names);
      continue;
    }
    const std::string_view target = member.get_string();
    if (!target.starts_with(kSchemaPrefix)) continue;
    const std::string name(target.substr(kSchemaPrefix.size()));
    if (name == "Problem" || !names.insert(name).second) continue;
    const auto found = schemas.find(name);
    if (found == schemas.end()) throw std::logic_error("no schema is called " + name);
    collect(json::value(found->second), schemas, names);
  }
}

json::array tags_of(const ApiInfo& info, const std::vector<RouteDoc>& routes) {
  json::array tags;
  std::set<std::string> seen;
  for (const RouteDoc& route : routes) {
    if (!seen.insert(route.tag).second) continue;
    const auto described = info.tags.find(route.tag);
    tags.push_back(json::object{
        {"name", route.tag},
        {"description", described == info.tags.end() ? "Everything about " + route.tag + "."
                                                     : described->second}});
  }
  return tags;
}

// "{rest*}" is ours; OpenAPI knows "{rest}".
std::string plain_path(std::string path) {
  std::erase(path, '*');
  return path;
}

}  // namespace

json::object build_openapi(const ApiInfo& info, const std::vector<RouteDoc>& routes,
                           const ApiSchemas& schemas) {
  json::object paths;
  std::set<std::string> ids;
  bool any_if_match = false;
  bool any_idempotency_key = false;
  bool any_etag = false;
  std::set<std::string> schemes;
  for (const RouteDoc& route : routes) {
    const std::string id = route.operation_id.empty() ? made_up_id(route) : route.operation_id;
    if (!ids.insert(id).second) throw std::logic_error("two operations are called " + id);
    json::value& path = paths[plain_path(route.path)];
    if (!path.is_object()) path.emplace_object();
    path.get_object()[lower_name(route.method)] = operation_of(info, route, id);
    any_if_match = any_if_match || route.needs_if_match;
    any_idempotency_key = any_idempotency_key || route.takes_idempotency_key;
    any_etag = any_etag || route.sends_etag;
    for (const json::value& way : security_of(route)) {
      for (const auto& [scheme, scopes] : way.as_object()) schemes.insert(scheme);
    }
  }

  std::set<std::string> used;
  const json::value all_paths(paths);
  collect(all_paths, schemas, used);
  json::object components_schemas{{"Problem", problem_schema()}};
  for (const std::string& name : used) components_schemas[name] = schemas.at(name);

  json::object parameters = shared_parameters(info);
  if (!any_if_match) parameters.erase("If-Match");
  if (!any_idempotency_key) parameters.erase("Idempotency-Key");
  json::object components{{"schemas", std::move(components_schemas)}};
  if (!parameters.empty()) components["parameters"] = std::move(parameters);
  if (any_etag) {
    components["headers"] =
        json::object{{"ETag",
                      {{"description", "The version of the entity in quotes: `\"7\"`."},
                       {"schema", {{"type", "string"}}}}}};
  }
  json::object known = security_schemes();
  json::object used_schemes;
  for (const std::string& scheme : schemes) used_schemes[scheme] = std::move(known.at(scheme));
  if (!used_schemes.empty()) components["securitySchemes"] = std::move(used_schemes);
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", info.title},
            {"version", info.version},
            {"description", info.description},
            {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
          {"servers", {{{"url", info.server_url}}}},
          {"tags", tags_of(info, routes)},
          {"paths", std::move(paths)},
          {"components", std::move(components)}};
}

}  // namespace kontor
