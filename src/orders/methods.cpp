#include "orders/methods.hpp"

namespace kontor {

const std::string& OrderMethod::name(Locale locale) const {
  switch (locale) {
    case Locale::en: return name_en;
    case Locale::fr: return name_fr;
    default: return name_de;
  }
}

std::vector<OrderMethod> methods_of(Tx& tx, MethodKind kind) {
  return tx.select<OrderMethod>(
      "WHERE tenant_id = $1 AND kind = $2 AND active = 1 ORDER BY position, code", tx.tenant(),
      kind);
}

std::optional<OrderMethod> find_method(Tx& tx, MethodKind kind, std::string_view code) {
  return tx.find<OrderMethod>("WHERE tenant_id = $1 AND kind = $2 AND code = $3", tx.tenant(),
                              kind, code);
}

std::string method_name(Tx& tx, MethodKind kind, const std::optional<std::string>& code,
                        Locale locale) {
  if (!code) return {};
  const auto method = find_method(tx, kind, *code);
  return method ? method->name(locale) : *code;
}

void create_default_methods(Tx& tx, std::string_view currency) {
  struct Default {
    MethodKind kind;
    std::string_view code, de, en, fr;
    std::int64_t cost_cents;
  };
  using enum MethodKind;
  constexpr Default kDefaults[] = {
      {payment, "invoice", "Rechnung, 30 Tage", "Invoice, 30 days", "Facture, 30 jours", 0},
      {payment, "bank_transfer", "Vorkasse per Überweisung", "Bank transfer in advance",
       "Virement à l’avance", 0},
      {payment, "direct_debit", "SEPA-Lastschrift", "SEPA direct debit", "Prélèvement SEPA", 0},
      {payment, "cash_on_pickup", "Bar bei Abholung", "Cash on pickup", "Espèces au retrait", 0},
      {shipping, "parcel", "Paketversand", "Parcel", "Colis", 690},
      {shipping, "express", "Expressversand", "Express", "Express", 1490},
      {shipping, "freight", "Spedition", "Freight", "Transporteur", 4900},
      {shipping, "pickup", "Abholung", "Pickup", "Retrait sur place", 0},
  };
  std::int64_t position = 0;
  for (const auto& entry : kDefaults) {
    tx.insert(OrderMethod{tx.tenant(), entry.kind, std::string(entry.code), std::string(entry.de),
                          std::string(entry.en), std::string(entry.fr), entry.cost_cents,
                          std::string(currency), ++position, true, 1, 0, {}});
  }
}

}  // namespace kontor
