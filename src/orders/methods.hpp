#pragma once
// Ways to pay and to ship that the merchant offers.

#include <optional>
#include <string>
#include <vector>

#include "kernel/db.hpp"
#include "kernel/texts.hpp"

namespace kontor {

enum class MethodKind { payment, shipping };
BOOST_DESCRIBE_ENUM(MethodKind, payment, shipping)

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

  const std::string& name(Locale locale) const;
};
BOOST_DESCRIBE_STRUCT(OrderMethod, (),
                      (tenant_id, kind, code, name_de, name_en, name_fr, cost_cents, currency,
                       position, active))

/// Active ones in the merchant's order.
std::vector<OrderMethod> methods_of(Tx& tx, MethodKind kind);
std::optional<OrderMethod> find_method(Tx& tx, MethodKind kind, std::string_view code);
/// The name in the reader's language, or the code of a method that is gone.
std::string method_name(Tx& tx, MethodKind kind, const std::optional<std::string>& code,
                        Locale locale);

/// What a new tenant starts with; the merchant changes it in the settings.
void create_default_methods(Tx& tx, std::string_view currency);

}  // namespace kontor
