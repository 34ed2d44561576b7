#include "kernel/request_limits.hpp"

#include <functional>
#include <string>
#include <string_view>

#include "kernel/http_fields.hpp"
#include "kernel/server_address.hpp"

namespace kontor {

namespace {

// Who calls, as a number: the tokens themselves are not kept. Empty for strangers.
std::string caller_key(const http::Request& request) {
  std::string_view token = request.headers.get("Authorization");
  if (token.empty()) token = request.cookies.get(http::host_cookie(request, "kontor_session"));
  if (token.empty()) return {};
  return std::to_string(std::hash<std::string_view>{}(token));
}

}  // namespace

RequestLimits::RequestLimits(RequestRates rates, const Clock& clock)
    : rates_(rates),
      clock_(clock),
      callers_({.burst = rates.per_caller, .per_minute = rates.per_caller}),
      addresses_({.burst = rates.per_address, .per_minute = rates.per_address}) {}

std::optional<std::int64_t> RequestLimits::retry_after_s(const http::Request& request) {
  const std::int64_t now_ms = clock_.now_ms();
  if (rates_.per_address > 0) {
    const auto decision = addresses_.take(http::counting_key(request.remote_address), now_ms);
    if (!decision.allowed) return decision.retry_after_s;
  }
  const std::string caller = rates_.per_caller > 0 ? caller_key(request) : std::string();
  if (!caller.empty()) {
    const auto decision = callers_.take(caller, now_ms);
    if (!decision.allowed) return decision.retry_after_s;
  }
  return std::nullopt;
}

}  // namespace kontor
