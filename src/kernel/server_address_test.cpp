#include "kernel/server_address.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace kontor::http {

namespace {

Client client_of(const std::string& peer, const std::string& forwarded,
                 const std::vector<std::string>& trusted) {
  Headers headers;
  headers.add("X-Forwarded-For", forwarded);
  headers.add("X-Forwarded-Proto", "https");
  return find_client(peer, headers, TrustedProxies(trusted));
}

}  // namespace

TEST_CASE("networks hold their addresses and no others") {
  const TrustedProxies proxies({"10.0.0.0/8", "192.0.2.7", "2001:db8::/33", "::1"});
  for (const char* const inside :
       {"10.0.0.1", "10.255.255.255", "::ffff:10.1.2.3", "192.0.2.7", "2001:db8:7fff::1", "::1"}) {
    CAPTURE(inside);
    CHECK(proxies.contains(inside));
  }
  for (const char* const outside : {"11.0.0.1", "192.0.2.8", "2001:db8:8000::1", "::2", "", "x"}) {
    CAPTURE(outside);
    CHECK_FALSE(proxies.contains(outside));
  }
  for (const char* const wrong : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "::/129", "host"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(TrustedProxies({wrong}), std::invalid_argument);
  }
}

TEST_CASE("the client is the first address from the right that is no proxy") {
  const std::vector<std::string> trusted = {"10.0.0.0/8"};
  CHECK(client_of("192.0.2.1", "1.1.1.1", trusted).address == "192.0.2.1");
  CHECK_FALSE(client_of("192.0.2.1", "1.1.1.1", trusted).https);
  CHECK(client_of("10.0.0.1", "1.1.1.1", trusted).https);
  CHECK(client_of("10.0.0.1", "6.6.6.6, 1.1.1.1 , 10.0.0.2", trusted).address == "1.1.1.1");
  CHECK(client_of("10.0.0.1", "10.0.0.3, 10.0.0.2", trusted).address == "10.0.0.3");
  CHECK(client_of("10.0.0.1", "", trusted).address == "10.0.0.1");
  CHECK(client_of("10.0.0.1", "1.1.1.1, garbage", trusted).address == "10.0.0.1");
  CHECK(client_of("10.0.0.1", "[2001:db8::1]:443", trusted).address == "2001:db8::1");
  CHECK(client_of("10.0.0.1", "1.1.1.1:8080", trusted).address == "1.1.1.1");
  CHECK(client_of("10.0.0.1", "[", trusted).address == "10.0.0.1");
}

TEST_CASE("IPv6 connections are counted by household") {
  CHECK(counting_key("2001:db8::1") == counting_key("2001:db8::ffff:1"));
  CHECK(counting_key("2001:db8::1") != counting_key("2001:db8:0:1::1"));
  CHECK(counting_key("192.0.2.1") != counting_key("192.0.2.2"));
}

}  // namespace kontor::http
