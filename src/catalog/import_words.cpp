#include <algorithm>
#include <array>

#include "catalog/import_line.hpp"
#include "kernel/describe.hpp"

namespace kontor::catalog {

namespace {

template <class E>
struct Word {
  std::string_view key;
  E value;
};

// English names of the values are read too, without standing here.
constexpr std::array kTaxWords = {
    Word<TaxClass>{"normal", TaxClass::standard},
    Word<TaxClass>{"voll", TaxClass::standard},
    Word<TaxClass>{"regelsteuersatz", TaxClass::standard},
    Word<TaxClass>{"ermäßigt", TaxClass::reduced},
    Word<TaxClass>{"reducedrate", TaxClass::reduced},
    Word<TaxClass>{"reduziert", TaxClass::reduced},
    Word<TaxClass>{"réduit", TaxClass::reduced},
    Word<TaxClass>{"tauxréduit", TaxClass::reduced},
    Word<TaxClass>{"null", TaxClass::zero},
    Word<TaxClass>{"zerorate", TaxClass::zero},
    Word<TaxClass>{"nullsatz", TaxClass::zero},
    Word<TaxClass>{"tauxzéro", TaxClass::zero},
    Word<TaxClass>{"steuerfrei", TaxClass::exempt},
    Word<TaxClass>{"befreit", TaxClass::exempt},
    Word<TaxClass>{"exonéré", TaxClass::exempt},
};
constexpr std::array kChargeWords = {
    Word<ChargeType>{"oneoff", ChargeType::one_off},
    Word<ChargeType>{"once", ChargeType::one_off},
    Word<ChargeType>{"einmalig", ChargeType::one_off},
    Word<ChargeType>{"unique", ChargeType::one_off},
    Word<ChargeType>{"ponctuel", ChargeType::one_off},
    Word<ChargeType>{"monatlich", ChargeType::monthly},
    Word<ChargeType>{"mensuel", ChargeType::monthly},
    Word<ChargeType>{"jährlich", ChargeType::yearly},
    Word<ChargeType>{"annuel", ChargeType::yearly},
};
constexpr std::array kStockWords = {
    Word<StockHint>{"instock", StockHint::in_stock},
    Word<StockHint>{"auflager", StockHint::in_stock},
    Word<StockHint>{"lieferbar", StockHint::in_stock},
    Word<StockHint>{"enstock", StockHint::in_stock},
    Word<StockHint>{"ja", StockHint::in_stock},
    Word<StockHint>{"yes", StockHint::in_stock},
    Word<StockHint>{"oui", StockHint::in_stock},
    Word<StockHint>{"1", StockHint::in_stock},
    Word<StockHint>{"wenig", StockHint::low},
    Word<StockHint>{"knapp", StockHint::low},
    Word<StockHint>{"faible", StockHint::low},
    Word<StockHint>{"nichtauflager", StockHint::out},
    Word<StockHint>{"ausverkauft", StockHint::out},
    Word<StockHint>{"outofstock", StockHint::out},
    Word<StockHint>{"rupture", StockHint::out},
    Word<StockHint>{"enrupture", StockHint::out},
    Word<StockHint>{"nein", StockHint::out},
    Word<StockHint>{"no", StockHint::out},
    Word<StockHint>{"non", StockHint::out},
    Word<StockHint>{"0", StockHint::out},
    Word<StockHint>{"backorder", StockHint::out},
    Word<StockHint>{"unbekannt", StockHint::unknown},
    Word<StockHint>{"inconnu", StockHint::unknown},
};
// 1, 0 and -1 are WooCommerce's published, private and draft; draft is Shopify's.
constexpr std::array kStateWords = {
    Word<ProductState>{"aktiv", ProductState::active},
    Word<ProductState>{"actif", ProductState::active},
    Word<ProductState>{"true", ProductState::active},
    Word<ProductState>{"1", ProductState::active},
    Word<ProductState>{"archiviert", ProductState::archived},
    Word<ProductState>{"inaktiv", ProductState::archived},
    Word<ProductState>{"inactive", ProductState::archived},
    Word<ProductState>{"archivé", ProductState::archived},
    Word<ProductState>{"draft", ProductState::archived},
    Word<ProductState>{"unlisted", ProductState::archived},
    Word<ProductState>{"entwurf", ProductState::archived},
    Word<ProductState>{"false", ProductState::archived},
    Word<ProductState>{"0", ProductState::archived},
};
constexpr std::array kKindWords = {
    Word<AccountKind>{"partner", AccountKind::partner},
    Word<AccountKind>{"vertriebspartner", AccountKind::partner},
    Word<AccountKind>{"partenaire", AccountKind::partner},
    Word<AccountKind>{"subpartner", AccountKind::sub_partner},
    Word<AccountKind>{"submandant", AccountKind::sub_partner},
    Word<AccountKind>{"unterpartner", AccountKind::sub_partner},
    Word<AccountKind>{"souspartenaire", AccountKind::sub_partner},
    Word<AccountKind>{"reseller", AccountKind::reseller},
    Word<AccountKind>{"händler", AccountKind::reseller},
    Word<AccountKind>{"wiederverkäufer", AccountKind::reseller},
    Word<AccountKind>{"revendeur", AccountKind::reseller},
    Word<AccountKind>{"customer", AccountKind::customer},
    Word<AccountKind>{"kunde", AccountKind::customer},
    Word<AccountKind>{"bestandskunde", AccountKind::customer},
    Word<AccountKind>{"client", AccountKind::customer},
    Word<AccountKind>{"prospect", AccountKind::prospect},
    Word<AccountKind>{"interessent", AccountKind::prospect},
    Word<AccountKind>{"keyaccount", AccountKind::key_account},
    Word<AccountKind>{"großkunde", AccountKind::key_account},
    Word<AccountKind>{"grandcompte", AccountKind::key_account},
};
constexpr std::array kLocaleWords = {
    Word<Locale>{"de", Locale::de},       Word<Locale>{"deutsch", Locale::de},
    Word<Locale>{"german", Locale::de},   Word<Locale>{"allemand", Locale::de},
    Word<Locale>{"dede", Locale::de},     Word<Locale>{"deat", Locale::de},
    Word<Locale>{"dech", Locale::de},     Word<Locale>{"en", Locale::en},
    Word<Locale>{"englisch", Locale::en}, Word<Locale>{"english", Locale::en},
    Word<Locale>{"anglais", Locale::en},  Word<Locale>{"engb", Locale::en},
    Word<Locale>{"enus", Locale::en},     Word<Locale>{"fr", Locale::fr},
    Word<Locale>{"französisch", Locale::fr}, Word<Locale>{"french", Locale::fr},
    Word<Locale>{"français", Locale::fr}, Word<Locale>{"frfr", Locale::fr},
    Word<Locale>{"frch", Locale::fr},
};

template <class Table>
auto find_word(const Table& table, std::string_view text)
    -> std::optional<decltype(table.front().value)> {
  const std::string key = header_key(text);
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const auto& word) { return word.key == key; });
  if (found == table.end()) return {};
  return found->value;
}

