// What mails say of money that came in or went back, and of parcels.

#include "conversation/mail_plan.hpp"

namespace kontor {
namespace {

/// Payments and shipments belong to other modules; their rows are only read here.
bool was_taken_back(Tx& tx, const boost::json::object& data) {
  struct Child {
    std::string_view field, table;
  };
  constexpr Child kChildren[] = {{"payment", "payment"}, {"shipment", "shipment"}};
  for (const auto& [field, table] : kChildren) {
    const auto* named = data.if_contains(field);
    if (!named || !named->is_string()) continue;
    const auto id = parse_typeid(field, std::string_view(named->as_string()));
    if (!id) continue;
    const Rows rows = tx.query("SELECT 1 FROM " + std::string(table) +
                                   " WHERE tenant_id = $1 AND id = $2 AND state <> 'cancelled'",
                               tx.tenant(), *id);
    return rows.empty();
  }
  return false;
}

std::int64_t number_in(const boost::json::object& data, std::string_view name) {
  const auto* found = data.if_contains(name);
  return found && found->is_int64() ? found->as_int64() : 0;
}

std::string text_in(const boost::json::object& data, std::string_view name) {
  const auto* found = data.if_contains(name);
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

void add_money(MailContent& content, const boost::json::object& data, const std::string& currency,
               const std::string& region) {
  content.tiles.push_back({text(content.locale, "mail.amount"),
                           format_money(region, number_in(data, "amount_cents"), currency)});
  const auto owed_cents = number_in(data, "owed_cents");
  if (owed_cents > 0 && data.if_contains("payment") && data.at("payment").is_string()) {
    content.tiles.push_back(
        {text(content.locale, "mail.still_owed"), format_money(region, owed_cents, currency)});
  }
  if (const auto reason = text_in(data, "reason"); !reason.empty()) {
    content.rows.push_back({text(content.locale, "mail.reason"), reason});
  }
}

void add_parcel(MailContent& content, const boost::json::object& data) {
  const Locale locale = content.locale;
  std::string carrier = text_in(data, "carrier_name");
  if (carrier.empty()) carrier = text(locale, "state.carrier." + text_in(data, "carrier"));
  if (text_in(data, "carrier") != "none") {
    content.rows.push_back({text(locale, "mail.carrier"), carrier});
  }
  std::string lines;
  for (const auto& line : data.at("lines").as_array()) {
    lines += (lines.empty() ? "" : "\n") + std::string(line.as_string());
  }
  content.rows.push_back({text(locale, "mail.in_parcel"), lines});
  for (const auto& one : data.at("trackings").as_array()) {
    const std::string url = text_in(one.as_object(), "url");
    content.rows.push_back({text(locale, "mail.tracking"), text_in(one.as_object(), "number")});
    if (!url.empty() && !content.button) {
      content.button = MailButton{text(locale, "mail.follow_parcel"), url};
    }
  }
  if (data.at("partial").as_bool()) {
    content.paragraphs.push_back(text(locale, "mail.more_to_come"));
  }
}

}  // namespace

bool add_moves(Tx& tx, MailContent& content, const Event& event, const std::string& currency,
               const std::string& region) {
  const bool money = event.kind.starts_with("payment.");
  const bool parcel = event.kind.starts_with("shipment.");
  if (!money && !parcel) return true;
  boost::json::error_code error;
  const auto data = boost::json::parse(event.data.value_or("null"), error);
  if (error || !data.is_object()) return false;
  if (was_taken_back(tx, data.as_object())) return false;
  if (money) add_money(content, data.as_object(), currency, region);
  if (parcel) add_parcel(content, data.as_object());
  return true;
}

}  // namespace kontor
