// Limits, timeouts and the end of the server.
#include <doctest/doctest.h>

#include <atomic>
#include <list>
#include <thread>

#include "kernel/server.hpp"
#include "support/http_desk.hpp"

namespace kontor::http {

TEST_CASE("bodies, lines and headers over their limits name the limit") {
  Desk desk;
  const std::string post = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: ";
  CHECK(desk.raw(post + "1000\r\n\r\n" + std::string(1000, 'x')).body.size() == 1006);
  const RawAnswer large = desk.raw(post + "1001\r\n\r\n" + std::string(1001, 'x'));
  CHECK(large.status == 413);
  CHECK(boost::json::parse(large.body).at("params").at("limit").as_int64() == 1000);
  CHECK(desk.raw(post + "1001\r\nExpect: 100-continue\r\n\r\n").status == 413);
  // Ten megabytes nobody asked for: the answer still arrives.
  CHECK(desk.raw(post + "10000000\r\n\r\n" + std::string(600'000, 'x')).status == 413);

  CHECK(desk.get("/show/" + std::string(8000, 'a')).status == 200);
  CHECK(desk.get("/show/" + std::string(9000, 'a')).status == 414);
  CHECK(desk.raw("GET /" + std::string(60'000, 'a')).status == 414);
  CHECK(desk.get("/hello", "X: " + std::string(10'000, 'a') + "\r\n").status == 200);
  CHECK(desk.get("/hello", "X: " + std::string(17'000, 'a') + "\r\n").status == 431);
  CHECK(desk.raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(60'000, 'a')).status == 431);
  std::string many;
  for (int i = 0; i < 100; ++i) many += "X: 1\r\n";
  CHECK(desk.get("/hello", many).status == 431);
}

TEST_CASE("slow headers and bodies are cut off, silent connections closed") {
  ServerLimits limits;
  limits.idle_timeout_ms = 100;
  Desk desk(with_limits(limits));
  RawClient silent = desk.connect();
  RawClient headers = desk.connect();
  headers.send("GET /hello HTTP/1.1\r\nHost");
  RawClient body = desk.connect();
  body.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  RawClient idle = desk.connect();
  idle.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(idle.read_answer().status == 200);
  CHECK(silent.read_to_end() == "");
  const RawAnswer slow = headers.read_answer();
  CHECK(slow.status == 408);
  CHECK(code_of(slow) == "timed_out");
  CHECK(body.read_answer().status == 408);
  bool closed = false;
  CHECK(idle.read_to_end(&closed) == "");
  CHECK(closed);
  CHECK(eventually([&] { return desk.server->stats().connections == 0; }));
}

TEST_CASE("a client that does not read its answer loses the connection") {
  ServerLimits limits;
  limits.write_timeout_ms = 50;
  limits.minimum_bytes_per_s = 1 << 30;
  Desk desk(with_limits(limits));
  RawClient client(desk.port(), 4096);
  client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(eventually([&] { return desk.server->stats().timeouts == 1; }));
  CHECK(eventually([&] { return desk.server->stats().connections == 0; }));
}

TEST_CASE("of many clients that do not read, each loses the connection") {
  ServerLimits limits;
  limits.write_timeout_ms = 5;
  limits.minimum_bytes_per_s = 1 << 30;
  Desk desk(with_limits(limits));
  // Their answers fill the buffers of the system in turns: for most of them the time is over while
  // a part has just gone out and nothing waits that could be ended.
  std::list<RawClient> clients;
  for (int i = 0; i < 20; ++i) clients.emplace_back(desk.port(), 4096);
  for (auto& client : clients) client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(eventually([&] { return desk.server->stats().timeouts > 0; }));
  CHECK(eventually([&] { return desk.server->stats().connections == 0; }));
}

TEST_CASE("a late handler is answered with 503 and its answer goes nowhere") {
  Desk desk;
  RawClient client = desk.connect();
  client.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
  const RawAnswer late = client.read_answer();
  CHECK(late.status == 503);
  CHECK(late.headers.get("Retry-After") == "5");
  desk.take_held()(Response::text("too late"));
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.read_answer().body == "hello 127.0.0.1");
}

TEST_CASE("an answer may come from another thread") {
  Desk desk;
  RawClient client = desk.connect();
  client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  REQUIRE(eventually([&] { return desk.count_held() == 1; }));
  CHECK(desk.server->stats().running_requests == 1);
  std::thread([&] { desk.take_held()(Response::text("from afar")); }).join();
  CHECK(client.read_answer().body == "from afar");
  CHECK(eventually([&] { return desk.server->stats().running_requests == 0; }));
}

TEST_CASE("a client that goes away while its handler runs harms nobody") {
  Desk desk;
  RawClient client = desk.connect();
  client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  REQUIRE(eventually([&] { return desk.count_held() == 1; }));
  client.close();
  desk.take_held()(Response::text(std::string(100'000, 'x')));
  CHECK(eventually([&] { return desk.server->stats().connections == 0; }));
  CHECK(desk.get("/hello").status == 200);
}

TEST_CASE("too many connections, in all or from one address, are turned away with 503") {
  ServerLimits limits;
  limits.max_connections_per_address = 3;
  limits.header_timeout_ms = 5'000;
  Desk desk(with_limits(limits));
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(desk.connect());
    clients.back().send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(clients.back().read_answer().status == 200);
  }
  RawClient fourth = desk.connect();
  const RawAnswer refused = fourth.read_answer();
  CHECK(refused.status == 503);
  CHECK(code_of(refused) == "overloaded");
  CHECK(desk.server->stats().refused_connections == 1);
  clients.clear();
  CHECK(eventually([&] { return desk.get("/hello").status == 200; }));
}

TEST_CASE("too many running requests are refused at once") {
  ServerLimits limits;
  limits.max_running_requests = 1;
  Desk desk(with_limits(limits));
  RawClient first = desk.connect();
  first.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  REQUIRE(eventually([&] { return desk.count_held() == 1; }));
  CHECK(desk.get("/hello").status == 503);
  desk.take_held()(Response::text("done"));
  CHECK(first.read_answer().status == 200);
  CHECK(desk.get("/hello").status == 200);
}

TEST_CASE("drain finishes running requests and closes idle connections at once") {
  Desk desk;
  RawClient idle = desk.connect();
  idle.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(idle.read_answer().status == 200);
  RawClient busy = desk.connect();
  busy.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  REQUIRE(eventually([&] { return desk.count_held() == 1; }));

  std::atomic<bool> drained = false;
  std::thread draining([&] { drained = desk.server->drain(3'000); });
  CHECK(idle.is_closed());
  CHECK_FALSE(drained);
  CHECK_THROWS(desk.connect());
  desk.take_held()(Response::text("finished"));
  const RawAnswer answer = busy.read_answer();
  CHECK(answer.body == "finished");
  CHECK(answer.headers.get("Connection") == "close");
  draining.join();
  CHECK(drained);
}

TEST_CASE("stop cuts off what does not end, and late Responders are harmless") {
  Desk desk;
  RawClient busy = desk.connect();
  busy.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  REQUIRE(eventually([&] { return desk.count_held() == 1; }));
  CHECK_FALSE(desk.server->drain(20));
  desk.server->stop();
  CHECK(busy.read_answer().status == 0);
  desk.take_held()(Response::text("nobody listens"));
}

TEST_CASE("an address that is taken or wrong is reported") {
  Desk desk;
  ServerConfig config;
  config.port = desk.port();
  CHECK_THROWS_AS(Server(config, desk.router).start(), std::system_error);
  config.address = "not-an-address";
  CHECK_THROWS_AS(Server(config, desk.router).start(), std::invalid_argument);
  config.trusted_proxies = {"10.0.0.0/33"};
  CHECK_THROWS_AS(Server(config, desk.router), std::invalid_argument);
}

}  // namespace kontor::http
