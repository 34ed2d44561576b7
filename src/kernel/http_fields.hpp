// Header values as pure functions: what cannot be read is nothing, never an exception.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/http.hpp"

namespace kontor::http {

// Cookie: "a=1; b=2" (RFC 6265, 5.4). Quotes around a value are dropped; parts that are broken are
// left out, at most `max_cookies` are read.
Pairs parse_cookies(std::string_view header, std::size_t max_cookies = 50);

struct CookieOptions {
  std::string path = "/";
  std::optional<std::int64_t> max_age_s;  // nothing: until the browser closes; 0 deletes
  bool http_only = true;
  bool secure = false;
  std::string same_site = "Lax";
};
// Value for Set-Cookie. `value` must be of cookie-octets (RFC 6265, 4.1.1): throws otherwise.
std::string cookie_header(std::string_view name, std::string_view value,
                          const CookieOptions& options = {});

// The name of a cookie that this host alone may set: over https with the prefix "__Host-", under
// which browsers take it only with Secure, for "/" and without Domain, so that a neighbour below
// the same domain cannot plant one (RFC 6265bis, 4.1.3.2). Over plain http the name as it is.
std::string host_cookie(const Request& request, std::string_view name);

struct Authorization {
  std::string scheme;       // lower case: "bearer", "basic"
  std::string credentials;  // token68 as sent
};
std::optional<Authorization> parse_authorization(std::string_view header);
std::optional<std::string> parse_bearer(std::string_view header);  // the token only

// If-Match and If-None-Match (RFC 9110, 8.8.3 and 13.1).
struct EntityTag {
  bool weak = false;
  std::string value;  // without quotes
  bool operator==(const EntityTag&) const = default;
};
struct EntityTagList {
  bool any = false;  // "*"
  std::vector<EntityTag> tags;
};
std::optional<EntityTagList> parse_entity_tags(std::string_view header);
std::optional<EntityTag> parse_entity_tag(std::string_view text);
bool matches_strongly(const EntityTagList& list, std::string_view value);
bool matches_weakly(const EntityTagList& list, std::string_view value);

// If-Match: "7" -> 7. Nothing for "*", weak tags, several tags and what is no number: a write needs
// exactly the version that the caller has seen.
std::optional<std::int64_t> parse_version_match(std::string_view header);

// Structured fields (RFC 9651): an item that is a string or a token; parameters are checked and
// dropped. `is_token` tells which of both it was.
struct StructuredText {
  std::string value;
  bool is_token = false;
};
std::optional<StructuredText> parse_structured_text(std::string_view header);

// Idempotency-Key: a structured string of 1 to `max_length` printable characters; what many clients
// send, a bare UUID or other token without quotes, is taken too.
std::optional<std::string> parse_idempotency_key(std::string_view header,
                                                 std::size_t max_length = 255);

// Accept-Encoding: does the client take this coding with q > 0 (RFC 9110, 12.5.3)?
bool accepts_encoding(std::string_view header, std::string_view coding);

// Accept-Language: the best of `offered` (primary tags such as "de"); nothing if none fits.
std::optional<std::string> preferred_language(std::string_view header,
                                              const std::vector<std::string>& offered);

// "text/html; charset=utf-8" -> "text/html", lower case, without parameters.
std::string media_type(std::string_view content_type);
// Parameter of a Content-Type or Content-Disposition value, quotes removed.
std::optional<std::string> header_parameter(std::string_view value, std::string_view name);

}  // namespace kontor::http
