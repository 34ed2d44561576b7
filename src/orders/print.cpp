#include "orders/print.hpp"

#include "accounts/tenants.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::string_view kStyle =
    "@page{size:A4;margin:20mm}"
    "body{font:10.5pt/1.45 'Source Sans 3',system-ui,sans-serif;color:#111;max-width:180mm;"
    "margin:0 auto;padding:8mm}"
    "header{display:flex;justify-content:space-between;margin-bottom:14mm}"
    "h1{font-size:16pt;margin:0 0 4mm}dl{display:grid;grid-template-columns:auto 1fr;gap:0 6mm;"
    "margin:0 0 8mm}dt{color:#555}dd{margin:0}table{width:100%;border-collapse:collapse}"
    "th{text-align:left;font-weight:600;border-bottom:1px solid #111;padding:1.5mm 0}"
    "td{padding:1.5mm 0;border-bottom:1px solid #ddd;vertical-align:top}"
    ".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    "tr{break-inside:avoid}tfoot td{border:0}tfoot tr:last-child td{font-weight:700;"
    "border-top:1px solid #111}small{color:#555}"
    "@media print{body{padding:0}}";

/// Texts and formats of one order's language and country.
class Words {
 public:
  Words(Locale locale, std::string region, std::string time_zone)
      : locale_(locale), region_(std::move(region)), time_zone_(std::move(time_zone)) {}

  std::string operator()(std::string_view key, const TextParams& params = {}) const {
    return html_escaped(text(locale_, "print." + std::string(key), params));
  }
  std::string money(std::int64_t cents, std::string_view currency) const {
    return html_escaped(format_money(region_, cents, currency));
  }
  std::string price(std::int64_t price_e4, std::string_view currency) const {
    return html_escaped(format_unit_price(region_, price_e4, currency));
  }
  std::string quantity(std::int64_t milli) const { return format_quantity(region_, milli); }
  std::string percent(std::int64_t basis_points) const {
    return html_escaped(format_percent(region_, basis_points));
  }
  std::string date(std::int64_t at_ms) const {
    return html_escaped(format_date(region_, at_ms, time_zone_, DateStyle::long_));
  }
  std::string day(const std::string& day) const {
    return html_escaped(format_day(region_, day, DateStyle::long_));
  }

 private:
  Locale locale_;
  std::string region_;
  std::string time_zone_;
};

std::string address_lines(const std::optional<Address>& address) {
  if (!address) return "–";
  std::string lines;
  const auto add = [&](const std::string& line) {
    if (line.empty()) return;
    lines += (lines.empty() ? "" : "<br>") + html_escaped(line);
  };
  add(address->company);
  if (address->name != address->company) add(address->name);
  add(address->street);
  add(address->addition);
  add(address->postcode + " " + address->city);
  add(address->country);
  return lines;
}

std::string fact(const std::string& name, const std::string& value) {
  return value.empty() ? "" : "<dt>" + name + "</dt><dd>" + value + "</dd>";
}

std::string facts(const Words& words, const OrderView& view) {
  std::string html = "<dl>";
  html += fact(words("customer"),
               html_escaped(view.account.name + ", " + view.account.number));
  html += fact(words("date"), words.date(view.placed_at_ms.value_or(view.created_at_ms)));
  html += fact(words("own_reference"), html_escaped(view.own_reference));
  html += fact(words("payment"), html_escaped(view.payment_method_name));
  html += fact(words("shipping"), html_escaped(view.shipping_method_name));
  if (view.requested_delivery_on) {
    html += fact(words("requested_delivery"), words.day(*view.requested_delivery_on));
  }
  html += fact(words("billing_address"), address_lines(view.billing_address));
  html += fact(words("shipping_address"), address_lines(view.shipping_address));
  html += fact(words("note"), html_escaped(view.note_to_merchant));
  return html + "</dl>";
}

std::string line_row(const Words& words, const OrderView& view, const LineView& line) {
  std::string name = html_escaped(line.name);
  if (!line.sku.empty()) name += "<br><small>" + html_escaped(line.sku) + "</small>";
  if (line.discount_bp != 0) {
    name += "<br><small>" + words("discount_of", {{"percent", words.percent(line.discount_bp)}}) +
            "</small>";
  }
  const std::string open = words("price_open");
  std::string amount = line.amount_cents ? words.money(*line.amount_cents, view.currency) : open;
  if (line.charge_type != ChargeType::one_off) {
    amount += "<br><small>" + words(enum_name(line.charge_type)) + "</small>";
  }
  return "<tr><td>" + std::to_string(line.position) + "</td><td class=n>" +
         words.quantity(line.quantity_milli) + " " + html_escaped(line.unit) + "</td><td>" + name +
         "</td><td class=n>" +
         (line.unit_price_e4 ? words.price(*line.unit_price_e4, view.currency) : open) +
         "</td><td class=n>" + amount + "</td></tr>";
}

std::string sum_row(const std::string& name, const std::string& amount) {
  return "<tr><td colspan=4 class=n>" + name + "</td><td class=n>" + amount + "</td></tr>";
}

std::string sums(const Words& words, const OrderView& view) {
  const Totals& totals = view.totals;
  const auto money = [&](std::int64_t cents) { return words.money(cents, view.currency); };
  std::string html = sum_row(words("lines"), money(totals.lines_cents));
  if (totals.discount_cents != 0) {
    html += sum_row(words("discount"), money(-totals.discount_cents));
  }
  html += sum_row(words("shipping_cost"), money(totals.shipping_cents));
  for (const auto& tax : totals.taxes) {
    html += sum_row(words("tax", {{"rate", words.percent(tax.rate_bp)}}), money(tax.tax_cents));
  }
  if (totals.monthly_cents != 0) html += sum_row(words("monthly"), money(totals.monthly_cents));
  if (totals.yearly_cents != 0) html += sum_row(words("yearly"), money(totals.yearly_cents));
  return html + sum_row(words("total"), money(totals.total_cents));
}

}  // namespace

