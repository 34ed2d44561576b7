// Mails about accounts and logins. Those with a link issue it here, inside the transaction that
// stores the mail; no token ever stands in an event or in a job.

#include "accounts/links.hpp"
#include "conversation/mail_plan.hpp"
#include "kernel/json.hpp"

namespace kontor {
namespace {

// What the events of src/accounts carry, as far as mails need it.
struct InvitedData {
  UserId user_id;
  AccountId account_id;
  std::string email;
  std::string name;
  Locale locale = Locale::de;
  std::string account_name;
};
BOOST_DESCRIBE_STRUCT(InvitedData, (), (user_id, account_id, email, name, locale, account_name))

struct RefusedData {
  std::string email;
  std::string name;
  Locale locale = Locale::de;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RefusedData, (), (email, name, locale, reason))

struct ChangedData {
  std::vector<FieldChange> fields;
};
BOOST_DESCRIBE_STRUCT(ChangedData, (), (fields))

/// Events are written by another module and may carry more than we know.
template <class T>
T data_of(const Event& event) {
  auto json = parse_json(event.data.value_or("{}"));
  auto& object = json.as_object();
  boost::json::object known;
  T value{};
  for_each_field(value, [&](const char* name, auto&) {
    if (auto* found = object.if_contains(name)) known[name] = std::move(*found);
  });
  return from_json_value<T>(known);
}

struct Addressee {
  std::string email;
  std::string name;
  Locale locale = Locale::de;
};

PlannedMail letter_to(const MailSetting& setting, const Addressee& to, const std::string& kind,
                      const TextParams& params) {
  const std::string section = "mail." + kind;
  PlannedMail mail;
  mail.kind = kind;
  mail.to = {to.email, to.name};
  mail.locale = to.locale;
  mail.subject = text(to.locale, section + ".subject", params);
  mail.content = letter(setting, to.locale, kind);
  mail.content.title = text(to.locale, section + ".title", params);
  mail.content.paragraphs = {to.name.empty()
                                 ? text(to.locale, "mail.greeting_plain")
                                 : text(to.locale, "mail.greeting", {{"name", to.name}}),
                             text(to.locale, section + ".body", params)};
  mail.content.preview = mail.content.title;
  return mail;
}

void add_link(const MailSetting& setting, PlannedMail& mail, LinkPurpose purpose,
              const IssuedLink& link) {
  const std::string section = "mail." + mail.kind;
  mail.secret = link.token;
  mail.link_expires_at_ms = link.expires_at_ms;
  mail.content.button = MailButton{text(mail.locale, section + ".button"),
                                   setting.public_url + link_path(purpose, link.token)};
  const std::string until = format_date_time(region_of(setting, mail.locale), link.expires_at_ms,
                                             setting.tenant.time_zone, DateStyle::long_);
  mail.content.button_hint = text(mail.locale, section + ".hint", {{"until", until}});
}

std::vector<PlannedMail> reset_mails(const MailSetting& setting, const User& user) {
  if (user.state != UserState::active) return {};
  PlannedMail mail = letter_to(setting, {user.email, user.name, user.locale}, "password_reset",
                               {{"company", setting.tenant.name}, {"email", user.email}});
  add_link(setting, mail, LinkPurpose::reset, issue_link(setting.tx, LinkPurpose::reset, user.id));
  return {std::move(mail)};
}

/// The new address gets the link; the old one a warning without it, so that a stolen session
/// cannot take a login away unnoticed.
std::vector<PlannedMail> email_change_mails(const MailSetting& setting, const User& user,
                                            const Event& event) {
  std::string new_email;
  for (const auto& field : data_of<ChangedData>(event).fields) {
    if (field.field == "email") new_email = field.new_value;
  }
  if (!is_mail_address(new_email) || user.state != UserState::active) return {};
  const TextParams params{{"company", setting.tenant.name}, {"email", new_email}};
  PlannedMail confirmation =
      letter_to(setting, {new_email, user.name, user.locale}, "email_confirmation", params);
  add_link(setting, confirmation, LinkPurpose::email,
           issue_link(setting.tx, LinkPurpose::email, user.id, std::nullopt, new_email));
  PlannedMail notice =
      letter_to(setting, {user.email, user.name, user.locale}, "email_change_notice", params);
  return {std::move(confirmation), std::move(notice)};
}

std::vector<PlannedMail> membership_mails(const MailSetting& setting, const Event& event) {
  const auto data = data_of<InvitedData>(event);
  const TextParams params{{"company", setting.tenant.name}, {"account", data.account_name}};
  const Addressee to{data.email, data.name, data.locale};
  if (event.kind == "membership.added") {
    PlannedMail mail = letter_to(setting, to, "membership_added", params);
    mail.content.button =
        MailButton{text(to.locale, "mail.membership_added.button"), setting.public_url + "/login"};
    return {std::move(mail)};
  }
  PlannedMail mail = letter_to(setting, to, "invitation", params);
  add_link(setting, mail, LinkPurpose::invitation,
           issue_link(setting.tx, LinkPurpose::invitation, data.user_id, data.account_id));
  return {std::move(mail)};
}

std::vector<PlannedMail> access_mails(const MailSetting& setting, const Event& event) {
  const auto data = data_of<RefusedData>(event);
  PlannedMail mail = letter_to(setting, {data.email, data.name, data.locale}, "access_refused",
                               {{"company", setting.tenant.name}});
  if (!data.reason.empty()) mail.content.paragraphs.push_back(data.reason);
  return {std::move(mail)};
}

}  // namespace

std::vector<PlannedMail> plan_account_mails(const MailSetting& setting, const Event& event) {
  if (event.kind == "membership.invited" || event.kind == "membership.added") {
    return membership_mails(setting, event);
  }
  if (event.kind == "access.refused") return access_mails(setting, event);
  const auto user = event.subject_type == UserTag::kPrefix
                        ? find_user(setting.tx, UserId(event.subject_id))
                        : std::nullopt;
  if (!user) return {};
  if (event.kind == "user.reset_requested") return reset_mails(setting, *user);
  if (event.kind == "user.email_change_requested") {
    return email_change_mails(setting, *user, event);
  }
  return {};
}

}  // namespace kontor
