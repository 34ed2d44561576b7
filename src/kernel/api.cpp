#include "kernel/api.hpp"

#include <charconv>

#include "kernel/blobs.hpp"
#include "kernel/http_fields.hpp"
#include "kernel/log.hpp"

namespace kontor {

std::optional<std::int64_t> Call::seen_version() const {
  const auto header = request.headers.find("If-Match");
  if (!header) throw Refused(kPreconditionRequired);
  if (*header == "*") return std::nullopt;
  const auto version = http::parse_version_match(*header);
  if (!version) {
    throw Refused(kBadRequest, {{"what", "If-Match"}, {"found", std::string(*header)}});
  }
  return version;
}

std::int64_t Call::limit(std::int64_t otherwise) const {
  const auto text = request.query.find("limit");
  if (!text) return otherwise;
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text->data(), text->data() + text->size(), number);
  constexpr std::int64_t kMost = 200;
  if (parsed.ec != std::errc{} || parsed.ptr != text->data() + text->size() || number < 1) {
    throw Refused::field("?limit", "not_a_number", "1-200", std::string(text->substr(0, 40)));
  }
  return std::min(number, kMost);
}

TextParams text_params(const Params& params) {
  TextParams values;
  for (const auto& [name, value] : params) {
    values[name] = std::holds_alternative<std::string>(value)
                       ? std::get<std::string>(value)
                       : std::to_string(std::get<std::int64_t>(value));
  }
  return values;
}

std::string refusal_text(const Refused& refused, Locale locale) {
  const auto params = text_params(refused.params());
  const std::string key = "refusal." + std::string(refused.code().name);
  const auto cause = params.find("cause");
  const std::string special = cause == params.end() ? key : key + "_" + cause->second;
  return text(locale, texts().has(locale, special) ? special : key, params);
}

namespace {

boost::json::value error_json(const FieldError& error, Locale locale) {
  const TextParams values{{"limit", error.limit}, {"actual", error.actual}};
  return boost::json::object{{"pointer", error.pointer},
                             {"code", error.code},
                             {"limit", error.limit},
                             {"actual", error.actual},
                             {"message", text(locale, "field_error." + error.code, values)}};
}

}  // namespace

Locale accepted_locale(std::string_view accept_language) {
  const auto tag = http::preferred_language(accept_language, {"de", "en", "fr"});
  return tag ? parse_locale(*tag).value_or(Locale::de) : Locale::de;
}

Locale request_locale(const http::Request& request) {
  return accepted_locale(request.headers.get("Accept-Language"));
}

http::Response refusal_response(const Refused& refused, Locale locale,
                                std::string_view request_id) {
  const std::string key = "refusal." + std::string(refused.code().name);
  const TextParams values = text_params(refused.params());
  boost::json::object members;
  boost::json::object params;
  for (const auto& [name, value] : refused.params()) {
    std::visit([&](const auto& plain) { params[name] = plain; }, value);
  }
  members["params"] = std::move(params);
  boost::json::array errors;
  for (const auto& error : refused.errors()) errors.push_back(error_json(error, locale));
  members["errors"] = std::move(errors);
  for (const auto& [name, json] : refused.extra()) members[name] = boost::json::parse(json);
  const std::string detail_key = key + "_detail";
  const std::string detail =
      texts().has(locale, detail_key) ? text(locale, detail_key, values) : std::string();
  auto response =
      http::problem_response(refused.code().status, refused.code().name,
                             text(locale, key, values), detail, request_id, std::move(members));
  if (refused.code().status == 503 || refused.code().status == 429) {
    const auto wait = values.find("retry_after_s");
    response.headers.set("Retry-After", wait == values.end() ? "5" : wait->second);
  }
  return response;
}

namespace {

// "Sign in first" is how every visit begins; the others are worth a look when there are many. No
// path: those of links hold their secret.
void log_guarded(const Refused& refused, const http::Request& request, std::string_view who) {
  const Code& code = refused.code();
  const bool guards = code.status == 403 || code.status == 429 ||
                      (code.status == 401 && !(code == kUnauthenticated));
  if (!guards) return;
  log_info("request.refused", {{"code", code.name},
                               {"method", http::method_name(request.method)},
                               {"address", request.remote_address},
                               {"who", who},
                               {"request_id", request.request_id}});
}

}  // namespace

