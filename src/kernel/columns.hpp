#pragma once
// How C++ types stand in columns, and the statements that follow from a struct's field list.
// A row struct names its table and how many of its first members are the primary key:
//   static constexpr std::string_view kTable = "orders"; static constexpr int kKeyColumns = 2;

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/describe.hpp"
#include "kernel/field_types.hpp"
#include "kernel/id.hpp"
#include "kernel/sql_value.hpp"

namespace kontor {

/// For Json<T> columns; defined with the JSON mapping in json.hpp.
template <class T>
std::string to_json(const T& value);
template <class T>
T from_json_column(std::string_view text);

template <class T>
struct Column;

template <std::integral T>
struct Column<T> {
  static constexpr SqlType kType = SqlType::integer;
  static SqlValue bind(T value) {
    return {SqlType::integer, false, static_cast<std::int64_t>(value), {}};
  }
  static T read(const Cell& cell) {
    if constexpr (std::is_same_v<T, bool>) {
      return cell.integer != 0;
    } else {
      return static_cast<T>(cell.integer);
    }
  }
};

template <std::int64_t Min, std::int64_t Max>
struct Column<Bounded<Min, Max>> {
  static constexpr SqlType kType = SqlType::integer;
  static SqlValue bind(const Bounded<Min, Max>& number) {
    return {SqlType::integer, false, number.value, {}};
  }
  static Bounded<Min, Max> read(const Cell& cell) { return cell.integer; }
};

template <class T>
  requires std::is_base_of_v<std::string, T>
struct Column<T> {
  static constexpr SqlType kType = SqlType::text;
  static SqlValue bind(const T& text) { return {SqlType::text, false, 0, text}; }
  static T read(const Cell& cell) { return T(std::string(cell.bytes)); }
};

template <>
struct Column<std::string_view> {
  static constexpr SqlType kType = SqlType::text;
  static SqlValue bind(std::string_view text) { return {SqlType::text, false, 0, text}; }
  static std::string_view read(const Cell& cell) { return cell.bytes; }
};

template <std::size_t N>
struct Column<char[N]> : Column<std::string_view> {};

template <class T>
  requires std::is_base_of_v<Uuid, T>
struct Column<T> {
  static constexpr SqlType kType = SqlType::uuid;
  static SqlValue bind(const T& id) {
    return {SqlType::uuid, false, 0,
            {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()}};
  }
  static T read(const Cell& cell) {
    T id;
    if (cell.bytes.size() == id.bytes.size()) {
      for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        id.bytes[i] = static_cast<std::uint8_t>(cell.bytes[i]);
      }
    }
    return id;
  }
};

template <>
struct Column<Bytes> {
  static constexpr SqlType kType = SqlType::bytes;
  static SqlValue bind(const Bytes& bytes) {
    return {SqlType::bytes, false, 0,
            {reinterpret_cast<const char*>(bytes.data()), bytes.size()}};
  }
  static Bytes read(const Cell& cell) { return {cell.bytes.begin(), cell.bytes.end()}; }
};

template <DescribedEnum E>
struct Column<E> {
  static constexpr SqlType kType = SqlType::text;
  static SqlValue bind(E value) { return {SqlType::text, false, 0, enum_name(value)}; }
  static E read(const Cell& cell) { return parse_enum<E>(cell.bytes).value_or(E{}); }
};

template <class T>
struct Column<std::optional<T>> {
  static constexpr SqlType kType = Column<T>::kType;
  static SqlValue bind(const std::optional<T>& value) {
    return value ? Column<T>::bind(*value) : SqlValue{kType, true, 0, {}};
  }
  static std::optional<T> read(const Cell& cell) {
    if (cell.is_null()) return std::nullopt;
    return Column<T>::read(cell);
  }
};

template <class T>
struct IsJson : std::false_type {};
template <class T>
struct IsJson<Json<T>> : std::true_type {};

template <class T>
struct Column<Json<T>> {
  static constexpr SqlType kType = SqlType::text;
  static Json<T> read(const Cell& cell) { return from_json_column<T>(cell.bytes); }
};

/// Keeps the JSON texts alive as long as the values are used.
template <class T>
class RowValues {
 public:
  explicit RowValues(const T& item) {
    std::size_t i = 0;
    for_each_field(item, [&](const char*, const auto& member) {
      using Member = std::decay_t<decltype(member)>;
      if constexpr (IsJson<Member>::value) {
        texts_[i] = to_json(member.value);
        values_[i] = {SqlType::text, false, 0, texts_[i]};
      } else {
        values_[i] = Column<Member>::bind(member);
      }
      ++i;
    });
  }
  RowValues(const RowValues&) = delete;
  RowValues& operator=(const RowValues&) = delete;
  const std::array<SqlValue, kFieldCount<T>>& values() const { return values_; }

 private:
  std::array<SqlValue, kFieldCount<T>> values_{};
  std::array<std::string, kFieldCount<T>> texts_;
};

/// "a, b, c": the columns of T, optionally each with "prefix." before it.
template <class T>
std::string column_list(std::string_view prefix = "") {
  std::string list;
  for_each_field_type<T>([&](const char* name, auto) {
    if (!list.empty()) list += ", ";
    list.append(prefix).append(plain_name(name));
  });
  return list;
}

template <class T>
const std::string& select_sql() {
  static const std::string sql =
      "SELECT " + column_list<T>() + " FROM " + std::string(T::kTable) + " ";
  return sql;
}

template <class T>
const std::string& insert_sql() {
  static const std::string sql = [] {
    std::string text = "INSERT INTO " + std::string(T::kTable) + " (";
    text += column_list<T>() + ") VALUES (";
    for (std::size_t i = 1; i <= kFieldCount<T>; ++i) {
      text += (i == 1 ? "$" : ", $") + std::to_string(i);
    }
    return text + ")";
  }();
  return sql;
}

/// " WHERE tenant_id = $1 AND id = $2" for the first kKeyColumns members.
template <class T>
std::string key_condition() {
  std::string text;
  int i = 0;
  for_each_field_type<T>([&](const char* name, auto) {
    ++i;
    if (i > T::kKeyColumns) return;
    text.append(i == 1 ? " WHERE " : " AND ").append(plain_name(name));
    text.append(" = $").append(std::to_string(i));
  });
  return text;
}

template <class T>
const std::string& update_sql() {
  static const std::string sql = [] {
    std::string text = "UPDATE " + std::string(T::kTable) + " SET ";
    int i = 0;
    for_each_field_type<T>([&](const char* name, auto) {
      ++i;
      if (i <= T::kKeyColumns) return;
      if (i > T::kKeyColumns + 1) text += ", ";
      text.append(plain_name(name)).append(" = $").append(std::to_string(i));
    });
    return text + key_condition<T>();
  }();
  return sql;
}

template <class T>
const std::string& erase_sql() {
  static const std::string sql = "DELETE FROM " + std::string(T::kTable) + key_condition<T>();
  return sql;
}

}  // namespace kontor
