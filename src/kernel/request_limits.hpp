// How many API requests one caller and one address may make. Looked at before anything else is
// done for a request, so by what the request claims to be: credentials are not checked yet.
#pragma once

#include <cstdint>
#include <optional>

#include "kernel/clock.hpp"
#include "kernel/http.hpp"
#include "kernel/rate_limit.hpp"

namespace kontor {

// Per minute; the same number may come at once. 0: any number.
struct RequestRates {
  std::int64_t per_caller = 0;   // session cookie or API key
  std::int64_t per_address = 0;  // IPv6: per /64; catches those who make up a key each time
};

class RequestLimits {
 public:
  RequestLimits(RequestRates rates, const Clock& clock);

  // Any thread. Nothing: go on. Otherwise the seconds after which it will be let in.
  std::optional<std::int64_t> retry_after_s(const http::Request& request);

 private:
  const RequestRates rates_;
  const Clock& clock_;
  RateLimiter callers_;
  RateLimiter addresses_;
};

}  // namespace kontor
