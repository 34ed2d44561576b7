// Mails about orders: received, amended, confirmed, declined, cancelled, and messages of staff.

#include <algorithm>

#include "conversation/files.hpp"
#include "conversation/mail_plan.hpp"
#include "conversation/templates.hpp"
#include "kernel/file_type.hpp"
#include "kernel/markdown.hpp"
#include "orders/methods.hpp"

namespace kontor {
namespace {

struct Recipient {
  MailAddress address;
  Locale locale = Locale::de;
  bool person = false;  ///< the name is somebody's, not a company's
};

/// The address of the master data (P43), else everybody who may order. Whoever has a login is
/// written to in his own language, whatever the account's is.
std::vector<Recipient> recipients_of(Tx& tx, const Account& account) {
  if (is_mail_address(account.email)) {
    const auto user = find_user_by_email(tx, account.email);
    if (user) return {{{account.email, user->name}, user->locale, true}};
    return {{{account.email, account.name}, account.locale, account.consumer}};
  }
  std::vector<Recipient> out;
  for (const auto& row :
       tx.query("SELECT users.email, users.name, users.locale FROM memberships "
                "JOIN users ON users.tenant_id = memberships.tenant_id "
                "AND users.id = memberships.user_id "
                "WHERE memberships.tenant_id = $1 AND memberships.account_id = $2 "
                "AND memberships.state = 'active' AND memberships.role IN ('owner', 'buyer') "
                "AND users.state = 'active' ORDER BY users.email_key LIMIT 20",
                tx.tenant(), account.id)) {
    out.push_back({{row.get<std::string>(0), row.get<std::string>(1)}, row.get<Locale>(2), true});
  }
  return out;
}

std::string kind_of(const Event& event) {
  if (event.kind == "message") return event.kind;
  std::string kind = event.kind;
  std::replace(kind.begin(), kind.end(), '.', '_');
  return kind;
}

std::string line_text(const OrderLine& line, const std::string& region) {
  return format_quantity(region, line.quantity_milli) + " × " + line.name;
}

void add_lines(MailContent& content, const Order& order, const std::vector<OrderLine>& lines,
               const std::string& region) {
  constexpr std::size_t kMost = 20;
  for (std::size_t i = 0; i < lines.size() && i < kMost; ++i) {
    const auto& line = lines[i];
    content.rows.push_back(
        {line_text(line, region), line.amount_cents
                                      ? format_money(region, *line.amount_cents, order.currency)
                                      : text(content.locale, "mail.price_open")});
  }
  if (lines.size() > kMost) {
    const std::string rest = std::to_string(lines.size() - kMost);
    content.rows.push_back({text(content.locale, "mail.more_lines", {{"count", rest}}), ""});
  }
}

std::string address_text(const Address& address) {
  std::string out;
  const auto add = [&out](const std::string& line) {
    if (!line.empty()) out += (out.empty() ? "" : "\n") + line;
  };
  add(address.company);
  add(address.name);
  add(address.street);
  add(address.addition);
  add(address.postcode.empty() ? std::string(address.city) : address.postcode + " " + address.city);
  return out;
}

void add_totals(MailContent& content, const Order& order, const std::string& region) {
  const Totals& totals = order.totals.value;
  const auto add = [&](const char* key, std::int64_t cents) {
    if (content.tiles.size() < 2) {
      content.tiles.push_back(
          {text(content.locale, key), format_money(region, cents, order.currency)});
    }
  };
  const bool periods = totals.monthly_cents != 0 || totals.yearly_cents != 0;
  if (totals.total_cents != 0 || !periods) add("mail.total", totals.total_cents);
  if (totals.monthly_cents != 0) add("mail.monthly", totals.monthly_cents);
  if (totals.yearly_cents != 0) add("mail.yearly", totals.yearly_cents);
}

void add_details(Tx& tx, MailContent& content, const Order& order) {
  const auto add = [&content](const char* key, std::string value) {
    if (!value.empty()) content.rows.push_back({text(content.locale, key), std::move(value)});
  };
  if (order.shipping_address.value) {
    add("mail.delivery_address", address_text(*order.shipping_address.value));
  }
  if (order.requested_delivery_on) {
    add("mail.delivery_date", format_day(std::string(to_string(content.locale)),
                                         *order.requested_delivery_on, DateStyle::long_));
  }
  if (order.payment_method) {
    add("mail.payment", method_name(tx, MethodKind::payment, order.payment_method, content.locale));
  }
  add("mail.own_reference", order.own_reference);
}

/// Whose words in the log stand for the whole letter; others come beside the standard ones.
bool has_own_words(const Event& event) {
  return event.kind.starts_with("payment.") || event.kind.starts_with("shipment.");
}

/// The merchant's words for the event, filled in, or nothing.
struct OwnWords {
  std::string subject;
  std::string body;
};

std::optional<OwnWords> own_words(const MailSetting& setting, const Event& event,
                                  const Order& order, const Account& account, Locale locale) {
  const auto own = find_template(setting.tx, event.kind, order.payment_method.value_or(""), locale);
  if (!own) return std::nullopt;
  const auto values =
      template_values(setting, order, account, locale, RawJson(event.data.value_or("null")));
  return OwnWords{filled(own->subject, values, Filling::plain),
                  filled(own->body, values, Filling::markdown)};
}

void add_standard_words(MailContent& content, const std::optional<OwnWords>& own,
                        const std::string& kind, Locale locale) {
  if (own) {
    content.message = own->body;
  } else if (texts().has(locale, "mail." + kind + ".body")) {
    content.paragraphs.push_back(text(locale, "mail." + kind + ".body"));
  }
}

/// Nothing where there is nothing to tell any more.
std::optional<MailContent> content_for(const MailSetting& setting, const Event& event,
                                       const Order& order, const std::vector<OrderLine>& lines,
                                       const Account& account, const Recipient& recipient,
                                       const std::optional<OwnWords>& told) {
  const std::string kind = kind_of(event);
  const Locale locale = recipient.locale;
  const std::string region = region_of(setting, locale);
  MailContent content = letter(setting, locale, kind);
  const std::int64_t since_ms = order.placed_at_ms.value_or(order.created_at_ms);
  content.kicker =
      text(locale, "mail.order_of",
           {{"number", order.number()},
            {"date", format_date(region, since_ms, setting.tenant.time_zone, DateStyle::long_)}});
  content.paragraphs.push_back(
      recipient.person ? text(locale, "mail.greeting", {{"name", recipient.address.name}})
                       : text(locale, "mail.greeting_plain"));
  const std::string words = event.read_content().body;
  if (words.empty() || !has_own_words(event)) add_standard_words(content, told, kind, locale);
  if (!words.empty()) content.message += (content.message.empty() ? "" : "\n\n") + words;
  if (kind != "message") content.preview = content.title + ": " + order.summary;
  if (kind == "message") {
    content.preview = first_words_of_markdown(words);
    content.button_hint = text(locale, "mail.message.hint");
  }
  static constexpr std::string_view kComplete[] = {"order_placed", "order_approved",
                                                   "order_amended", "order_confirmed"};
  if (std::ranges::find(kComplete, kind) != std::end(kComplete)) {
    add_totals(content, order, region);
    add_lines(content, order, lines, region);
    add_details(setting.tx, content, order);
  }
  if (!add_moves(setting.tx, content, event, order.currency, region)) return std::nullopt;
  if (order.decline_reason && (kind == "order_declined" || kind == "order_cancelled")) {
    content.rows.push_back(
        {text(locale, "mail.reason"),
         text(locale, "mail.decline_reason." + std::string(enum_name(*order.decline_reason)))});
  }
  if (!content.button) {
    content.button =
        MailButton{text(locale, "mail.view_order"),
                   setting.public_url + "/a/" + account.number + "/orders/" + order.number()};
  }
  return content;
}

/// Those of the message: pictures in their place, others attached, as long as they fit; what does
/// not fit is named beside the way to the order. A mail is a third larger than its files.
void add_files(Tx& tx, PlannedMail& mail, const Event& event) {
  constexpr std::int64_t kMostBytes = 10 << 20;
  std::int64_t bytes = 0;
  std::string names;
  std::string left;
  const auto append = [](std::string& list, const char* between, const std::string& name) {
    list += (list.empty() ? "" : between) + name;
  };
  for (const auto& file : tx.select<OrderFile>(
           "WHERE tenant_id = $1 AND event_id = $2 AND internal = 0 ORDER BY position, id",
           tx.tenant(), event.id)) {
    append(names, ", ", file.name);
    if (bytes + file.size_bytes > kMostBytes) {
      append(left, "\n", file.name);
      continue;
    }
    bytes += file.size_bytes;
    MailFile sent{file.name, file.media_type, file.file_hash};
    if (file.width) {
      sent.picture_id = file.id.text();
      mail.content.pictures.push_back({sent.picture_id, file.name, *file.width});
    } else if (!is_harmless_type(file.media_type)) {
      sent.media_type = "application/octet-stream";
    }
    mail.files.push_back(std::move(sent));
  }
  if (!left.empty()) {
    mail.content.rows.push_back({text(mail.locale, "mail.files_in_order"), left});
  }
  if (mail.content.preview.empty()) mail.content.preview = names;
}

}  // namespace

std::vector<PlannedMail> plan_order_mails(const MailSetting& setting, const Event& event) {
  if (event.notify != Notify::mail || event.visibility != Visibility::public_) return {};
  Tx& tx = setting.tx;
  const auto order =
      tx.find<Order>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), event.subject_id);
  if (!order) return {};  // deleted meanwhile
  const auto account = find_account(tx, order->account_id);
  if (!account) return {};
  const auto lines = tx.select<OrderLine>(
      "WHERE tenant_id = $1 AND order_id = $2 ORDER BY position, id", tx.tenant(), order->id);
  std::vector<PlannedMail> mails;
  for (const auto& recipient : recipients_of(tx, *account)) {
    const auto told = own_words(setting, event, *order, *account, recipient.locale);
    auto content = content_for(setting, event, *order, lines, *account, recipient, told);
    if (!content) return {};
    PlannedMail mail;
    mail.kind = kind_of(event);
    mail.to = recipient.address;
    mail.locale = recipient.locale;
    mail.order_id = order->id;
    mail.order_number = order->number();
    mail.subject =
        text(recipient.locale, "mail." + mail.kind + ".subject", {{"number", order->number()}});
    if (const auto subject = event.read_content().subject; !subject.empty()) {
      mail.subject = subject + " [" + order->number() + "]";
    } else if (told) {
      mail.subject = told->subject;
    }
    mail.content = std::move(*content);
    if (event.kind == "message") add_files(tx, mail, event);
    mails.push_back(std::move(mail));
  }
  return mails;
}

}  // namespace kontor
