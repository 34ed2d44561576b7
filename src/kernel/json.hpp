#pragma once
// JSON over the same field lists as the database. Writing goes straight into a string; reading
// parses with Boost.JSON and then fills structs strictly: unknown members are refused, every
// error carries a JSON pointer (RFC 6901), all errors are collected, not only the first.
//
// Members of an input struct must be present unless their type is optional<>, Patch<>, List<>,
// bool or a Text without a minimum (then: null, untouched, empty, false, empty).

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/columns.hpp"
#include "kernel/describe.hpp"
#include "kernel/field_types.hpp"
#include "kernel/id.hpp"
#include "kernel/refused.hpp"

namespace kontor {

void append_json_string(std::string& out, std::string_view text);
void append_json_integer(std::string& out, std::int64_t number);

/// Parses with limits on depth (32). Throws Refused(malformed_json) with line and reason.
boost::json::value parse_json(std::string_view text, boost::json::storage_ptr storage = {});

/// Collects what is wrong with a body, with the pointer of the place that is being read.
class JsonReader {
 public:
  /// `stored`: we wrote it ourselves, its texts were cleaned when they came in.
  enum class Source { outside, stored };
  explicit JsonReader(Source source = Source::outside) : source_(source) {}
  bool trusted() const { return source_ == Source::stored; }
  void error(std::string code, std::string limit = "", std::string actual = "");
  void fail_if_errors() const;
  const std::vector<FieldError>& errors() const { return errors_; }

  /// Steps into a member or an item for the time of a scope.
  class Step {
   public:
    Step(JsonReader& reader, std::string_view name);
    Step(JsonReader& reader, std::size_t index);
    ~Step() { reader_.pointer_.resize(length_); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    JsonReader& reader_;
    std::size_t length_;
  };

