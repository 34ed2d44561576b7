#include "conversation/mailbox.hpp"

#include <algorithm>
#include <chrono>

#include "accounts/sessions.hpp"
#include "accounts/settings_log.hpp"
#include "conversation/mail_fetch.hpp"
#include "kernel/api.hpp"
#include "kernel/mail.hpp"
#include "kernel/text.hpp"
#include "kernel/texts.hpp"

namespace kontor {
namespace {

std::string host_of(std::string_view url) {
  const auto start = url.find("://");
  if (start == std::string_view::npos) return {};
  url.remove_prefix(start + 3);
  return std::string(url.substr(0, std::min(url.find_first_of(":/"), url.size())));
}

void check(const MailboxInput& input) {
  std::vector<FieldError> errors;
  if (!is_mail_address(input.address)) {
    errors.push_back({"/address", "not_an_address", "", input.address});
  }
  const std::string& url = input.url;
  const bool known = url.starts_with("imaps://") || url.starts_with("imap://");
  // Nothing of it may stand for a login, a path or another command.
  const bool plain = url.find_first_of("@?#;% \\") == std::string::npos &&
                     std::count(url.begin(), url.end(), '/') == 2 && !host_of(url).empty();
  if (!url.empty() && (!known || !plain)) {
    errors.push_back({"/url", "not_allowed", "imaps://host:993", url});
  }
  const bool oauth = input.login == MailboxLogin::oauth;
  if (oauth && !std::string_view(input.token_url).starts_with("https://") &&
      !is_loopback_url(input.token_url)) {
    errors.push_back({"/token_url", "not_allowed", "https://", input.token_url});
  }
  const std::string& days = input.away_days;
  if (!days.empty() && (days.size() != 7 || days.find_first_not_of("01") != std::string::npos)) {
    errors.push_back({"/away_days", "not_allowed", "1111100", days});
  }
  if (!errors.empty()) throw Refused::fields(std::move(errors));
}

/// A stored secret goes only to where it was given for.
void set_secret(Tx& tx, const SecretBox& secrets, Mailbox& mailbox, const MailboxInput& input,
                bool elsewhere) {
  if (input.secret) {
    TxRandom random(tx);
    mailbox.sealed_secret.reset();
    if (!input.secret->empty()) mailbox.sealed_secret = secrets.seal(*input.secret, random);
  } else if (elsewhere && mailbox.sealed_secret) {
    throw Refused::field("/secret", "required");
  }
}

}  // namespace

bool is_loopback_url(std::string_view url) {
  const std::string host = host_of(url);
  return host == "127.0.0.1" || host == "localhost";
}

bool is_away(const Mailbox& mailbox, std::int64_t now_ms, std::string_view time_zone) {
  if (mailbox.away_days.size() != 7) return false;
  const std::string day = day_of(now_ms, time_zone);
  const auto start_ms = day_start_ms(day, time_zone);
  if (!start_ms) return false;
  const auto number = [&](std::size_t from, std::size_t count) {
    return std::stoi(day.substr(from, count));
  };
  const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  const std::chrono::weekday weekday{std::chrono::sys_days(date)};
  if (mailbox.away_days[weekday.iso_encoding() - 1] != '1') return true;
  const std::int64_t minute = (now_ms - *start_ms) / 60'000;
  return minute < mailbox.away_from_minute || minute >= mailbox.away_until_minute;
}

std::optional<Mailbox> find_mailbox(Tx& tx) {
  return tx.find<Mailbox>("WHERE tenant_id = $1", tx.tenant());
}

bool is_mailbox_address(std::string_view address, std::string_view mailbox) {
  const std::string own = folded(mailbox);
  const std::string asked = folded(address);
  const auto sign = own.rfind('@');
  if (sign == std::string::npos) return false;
  return asked == own ||
         (asked.starts_with(own.substr(0, sign) + "+") && asked.ends_with(own.substr(sign)));
}

MailboxView view_mailbox(Tx& tx, const Actor& actor) {
  require(actor, Right::settings_read);
  const Mailbox mailbox = find_mailbox(tx).value_or(Mailbox{});
  return {mailbox.address,
          mailbox.enabled,
          mailbox.url,
          mailbox.user_name,
          mailbox.login,
          mailbox.sealed_secret.has_value(),
          mailbox.token_url,
          mailbox.client_id,
          mailbox.folder,
          mailbox.trusted_server,
          mailbox.away_text,
          mailbox.away_days,
          mailbox.away_from_minute,
          mailbox.away_until_minute,
          mailbox.last_fetch_at_ms,
          mailbox.last_error};
}

MailboxView change_mailbox(Tx& tx, const Actor& actor, const SecretBox& secrets,
                           const MailboxInput& input) {
  require(actor, Right::settings_manage);
  check(input);
  auto found = find_mailbox(tx);
  const bool is_new = !found;
  Mailbox mailbox = std::move(found).value_or(Mailbox{});
  mailbox.tenant_id = tx.tenant();
  ChangedFields fields;
  fields.set("mailbox_address", mailbox.address, input.address);
  mailbox.address_key = folded(mailbox.address);
  fields.set("mailbox_enabled", mailbox.enabled, input.enabled);
  bool elsewhere = fields.set("mailbox_url", mailbox.url, input.url);
  elsewhere |= fields.set("mailbox_user_name", mailbox.user_name, input.user_name);
  elsewhere |= fields.set("mailbox_login", mailbox.login, input.login);
  elsewhere |= fields.set("mailbox_token_url", mailbox.token_url, input.token_url);
  fields.set("mailbox_client_id", mailbox.client_id, input.client_id);
  const bool other_folder = fields.set("mailbox_folder", mailbox.folder, input.folder);
  fields.set("mailbox_trusted_server", mailbox.trusted_server, input.trusted_server);
  fields.set("mailbox_away_text", mailbox.away_text, input.away_text);
  fields.set("mailbox_away_days", mailbox.away_days, input.away_days);
  fields.set("mailbox_away_from", mailbox.away_from_minute, input.away_from_minute.value);
  fields.set("mailbox_away_until", mailbox.away_until_minute, input.away_until_minute.value);
  set_secret(tx, secrets, mailbox, input, elsewhere);
  if (input.secret) fields.note("mailbox_secret", "", input.secret->empty() ? "" : "********");
  if (elsewhere || other_folder) mailbox.uid_validity = mailbox.last_uid = 0;
  mailbox.last_error.clear();
  record_settings(tx, actor, fields);
  if (is_new) {
    tx.insert(mailbox);
  } else {
    tx.update(mailbox);
  }
  if (mailbox.enabled && !mailbox.url.empty()) fetch_soon(tx);
  return view_mailbox(tx, actor);
}

void add_mailbox_routes(Api& api, const Services& services) {
  api.read("/settings/mailbox",
           {.summary = "Reads where mails of customers are fetched, without the secret",
            .tag = "Settings",
            .access = Access::staff},
           [](Tx& tx, const Call& call) { return view_mailbox(tx, call.actor); });
  api.write(http::Method::put, "/settings/mailbox",
            {.summary = "Sets where mails of customers are fetched",
             .tag = "Settings",
             .access = Access::staff,
             .description = "The password or refresh token is kept sealed and never shown. It has "
                            "to be given again when server, user or login change."},
            [&services](Tx& tx, const Call& call, const MailboxInput& input) {
              return change_mailbox(tx, call.actor, services.secrets, input);
            });
}

}  // namespace kontor
