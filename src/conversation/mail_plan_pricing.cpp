// Mails about price requests: those who decide hear that one was opened, whoever asked hears the
// answer. What the rule approved at once he has seen himself.

#include <algorithm>

#include "conversation/mail_plan.hpp"

namespace kontor {
namespace {

struct RequestRow {
  std::string cart_number;
  AccountId account_id;
  std::string state;
  std::string reason;
  std::optional<UserId> asked_by;
  std::string asked_by_name;
  AccountId asker_account_id;
  std::string asker_account;
  std::string comment;
  std::string rule;
};

/// The request belongs to the pricing module; here it is only read.
std::optional<RequestRow> read_request(Tx& tx, const Event& event) {
  boost::json::error_code error;
  const auto data = boost::json::parse(event.data.value_or("null"), error);
  const auto* named =
      !error && data.is_object() ? data.as_object().if_contains("request") : nullptr;
  if (!named || !named->is_string()) return std::nullopt;
  const auto id = parse_typeid("pricereq", std::string_view(named->as_string()));
  if (!id) return std::nullopt;
  const Rows rows = tx.query(
      "SELECT r.order_number, r.account_id, r.state, r.reason, r.asked_by, r.asked_by_name, "
      "a.id, a.name, r.comment, r.rule FROM price_request r JOIN accounts a ON "
      "a.tenant_id = r.tenant_id AND a.id = r.asker_account_id WHERE r.tenant_id = $1 AND "
      "r.id = $2",
      tx.tenant(), *id);
  if (rows.empty()) return std::nullopt;  // deleted with its cart meanwhile
  const auto row = rows.front();
  return RequestRow{row.get<std::string>(0),
                    row.get<AccountId>(1),
                    row.get<std::string>(2),
                    row.get<std::string>(3),
                    row.get<std::optional<UserId>>(4),
                    row.get<std::string>(5),
                    row.get<AccountId>(6),
                    row.get<std::string>(7),
                    row.get<std::string>(8),
                    row.get<std::string>(9)};
}

/// Everybody of the team who may answer, but for the one who asked.
std::vector<User> deciders(Tx& tx, const RequestRow& request) {
  std::vector<User> users;
  for (const auto& user : tx.select<User>(
           "WHERE tenant_id = $1 AND state = 'active' AND id IN (SELECT m.user_id FROM memberships "
           "m JOIN accounts a ON a.tenant_id = m.tenant_id AND a.id = m.account_id WHERE "
           "m.tenant_id = $1 AND m.state = 'active' AND m.role IN ('admin', 'pricing') AND "
           "a.kind = 'operator') ORDER BY email_key LIMIT 20",
           tx.tenant())) {
    if (user.id != request.asked_by) users.push_back(user);
  }
  return users;
}

std::vector<User> readers_of(Tx& tx, const Event& event, const RequestRow& request) {
  if (!request.rule.empty()) return {};
  if (event.kind == "price_request.opened") {
    if (request.state != "open") return {};
    return deciders(tx, request);
  }
  if (!request.asked_by) return {};
  auto asker = find_user(tx, *request.asked_by);
  if (!asker || asker->state != UserState::active) return {};
  return {std::move(*asker)};
}

MailContent content_for(const MailSetting& setting, const std::string& kind, const User& reader,
                        const RequestRow& request, const TextParams& params) {
  const Locale locale = reader.locale;
  MailContent content = letter(setting, locale, kind);
  content.paragraphs = {text(locale, "mail.greeting", {{"name", reader.name}}),
                        text(locale, "mail." + kind + ".body", params)};
  const bool opened = kind == "price_request_opened";
  content.message = opened ? request.reason : request.comment;
  content.preview = content.paragraphs.back();
  const auto number_of = [&](const AccountId& id) {
    const auto account = find_account_head(setting.tx, id);
    return account ? account->number : std::string();
  };
  // Each reader's page is that of the account he acts for.
  const AccountId& reads_as = opened ? setting.tenant.root_account_id : request.asker_account_id;
  const std::string page =
      opened ? "/price-requests"
             : "/carts/" + number_of(request.account_id) + "/" + request.cart_number;
  content.button = MailButton{text(locale, opened ? "mail.view_price_requests" : "mail.view_cart"),
                              setting.public_url + "/a/" + number_of(reads_as) + page};
  return content;
}

}  // namespace

std::vector<PlannedMail> plan_price_request_mails(const MailSetting& setting, const Event& event) {
  const auto request = read_request(setting.tx, event);
  if (!request) return {};
  std::string kind = event.kind;
  std::replace(kind.begin(), kind.end(), '.', '_');
  const TextParams params{{"number", request->cart_number},
                          {"by", request->asked_by_name},
                          {"account", request->asker_account}};
  std::vector<PlannedMail> mails;
  for (const User& reader : readers_of(setting.tx, event, *request)) {
    PlannedMail mail;
    mail.kind = kind;
    mail.to = {reader.email, reader.name};
    mail.locale = reader.locale;
    mail.order_id = OrderId(event.subject_id);
    mail.order_number = request->cart_number;
    mail.subject = text(reader.locale, "mail." + kind + ".subject", params);
    mail.content = content_for(setting, kind, reader, *request, params);
    mails.push_back(std::move(mail));
  }
  return mails;
}

}  // namespace kontor
