#pragma once
// One key, one deed: a POST that is sent again with its Idempotency-Key gets the first answer and
// changes nothing. Only what succeeded is kept, in the transaction of the work itself, for 30 days
// (housekeeping.hpp). A refusal changed nothing and may be tried again.
//
// Nothing kept here is a secret: an answer that holds one is kept without its body, and of the
// request only a keyed hash (ApiHooks::digest), because bodies with passwords and paths with the
// tokens of links would otherwise lie here to be guessed at.

#include <functional>
#include <optional>
#include <string>

#include "kernel/crypto.hpp"
#include "kernel/db.hpp"
#include "kernel/http.hpp"

namespace kontor {

/// What makes two requests the same. `key` is empty when the caller sent none.
struct OnceScope {
  std::string actor_key;  ///< whose keys these are
  std::string key;
  std::string route;  ///< the pattern, for people who look into the table
  Bytes request_hash;
};

/// HMAC of target and body; a refusal for a key that cannot be one.
using RequestDigest = std::function<Digest(std::string_view)>;
OnceScope once_scope(const http::Request& request, std::string actor_key, std::string route,
                     const RequestDigest& digest);

/// The answer that was given before. Refuses with idempotency_mismatch when the key stood for
/// another request.
std::optional<http::Response> find_answer(Tx& tx, const OnceScope& scope);

enum class Keeps { whole_answer, status_only };
/// Runs the work, or gives the answer that it gave before.
http::Response answer_once(Tx& tx, const OnceScope& scope, Keeps keeps,
                           const std::function<http::Response()>& run);

}  // namespace kontor
