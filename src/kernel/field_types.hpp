#pragma once
// Field types that carry their own limits: the database column, the JSON check and the OpenAPI
// schema all read the limit from the type.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace kontor {

using Bytes = std::vector<std::uint8_t>;

/// One line of text: UTF-8, normalised to NFC and trimmed when it comes in, no control
/// characters. Limits count characters as people see them (grapheme clusters).
template <std::size_t Max, std::size_t Min = 0>
struct Text : std::string {
  static constexpr std::size_t kMax = Max;
  static constexpr std::size_t kMin = Min;
  static constexpr bool kMultiline = false;
  using std::string::string;
  Text() = default;
  Text(std::string text) : std::string(std::move(text)) {}          // NOLINT: a text is a string
  Text(const char* text) : std::string(text) {}                     // NOLINT
  explicit Text(std::string_view text) : std::string(text) {}
};

/// The same with line breaks and tabs.
template <std::size_t Max, std::size_t Min = 0>
struct MultilineText : Text<Max, Min> {
  static constexpr bool kMultiline = true;
  using Text<Max, Min>::Text;
};

/// One line that stays as it was typed but for NFC, blanks at its ends included: a password.
template <std::size_t Max, std::size_t Min = 0>
struct VerbatimText : Text<Max, Min> {
  static constexpr bool kVerbatim = true;
  using Text<Max, Min>::Text;
};

template <class T>
concept LimitedText = requires {
  T::kMax;
  T::kMin;
  T::kMultiline;
} && std::is_base_of_v<std::string, T>;

/// A list with an upper limit of its length.
template <class T, std::size_t Max>
struct List : std::vector<T> {
  static constexpr std::size_t kMax = Max;
  using item_type = T;
  using std::vector<T>::vector;
  List() = default;
  List(std::vector<T> items) : std::vector<T>(std::move(items)) {}  // NOLINT
};

/// A whole number within bounds, both included.
template <std::int64_t Min, std::int64_t Max>
struct Bounded {
  static constexpr std::int64_t kMin = Min;
  static constexpr std::int64_t kMax = Max;
  std::int64_t value = 0;
  Bounded() = default;
  Bounded(std::int64_t number) : value(number) {}  // NOLINT: behaves like its number
  operator std::int64_t() const { return value; }  // NOLINT
};

using QuantityMilli = Bounded<1, 1'000'000'000>;           ///< up to 1,000,000 units
using UnitPriceE4 = Bounded<0, 100'000'000'000'000>;       ///< up to 10,000,000,000 currency units
using AmountCents = Bounded<0, 1'000'000'000'000>;
using BasisPoints = Bounded<0, 10'000>;                    ///< 0 to 100 %

/// A value kept as JSON text in one column.
template <class T>
struct Json {
  T value{};
  Json() = default;
  Json(T item) : value(std::move(item)) {}  // NOLINT
  T* operator->() { return &value; }
  const T* operator->() const { return &value; }
  T& operator*() { return value; }
  const T& operator*() const { return value; }
};

/// JSON that is passed through unread.
struct RawJson : std::string {
  using std::string::string;
  RawJson() : std::string("null") {}
  RawJson(std::string text) : std::string(std::move(text)) {}  // NOLINT
};

/// A field of a PATCH body: absent, null or a value.
template <class T>
struct Patch {
  bool present = false;
  T value{};
  /// Copies the value where the body had one; true when that changed something.
  template <class Target>
  bool apply(Target& target) const {
    if (!present || target == static_cast<Target>(value)) return false;
    target = static_cast<Target>(value);
    return true;
  }
};

}  // namespace kontor