http::Response error_response(std::exception_ptr error, Locale locale, const http::Request& request,
                              std::string_view who) {
  const std::string_view request_id = request.request_id;
  try {
    std::rethrow_exception(error);
  } catch (const Refused& refused) {
    log_guarded(refused, request, who);
    return refusal_response(refused, locale, request_id);
  } catch (const UniqueViolation& violation) {
    log_info("unique violation", {{"request_id", std::string(request_id)},
                                  {"where", violation.what()}});
    return refusal_response(Refused(kConflict), locale, request_id);
  } catch (const BlobStorageFull& full) {
    log_warn("storage full",
             {{"request_id", std::string(request_id)}, {"error", full.what()}});
    return refusal_response(Refused(kStorageFull), locale, request_id);
  } catch (const std::exception& bug) {
    log_error("request failed",
              {{"request_id", std::string(request_id)}, {"error", bug.what()}});
  } catch (...) {
    log_error("request failed", {{"request_id", std::string(request_id)}});
  }
  return refusal_response(Refused(kInternal, {{"request_id", std::string(request_id)}}), locale,
                          request_id);
}

namespace {

/// A form on a foreign page can send text/plain but not this without asking first (CORS).
void check_media_type(const http::Request& request) {
  const std::string type = http::media_type(request.headers.get("Content-Type"));
  if (type == "application/json") return;
  throw Refused(kUnsupportedMedia, {{"found", type}, {"expected", "application/json"}});
}

}  // namespace

/// What lives from the request's arrival to its answer.
struct Api::Exchange {
  http::Request request;
  http::Responder responder;
  const RouteInfo* info = nullptr;
  const ApiHooks* hooks = nullptr;
  std::string route;
  bool takes_key = false;
  Locale locale = Locale::de;
  Work work;
  std::exception_ptr bad_body;
  std::shared_ptr<const Actor> actor;
  http::Response response;

  Call call() const { return {request, *actor, locale, actor}; }
  void answer(std::exception_ptr error) {
    if (!error) return responder(std::move(response));
    const std::string who = actor ? hooks->actor_key(*actor) : std::string();
    responder(error_response(error, locale, request, who));
  }
};

void Api::enter(Tx& tx, Exchange& exchange, const RouteInfo& info) {
  exchange.actor = hooks_.authenticate(tx, exchange.request);
  exchange.locale = hooks_.locale(*exchange.actor, exchange.request);
  hooks_.admit(*exchange.actor, info.access, exchange.request);
  if (exchange.bad_body) std::rethrow_exception(exchange.bad_body);
  if (info.if_match) exchange.call().seen_version();
}

OnceScope Api::scope_of(const Exchange& exchange) const {
  return once_scope(exchange.request, hooks_.actor_key(*exchange.actor), exchange.route,
                    hooks_.digest);
}

void Api::transact(Mode mode, const std::shared_ptr<Exchange>& exchange, TenantId tenant) {
  auto work = [this, exchange](Tx& tx) {
    enter(tx, *exchange, *exchange->info);
    const Call call = exchange->call();
    if (!exchange->takes_key) {
      exchange->response = exchange->work.run(tx, call);
      return;
    }
    const Keeps keeps = exchange->info->secret ? Keeps::status_only : Keeps::whole_answer;
    exchange->response = answer_once(tx, scope_of(*exchange), keeps,
                                     [&] { return exchange->work.run(tx, call); });
  };
  auto done = [exchange](std::exception_ptr error) { exchange->answer(error); };
  if (mode == Mode::read) {
    database_.read(tenant, std::move(work), std::move(done));
  } else {
    database_.write(tenant, std::move(work), std::move(done));
  }
}

/// Long work first asks on a snapshot who is there, then leaves the database's threads.
void Api::start(Mode mode, const std::shared_ptr<Exchange>& exchange, TenantId tenant) {
  if (!exchange->work.first) return transact(mode, exchange, tenant);
  const auto prepare = [this, mode, exchange, tenant] {
    try {
      exchange->work.run = exchange->work.first(database_, exchange->call());
      transact(mode, exchange, tenant);
    } catch (...) {
      exchange->answer(std::current_exception());
    }
  };
  auto answered = std::make_shared<bool>(false);
  const auto ask = [this, exchange, answered](Tx& tx) {
    enter(tx, *exchange, *exchange->info);
    if (!exchange->takes_key) return;
    auto known = find_answer(tx, scope_of(*exchange));
    *answered = known.has_value();
    if (known) exchange->response = std::move(*known);
  };
  database_.read(tenant, ask, [this, exchange, answered, prepare](std::exception_ptr error) {
    if (error || *answered) return exchange->answer(error);
    if (workers_.submit(prepare)) return;
    exchange->answer(std::make_exception_ptr(Refused(kOverloaded, {{"retry_after_s", 5}})));
  });
}

