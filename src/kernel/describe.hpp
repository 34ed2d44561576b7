#pragma once
// One field list per struct: Boost.Describe gives member names and pointers. SQL columns, JSON,
// validation and the OpenAPI schema all walk the same list (base classes first).

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace kontor {

template <class T>
using FieldList = boost::describe::describe_members<
    T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;

template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

/// fn(name, member) for each field in order.
template <class T, class F>
void for_each_field(T& item, F&& fn) {
  boost::mp11::mp_for_each<FieldList<std::remove_const_t<T>>>(
      [&](auto descriptor) { fn(descriptor.name, item.*descriptor.pointer); });
}

/// fn(name, type_identity<MemberType>) without an object.
template <class T, class F>
void for_each_field_type(F&& fn) {
  boost::mp11::mp_for_each<FieldList<T>>([&](auto descriptor) {
    using Member = std::remove_reference_t<decltype(std::declval<T&>().*descriptor.pointer)>;
    fn(descriptor.name, std::type_identity<Member>{});
  });
}

template <class T>
constexpr std::size_t kFieldCount = boost::mp11::mp_size<FieldList<T>>::value;

/// Names of enumerators end with an underscore where the plain word is reserved ("public_",
/// "delete_"); outside the underscore is gone.
constexpr std::string_view plain_name(std::string_view name) {
  if (!name.empty() && name.back() == '_') name.remove_suffix(1);
  return name;
}

template <DescribedEnum E>
std::string_view enum_name(E value) {
  std::string_view found = "unknown";
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto descriptor) {
    if (descriptor.value == value) found = plain_name(descriptor.name);
  });
  return found;
}

template <DescribedEnum E>
std::optional<E> parse_enum(std::string_view name) {
  std::optional<E> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto descriptor) {
    if (plain_name(descriptor.name) == name) found = descriptor.value;
  });
  return found;
}

template <DescribedEnum E>
std::vector<std::string_view> enum_names() {
  std::vector<std::string_view> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto descriptor) { names.push_back(plain_name(descriptor.name)); });
  return names;
}

}  // namespace kontor
