#include "kernel/idempotency.hpp"

#include "kernel/http_fields.hpp"
#include "kernel/refused.hpp"
#include "kernel/teeth.hpp"

namespace kontor {
namespace {

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

std::string key_of(const http::Request& request) {
  const auto header = request.headers.find("Idempotency-Key");
  if (!header) return {};
  auto key = http::parse_idempotency_key(*header);
  if (!key || key->empty()) {
    throw Refused(kBadRequest, {{"what", "Idempotency-Key"},
                                {"found", std::string(header->substr(0, 100))}});
  }
  return std::move(*key);
}

}  // namespace

OnceScope once_scope(const http::Request& request, std::string actor_key, std::string route,
                     const RequestDigest& digest) {
  OnceScope scope{std::move(actor_key), key_of(request), std::move(route), {}};
  if (bites(Tooth::ignore_idempotency_key)) scope.key.clear();
  if (scope.key.empty()) return scope;
  const std::string whole = std::string(request.target) + '\n' + std::string(request.body);
  const Digest hash = digest ? digest(whole) : sha256(whole);
  scope.request_hash.assign(hash.begin(), hash.end());
  return scope;
}

std::optional<http::Response> find_answer(Tx& tx, const OnceScope& scope) {
  if (scope.key.empty()) return {};
  const auto stored = tx.find<StoredAnswer>(
      "WHERE tenant_id = $1 AND actor_key = $2 AND idempotency_key = $3", tx.tenant(),
      scope.actor_key, scope.key);
  if (!stored) return {};
  if (stored->body_hash != scope.request_hash) throw Refused(kIdempotencyMismatch);
  auto response = stored->body.empty()
                      ? http::Response::empty(static_cast<int>(stored->status))
                      : http::Response::json(stored->body, static_cast<int>(stored->status));
  if (!stored->etag.empty()) response.headers.set("ETag", stored->etag);
  response.headers.set("Idempotency-Replayed", "true");
  return response;
}

http::Response answer_once(Tx& tx, const OnceScope& scope, Keeps keeps,
                           const std::function<http::Response()>& run) {
  if (scope.key.empty()) return run();
  if (auto answer = find_answer(tx, scope)) return std::move(*answer);
  // The key is taken first: of two requests at once the second meets it before anything else,
  // waits, runs again and then finds the first one's answer.
  StoredAnswer answer{tx.tenant(), scope.actor_key, scope.key, scope.route, scope.request_hash,
                      0,           "",              "",        tx.now_ms()};
  tx.insert(answer);
  auto response = run();
  answer.status = response.status;
  answer.etag = std::string(response.headers.get("ETag"));
  if (keeps == Keeps::whole_answer) answer.body = response.body;
  tx.update(answer);
  return response;
}

}  // namespace kontor
