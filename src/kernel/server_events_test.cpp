// Event streams through the real server.
#include <doctest/doctest.h>

#include "kernel/sse.hpp"
#include "support/http_desk.hpp"

namespace kontor::http {

namespace {

struct EventDesk {
  explicit EventDesk(SseLimits limits = {}) : hub(limits) {
    desk.router.add(Method::get, "/api/events", [this](Request request, Responder respond) {
      SseSubscription subscription;
      subscription.tenant = "nord";
      subscription.session = request.query.get("session");
      subscription.last_event_id = request.headers.get("Last-Event-ID");
      respond(hub.subscribe(std::move(subscription)));
    });
    desk.start();
  }

  RawClient listen(const std::string& headers = "", int receive_buffer_bytes = 0) {
    RawClient client(desk.port(), receive_buffer_bytes);
    client.send("GET /api/events?session=s1 HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
    const RawAnswer answer = client.read_answer();
    CHECK(answer.status == 200);
    CHECK(answer.headers.get("Content-Type") == "text/event-stream");
    CHECK(answer.headers.get("Cache-Control") == "no-store");
    CHECK_FALSE(answer.headers.has("Content-Length"));
    CHECK(client.read_through("\n\n").starts_with("retry: 3000\n"));
    return client;
  }
  void publish(std::int64_t version, const std::string& subject = "order_1") {
    hub.publish({"nord", subject, "order", version, ""});
  }

  SseHub hub;
  Desk desk{Desk::Start::later};
};

}  // namespace

TEST_CASE("a listener hears hints at once") {
  EventDesk events;
  RawClient client = events.listen();
  events.publish(7);
  const std::string block = client.read_through("\n\n");
  CHECK(block.find("event: hint\nid: ") == 0);
  CHECK(block.find(R"(data: {"subject":"order_1","type":"order","version":7})") !=
        std::string::npos);
  events.publish(8);
  CHECK(client.read_through("\n\n").find("\"version\":8") != std::string::npos);
}

TEST_CASE("a listener that comes back hears what it missed") {
  EventDesk events;
  std::string id;
  {
    RawClient client = events.listen();
    events.publish(1);
    const std::string block = client.read_through("\n\n");
    id = block.substr(block.find("id: ") + 4);
    id.resize(id.find('\n'));
  }
  events.publish(2);
  RawClient again = events.listen("Last-Event-ID: " + id + "\r\n");
  CHECK(again.read_through("\n\n").find("\"version\":2") != std::string::npos);
  RawClient stranger = events.listen("Last-Event-ID: 1-1\r\n");
  CHECK(stranger.read_through("\n\n").starts_with("event: reset\n"));
}

TEST_CASE("a quiet stream shows life") {
  SseLimits limits;
  limits.heartbeat_ms = 20;
  EventDesk events(limits);
  RawClient client = events.listen();
  CHECK(client.read_through("\n\n").starts_with("id: "));
  CHECK(client.read_through("\n\n").starts_with("id: "));
}

TEST_CASE("a listener that does not read is dropped and the others go on") {
  SseLimits limits;
  limits.queue_hints = 16;
  EventDesk events(limits);
  RawClient slow = events.listen("", 2048);
  RawClient quick = events.listen();
  const std::string subject(2'000, 's');
  std::size_t heard = 0;
  CHECK(eventually([&] {
    events.publish(1, subject);
    heard += quick.read_through("\n\n").size() > subject.size() ? 1 : 0;
    return events.hub.stats().dropped_clients == 1;
  }));
  CHECK(heard > limits.queue_hints);
  CHECK(eventually([&] { return events.hub.stats().clients == 1; }));
  events.publish(99);
  CHECK(quick.read_through("\"version\":99").size() > 0);
  CHECK(events.hub.stats().dropped_clients == 1);
}

TEST_CASE("a stream ends when the listener goes, signs out, or the server drains") {
  EventDesk events;
  RawClient gone = events.listen();
  CHECK(eventually([&] { return events.hub.stats().clients == 1; }));
  gone.close();
  CHECK(eventually([&] { return events.hub.stats().clients == 0; }));

  RawClient signed_out = events.listen();
  events.hub.close_session("s2");
  events.publish(1);
  CHECK(signed_out.read_through("\n\n").starts_with("event: hint"));
  events.hub.close_session("s1");
  CHECK(signed_out.is_closed());

  RawClient drained = events.listen();
  CHECK(events.desk.server->drain(2'000));
  CHECK(drained.is_closed());
  CHECK(events.hub.stats().clients == 0);
}

}  // namespace kontor::http