void Api::add_route(Mode mode, http::Method method, std::string_view path, RouteInfo info,
                    RouteDoc doc, Prepare prepare) {
  const bool takes_json = !doc.request_schema.empty();
  const bool takes_key = mode == Mode::write && method == http::Method::post;
  doc.takes_idempotency_key = takes_key;
  describe(method, path, info, std::move(doc));
  const http::RouteLimits limits = info.limits;
  const std::string route = std::string(http::method_name(method)) + ' ' + std::string(path);
  auto handler = [this, mode, takes_key, takes_json, route, info = std::move(info),
                  prepare = std::move(prepare)](http::Request request,
                                                http::Responder responder) {
    auto exchange = std::make_shared<Exchange>();
    exchange->request = std::move(request);
    exchange->responder = std::move(responder);
    exchange->info = &info;
    exchange->hooks = &hooks_;
    exchange->route = route;
    exchange->takes_key = takes_key;
    exchange->locale = request_locale(exchange->request);
    try {
      if (hooks_.retry_after_s) {
        if (const auto wait = hooks_.retry_after_s(exchange->request)) {
          throw Refused(kRateLimited, {{"retry_after_s", *wait}});
        }
      }
      const TenantId tenant = hooks_.tenant(exchange->request);
      try {
        if (takes_json) check_media_type(exchange->request);
        exchange->work = prepare(exchange->request.body);
      } catch (const Refused&) {
        // A stranger hears "sign in" before he hears what is wrong with his body.
        exchange->bad_body = std::current_exception();
      }
      start(mode, exchange, tenant);
    } catch (...) {
      exchange->answer(std::current_exception());
    }
  };
  router_.add(method, std::string(kPrefix) + std::string(path), std::move(handler), limits);
}

void Api::custom(http::Method method, std::string_view path, RouteInfo info, RouteDoc doc,
                 http::Handler handler) {
  doc.takes_idempotency_key = method == http::Method::post && !info.ignores_key;
  describe(method, path, info, std::move(doc));
  router_.add(method, std::string(kPrefix) + std::string(path), std::move(handler), info.limits);
}

void Api::describe(http::Method method, std::string_view path, const RouteInfo& info,
                   RouteDoc doc) {
  doc.method = method;
  doc.path = std::string(path);
  doc.summary = info.summary;
  doc.description = info.description;
  doc.tag = info.tag;
  doc.operation_id = info.operation_id;
  doc.query_params = info.query;
  doc.success_status = info.status;
  doc.security = info.access == Access::anyone ? RouteSecurity::open : RouteSecurity::signed_in;
  doc.needs_if_match = info.if_match;
  for (const auto& code : info.errors) doc.errors.push_back({code.status, std::string(code.name)});
  docs_.push_back(std::move(doc));
  infos_.push_back(info);
}

boost::json::object Api::openapi() const {
  ApiInfo info;
  info.version = KONTOR_VERSION;
  info.description =
      "The order desk. Everything that the web UI does goes through this interface.\n\n"
      "Bodies are JSON in UTF-8. Names are `snake_case` and end in their unit: `_ms` is "
      "milliseconds UTC since 1970, `_cents` are hundredths of the currency, `_e4` "
      "ten-thousandths, `_milli` thousandths, `_bp` hundredths of a percent. Ids are texts such "
      "as `order_01h455vb4pex5vsknk084sn02q`. Members that are not described are refused.\n\n"
      "Lists have `items` and `next_cursor`; pass it as `cursor` for the next page, at most 200 "
      "with `limit`.\n\n"
      "What goes wrong is answered as `application/problem+json` (RFC 9457) with a `code` that "
      "stays, texts in the language of `Accept-Language`, and `errors` that point at fields. "
      "`429` and `503` say in `Retry-After` when to try again.";
  info.headers = {{"Kontor-Account",
                   "The account that you act for, `account_...`. Without it your only or first "
                   "membership acts.",
                   {},
                   false}};
  info.tags = tags_;
  return build_openapi(info, docs_, schemas_);
}

}  // namespace kontor
