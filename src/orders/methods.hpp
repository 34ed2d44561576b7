#pragma once
// Ways to pay and to ship that the merchant offers. Orders name them by their code, therefore a
// method is never deleted, only put out of use. An order keeps the cost that it was given.

#include <optional>
#include <string>
#include <vector>

#include "accounts/actor.hpp"
#include "kernel/api.hpp"
#include "kernel/db.hpp"
#include "kernel/texts.hpp"

namespace kontor {

enum class MethodKind { payment, shipping };
BOOST_DESCRIBE_ENUM(MethodKind, payment, shipping)

struct MethodTag {
  static constexpr std::string_view kPrefix = "method";
};
using MethodId = Id<MethodTag>;

inline constexpr Code kMethodTaken{"method_taken", 409};

struct OrderMethod {
  static constexpr std::string_view kTable = "order_method";
  static constexpr int kKeyColumns = 3;
  TenantId tenant_id;
  MethodKind kind = MethodKind::payment;
  std::string code;
  std::string name_de;
  std::string name_en;
  std::string name_fr;
  std::int64_t cost_cents = 0;
  std::string currency;
  std::int64_t position = 0;
  bool active = true;
  std::int64_t version = 1;
  std::int64_t last_seq = 0;
  Bytes last_hash;

  /// Of its log: follows from kind and code.
  MethodId id() const;
  const std::string& name(Locale locale) const;
};
BOOST_DESCRIBE_STRUCT(OrderMethod, (),
                      (tenant_id, kind, code, name_de, name_en, name_fr, cost_cents, currency,
                       position, active, version, last_seq, last_hash))

struct MethodInput {
  Text<40, 1> code;  ///< a-z 0-9 _
  Text<80, 1> name_de;
  Text<80, 1> name_en;
  Text<80, 1> name_fr;
  AmountCents cost_cents;  ///< of shipping, in the tenant's currency
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(MethodInput, (), (code, name_de, name_en, name_fr, cost_cents, active))

struct MethodPatch {
  Patch<Text<80, 1>> name_de;
  Patch<Text<80, 1>> name_en;
  Patch<Text<80, 1>> name_fr;
  Patch<AmountCents> cost_cents;
  Patch<bool> active;
};
BOOST_DESCRIBE_STRUCT(MethodPatch, (), (name_de, name_en, name_fr, cost_cents, active))

struct MethodOrder {
  List<Text<40, 1>, 50> codes;  ///< all of this kind, each once
};
BOOST_DESCRIBE_STRUCT(MethodOrder, (), (codes))

/// Active ones in the merchant's order.
std::vector<OrderMethod> methods_of(Tx& tx, MethodKind kind);
std::optional<OrderMethod> find_method(Tx& tx, MethodKind kind, std::string_view code);
/// The name in the reader's language, or the code of a method that is gone.
std::string method_name(Tx& tx, MethodKind kind, const std::optional<std::string>& code,
                        Locale locale);

/// All of them, those out of use too. For settings.
std::vector<OrderMethod> all_methods(Tx& tx, const Actor& actor, MethodKind kind);
/// At the end of the list. At most 50 of a kind.
OrderMethod create_method(Tx& tx, const Actor& actor, MethodKind kind, const MethodInput& input);
/// The last active one of a kind stays active: without one no order can be placed.
OrderMethod change_method(Tx& tx, const Actor& actor, MethodKind kind, std::string_view code,
                          std::optional<std::int64_t> version, const MethodPatch& patch);
std::vector<OrderMethod> sort_methods(Tx& tx, const Actor& actor, MethodKind kind,
                                      const MethodOrder& order);

void add_method_routes(Api& api);

/// What a new tenant starts with; the merchant changes it in the settings.
void create_default_methods(Tx& tx, std::string_view currency);

}  // namespace kontor
