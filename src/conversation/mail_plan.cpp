#include "conversation/mail_plan.hpp"

#include "conversation/mail_in.hpp"
#include "conversation/mailbox.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

std::string host_of(const std::string& url) {
  const auto start = url.find("://");
  const auto from = start == std::string::npos ? 0 : start + 3;
  return url.substr(from, url.find_first_of(":/", from) - from);
}

std::vector<std::string> lines_of_text(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string joined(std::initializer_list<std::string> parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

std::string domain_of(const std::string& address) { return address.substr(address.rfind('@') + 1); }

/// Receivers check that the mail server may send for the domain (SPF, DMARC): the tenant's own
/// address stands in From only where it is of the same domain as smtp.from. Answers reach him
/// by Reply-To in any case.
MailAddress sender_of(const Tenant& tenant, const Config& config) {
  const auto configured = parse_mail_address(config.smtp_from);
  const bool own = is_mail_address(tenant.mail_sender_address) &&
                   (!configured || folded(domain_of(configured->address)) ==
                                       folded(domain_of(tenant.mail_sender_address)));
  const std::string by_host = "noreply@" + host_of(config.effective_public_url());
  MailAddress sender;
  if (own) {
    sender.address = tenant.mail_sender_address;
  } else if (configured) {
    sender = *configured;
  } else {
    // Nothing can be sent with it; mails that rest in the outbox want one all the same.
    sender.address = is_mail_address(by_host) ? by_host : "noreply@kontor.invalid";
  }
  if (!tenant.mail_sender_name.empty()) {
    sender.name = tenant.mail_sender_name;
  } else if (sender.name.empty()) {
    sender.name = tenant.name;
  }
  return sender;
}

}  // namespace

MailSetting mail_setting(Tx& tx, const Services& services) {
  Tenant tenant = own_tenant(tx);
  MailAddress sender = sender_of(tenant, services.config);
  const auto mailbox = find_mailbox(tx);
  return {tx,
          std::move(tenant),
          services.config.effective_public_url(),
          std::move(sender),
          services.secrets,
          mailbox && mailbox->enabled ? mailbox->address : std::string()};
}

std::string region_of(const MailSetting& setting, Locale locale) {
  return std::string(to_string(locale)) + "-" + setting.tenant.country;
}

MailContent letter(const MailSetting& setting, Locale locale, std::string_view kind) {
  const Tenant& tenant = setting.tenant;
  const std::string section = "mail." + std::string(kind);
  MailContent content;
  content.locale = locale;
  content.sender_name = tenant.name;
  content.sender_line = tenant.city;
  content.has_logo = picture_of_data_url(tenant.logo).has_value();
  content.title = text(locale, section + ".title");
  if (tenant.mail_signature.empty()) {
    content.signature = {text(locale, "mail.regards"), tenant.name};
  } else {
    content.signature = lines_of_text(tenant.mail_signature);
  }
  if (is_mail_address(tenant.email) || !setting.mailbox.empty()) {
    content.signature.push_back(text(locale, "mail.just_answer"));
  }
  content.footer.push_back(
      joined({tenant.name, tenant.street, joined({tenant.postcode, tenant.city}, " ")}, ", "));
  const std::string contact = joined({tenant.phone, tenant.email, tenant.web}, " · ");
  if (!contact.empty()) content.footer.push_back(contact);
  if (!tenant.vat_id.empty()) {
    content.footer.push_back(text(locale, "mail.vat_id", {{"number", tenant.vat_id}}));
  }
  return content;
}

std::vector<PlannedMail> plan_mails(const MailSetting& setting, const Event& event) {
  constexpr std::size_t kMost = 20;
  if (event.erased_at_ms) return {};
  const bool about_order = event.subject_type == OrderTag::kPrefix;
  std::vector<PlannedMail> mails =
      event.kind.starts_with("price_request.")        ? plan_price_request_mails(setting, event)
      : event.kind.starts_with("quote.")              ? plan_quote_mails(setting, event)
      : event.kind == "template.tried"                ? plan_template_mails(setting, event)
      : about_order                                   ? plan_order_mails(setting, event)
      : event.subject_type == InboundMailTag::kPrefix ? plan_answers(setting, event)
                                                      : plan_account_mails(setting, event);
  // An order's mail to our own address would come back as an answer to it (model.md, Mail rules
  // 4). A login may have that address, in a firm of one.
  std::erase_if(mails, [&](const PlannedMail& mail) {
    return !is_mail_address(mail.to.address) ||
           is_mailbox_address(mail.to.address, setting.mailbox) ||
           (about_order && folded(mail.to.address) == folded(setting.sender.address));
  });
  if (mails.size() > kMost) mails.resize(kMost);
  return mails;
}

}  // namespace kontor
