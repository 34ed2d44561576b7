#include "accounts/api_hooks.hpp"

#include <mutex>

#include "kernel/http_fields.hpp"

namespace kontor {
namespace {

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (auto& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

/// "Shop.Example:8080" -> "shop.example"; "[::1]:8080" -> "[::1]".
std::string host_of(const http::Request& request) {
  auto host = request.headers.get("Host");
  const auto bracket = host.rfind(']');
  const auto colon = host.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    host = host.substr(0, colon);
  }
  return lower_ascii(host);
}

/// The tenant's code that stands before the dot of whatever token the request carries.
std::string code_of(const http::Request& request) {
  const auto before_dot = [](std::string_view token) {
    return std::string(token.substr(0, std::min(token.find('.'), token.size())));
  };
  const auto bearer = http::parse_bearer(request.headers.get("Authorization"));
  if (bearer) {
    std::string_view token = *bearer;
    if (token.starts_with("kk_")) token.remove_prefix(3);
    return before_dot(token);
  }
  if (const auto token = request.path_params.find("token")) return before_dot(*token);
  return before_dot(request.cookies.get(http::host_cookie(request, kSessionCookie)));
}

bool is_write(http::Method method) {
  return method != http::Method::get && method != http::Method::head &&
         method != http::Method::options;
}

/// Without letters and digits that look alike: five bits each.
std::string make_setup_code(Random& random) {
  constexpr std::string_view kLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  std::array<std::uint8_t, 28> bytes{};
  random.fill(bytes);
  std::string code;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0 && i % 4 == 0) code.push_back('-');
    code.push_back(kLetters[bytes[i] % kLetters.size()]);
  }
  return code;
}

}  // namespace

TenantDirectory::TenantDirectory(Database& database, Random& random)
    : database_(database), setup_code_(make_setup_code(random)) {}

void TenantDirectory::load() {
  keep(database_.read_wait(TenantId{}, [](Tx& tx) { return list_tenants(tx); }));
}

void TenantDirectory::load_later(std::function<void()> done) {
  auto tenants = std::make_shared<std::vector<Tenant>>();
  database_.read(
      TenantId{}, [tenants](Tx& tx) { *tenants = list_tenants(tx); },
      [this, tenants, done = std::move(done)](std::exception_ptr error) {
        if (!error) keep(*tenants);
        done();
      });
}

void TenantDirectory::keep(const std::vector<Tenant>& tenants) {
  std::unique_lock lock(mutex_);
  loaded_at_ms_ = database_.clock().now_ms();
  by_host_.clear();
  by_code_.clear();
  for (const auto& tenant : tenants) {
    by_code_[tenant.code] = tenant.tenant_id;
    if (tenant.host_name) by_host_[lower_ascii(*tenant.host_name)] = tenant.tenant_id;
  }
}

void TenantDirectory::load_if_unknown() {
  constexpr std::int64_t kPatience_ms = 2000;
  {
    std::shared_lock lock(mutex_);
    if (!by_code_.empty()) return;
    // Another node may have been used for the set-up: an empty directory looks again.
    if (loaded_at_ms_ && database_.clock().now_ms() < *loaded_at_ms_ + kPatience_ms) return;
  }
  load();
}

bool TenantDirectory::empty() {
  load_if_unknown();
  std::shared_lock lock(mutex_);
  return by_code_.empty();
}

TenantId TenantDirectory::of(const http::Request& request) {
  load_if_unknown();
  std::shared_lock lock(mutex_);
  if (by_code_.empty()) return TenantId{};
  if (!by_host_.empty()) {
    const auto host = by_host_.find(host_of(request));
    if (host != by_host_.end()) return host->second;
  }
  if (by_code_.size() == 1) return by_code_.begin()->second;
  const auto code = by_code_.find(code_of(request));
  if (code == by_code_.end()) throw Refused(kUnknownHost);
  return code->second;
}

std::string session_cookie(const http::Request& request, std::string_view token) {
  http::CookieOptions options;
  options.max_age_s = kSessionLife_ms / 1000;
  options.secure = request.https;
  return http::cookie_header(http::host_cookie(request, kSessionCookie), token, options);
}

std::string end_of_session_cookie(const http::Request& request) {
  http::CookieOptions options;
  options.max_age_s = 0;
  options.secure = request.https;
  return http::cookie_header(http::host_cookie(request, kSessionCookie), "", options);
}

std::optional<Token> session_token_of(const http::Request& request) {
  return Token::parse(request.cookies.get(http::host_cookie(request, kSessionCookie)));
}

std::shared_ptr<const Actor> authenticate_request(Tx& tx, const http::Request& request) {
  if (tx.tenant().is_nil()) return std::make_shared<const Actor>();
  const auto bearer = http::parse_bearer(request.headers.get("Authorization"));
  Credentials credentials;
  if (bearer) credentials.bearer = *bearer;
  credentials.session_token = request.cookies.get(http::host_cookie(request, kSessionCookie));
  credentials.account = request.headers.get("Kontor-Account");
  auto actor = authenticate(tx, credentials);
  // A cookie that ended is a visitor; a wrong key is a mistake that its owner must hear of.
  if (request.headers.has("Authorization") && !actor.logged_in()) throw Refused(kUnauthenticated);
  return std::make_shared<const Actor>(std::move(actor));
}

void admit_request(const Actor& actor, Access access, const http::Request& request) {
  if (access == Access::anyone) return;
  if (!actor.logged_in()) throw Refused(kUnauthenticated);
  if (actor.kind == ActorKind::user && is_write(request.method)) {
    const auto token = session_token_of(request);
    const auto sent = request.headers.get("X-CSRF-Token");
    if (!token || !equal_constant_time(sent, csrf_token_of(*token))) throw Refused(kCsrfMissing);
  }
  if (access == Access::staff && !actor.staff()) {
    const auto* acting = actor.acting_for();
    if (acting == nullptr) {
      throw Refused(actor.memberships.empty() ? kNoAccount : kNotFound);
    }
    throw Refused(kRoleForbids, {{"role", std::string(role_name(acting->role))}});
  }
}

ApiHooks make_api_hooks(Services& services) {
  ApiHooks hooks;
  hooks.tenant = [&services](const http::Request& request) {
    return services.tenants->of(request);
  };
  hooks.authenticate = [&services](Tx& tx, const http::Request& request) {
    auto actor = authenticate_request(tx, request);
    if (actor->touch_due) {
      // Only "last seen": nobody waits for it, and nothing is lost when it does not happen.
      services.database.write(
          tx.tenant(), [actor](Tx& later) { touch_session(later, *actor); },
          [](std::exception_ptr) {});
    }
    return actor;
  };
  hooks.admit = admit_request;
  hooks.locale = [](const Actor& actor, const http::Request& request) {
    return actor.logged_in() ? actor.locale : request_locale(request);
  };
  hooks.actor_key = [](const Actor& actor) -> std::string {
    if (actor.kind == ActorKind::api_key) return actor.api_key_id.text();
    if (actor.kind == ActorKind::user) return actor.user_id.text();
    return "nobody";
  };
  hooks.digest = [key = services.secrets.derive("idempotency")](std::string_view request) {
    return hmac_sha256(key, request);
  };
  return hooks;
}

}  // namespace kontor
