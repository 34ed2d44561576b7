#include "kernel/api.hpp"

#include <charconv>

#include "kernel/crypto.hpp"
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
  return text(locale, "refusal." + std::string(refused.code().name),
              text_params(refused.params()));
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

http::Response error_response(std::exception_ptr error, Locale locale,
                              std::string_view request_id) {
  try {
    std::rethrow_exception(error);
  } catch (const Refused& refused) {
    return refusal_response(refused, locale, request_id);
  } catch (const UniqueViolation& violation) {
    log_info("unique violation", {{"request_id", std::string(request_id)},
                                  {"where", violation.what()}});
    return refusal_response(Refused(kConflict), locale, request_id);
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

/// An answer that was given before to the same key.
struct StoredAnswer {
  static constexpr std::string_view kTable = "idempotency";
  static constexpr int kKeyColumns = 3;
  TenantId tenant_id;
  std::string actor_key;
  std::string idempotency_key;
  std::string route;
  Bytes body_hash;
  std::int64_t status = 200;
  std::string etag;
  std::string body;
  std::int64_t created_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(StoredAnswer, (),
                      (tenant_id, actor_key, idempotency_key, route, body_hash, status, etag,
                       body, created_at_ms))

std::string idempotency_key(const http::Request& request) {
  const auto header = request.headers.find("Idempotency-Key");
  if (!header) return {};
  auto key = http::parse_idempotency_key(*header);
  if (!key || key->empty()) {
    throw Refused(kBadRequest, {{"what", "Idempotency-Key"},
                                {"found", std::string(header->substr(0, 100))}});
  }
  return std::move(*key);
}

http::Response run_once(Tx& tx, const Call& call, const std::string& actor_key, bool secret,
                        const Api::Run& run) {
  const std::string key = idempotency_key(call.request);
  if (key.empty()) return run(tx, call);
  const std::string route(call.request.target);
  const Digest digest = sha256(call.request.body);
  const Bytes body_hash(digest.begin(), digest.end());
  const auto stored = tx.find<StoredAnswer>(
      "WHERE tenant_id = $1 AND actor_key = $2 AND idempotency_key = $3", tx.tenant(), actor_key,
      key);
  if (stored) {
    if (stored->route != route || stored->body_hash != body_hash) {
      throw Refused(kIdempotencyMismatch);
    }
    auto response = stored->body.empty()
                        ? http::Response::empty(static_cast<int>(stored->status))
                        : http::Response::json(stored->body, static_cast<int>(stored->status));
    if (!stored->etag.empty()) response.headers.set("ETag", stored->etag);
    response.headers.set("Idempotency-Replayed", "true");
    return response;
  }
  // The key is taken first: of two requests at once the second meets it before anything else,
  // waits, runs again and then finds the first one's answer.
  StoredAnswer answer{tx.tenant(), actor_key, key, route, body_hash, 0, "", "", tx.now_ms()};
  tx.insert(answer);
  auto response = run(tx, call);
  answer.status = response.status;
  answer.etag = std::string(response.headers.get("ETag"));
  if (!secret) answer.body = response.body;
  tx.update(answer);
  return response;
}

/// A form on a foreign page can send text/plain but not this without asking first (CORS).
void check_media_type(const http::Request& request) {
  const std::string type = http::media_type(request.headers.get("Content-Type"));
  if (type == "application/json") return;
  throw Refused(kUnsupportedMedia, {{"found", type}, {"expected", "application/json"}});
}

/// What lives from the request's arrival to its answer.
struct Exchange {
  http::Request request;
  http::Responder responder;
  Locale locale = Locale::de;
  Api::Run run;
  std::exception_ptr bad_body;
  http::Response response;

  void answer(std::exception_ptr error) {
    responder(error ? error_response(error, locale, request.request_id) : std::move(response));
  }
};

}  // namespace

void Api::add_route(Mode mode, http::Method method, std::string_view path, RouteInfo info,
                    RouteDoc doc, Prepare prepare) {
  const bool takes_json = !doc.request_schema.empty();
  describe(method, path, info, std::move(doc));
  const http::RouteLimits limits = info.limits;
  const bool takes_key = mode == Mode::write && method == http::Method::post;
  auto handler = [this, mode, takes_key, takes_json, info = std::move(info),
                  prepare = std::move(prepare)](http::Request request,
                                                http::Responder responder) {
    auto exchange = std::make_shared<Exchange>();
    exchange->request = std::move(request);
    exchange->responder = std::move(responder);
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
        exchange->run = prepare(exchange->request.body);
      } catch (const Refused&) {
        // A stranger hears "sign in" before he hears what is wrong with his body.
        exchange->bad_body = std::current_exception();
      }
      auto work = [this, exchange, &info, takes_key](Tx& tx) {
        const auto actor = hooks_.authenticate(tx, exchange->request);
        exchange->locale = hooks_.locale(*actor, exchange->request);
        hooks_.admit(*actor, info.access, exchange->request);
        if (exchange->bad_body) std::rethrow_exception(exchange->bad_body);
        const Call call{exchange->request, *actor, exchange->locale, actor};
        if (info.if_match) call.seen_version();
        exchange->response =
            takes_key
                ? run_once(tx, call, hooks_.actor_key(*actor), info.secret, exchange->run)
                : exchange->run(tx, call);
      };
      auto done = [exchange](std::exception_ptr error) { exchange->answer(error); };
      if (mode == Mode::read) {
        database_.read(tenant, std::move(work), std::move(done));
      } else {
        database_.write(tenant, std::move(work), std::move(done));
      }
    } catch (...) {
      exchange->answer(std::current_exception());
    }
  };
  router_.add(method, std::string(kPrefix) + std::string(path), std::move(handler), limits);
}

void Api::custom(http::Method method, std::string_view path, RouteInfo info, RouteDoc doc,
                 http::Handler handler) {
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
  doc.takes_idempotency_key = method == http::Method::post;
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
  return build_openapi(info, docs_, schemas_);
}

}  // namespace kontor
