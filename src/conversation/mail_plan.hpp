#pragma once
// Which mails an event calls for: to whom, in which language, with what content. Everything comes
// from the rows as they are when the mail is written. Planning a mail with a link issues the link
// (accounts/links.hpp), so plan only what is then stored in the same transaction.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts/tenants.hpp"
#include "conversation/outbox.hpp"
#include "kernel/db.hpp"
#include "kernel/event.hpp"
#include "kernel/mail.hpp"
#include "kernel/services.hpp"
#include "orders/order.hpp"

namespace kontor {

struct PlannedMail {
  std::string kind;
  MailAddress to;
  Locale locale = Locale::de;
  std::optional<OrderId> order_id;
  std::string order_number;
  std::string subject;
  MailContent content;
  /// The part of the button's address that must not be read by others; empty: none.
  std::string secret;
  std::optional<std::int64_t> link_expires_at_ms;
  std::vector<MailFile> files{};
  std::string answers{};  ///< id of the mail that it answers, where it is about no order
};

struct MailSetting {
  Tx& tx;
  Tenant tenant;
  std::string public_url;
  MailAddress sender;
  const SecretBox& secrets;
  std::string
      mailbox{};  ///< where answers are taken in; empty: they go to the tenant's own address
};
/// The sender is the tenant's own address where smtp.from is of the same domain or not set, else
/// smtp.from, else an address of the public host.
MailSetting mail_setting(Tx& tx, const Services& services);

/// At most 20. Empty when the event notifies nobody, or nobody has an address.
std::vector<PlannedMail> plan_mails(const MailSetting& setting, const Event& event);

// The parts of it, by the subject of the event.
std::vector<PlannedMail> plan_order_mails(const MailSetting& setting, const Event& event);
std::vector<PlannedMail> plan_quote_mails(const MailSetting& setting, const Event& event);
std::vector<PlannedMail> plan_price_request_mails(const MailSetting& setting, const Event& event);
/// To who wrote to us, about no order.
std::vector<PlannedMail> plan_answers(const MailSetting& setting, const Event& event);
std::vector<PlannedMail> plan_account_mails(const MailSetting& setting, const Event& event);

/// Sums and parcels of an event about money or goods. False when that was taken back meanwhile:
/// then nobody is told of it.
bool add_moves(Tx& tx, MailContent& content, const Event& event, const std::string& currency,
               const std::string& region);

/// A try of the merchant's words, to whoever tries them.
std::vector<PlannedMail> plan_template_mails(const MailSetting& setting, const Event& event);

/// Head, signature and footer, the same in every mail.
MailContent letter(const MailSetting& setting, Locale locale, std::string_view kind);
/// "de-AT" for a German-speaking reader of an Austrian merchant.
std::string region_of(const MailSetting& setting, Locale locale);

}  // namespace kontor
