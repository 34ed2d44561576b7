// Mails about quotes: the link to whoever it was sent to, the receipt of a yes, and what became of
// it to the person who made the quote.

#include <algorithm>

#include "conversation/mail_plan.hpp"

namespace kontor {
namespace {

/// The quote belongs to the quotes module; here it is only read.
struct QuoteRow {
  Uuid id;
  std::string number;
  std::string cart_number;
  std::string account_number;
  std::string currency;
  std::int64_t total_cents = 0;
  std::int64_t monthly_cents = 0;
  std::int64_t yearly_cents = 0;
  Locale locale = Locale::de;
  std::string recipient_name;
  std::string recipient_email;
  std::string message;
  std::string title;
  std::string state;
  std::optional<UserId> created_by;
  std::string created_by_name;
  std::int64_t expires_at_ms = 0;
  std::string ended_by;
  std::string reason;
};

std::string member(const boost::json::value& json, std::string_view name) {
  const auto* found = json.is_object() ? json.as_object().if_contains(name) : nullptr;
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::optional<Uuid> quote_id_of(const Event& event) {
  return parse_typeid("quote", member(parse_json(event.data.value_or("{}")), "quote"));
}

std::optional<QuoteRow> read_quote(Tx& tx, const Event& event) {
  const auto id = quote_id_of(event);
  if (!id) return std::nullopt;
  const Rows rows = tx.query(
      "SELECT q.number, q.cart_number, a.number, q.currency, q.total_cents, q.monthly_cents, "
      "q.yearly_cents, q.locale, q.recipient, q.message, q.snapshot, q.state, q.created_by, "
      "q.created_by_name, COALESCE(q.expires_at_ms, 0), q.ended_by, q.answer FROM quote q JOIN "
      "accounts a ON a.tenant_id = q.tenant_id AND a.id = q.account_id WHERE q.tenant_id = $1 AND "
      "q.id = $2",
      tx.tenant(), *id);
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  QuoteRow quote;
  quote.id = *id;
  quote.number = row.get<std::string>(0);
  quote.cart_number = row.get<std::string>(1);
  quote.account_number = row.get<std::string>(2);
  quote.currency = row.get<std::string>(3);
  quote.total_cents = row.get<std::int64_t>(4);
  quote.monthly_cents = row.get<std::int64_t>(5);
  quote.yearly_cents = row.get<std::int64_t>(6);
  quote.locale = row.get<Locale>(7);
  const auto recipient = parse_json(row.get<std::string>(8));
  quote.recipient_name = member(recipient, "name");
  quote.recipient_email = member(recipient, "email");
  quote.message = row.get<std::string>(9);
  quote.title = member(parse_json(row.get<std::string>(10)), "title");
  quote.state = row.get<std::string>(11);
  quote.created_by = row.get<std::optional<UserId>>(12);
  quote.created_by_name = row.get<std::string>(13);
  quote.expires_at_ms = row.get<std::int64_t>(14);
  quote.ended_by = row.get<std::string>(15);
  quote.reason = member(parse_json(row.get<std::string>(16)), "reason");
  return quote;
}

void add_sums(const MailSetting& setting, MailContent& content, const QuoteRow& quote) {
  const std::string region = region_of(setting, content.locale);
  const auto add = [&](const char* key, std::int64_t cents) {
    if (content.tiles.size() < 2) {
      content.tiles.push_back(
          {text(content.locale, key), format_money(region, cents, quote.currency)});
    }
  };
  const bool periods = quote.monthly_cents != 0 || quote.yearly_cents != 0;
  if (quote.total_cents != 0 || !periods) add("mail.total", quote.total_cents);
  if (quote.monthly_cents != 0) add("mail.monthly", quote.monthly_cents);
  if (quote.yearly_cents != 0) add("mail.yearly", quote.yearly_cents);
}

struct Reader {
  std::string email;
  std::string name;
  Locale locale = Locale::de;
};

PlannedMail letter_to(const MailSetting& setting, const Event& event, const QuoteRow& quote,
                      const Reader& reader, const std::string& kind) {
  const TextParams params{
      {"number", quote.number},
      {"by", quote.ended_by},
      {"seller", quote.created_by_name},
      {"recipient", quote.recipient_name},
      {"until", format_date_time(region_of(setting, reader.locale), quote.expires_at_ms,
                                 setting.tenant.time_zone, DateStyle::long_)}};
  PlannedMail mail;
  mail.kind = kind;
  mail.to = {reader.email, reader.name};
  mail.locale = reader.locale;
  mail.order_id = OrderId(event.subject_id);
  mail.order_number = quote.cart_number;
  mail.subject = text(reader.locale, "mail." + kind + ".subject", params);
  mail.content = letter(setting, reader.locale, kind);
  mail.content.kicker = text(reader.locale, "mail.quote_of", params);
  if (!quote.title.empty()) mail.content.title = quote.title;
  mail.content.paragraphs = {reader.name.empty()
                                 ? text(reader.locale, "mail.greeting_plain")
                                 : text(reader.locale, "mail.greeting", {{"name", reader.name}}),
                             text(reader.locale, "mail." + kind + ".body", params)};
  mail.content.preview = mail.content.paragraphs.back();
  return mail;
}

/// Which of the quote's links an event mails.
enum class LinkChoice { just_made, all_live, asked_for };

Rows links_of(const MailSetting& setting, const Event& event, const QuoteRow& quote,
              LinkChoice choice) {
  std::string sql =
      "SELECT id, sent_to FROM quote_link WHERE tenant_id = $1 AND quote_id = $2 AND "
      "ended_at_ms IS NULL";
  if (choice == LinkChoice::just_made) {
    sql += " AND sent_at_ms = $3";
  } else if (choice == LinkChoice::asked_for) {
    // Whoever asked by a dead link gets the one of his own address.
    sql +=
        " AND sent_to IN (SELECT sent_to FROM quote_link WHERE tenant_id = $1 AND "
        "quote_id = $2 AND asked_at_ms = $3)";
  } else {
    sql += " AND sent_at_ms <= $3";
  }
  Rows rows = setting.tx.query(sql + " ORDER BY id", setting.tx.tenant(), quote.id, event.at_ms);
  // The address was another one when it was sent again: those on file now get it.
  if (rows.empty() && choice == LinkChoice::asked_for) {
    return links_of(setting, event, quote, LinkChoice::all_live);
  }
  return rows;
}

/// To each address a link of its own, whose token is made from the link's id.
std::vector<PlannedMail> link_mails(const MailSetting& setting, const Event& event,
                                    const QuoteRow& quote, LinkChoice choice,
                                    const std::string& kind) {
  std::vector<PlannedMail> mails;
  const Rows links = links_of(setting, event, quote, choice);
  for (const auto row : links) {
    const Uuid id = row.get<Uuid>(0);
    const std::string to = row.get<std::string>(1);
    const std::string name = to == quote.recipient_email ? quote.recipient_name : std::string();
    PlannedMail mail = letter_to(setting, event, quote, {to, name, quote.locale}, kind);
    if (choice != LinkChoice::all_live) mail.content.message = quote.message;
    add_sums(setting, mail.content, quote);
    const std::string token =
        setting.secrets.token_of(kQuoteLinkPurpose, setting.tenant.code, id.bytes).text();
    mail.secret = token;
    mail.link_expires_at_ms = quote.expires_at_ms;
    mail.content.button = MailButton{text(quote.locale, "mail." + kind + ".button"),
                                     setting.public_url + "/q/" + token};
    const std::string until =
        format_date_time(region_of(setting, quote.locale), quote.expires_at_ms,
                         setting.tenant.time_zone, DateStyle::long_);
    mail.content.button_hint = text(quote.locale, "mail." + kind + ".hint", {{"until", until}});
    mails.push_back(std::move(mail));
  }
  return mails;
}

/// Whoever made the quote hears what became of it, unless he did it himself.
void tell_seller(const MailSetting& setting, const Event& event, const QuoteRow& quote,
                 const std::string& kind, std::vector<PlannedMail>& mails) {
  if (!quote.created_by) return;
  const auto seller = find_user(setting.tx, *quote.created_by);
  if (!seller || seller->state != UserState::active) return;
  if (event.read_content().actor.user_id == quote.created_by->text()) return;
  // One mail of an event per address.
  if (std::ranges::any_of(mails,
                          [&](const auto& other) { return other.to.address == seller->email; })) {
    return;
  }
  PlannedMail mail =
      letter_to(setting, event, quote, {seller->email, seller->name, seller->locale}, kind);
  const std::string said = event.read_content().body;
  mail.content.message = said.empty() ? quote.reason : said;
  if (event.kind == "quote.asked" || event.kind == "quote.revision_requested" ||
      event.kind == "quote.renewal_requested") {
    mail.content.rows = {{text(seller->locale, "field.email"), quote.recipient_email}};
  }
  mail.content.button = MailButton{
      text(seller->locale, "mail.view_cart"),
      setting.public_url + "/a/" + quote.account_number + "/orders/" + quote.cart_number};
  mails.push_back(std::move(mail));
}

/// What was agreed, as a paper; none where it could not be made.
std::vector<MailFile> accepted_paper(Tx& tx, const QuoteRow& quote) {
  const Rows rows = tx.query(
      "SELECT file_hash FROM quote_paper WHERE tenant_id = $1 AND quote_id = $2 AND "
      "kind = 'accepted'",
      tx.tenant(), quote.id);
  if (rows.empty()) return {};
  return {{quote.number + ".pdf", "application/pdf", rows.front().get<std::string>(0)}};
}

}  // namespace

std::vector<PlannedMail> plan_quote_mails(const MailSetting& setting, const Event& event) {
  const auto quote = read_quote(setting.tx, event);
  if (!quote) return {};
  if (event.kind == "quote.sent" || event.kind == "quote.resent") {
    return link_mails(setting, event, *quote, LinkChoice::just_made, "quote_sent");
  }
  if (event.kind == "quote.link_requested") {
    return link_mails(setting, event, *quote, LinkChoice::asked_for, "quote_sent");
  }
  std::vector<PlannedMail> mails;
  if (event.kind == "quote.reminded") {
    mails = link_mails(setting, event, *quote, LinkChoice::all_live, "quote_reminder");
    tell_seller(setting, event, *quote, "quote_expiring", mails);
    return mails;
  }
  const Reader recipient{quote->recipient_email, quote->recipient_name, quote->locale};
  if (event.kind == "quote.accepted") {
    PlannedMail receipt = letter_to(setting, event, *quote, recipient, "quote_receipt");
    add_sums(setting, receipt.content, *quote);
    receipt.files = accepted_paper(setting.tx, *quote);
    mails.push_back(std::move(receipt));
    tell_seller(setting, event, *quote, "quote_accepted", mails);
  } else if (event.kind == "quote.asked") {
    tell_seller(setting, event, *quote, "quote_question", mails);
  } else if (event.kind == "quote.revision_requested") {
    tell_seller(setting, event, *quote, "quote_revision", mails);
  } else if (event.kind == "quote.renewal_requested") {
    tell_seller(setting, event, *quote, "quote_renewal", mails);
  } else if (event.kind == "quote.rejected") {
    tell_seller(setting, event, *quote, "quote_rejected", mails);
  } else if (event.kind == "quote.expired") {
    tell_seller(setting, event, *quote, "quote_expired", mails);
  } else if (event.kind == "quote.withdrawn" && quote->expires_at_ms != 0) {
    mails.push_back(letter_to(setting, event, *quote, recipient, "quote_withdrawn"));
  }
  return mails;
}

}  // namespace kontor
