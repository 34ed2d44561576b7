#pragma once
// A postal address as accounts keep it and orders copy it.

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "kernel/field_types.hpp"
#include "kernel/id.hpp"
#include "kernel/refused.hpp"

namespace kontor {

struct AddressTag {
  static constexpr std::string_view kPrefix = "address";
};
using AddressId = Id<AddressTag>;

enum class AddressKind { billing, shipping };
BOOST_DESCRIBE_ENUM(AddressKind, billing, shipping)

struct Address {
  std::optional<AddressId> id;  ///< absent in input: a new one
  AddressKind kind = AddressKind::billing;
  Text<120> company;
  Text<120> name;
  Text<120> street;
  Text<120> addition;
  Text<20> postcode;
  Text<80> city;
  Text<2> country;  ///< ISO 3166-1 alpha-2, upper case
  Text<40> phone;
  bool is_default = false;

  bool operator==(const Address&) const = default;
};
BOOST_DESCRIBE_STRUCT(Address, (),
                      (id, kind, company, name, street, addition, postcode, city, country, phone,
                       is_default))

using AddressList = List<Address, 50>;

/// Known to ISO 3166-1 as a current two-letter code.
bool is_country(std::string_view code);

/// What is wrong with the address, with pointers below `pointer` ("/addresses/0"). Street, town and
/// country are needed, and a company or a name; the country is made upper case before.
void check_address(Address& address, const std::string& pointer, std::vector<FieldError>& errors);

}  // namespace kontor
