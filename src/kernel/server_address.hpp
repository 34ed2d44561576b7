// Addresses: which peers are trusted proxies, who the client behind them is, and how connections
// are counted. Used by the server only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/http.hpp"

namespace kontor::http {

// IPv4 is kept as an IPv4-mapped IPv6 address, so that "::ffff:10.0.0.1" is 10.0.0.1.
using AddressBytes = std::array<std::uint8_t, 16>;
std::optional<AddressBytes> parse_address(std::string_view text);

class TrustedProxies {
 public:
  // "10.0.0.0/8", "::1", "192.0.2.7". Throws std::invalid_argument.
  explicit TrustedProxies(const std::vector<std::string>& networks);
  bool contains(std::string_view address) const;

 private:
  struct Network {
    AddressBytes address{};
    unsigned bits = 128;
  };
  std::vector<Network> networks_;
};

struct Client {
  std::string address;
  bool https = false;
};

// Walks X-Forwarded-For from the right while the addresses are trusted; the first one that is not
// is the client. Headers of untrusted peers are not read.
Client find_client(std::string_view peer, const Headers& headers, const TrustedProxies& proxies);

// What connections are counted by: the address, for IPv6 its /64, which one household has.
std::string counting_key(std::string_view address);

}  // namespace kontor::http
