#include "kernel/server_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace kontor::http {

namespace {

constexpr AddressBytes kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
constexpr unsigned kMappedBits = 96;

bool is_mapped(const AddressBytes& address) {
  return std::equal(address.begin(), address.begin() + 12, kMappedPrefix.begin());
}

bool same_prefix(const AddressBytes& left, const AddressBytes& right, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(whole), right.begin())) {
    return false;
  }
  const unsigned rest = bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff << (8 - rest));
  return (left[whole] & mask) == (right[whole] & mask);
}

// One entry of X-Forwarded-For: blanks, "[v6]:port" and "v4:port" are seen in the wild.
std::string_view bare_address(std::string_view entry) {
  while (entry.starts_with(' ') || entry.starts_with('\t')) entry.remove_prefix(1);
  while (entry.ends_with(' ') || entry.ends_with('\t')) entry.remove_suffix(1);
  if (entry.starts_with('[')) return entry.substr(1, entry.find(']') - 1);
  if (std::ranges::count(entry, ':') == 1) return entry.substr(0, entry.find(':'));
  return entry;
}

}  // namespace

std::optional<AddressBytes> parse_address(std::string_view text) {
  const std::string terminated(text);
  AddressBytes address = kMappedPrefix;
  if (inet_pton(AF_INET, terminated.c_str(), address.data() + 12) == 1) return address;
  if (inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1) return address;
  return std::nullopt;
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  for (const std::string& text : networks) {
    const std::size_t slash = text.find('/');
    const std::string_view host = std::string_view(text).substr(0, slash);
    const auto address = parse_address(host);
    if (!address) throw std::invalid_argument("not an address or network: " + text);
    const bool v4 = host.find(':') == std::string_view::npos;
    unsigned bits = v4 ? 32 : 128;
    if (slash != std::string::npos) {
      const char* const end = text.data() + text.size();
      const unsigned most = bits;
      const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, bits);
      if (error != std::errc() || stop != end || bits > most) {
        throw std::invalid_argument("not an address or network: " + text);
      }
    }
    networks_.push_back({*address, v4 ? bits + kMappedBits : bits});
  }
}

bool TrustedProxies::contains(std::string_view address) const {
  if (networks_.empty()) return false;
  const auto bytes = parse_address(address);
  return bytes && std::ranges::any_of(networks_, [&](const Network& network) {
           return same_prefix(network.address, *bytes, network.bits);
         });
}

Client find_client(std::string_view peer, const Headers& headers, const TrustedProxies& proxies) {
  Client client{std::string(peer), false};
  if (!proxies.contains(peer)) return client;
  client.https = equal_ignoring_case(headers.get("X-Forwarded-Proto"), "https");
  // Several headers of the name are one list in their order (RFC 9110, 5.3).
  std::string chain;
  for (const std::string_view part : headers.all("X-Forwarded-For")) {
    if (!chain.empty()) chain += ',';
    chain += part;
  }
  std::string_view rest = chain;
  while (!rest.empty()) {
    const std::size_t comma = rest.rfind(',');
    const std::string_view entry =
        bare_address(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
    if (!parse_address(entry)) break;  // what stands further left is no better
    client.address = entry;
    if (!proxies.contains(entry)) break;
  }
  return client;
}

std::string counting_key(std::string_view address) {
  const auto bytes = parse_address(address);
  if (!bytes) return std::string(address);
  const std::size_t length = is_mapped(*bytes) ? 16 : 8;
  return std::string(reinterpret_cast<const char*>(bytes->data()), length);
}

}  // namespace kontor::http
