// Changing the ways to pay and to ship, and their routes.

#include <algorithm>
#include <set>

#include "accounts/actor_log.hpp"
#include "accounts/tenants.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/crypto.hpp"
#include "orders/methods.hpp"

namespace kontor {

MethodId OrderMethod::id() const {
  const Digest digest = sha256(std::string(enum_name(kind)) + ':' + code);
  MethodId id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

namespace {

constexpr std::size_t kMostMethods = 50;

void note(Tx& tx, const Actor& actor, OrderMethod& method, std::string_view kind,
          const ChangedFields& fields) {
  record(tx,
         LogHead{MethodTag::kPrefix, method.id(), method.version, method.last_seq,
                 method.last_hash, {}},
         draft_by(actor, kind, Visibility::internal, fields.json()));
}

/// Row first. not_found when there is none.
OrderMethod take_method(Tx& tx, MethodKind kind, std::string_view code,
                        std::optional<std::int64_t> seen_version) {
  tx.execute(
      "UPDATE order_method SET version = version + 1 WHERE tenant_id = $1 AND kind = $2 AND "
      "code = $3",
      tx.tenant(), kind, code);
  auto method = find_method(tx, kind, code);
  if (!method) throw Refused(kNotFound);
  if (seen_version && *seen_version != method->version - 1) {
    refuse_stale(tx, MethodTag::kPrefix, method->id(), *seen_version, method->version - 1);
  }
  return std::move(*method);
}

void check_code(std::string_view code) {
  const bool fine = std::ranges::all_of(code, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!fine) throw Refused::field("/code", "not_allowed", "a-z 0-9 _", std::string(code));
}

bool is_last_active(Tx& tx, const OrderMethod& method) {
  return std::ranges::all_of(methods_of(tx, method.kind), [&](const OrderMethod& other) {
    return other.code == method.code;
  });
}

}  // namespace

std::vector<OrderMethod> all_methods(Tx& tx, const Actor& actor, MethodKind kind) {
  require(actor, Right::settings_read);
  return tx.select<OrderMethod>("WHERE tenant_id = $1 AND kind = $2 ORDER BY position, code",
                                tx.tenant(), kind);
}

OrderMethod create_method(Tx& tx, const Actor& actor, MethodKind kind, const MethodInput& input) {
  require(actor, Right::settings_manage);
  check_code(input.code);
  const auto existing = all_methods(tx, actor, kind);
  if (existing.size() >= kMostMethods) {
    throw Refused::field("/code", "too_many", std::to_string(kMostMethods),
                         std::to_string(existing.size() + 1));
  }
  if (find_method(tx, kind, input.code)) throw Refused(kMethodTaken, {{"code", input.code}});
  OrderMethod method;
  method.tenant_id = tx.tenant();
  method.kind = kind;
  method.code = input.code;
  method.name_de = input.name_de;
  method.name_en = input.name_en;
  method.name_fr = input.name_fr;
  method.cost_cents = input.cost_cents.value;
  method.currency = own_tenant(tx).currency;
  method.position = existing.empty() ? 1 : existing.back().position + 1;
  method.active = input.active;
  ChangedFields fields;
  fields.note("name_de", "", method.name_de);
  note(tx, actor, method, "method.created", fields);
  tx.insert(method);
  return method;
}

OrderMethod change_method(Tx& tx, const Actor& actor, MethodKind kind, std::string_view code,
                          std::optional<std::int64_t> version, const MethodPatch& patch) {
  require(actor, Right::settings_manage);
  OrderMethod method = take_method(tx, kind, code, version);
  if (patch.active.present && !patch.active.value && is_last_active(tx, method)) {
    throw Refused::field("/active", "last_active_method");
  }
  ChangedFields fields;
  fields.set("name_de", method.name_de, patch.name_de);
  fields.set("name_en", method.name_en, patch.name_en);
  fields.set("name_fr", method.name_fr, patch.name_fr);
  if (patch.cost_cents.present) {
    fields.set("cost_cents", method.cost_cents, patch.cost_cents.value.value);
  }
  fields.set("active", method.active, patch.active);
  if (fields.empty()) {
    --method.version;
  } else {
    note(tx, actor, method, "method.changed", fields);
  }
  tx.update(method);
  return method;
}

std::vector<OrderMethod> sort_methods(Tx& tx, const Actor& actor, MethodKind kind,
                                      const MethodOrder& order) {
  require(actor, Right::settings_manage);
  const auto existing = all_methods(tx, actor, kind);
  std::set<std::string> known;
  for (const auto& method : existing) known.insert(method.code);
  for (std::size_t i = 0; i < order.codes.size(); ++i) {
    const std::string code = order.codes[i];
    if (known.erase(code) == 1) continue;
    const bool twice = std::ranges::count(order.codes, order.codes[i]) > 1;
    throw Refused::field("/codes/" + std::to_string(i), twice ? "duplicate" : "unknown", "", code);
  }
  if (!known.empty()) {
    throw Refused::field("/codes", "too_few", std::to_string(existing.size()),
                         std::to_string(order.codes.size()));
  }
  std::int64_t position = 0;
  for (const auto& code : order.codes) {
    ++position;
    const auto method = std::ranges::find(existing, std::string(code), &OrderMethod::code);
    if (method->position == position) continue;
    OrderMethod moved = take_method(tx, kind, code, std::nullopt);
    ChangedFields fields;
    fields.set("position", moved.position, position);
    note(tx, actor, moved, "method.changed", fields);
    tx.update(moved);
  }
  return all_methods(tx, actor, kind);
}

// --- Routes ---------------------------------------------------------------------------------

namespace {

struct MethodView {
  std::string code;
  std::string name;
  std::int64_t cost_cents = 0;
  std::string currency;
};
BOOST_DESCRIBE_STRUCT(MethodView, (), (code, name, cost_cents, currency))

struct MethodSetting {
  MethodId id;
  std::string code;
  std::string name_de;
  std::string name_en;
  std::string name_fr;
  std::int64_t cost_cents = 0;
  std::string currency;
  std::int64_t position = 0;
  bool active = true;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MethodSetting, (),
                      (id, code, name_de, name_en, name_fr, cost_cents, currency, position, active,
                       version))

MethodSetting shown(const OrderMethod& method) {
  return {method.id(),     method.code,       method.name_de,  method.name_en,  method.name_fr,
          method.cost_cents, method.currency, method.position, method.active, method.version};
}

std::vector<MethodSetting> shown(const std::vector<OrderMethod>& methods) {
  std::vector<MethodSetting> settings;
  for (const auto& method : methods) settings.push_back(shown(method));
  return settings;
}

void add_list_route(Api& api, std::string_view path, std::string summary, MethodKind kind) {
  api.read(path, {.summary = std::move(summary), .tag = "Orders"},
           [kind](Tx& tx, const Call& call) {
             // Whoever was removed from his last company has nothing to order here.
             require(call.actor, Right::order_read);
             std::vector<MethodView> views;
             for (const auto& method : methods_of(tx, kind)) {
               views.push_back({method.code, method.name(call.locale), method.cost_cents,
                                method.currency});
             }
             return views;
           });
}

struct SettingWords {
  std::string path;       ///< "/settings/payment-methods"
  std::string noun;       ///< "way to pay"
  std::string nouns;      ///< "ways to pay"
  std::string operation;  ///< "payment_method"
};

void add_setting_routes(Api& api, MethodKind kind, const SettingWords& words) {
  using http::Method;
  const auto info = [&](std::string summary, std::string verb) {
    RouteInfo route;
    route.summary = std::move(summary);
    route.tag = "Settings";
    route.access = Access::staff;
    route.operation_id = std::move(verb) + "_" + words.operation;
    return route;
  };
  api.read(words.path, info("Lists the " + words.nouns + " with all names", "list_settings"),
           [kind](Tx& tx, const Call& call) { return shown(all_methods(tx, call.actor, kind)); });
  RouteInfo create = info("Adds a " + words.noun, "create");
  create.status = 201;
  create.errors = {kMethodTaken};
  api.write(Method::post, words.path, create,
            [kind](Tx& tx, const Call& call, const MethodInput& body) {
              return shown(create_method(tx, call.actor, kind, body));
            });
  RouteInfo change = info("Changes a " + words.noun + " or puts it out of use", "change");
  change.if_match = true;
  api.write(Method::patch, words.path + "/{code}", change,
            [kind](Tx& tx, const Call& call, const MethodPatch& body) {
              return shown(change_method(tx, call.actor, kind, call.request.path_params.get("code"),
                                         call.seen_version(), body));
            });
  RouteInfo sort = info("Puts the " + words.nouns + " into this order", "sort");
  sort.description = "`codes` names all of them, each once. The first is what a new cart gets.";
  api.write(Method::put, words.path, sort, [kind](Tx& tx, const Call& call,
                                                  const MethodOrder& body) {
    return shown(sort_methods(tx, call.actor, kind, body));
  });
}

}  // namespace

void add_method_routes(Api& api) {
  add_list_route(api, "/payment-methods", "Lists the ways to pay", MethodKind::payment);
  add_list_route(api, "/shipping-methods", "Lists the ways to ship", MethodKind::shipping);
  add_setting_routes(api, MethodKind::payment,
                     {"/settings/payment-methods", "way to pay", "ways to pay", "payment_method"});
  add_setting_routes(
      api, MethodKind::shipping,
      {"/settings/shipping-methods", "way to ship", "ways to ship", "shipping_method"});
}

}  // namespace kontor
