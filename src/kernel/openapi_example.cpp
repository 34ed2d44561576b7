#include <array>
#include <set>

#include <boost/json.hpp>

#include "kernel/openapi.hpp"

namespace kontor {

namespace json = boost::json;

namespace {

struct Telling {
  std::string_view name;  // of the member, or its end if it begins with '_'
  std::string_view text;
};

constexpr std::array<Telling, 13> kTellingTexts = {{{"email", "anna@example.com"},
                                                    {"country", "DE"},
                                                    {"currency", "EUR"},
                                                    {"locale", "de"},
                                                    {"city", "Hamburg"},
                                                    {"postcode", "20095"},
                                                    {"street", "Speicherweg 4"},
                                                    {"phone", "+49 40 123456"},
                                                    {"sku", "TS-260"},
                                                    {"time_zone", "Europe/Berlin"},
                                                    {"number", "A-2026-000123"},
                                                    {"_on", "2026-11-30"},
                                                    {"_cursor", "b64:bmV4dA"}}};

struct TellingNumber {
  std::string_view ending;
  std::int64_t number;
};
constexpr std::array<TellingNumber, 6> kTellingNumbers = {{{"_ms", 1'795'000'000'000},
                                                           {"_cents", 12'900},
                                                           {"_e4", 1'290'000},
                                                           {"_milli", 2'000},
                                                           {"_bp", 500},
                                                           {"version", 7}}};

// Walks schemas; `open` are the named ones that we are inside of.
class Examples {
 public:
  explicit Examples(const json::object& document) : document_(document) {}

  json::value of(const json::object& schema, std::string_view member) {
    if (const auto* reference = schema.if_contains("$ref")) return of_named(*reference, member);
    if (const auto* example = schema.if_contains("example")) return *example;
    if (const auto* options = schema.if_contains("enum")) return options->as_array().at(0);
    for (const char* const key : {"oneOf", "anyOf"}) {
      if (const auto* options = schema.if_contains(key)) return of_first(*options, member);
    }
    if (const auto* all = schema.if_contains("allOf")) return merged(*all, member);
    const auto* type = schema.if_contains("type");
    const std::string_view name =
        type != nullptr && type->is_string() ? std::string_view(type->get_string()) : "";
    if (name == "object") return of_object(schema);
    if (name == "array") return of_array(schema, member);
    if (name == "string") return of_string(schema, member);
    if (name == "integer" || name == "number") return of_number(schema, member);
    if (name == "boolean") return false;
    return nullptr;
  }

 private:
  static constexpr std::string_view kPrefix = "#/components/schemas/";

  bool is_open(const json::value& option) const {
    const auto* object = option.if_object();
    const auto* reference = object == nullptr ? nullptr : object->if_contains("$ref");
    return reference != nullptr && open_.contains(std::string(reference->as_string()));
  }

  json::value of_named(const json::value& reference, std::string_view member) {
    const std::string target(reference.as_string());
    if (!target.starts_with(kPrefix) || !open_.insert(target).second) return nullptr;
    const json::object& schemas = document_.at("components").at("schemas").as_object();
    json::value example = of(schemas.at(target.substr(kPrefix.size())).as_object(), member);
    open_.erase(target);
    return example;
  }

  json::value of_first(const json::value& options, std::string_view member) {
    for (const json::value& option : options.as_array()) {
      if (!is_open(option)) return of(option.as_object(), member);
    }
    return nullptr;
  }

  json::value merged(const json::value& all, std::string_view member) {
    json::object result;
    for (const json::value& one : all.as_array()) {
      const json::value part = of(one.as_object(), member);
      if (!part.is_object()) continue;
      for (const auto& [name, value] : part.get_object()) result[name] = value;
    }
    return result;
  }

  json::value of_object(const json::object& schema) {
    json::object result;
    const auto* properties = schema.if_contains("properties");
    if (properties == nullptr) return result;
    for (const auto& [name, property] : properties->as_object()) {
      result[name] = of(property.as_object(), name);
    }
    return result;
  }

  json::value of_array(const json::object& schema, std::string_view member) {
    const auto* items = schema.if_contains("items");
    if (items == nullptr || is_open(*items)) return json::array();
    json::array list;
    list.push_back(of(items->as_object(), member));
    return list;
  }

  static json::value of_string(const json::object& schema, std::string_view member) {
    if (const auto* pattern = schema.if_contains("pattern")) {
      // Ids: "^order_[0-7]..." has its prefix in plain text.
      const std::string_view text = pattern->as_string();
      const std::size_t bracket = text.find("_[0-7]");
      if (text.starts_with('^') && bracket != text.npos) {
        return json::string(std::string(text.substr(1, bracket)) + "01h455vb4pex5vsknk084sn02q");
      }
    }
    for (const auto& [name, text] : kTellingTexts) {
      if (member == name || (name.front() == '_' && member.ends_with(name))) {
        return json::string(text);
      }
    }
    return "text";
  }

  static json::value of_number(const json::object& schema, std::string_view member) {
    for (const auto& [ending, number] : kTellingNumbers) {
      if (member.ends_with(ending)) return number;
    }
    const auto* minimum = schema.if_contains("minimum");
    const bool positive = minimum == nullptr || (minimum->is_int64() && minimum->get_int64() <= 1);
    return positive ? json::value(1) : *minimum;
  }

  const json::object& document_;
  std::set<std::string> open_;
};

}  // namespace

json::value example_of(const json::object& document, const json::object& schema) {
  return Examples(document).of(schema, {});
}

}  // namespace kontor
