#pragma once
// What the customer reads when something happens to his order: the merchant's own words, per event,
// way to pay and language (rows S08, S16), else the program's. {{placeholders}} are filled with the
// order's data; a template with one that does not exist is refused when it is saved.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/actor.hpp"
#include "conversation/mail_plan.hpp"
#include "kernel/field_types.hpp"

namespace kontor {

struct EventTemplateTag {
  static constexpr std::string_view kPrefix = "template";
};
using EventTemplateId = Id<EventTemplateTag>;

struct EventTemplate {
  static constexpr std::string_view kTable = "event_template";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  EventTemplateId id;
  std::string kind;    ///< of the event: "payment.captured"
  std::string method;  ///< code of a way to pay; empty: all
  Locale locale = Locale::de;
  std::string subject;
  std::string body;  ///< Markdown
  std::string changed_by;
  std::int64_t changed_at_ms = 0;
  std::int64_t version = 0;
  std::int64_t last_seq = 0;
  Bytes last_hash;
};
BOOST_DESCRIBE_STRUCT(EventTemplate, (),
                      (tenant_id, id, kind, method, locale, subject, body, changed_by,
                       changed_at_ms, version, last_seq, last_hash))

/// The events that have templates, in the order of an order's life.
std::span<const std::string_view> template_kinds();
/// The names that may stand between {{ and }} for this event.
std::span<const std::string_view> placeholders_of(std::string_view kind);

/// The merchant's words for this event: those of the way to pay before those for all.
std::optional<EventTemplate> find_template(Tx& tx, std::string_view kind, std::string_view method,
                                           Locale locale);

/// What the placeholders stand for; `data` is the event's.
TextParams template_values(const MailSetting& setting, const Order& order, const Account& account,
                           Locale locale, const RawJson& data);
/// Replaces them. In Markdown what the values contain is no markup. A name without a value becomes
/// nothing, or stays for who will know it.
enum class Filling { plain, markdown };
enum class Missing { dropped, kept };
std::string filled(std::string_view pattern, const TextParams& values, Filling filling,
                   Missing missing = Missing::dropped);

class Api;
struct Services;
/// GET /event-templates, PUT and DELETE of one, a preview, a test mail, and the words for one
/// order.
void add_template_routes(Api& api, const Services& services);

}  // namespace kontor
