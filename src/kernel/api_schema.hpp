#pragma once
// OpenAPI (JSON Schema 2020-12) from the same field lists that read and write the JSON.

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "kernel/json.hpp"
#include "kernel/openapi.hpp"

namespace kontor {

/// A list with its way on. `next_cursor` is null at the end; `total` only where it is cheap.
struct Total {
  std::int64_t count = 0;
  bool capped = false;  ///< more than can be counted quickly: "999+"
};
BOOST_DESCRIBE_STRUCT(Total, (), (count, capped))

template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next_cursor;
  std::optional<Total> total;
  BOOST_DESCRIBE_CLASS(Page, (), (items, next_cursor, total), (), ())
};

/// "OrderView" of kontor::orders::OrderView.
template <class T>
constexpr std::string_view plain_type_name() {
  std::string_view name = __PRETTY_FUNCTION__;
  name.remove_prefix(name.find("T = ") + 4);
  name = name.substr(0, name.find_first_of(";]"));
  const auto colon = name.rfind("::");
  return colon == std::string_view::npos ? name : name.substr(colon + 2);
}

template <class T>
struct SchemaName {
  static std::string get() { return std::string(plain_type_name<T>()); }
};
template <class T>
struct SchemaName<Page<T>> {
  static std::string get() { return SchemaName<T>::get() + "Page"; }
};

template <class T>
struct SchemaOf;

/// The schema of T; named ones are added to `schemas` and referred to.
template <class T>
boost::json::object schema_of(ApiSchemas& schemas) {
  return SchemaOf<T>::make(schemas);
}

template <>
struct SchemaOf<bool> {
  static boost::json::object make(ApiSchemas&) { return {{"type", "boolean"}}; }
};
template <>
struct SchemaOf<std::int64_t> {
  static boost::json::object make(ApiSchemas&) {
    return {{"type", "integer"}, {"format", "int64"}};
  }
};
template <std::int64_t Min, std::int64_t Max>
struct SchemaOf<Bounded<Min, Max>> {
  static boost::json::object make(ApiSchemas&) {
    return {{"type", "integer"}, {"format", "int64"}, {"minimum", Min}, {"maximum", Max}};
  }
};
template <class T>
  requires std::is_base_of_v<std::string, T>
struct SchemaOf<T> {
  static boost::json::object make(ApiSchemas&) {
    boost::json::object schema{{"type", "string"}};
    if constexpr (LimitedText<T>) {
      if (T::kMin > 0) schema["minLength"] = T::kMin;
      schema["maxLength"] = T::kMax;
    }
    return schema;
  }
};
template <>
struct SchemaOf<RawJson> {
  static boost::json::object make(ApiSchemas&) { return {{"description", "Any JSON value."}}; }
};
template <class Tag>
struct SchemaOf<Id<Tag>> {
  static boost::json::object make(ApiSchemas&) {
    const std::string prefix(Tag::kPrefix);
    return {{"type", "string"}, {"pattern", "^" + prefix + "_[0-7][0-9a-hjkmnp-tv-z]{25}$"}};
  }
};
template <DescribedEnum E>
struct SchemaOf<E> {
  static boost::json::object make(ApiSchemas& schemas) {
    const std::string name = SchemaName<E>::get();
    if (!schemas.contains(name)) {
      boost::json::array names;
      for (auto value : enum_names<E>()) names.emplace_back(value);
      schemas[name] = {{"type", "string"}, {"enum", std::move(names)}};
    }
    return {{"$ref", "#/components/schemas/" + name}};
  }
};
template <class T>
struct SchemaOf<std::optional<T>> {
  static boost::json::object make(ApiSchemas& schemas) {
    return {{"oneOf", {schema_of<T>(schemas), boost::json::object{{"type", "null"}}}}};
  }
};
template <class T>
struct SchemaOf<Patch<T>> : SchemaOf<T> {};
template <class T>
struct SchemaOf<Json<T>> : SchemaOf<T> {};
template <class T>
struct SchemaOf<std::vector<T>> {
  static boost::json::object make(ApiSchemas& schemas) {
    return {{"type", "array"}, {"items", schema_of<T>(schemas)}};
  }
};
template <class T, std::size_t Max>
struct SchemaOf<List<T, Max>> {
  static boost::json::object make(ApiSchemas& schemas) {
    return {{"type", "array"}, {"items", schema_of<T>(schemas)}, {"maxItems", Max}};
  }
};
template <class T>
  requires(Described<T> && !DescribedEnum<T>)
struct SchemaOf<T> {
  static boost::json::object make(ApiSchemas& schemas) {
    const std::string name = SchemaName<T>::get();
    if (!schemas.contains(name)) {
      schemas[name] = {};  // a struct may refer to itself
      boost::json::object properties;
      boost::json::array required;
      for_each_field_type<T>([&](const char* field, auto type) {
        using Member = typename decltype(type)::type;
        properties[plain_name(field)] = schema_of<Member>(schemas);
        if (!MayBeAbsent<Member>::value) required.emplace_back(plain_name(field));
      });
      boost::json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
      if (!required.empty()) schema["required"] = std::move(required);
      schema["additionalProperties"] = false;
      schemas[name] = std::move(schema);
    }
    return {{"$ref", "#/components/schemas/" + name}};
  }
};


}  // namespace kontor