 private:
  Source source_;
  std::string pointer_;
  std::vector<FieldError> errors_;
};

enum class TextShape { line, lines, verbatim };
/// Cleans a text as it comes in: valid UTF-8, NFC, trimmed unless verbatim, no control characters;
/// counts it against the limits. Reports to the reader.
std::string clean_text(JsonReader& reader, std::string_view text, std::size_t min,
                       std::size_t max, TextShape shape);
template <LimitedText T>
constexpr TextShape text_shape() {
  if constexpr (requires { T::kVerbatim; }) return TextShape::verbatim;
  return T::kMultiline ? TextShape::lines : TextShape::line;
}
/// "a number", "a text", ... for messages about wrong types.
std::string_view json_kind(const boost::json::value& value);

template <class T>
struct JsonFormat;

template <class T>
void write_json(std::string& out, const T& value) {
  JsonFormat<T>::write(out, value);
}
template <class T>
void read_json(JsonReader& reader, const boost::json::value& json, T& value) {
  JsonFormat<T>::read(reader, json, value);
}

template <class T>
std::string to_json(const T& value) {
  std::string out;
  write_json(out, value);
  return out;
}

template <class T>
T from_json_value(const boost::json::value& json) {
  JsonReader reader;
  T value{};
  read_json(reader, json, value);
  reader.fail_if_errors();
  return value;
}

/// Throws Refused: malformed_json or invalid_input with all field errors.
template <class T>
T from_json(std::string_view text) {
  return from_json_value<T>(parse_json(text));
}

template <class T>
T from_json_column(std::string_view text) {
  T value{};
  if (text.empty()) return value;
  std::array<unsigned char, 4096> room;  // most columns need no other memory
  boost::json::monotonic_resource storage(room.data(), room.size());
  JsonReader reader(JsonReader::Source::stored);
  read_json(reader, parse_json(text, &storage), value);
  reader.fail_if_errors();
  return value;
}

/// `,"name":` of a described member.
template <class Descriptor>
struct JsonKey {
  static constexpr std::string_view kName = plain_name(Descriptor::name);
  static constexpr auto kText = [] {
    std::array<char, kName.size() + 4> text{',', '"'};
    std::copy(kName.begin(), kName.end(), text.begin() + 2);
    text[kName.size() + 2] = '"';
    text[kName.size() + 3] = ':';
    return text;
  }();
};

/// Whether a member of this type may be absent in a body.
template <class T>
struct MayBeAbsent : std::false_type {};
template <class T>
struct MayBeAbsent<std::optional<T>> : std::true_type {};
template <class T>
struct MayBeAbsent<Patch<T>> : std::true_type {};
template <class T>
struct MayBeAbsent<std::vector<T>> : std::true_type {};
template <class T, std::size_t Max>
struct MayBeAbsent<List<T, Max>> : std::true_type {};
template <>
struct MayBeAbsent<bool> : std::true_type {};
template <>
struct MayBeAbsent<std::string> : std::true_type {};
template <LimitedText T>
struct MayBeAbsent<T> : std::bool_constant<T::kMin == 0> {};

template <>
struct JsonFormat<bool> {
  static void write(std::string& out, bool value) { out += value ? "true" : "false"; }
  static void read(JsonReader& reader, const boost::json::value& json, bool& value) {
    if (const auto* flag = json.if_bool()) {
      value = *flag;
    } else {
      reader.error("not_boolean", "", std::string(json_kind(json)));
    }
  }
};

/// A whole number that fits 64 bits with sign.
std::optional<std::int64_t> read_integer(JsonReader& reader, const boost::json::value& json);

template <>
struct JsonFormat<std::int64_t> {
  static void write(std::string& out, std::int64_t value) { append_json_integer(out, value); }
  static void read(JsonReader& reader, const boost::json::value& json, std::int64_t& value) {
    if (auto number = read_integer(reader, json)) value = *number;
  }
};

template <std::int64_t Min, std::int64_t Max>
struct JsonFormat<Bounded<Min, Max>> {
  static void write(std::string& out, const Bounded<Min, Max>& number) {
    append_json_integer(out, number.value);
  }
  static void read(JsonReader& reader, const boost::json::value& json, Bounded<Min, Max>& value) {
    const auto number = read_integer(reader, json);
    if (!number) return;
    if (*number < Min) reader.error("too_small", std::to_string(Min), std::to_string(*number));
    if (*number > Max) reader.error("too_large", std::to_string(Max), std::to_string(*number));
    value = *number;
  }
};

template <class T>
  requires std::is_base_of_v<std::string, T>
struct JsonFormat<T> {
  static void write(std::string& out, const T& text) { append_json_string(out, text); }
  static void read(JsonReader& reader, const boost::json::value& json, T& value) {
    const auto* text = json.if_string();
    if (!text) return reader.error("not_text", "", std::string(json_kind(json)));
    constexpr std::size_t kDefaultMax = 10'000;
    if constexpr (LimitedText<T>) {
      value = T(clean_text(reader, *text, T::kMin, T::kMax, text_shape<T>()));
    } else {
      value = clean_text(reader, *text, 0, kDefaultMax, TextShape::lines);
    }
  }
};

template <>
struct JsonFormat<RawJson> {
  static void write(std::string& out, const RawJson& json) { out += json; }
  static void read(JsonReader&, const boost::json::value& json, RawJson& value) {
    value = RawJson(boost::json::serialize(json));
  }
};

template <class Tag>
struct JsonFormat<Id<Tag>> {
  static void write(std::string& out, const Id<Tag>& id) {
    out.push_back('"');
    append_typeid(out, Tag::kPrefix, id);
    out.push_back('"');
  }
  static void read(JsonReader& reader, const boost::json::value& json, Id<Tag>& value) {
    const auto* text = json.if_string();
    auto id = text ? Id<Tag>::parse(*text) : std::nullopt;
    if (!id) return reader.error("not_an_id", std::string(Tag::kPrefix) + "_...");
    value = *id;
  }
};

template <DescribedEnum E>
struct JsonFormat<E> {
  static void write(std::string& out, E value) {
    out.push_back('"');
    out += enum_name(value);
    out.push_back('"');
  }
  static void read(JsonReader& reader, const boost::json::value& json, E& value) {
    const auto* text = json.if_string();
    auto found = text ? parse_enum<E>(*text) : std::nullopt;
    if (found) {
      value = *found;
      return;
    }
    std::string allowed;
    for (auto name : enum_names<E>()) allowed += (allowed.empty() ? "" : ", ") + std::string(name);
    std::string actual = text ? std::string(*text).substr(0, 60) : std::string(json_kind(json));
    reader.error("not_allowed", allowed, actual);
  }
};

template <class T>
struct JsonFormat<std::optional<T>> {
  static void write(std::string& out, const std::optional<T>& value) {
    if (value) {
      write_json(out, *value);
    } else {
      out += "null";
    }
  }
  static void read(JsonReader& reader, const boost::json::value& json, std::optional<T>& value) {
    if (json.is_null()) {
      value.reset();
    } else {
      read_json(reader, json, value.emplace());
    }
  }
};

template <class T>
struct JsonFormat<Patch<T>> {
  static void write(std::string& out, const Patch<T>& patch) { write_json(out, patch.value); }
  static void read(JsonReader& reader, const boost::json::value& json, Patch<T>& patch) {
    patch.present = true;
    read_json(reader, json, patch.value);
  }
};

template <class T>
struct JsonFormat<Json<T>> {
  static void write(std::string& out, const Json<T>& json) { write_json(out, json.value); }
  static void read(JsonReader& reader, const boost::json::value& json, Json<T>& value) {
    read_json(reader, json, value.value);
  }
};

template <class Items>
struct JsonListFormat {
  static void write(std::string& out, const Items& items) {
    out.push_back('[');
    bool first = true;
    for (const auto& item : items) {
      if (!first) out.push_back(',');
      first = false;
      write_json(out, item);
    }
    out.push_back(']');
  }
  static void read(JsonReader& reader, const boost::json::value& json, Items& items,
                   std::size_t max) {
    const auto* array = json.if_array();
    if (!array) return reader.error("not_a_list", "", std::string(json_kind(json)));
    if (array->size() > max) {
      return reader.error("too_many", std::to_string(max), std::to_string(array->size()));
    }
    items.resize(array->size());
    for (std::size_t i = 0; i < array->size(); ++i) {
      JsonReader::Step step(reader, i);
      read_json(reader, (*array)[i], items[i]);
    }
  }
};

template <class T>
struct JsonFormat<std::vector<T>> : JsonListFormat<std::vector<T>> {
  static void read(JsonReader& reader, const boost::json::value& json, std::vector<T>& items) {
    constexpr std::size_t kDefaultMax = 1000;
    JsonListFormat<std::vector<T>>::read(reader, json, items, kDefaultMax);
  }
};

template <class T, std::size_t Max>
struct JsonFormat<List<T, Max>> : JsonListFormat<List<T, Max>> {
  static void read(JsonReader& reader, const boost::json::value& json, List<T, Max>& items) {
    JsonListFormat<List<T, Max>>::read(reader, json, items, Max);
  }
};

template <class T>
  requires(Described<T> && !DescribedEnum<T>)
struct JsonFormat<T> {
  static void write(std::string& out, const T& item) {
    const std::size_t start = out.size();
    boost::mp11::mp_for_each<FieldList<T>>([&](auto descriptor) {
      constexpr auto& key = JsonKey<decltype(descriptor)>::kText;
      out.append(key.data(), key.size());
      write_json(out, item.*descriptor.pointer);
    });
    if (out.size() == start) out.push_back('{');
    out[start] = '{';
    out.push_back('}');
  }

  static void read(JsonReader& reader, const boost::json::value& json, T& item) {
    const auto* object = json.if_object();
    if (!object) return reader.error("not_an_object", "", std::string(json_kind(json)));
    std::size_t known = 0;
    for_each_field(item, [&](const char* name, auto& member) {
      using Member = std::decay_t<decltype(member)>;
      JsonReader::Step step(reader, plain_name(name));
      const auto* found = object->if_contains(plain_name(name));
      if (found) {
        ++known;
        read_json(reader, *found, member);
      } else if (!MayBeAbsent<Member>::value) {
        reader.error("required");
      }
    });
    if (known == object->size()) return;
    for (const auto& [key, value] : *object) {
      bool expected = false;
      for_each_field(item, [&](const char* name, auto&) { expected |= key == plain_name(name); });
      if (expected) continue;
      JsonReader::Step step(reader, std::string_view(key).substr(0, 60));
      reader.error("unknown_field");
    }
  }
};

}  // namespace kontor