std::string print_page(Tx& tx, const Actor& actor, const OrderId& id) {
  const Order order = load_order(tx, actor, id);
  const OrderView view = view_of(tx, actor, order.locale, order);
  const Tenant tenant = own_tenant(tx);
  const std::string language(to_string(order.locale));
  const Words words(order.locale, language + "-" + tenant.country, tenant.time_zone);
  const std::string title =
      words(view.state == OrderState::cart ? "cart" : "order", {{"number", view.number}});
  std::string html = "<!doctype html><html lang=" + language + "><meta charset=utf-8><title>" +
                     title + "</title><meta name=viewport content=\"width=device-width\">" +
                     "<style nonce=\"__CSP_NONCE__\">" + std::string(kStyle) + "</style>";
  html += "<header><div><strong>" + html_escaped(tenant.name) + "</strong><br>" +
          html_escaped(tenant.street) + "<br>" +
          html_escaped(tenant.postcode + " " + tenant.city) + "</div><div class=n>" +
          html_escaped(tenant.phone) + "<br>" + html_escaped(tenant.email) + "</div></header>";
  html += "<h1>" + title + "</h1>" + facts(words, view);
  html += "<table><thead><tr><th>" + words("position") + "</th><th class=n>" + words("quantity") +
          "</th><th>" + words("article") + "</th><th class=n>" + words("unit_price") +
          "</th><th class=n>" + words("amount") + "</th></tr></thead><tbody>";
  for (const auto& line : view.lines) html += line_row(words, view, line);
  html += "</tbody><tfoot>" + sums(words, view) + "</tfoot></table><p><small>" +
          html_escaped(view.tax_decision.explanation) + "</small></p></html>";
  return html;
}

}  // namespace kontor
