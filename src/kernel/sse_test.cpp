#include "kernel/sse.hpp"

#include <doctest/doctest.h>

namespace kontor {

namespace {

std::shared_ptr<SseClient> subscribe(SseHub& hub, std::string tenant, HintFilter filter = {},
                                     std::string last_event_id = "") {
  http::Response response =
      hub.subscribe({std::move(tenant), std::move(filter), "session", std::move(last_event_id)});
  return response.events;
}

std::string taken(SseClient& client) {
  std::string text;
  client.take(text);
  return text;
}

// The last id in a text of events.
std::string last_id(const std::string& text) {
  const std::size_t at = text.rfind("id: ") + 4;
  return text.substr(at, text.find('\n', at) - at);
}

}  // namespace

TEST_CASE("hints stay within their tenant and behind the filter") {
  SseHub hub;
  const auto nord = subscribe(hub, "nord");
  const auto sued = subscribe(hub, "sued");
  const auto picky =
      subscribe(hub, "nord", [](const Hint& hint) { return hint.reach.starts_with("/1/"); });
  for (const auto& client : {nord, sued, picky}) taken(*client);
  hub.publish({"nord", "order_a", "order", 1, "/1/4/"});
  hub.publish({"nord", "order_b", "order", 2, "/2/"});
  CHECK(taken(*sued).empty());
  const std::string all = taken(*nord);
  CHECK(all.find("order_a") != std::string::npos);
  CHECK(all.find("order_b") != std::string::npos);
  CHECK(all.find("/1/4/") == std::string::npos);
  const std::string some = taken(*picky);
  CHECK(some.find("order_a") != std::string::npos);
  CHECK(some.find("order_b") == std::string::npos);
}

TEST_CASE("a subject cannot break out of its line") {
  SseHub hub;
  const auto client = subscribe(hub, "nord");
  taken(*client);
  hub.publish({"nord", "a\n\nevent: reset\ndata: x\"", "order", 1, ""});
  CHECK(taken(*client).find("\nevent: reset") == std::string::npos);
}

TEST_CASE("the first hint of a row wakes, the others wait with it") {
  SseHub hub;
  const auto client = subscribe(hub, "nord");
  taken(*client);
  int woken = 0;
  client->start([&] { ++woken; });
  hub.publish({"nord", "a", "order", 1, ""});
  hub.publish({"nord", "b", "order", 1, ""});
  CHECK(woken == 1);
  taken(*client);
  hub.publish({"nord", "c", "order", 1, ""});
  CHECK(woken == 2);
  client->close();
  hub.publish({"nord", "d", "order", 1, ""});
  CHECK(woken == 2);
  CHECK(hub.stats().clients == 0);
}

TEST_CASE("after a gap that the ring does not cover there is a reset") {
  SseLimits limits;
  limits.ring_hints = 3;
  SseHub hub(limits);
  const auto first = subscribe(hub, "nord");
  const std::string start = last_id(taken(*first));
  for (int i = 1; i <= 3; ++i) hub.publish({"nord", "o" + std::to_string(i), "order", i, ""});
  CHECK(taken(*subscribe(hub, "nord", {}, start)).find("\"o1\"") != std::string::npos);
  CHECK(taken(*subscribe(hub, "sued", {}, start)).find("event:") == std::string::npos);
  hub.publish({"nord", "o4", "order", 4, ""});
  const std::string late = taken(*subscribe(hub, "nord", {}, start));
  CHECK(late.find("event: reset") != std::string::npos);
  CHECK(late.find("\"o4\"") == std::string::npos);
  CHECK(taken(*subscribe(hub, "nord", {}, last_id(late))).find("event:") == std::string::npos);
  for (const char* const foreign : {"", "x", "1-1", "-1"}) {
    const bool resets =
        taken(*subscribe(hub, "nord", {}, foreign)).find("event: reset") != std::string::npos;
    CHECK(resets == (*foreign != '\0'));
  }
}

TEST_CASE("reset tells everyone, also those who come back later") {
  SseHub hub;
  const auto client = subscribe(hub, "nord");
  const std::string before = last_id(taken(*client));
  hub.publish({"nord", "a", "order", 1, ""});
  taken(*client);
  hub.reset();
  CHECK(taken(*client).find("event: reset") != std::string::npos);
  CHECK(taken(*subscribe(hub, "nord", {}, before)).find("event: reset") != std::string::npos);
}

TEST_CASE("more clients than allowed are refused, a full queue ends its client") {
  SseLimits limits;
  limits.max_clients = 1;
  limits.queue_hints = 2;
  SseHub hub(limits);
  const auto client = subscribe(hub, "nord");
  CHECK(hub.subscribe({"nord", {}, "", ""}).status == 503);
  taken(*client);
  for (int i = 0; i < 3; ++i) hub.publish({"nord", "a", "order", i, ""});
  std::string text;
  CHECK(client->take(text) == SseClient::Next::end);
  CHECK(client->ended());
  CHECK(hub.stats().dropped_clients == 1);
}

TEST_CASE("a heartbeat carries the newest id only when nothing waits") {
  SseHub hub;
  const auto client = subscribe(hub, "nord");
  taken(*client);
  hub.publish({"sued", "a", "order", 1, ""});
  CHECK(client->heartbeat().ends_with("-1\n\n"));
  hub.publish({"nord", "a", "order", 1, ""});
  CHECK(client->heartbeat() == ":\n\n");
}

}  // namespace kontor
