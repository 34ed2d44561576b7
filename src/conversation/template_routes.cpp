// Reading, changing and trying out the merchant's words for events.

#include <algorithm>

#include "accounts/actor_log.hpp"
#include "accounts/user_log.hpp"
#include "conversation/templates.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/api.hpp"
#include "orders/commands.hpp"
#include "orders/methods.hpp"

namespace kontor {
namespace {

using http::Method;

struct TemplateInput {
  Text<200, 1> subject;
  MultilineText<20'000, 1> body;
};
BOOST_DESCRIBE_STRUCT(TemplateInput, (), (subject, body))

struct TemplateView {
  std::string kind;
  std::string method;
  Locale locale = Locale::de;
  std::string subject;
  std::string body;
  bool own = false;  ///< the merchant's words, not the program's
  std::string changed_by;
  std::optional<std::int64_t> changed_at_ms;
  std::vector<std::string> placeholders;
};
BOOST_DESCRIBE_STRUCT(TemplateView, (),
                      (kind, method, locale, subject, body, own, changed_by, changed_at_ms,
                       placeholders))

/// An order to show a template with.
struct TryTemplate {
  Text<40, 1> kind;
  Locale locale = Locale::de;
  Text<200, 1> subject;
  MultilineText<20'000, 1> body;
  std::optional<OrderId> order_id;
};
BOOST_DESCRIBE_STRUCT(TryTemplate, (), (kind, locale, subject, body, order_id))

struct TemplatePreview {
  std::string subject;
  std::string html;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(TemplatePreview, (), (subject, html, text))

struct EventWords {
  std::string subject;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(EventWords, (), (subject, body))

struct TriedTemplate {
  std::string kind;
  Locale locale = Locale::de;
};
BOOST_DESCRIBE_STRUCT(TriedTemplate, (), (kind, locale))

std::string mail_key(std::string_view kind, std::string_view what) {
  std::string key(kind);
  std::ranges::replace(key, '.', '_');
  return "mail." + key + "." + std::string(what);
}

void check_kind(const std::string& kind) {
  if (std::ranges::find(template_kinds(), kind) != template_kinds().end()) return;
  throw Refused(kNotFound);
}

Locale read_locale(const std::string& code) {
  const auto locale = parse_enum<Locale>(code);
  if (!locale) throw Refused(kNotFound);
  return *locale;
}

void check_placeholders(std::string_view kind, std::string_view pattern, std::string_view pointer,
                        std::vector<FieldError>& errors) {
  const auto known = placeholders_of(kind);
  std::string allowed;
  for (const auto name : known) allowed += (allowed.empty() ? "" : ", ") + std::string(name);
  for (auto open = pattern.find("{{"); open != std::string_view::npos;
       open = pattern.find("{{", open + 2)) {
    const auto close = pattern.find("}}", open);
    const auto name = pattern.substr(
        open + 2, close == std::string_view::npos ? std::string_view::npos : close - open - 2);
    if (close != std::string_view::npos && std::ranges::find(known, name) != known.end()) continue;
    errors.push_back(
        {std::string(pointer), "placeholder", allowed, std::string(name.substr(0, 60))});
  }
}

void check_words(std::string_view kind, std::string_view subject, std::string_view body) {
  std::vector<FieldError> errors;
  check_placeholders(kind, subject, "/subject", errors);
  check_placeholders(kind, body, "/body", errors);
  if (!errors.empty()) throw Refused::fields(std::move(errors));
}

TemplateView view_of(std::string_view kind, Locale locale) {
  TemplateView view;
  view.kind = kind;
  view.locale = locale;
  // The program's texts say "number" where a template says "order.number".
  view.subject = text(locale, mail_key(kind, "subject"), {{"number", "{{order.number}}"}});
  view.body = text(locale, mail_key(kind, "body"));
  for (const auto name : placeholders_of(kind)) view.placeholders.emplace_back(name);
  return view;
}

TemplateView view_of(const EventTemplate& own) {
  TemplateView view = view_of(own.kind, own.locale);
  view.method = own.method;
  view.subject = own.subject;
  view.body = own.body;
  view.own = true;
  view.changed_by = own.changed_by;
  view.changed_at_ms = own.changed_at_ms;
  return view;
}

/// The program's own for each event and language, and all that the merchant has written.
std::vector<TemplateView> all_templates(Tx& tx, const Actor& actor) {
  require(actor, Right::settings_read);
  const auto own = tx.select<EventTemplate>("WHERE tenant_id = $1 ORDER BY method", tx.tenant());
  std::vector<TemplateView> views;
  for (const auto kind : template_kinds()) {
    for (const Locale locale : {Locale::de, Locale::en, Locale::fr}) {
      const auto is_this = [&](const EventTemplate& one) {
        return one.kind == kind && one.locale == locale;
      };
      const bool replaced = std::ranges::any_of(
          own, [&](const auto& one) { return is_this(one) && one.method.empty(); });
      if (!replaced) views.push_back(view_of(kind, locale));
      for (const auto& one : own) {
        if (is_this(one)) views.push_back(view_of(one));
      }
    }
  }
  return views;
}

std::optional<EventTemplate> own_template(Tx& tx, const std::string& kind,
                                          const std::string& method, Locale locale) {
  return tx.find<EventTemplate>(
      "WHERE tenant_id = $1 AND kind = $2 AND method = $3 AND locale = $4", tx.tenant(), kind,
      method, locale);
}

void note_words(Tx& tx, const Actor& actor, EventTemplate& own, std::string_view event,
                const ChangedFields& fields) {
  record(tx, own, draft_by(actor, event, Visibility::internal, fields.json()));
}

TemplateView put_template(Tx& tx, const Actor& actor, const std::string& kind,
                          const std::string& method, Locale locale, const TemplateInput& input) {
  require(actor, Right::settings_manage);
  check_kind(kind);
  check_words(kind, input.subject, input.body);
  if (!method.empty() && !find_method(tx, MethodKind::payment, method)) {
    throw Refused(kMethodUnknown, {{"code", method}});
  }
  auto found = own_template(tx, kind, method, locale);
  const bool fresh = !found;
  EventTemplate own = fresh ? EventTemplate{} : take<EventTemplate>(tx, found->id, {}, "");
  if (fresh) {
    own.tenant_id = tx.tenant();
    own.id = tx.new_id<EventTemplateId>();
    own.kind = kind;
    own.method = method;
    own.locale = locale;
    own.version = 1;
  }
  ChangedFields fields;
  fields.set("subject", own.subject, std::string(input.subject));
  fields.set("body", own.body, std::string(input.body));
  own.changed_by = actor.name;
  own.changed_at_ms = tx.now_ms();
  note_words(tx, actor, own, fresh ? "template.created" : "template.changed", fields);
  if (fresh) {
    tx.insert(own);
  } else {
    tx.update(own);
  }
  return view_of(own);
}

/// Back to the program's words.
void drop_template(Tx& tx, const Actor& actor, const std::string& kind, const std::string& method,
                   Locale locale) {
  require(actor, Right::settings_manage);
  check_kind(kind);
  const auto found = own_template(tx, kind, method, locale);
  if (!found) throw Refused(kNotFound);
  EventTemplate own = take<EventTemplate>(tx, found->id, {}, "");
  note_words(tx, actor, own, "template.deleted", {});
  tx.erase(own);
}

/// The order that is named, or any, or none: then the placeholders stay empty.
std::optional<Order> order_to_show(Tx& tx, const Actor& actor, const std::optional<OrderId>& id) {
  if (id) return load_order(tx, actor, *id);
  return tx.find<Order>(
      "WHERE tenant_id = $1 AND state = 'confirmed' ORDER BY sort_at_ms DESC, id DESC LIMIT 1",
      tx.tenant());
}

struct Shown {
  std::string subject;
  MailContent content;
};

/// What an event of this order could tell, for a template that is only looked at.
RawJson sample_data(const Order& order) {
  boost::json::object tracking;
  tracking["number"] = "00340434161094042557";
  boost::json::object data;
  data["amount_cents"] = order.total_cents;
  data["carrier"] = "dhl";
  data["trackings"] = boost::json::array{tracking};
  data["lines"] = boost::json::array{boost::json::value(order.summary)};
  return RawJson(boost::json::serialize(data));
}

Shown shown_with(const MailSetting& setting, const Actor& actor, const TryTemplate& input) {
  check_kind(input.kind);
  check_words(input.kind, input.subject, input.body);
  Tx& tx = setting.tx;
  TextParams values;
  if (const auto order = order_to_show(tx, actor, input.order_id)) {
    const auto account = find_account(tx, order->account_id);
    if (account) {
      values = template_values(setting, *order, *account, input.locale, sample_data(*order));
    }
  }
  Shown out;
  out.subject = filled(input.subject, values, Filling::plain);
  std::string key(input.kind);
  std::ranges::replace(key, '.', '_');
  out.content = letter(setting, input.locale, key);
  out.content.message = filled(input.body, values, Filling::markdown);
  return out;
}

/// Sends it to oneself.
void try_template(const MailSetting& setting, const Actor& actor, const TryTemplate& input) {
  require(actor, Right::settings_manage);
  const Shown shown = shown_with(setting, actor, input);
  Tx& tx = setting.tx;
  if (actor.user_id.is_nil()) throw Refused(kRoleForbids);
  Draft draft = draft_by(actor, "template.tried", Visibility::internal,
                         RawJson(to_json(TriedTemplate{input.kind, input.locale})));
  draft.subject = shown.subject;
  draft.body = shown.content.message;
  note_on_user(tx, actor.user_id, draft);
}

EventWords words_for(const MailSetting& setting, const Actor& actor, const OrderId& id,
                     const std::string& kind) {
  Tx& tx = setting.tx;
  const Order order = load_order(tx, actor, id);
  require(actor, Right::message_write, order.account_path);
  check_kind(kind);
  const auto account = find_account(tx, order.account_id);
  if (!account) throw Refused(kNotFound);
  const auto own = find_template(tx, kind, order.payment_method.value_or(""), account->locale);
  const TemplateView words = own ? view_of(*own) : view_of(kind, account->locale);
  auto values = template_values(setting, order, *account, account->locale, RawJson("{}"));
  // What the event itself will say is known to the form that asks.
  if (kind == "payment.captured") values.erase("order.owed");
  return {filled(words.subject, values, Filling::plain, Missing::kept),
          filled(words.body, values, Filling::markdown, Missing::kept)};
}

RouteInfo info(std::string summary) {
  return {.summary = std::move(summary), .tag = "Templates", .access = Access::staff};
}

}  // namespace

std::vector<PlannedMail> plan_template_mails(const MailSetting& setting, const Event& event) {
  const auto user = find_user(setting.tx, UserId(event.subject_id));
  if (!user) return {};
  const auto tried = from_json_column<TriedTemplate>(event.data.value_or("{}"));
  const EventContent words = event.read_content();
  std::string key(tried.kind);
  std::ranges::replace(key, '.', '_');
  PlannedMail mail;
  mail.kind = "template_tried";
  mail.to = {user->email, user->name};
  mail.locale = tried.locale;
  mail.subject = words.subject;
  mail.content = letter(setting, tried.locale, key);
  mail.content.message = words.body;
  mail.content.preview = words.subject;
  return {mail};
}

void add_template_routes(Api& api, const Services& services) {
  constexpr std::string_view kOne = "/event-templates/{kind}/{locale}";
  RouteInfo with_method = info("Sets the merchant's words for an event in a language");
  with_method.query = {{.name = "method",
                        .description = "Code of a way to pay; without it: for all.",
                        .schema = {}}};
  RouteInfo removed = with_method;
  removed.summary = "Goes back to the program's words for an event";
  api.read("/event-templates", info("Lists the words for events"),
           [](Tx& tx, const Call& call) { return all_templates(tx, call.actor); });
  api.write(Method::put, kOne, std::move(with_method),
            [](Tx& tx, const Call& call, const TemplateInput& body) {
              const auto& path = call.request.path_params;
              return put_template(tx, call.actor, std::string(path.get("kind")),
                                  call.query("method"),
                                  read_locale(std::string(path.get("locale"))), body);
            });
  api.write(Method::remove, kOne, std::move(removed), [](Tx& tx, const Call& call) {
    const auto& path = call.request.path_params;
    drop_template(tx, call.actor, std::string(path.get("kind")), call.query("method"),
                  read_locale(std::string(path.get("locale"))));
    return Nothing{};
  });
  api.ask("/event-templates/preview", info("Shows a template with an order's data"),
          [&services](Tx& tx, const Call& call, const TryTemplate& body) {
            require(call.actor, Right::settings_read);
            const Shown shown = shown_with(mail_setting(tx, services), call.actor, body);
            const RenderedMail mail = render_mail(shown.content);
            return TemplatePreview{shown.subject, mail.html, mail.text};
          });
  api.write(Method::post, "/event-templates/test", info("Sends a template to oneself"),
            [&services](Tx& tx, const Call& call, const TryTemplate& body) {
              try_template(mail_setting(tx, services), call.actor, body);
              return Nothing{};
            });
  api.read("/orders/{id}/event-words/{kind}",
           info("Reads the words for an event of one order, to be changed before it is told"),
           [&services](Tx& tx, const Call& call) {
             return words_for(mail_setting(tx, services), call.actor, call.id<OrderId>("id"),
                              std::string(call.request.path_params.get("kind")));
           });
}

}  // namespace kontor