template <class E, class Table>
std::optional<E> name_or_word(const Table& table, std::string_view text) {
  if (const auto named = parse_enum<E>(text)) return named;
  return find_word(table, text);
}

template <class E>
std::string names_of() {
  std::string names;
  for (const std::string_view name : enum_names<E>()) {
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return names;
}

}  // namespace

template <>
std::optional<TaxClass> read_word<TaxClass>(std::string_view text) {
  return name_or_word<TaxClass>(kTaxWords, text);
}
template <>
std::optional<ChargeType> read_word<ChargeType>(std::string_view text) {
  return name_or_word<ChargeType>(kChargeWords, text);
}
template <>
std::optional<StockHint> read_word<StockHint>(std::string_view text) {
  return name_or_word<StockHint>(kStockWords, text);
}
template <>
std::optional<ProductState> read_word<ProductState>(std::string_view text) {
  // header_key() would drop the sign of WooCommerce's draft.
  if (text == "-1") return ProductState::archived;
  return name_or_word<ProductState>(kStateWords, text);
}
template <>
std::optional<AccountKind> read_word<AccountKind>(std::string_view text) {
  // The operator is not a customer that a file could bring.
  return find_word(kKindWords, text);
}
template <>
std::optional<Locale> read_word<Locale>(std::string_view text) {
  return find_word(kLocaleWords, text);
}

template <>
std::string allowed_words<TaxClass>() { return names_of<TaxClass>(); }
template <>
std::string allowed_words<ChargeType>() { return names_of<ChargeType>(); }
template <>
std::string allowed_words<StockHint>() { return names_of<StockHint>(); }
template <>
std::string allowed_words<ProductState>() { return names_of<ProductState>(); }
template <>
std::string allowed_words<AccountKind>() {
  return "partner, sub_partner, reseller, customer, prospect, key_account";
}
template <>
std::string allowed_words<Locale>() { return "de, en, fr"; }

std::optional<bool> read_flag(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kYes = {"ja", "yes", "oui", "true", "wahr",
                                                           "vrai", "1", "x", "j"};
  static constexpr std::array<std::string_view, 8> kNo = {"nein", "no", "non", "false", "falsch",
                                                          "faux", "0", "n"};
  const std::string key = header_key(text);
  if (std::find(kYes.begin(), kYes.end(), key) != kYes.end()) return true;
  if (std::find(kNo.begin(), kNo.end(), key) != kNo.end()) return false;
  return {};
}

}  // namespace kontor::catalog
