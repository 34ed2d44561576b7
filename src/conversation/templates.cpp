#include "conversation/templates.hpp"

#include <algorithm>
#include <array>

#include "orders/commands.hpp"
#include "orders/methods.hpp"

namespace kontor {
namespace {

constexpr std::array<std::string_view, 8> kKinds{
    "order.placed",    "order.approved",   "order.confirmed",  "order.declined",
    "order.cancelled", "payment.captured", "payment.refunded", "shipment.shipped"};

constexpr std::array<std::string_view, 12> kPlaceholders{
    "order.number",   "order.total",      "order.owed",       "order.reference",
    "order.payment",  "customer.name",    "customer.number",  "merchant.name",
    "payment.amount", "shipment.carrier", "shipment.numbers", "shipment.lines"};
constexpr std::size_t kOfEvery = 8;

std::string joined(const boost::json::value* list, std::string_view member) {
  std::string out;
  if (!list || !list->is_array()) return out;
  for (const auto& one : list->as_array()) {
    const auto* text = one.is_object() ? one.as_object().if_contains(member) : &one;
    if (!text || !text->is_string()) continue;
    out += (out.empty() ? "" : ", ") + std::string(text->as_string());
  }
  return out;
}

/// CommonMark: a backslash before punctuation makes it the sign itself. What is markup only at the
/// beginning of a line stays readable in the mail's plain text: "A-2026-000123".
std::string escaped(std::string_view text) {
  constexpr std::string_view kMarks = "\\`*_[]<>~|&";
  std::string out;
  for (const char c : text) {
    if (kMarks.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::span<const std::string_view> template_kinds() { return kKinds; }

std::span<const std::string_view> placeholders_of(std::string_view kind) {
  const std::span all(kPlaceholders);
  if (kind.starts_with("shipment.")) return all;
  return all.first(kind.starts_with("payment.") ? kOfEvery + 1 : kOfEvery);
}

std::optional<EventTemplate> find_template(Tx& tx, std::string_view kind, std::string_view method,
                                           Locale locale) {
  return tx.find<EventTemplate>(
      "WHERE tenant_id = $1 AND kind = $2 AND locale = $3 AND method IN ($4, '') "
      "ORDER BY method DESC LIMIT 1",
      tx.tenant(), kind, locale, method);
}

TextParams template_values(const MailSetting& setting, const Order& order, const Account& account,
                           Locale locale, const RawJson& data) {
  const std::string region = region_of(setting, locale);
  TextParams values{
      {"order.number", order.number()},
      {"order.total", format_money(region, order.total_cents, order.currency)},
      {"order.owed", format_money(region, owed_cents(order), order.currency)},
      {"order.reference", order.own_reference},
      {"order.payment", method_name(setting.tx, MethodKind::payment, order.payment_method, locale)},
      {"customer.name", account.name},
      {"customer.number", account.number},
      {"merchant.name", setting.tenant.name}};
  boost::json::error_code error;
  const auto json = boost::json::parse(data, error);
  if (error || !json.is_object()) return values;
  const auto& object = json.as_object();
  if (const auto* amount = object.if_contains("amount_cents"); amount && amount->is_int64()) {
    values["payment.amount"] = format_money(region, amount->as_int64(), order.currency);
  }
  if (const auto* carrier = object.if_contains("carrier"); carrier && carrier->is_string()) {
    const auto* name = object.if_contains("carrier_name");
    const bool named = name && name->is_string() && !name->as_string().empty();
    values["shipment.carrier"] =
        named ? std::string(name->as_string())
              : text(locale, "state.carrier." + std::string(carrier->as_string()));
    values["shipment.numbers"] = joined(object.if_contains("trackings"), "number");
    values["shipment.lines"] = joined(object.if_contains("lines"), "");
  }
  return values;
}

std::string filled(std::string_view pattern, const TextParams& values, Filling filling,
                   Missing missing) {
  std::string out;
  while (!pattern.empty()) {
    const auto open = pattern.find("{{");
    const auto close = open == std::string_view::npos ? open : pattern.find("}}", open);
    out += pattern.substr(0, close == std::string_view::npos ? pattern.size() : open);
    if (close == std::string_view::npos) return out;
    const auto value = values.find(pattern.substr(open + 2, close - open - 2));
    if (value != values.end()) {
      out += filling == Filling::markdown ? escaped(value->second) : value->second;
    } else if (missing == Missing::kept) {
      out += pattern.substr(open, close + 2 - open);
    }
    pattern.remove_prefix(close + 2);
  }
  return out;
}

}  // namespace kontor
