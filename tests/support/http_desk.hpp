// A running server whose handlers show what arrived, with timeouts that suit tests.
#pragma once

#include <algorithm>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>

#include "kernel/server.hpp"
#include "support/raw_client.hpp"

namespace kontor::http {

using test::eventually;
using test::RawAnswer;
using test::RawClient;

// A server with short timeouts whose handlers show what arrived.
struct Desk {
  enum class Start { now, later };

  explicit Desk(ServerConfig wanted) : Desk(Start::later, std::move(wanted)) { start(); }
  // Later: the caller adds routes and calls start().
  explicit Desk(Start when = Start::now, ServerConfig wanted = {}) {
    wanted.port = 0;
    wanted.threads = 2;
    wanted.limits.header_timeout_ms = std::min<std::int64_t>(wanted.limits.header_timeout_ms, 150);
    wanted.limits.body_timeout_ms = std::min<std::int64_t>(wanted.limits.body_timeout_ms, 150);
    wanted.limits.linger_ms = 100;
    add_routes();
    ServerHooks hooks;
    hooks.on_request = [this](const AccessRecord& record) {
      const std::lock_guard lock(mutex);
      log.push_back(std::string(method_name(record.method)) + " " + std::string(record.route) +
                    " " + std::to_string(record.status));
    };
    hooks.on_error = [this](std::string_view, std::string_view what) {
      const std::lock_guard lock(mutex);
      errors.emplace_back(what);
    };
    server.emplace(std::move(wanted), router, std::move(hooks));
    if (when == Start::now) start();
  }
  void start() { server->start(); }

  void add_routes() {
    router.add_api_prefix("/api");
    router.add(Method::get, "/hello", [](Request request, Responder respond) {
      respond(Response::text("hello " + request.remote_address + (request.https ? " https" : "")));
    });
    router.add(Method::post, "/echo",
               [](Request request, Responder respond) {
                 respond(Response::text(request.path + "|" + request.body));
               },
               {.max_body_bytes = 1000});
    router.add(Method::get, "/show/{name}", [](Request request, Responder respond) {
      std::string text(request.path_params.get("name"));
      for (const auto& [name, value] : request.query) {
        text.append(" ").append(name).append("=").append(value);
      }
      for (const auto& [name, value] : request.cookies) {
        text.append(" ").append(name).append("~").append(value);
      }
      for (const std::string_view value : request.headers.all("X-Twice")) {
        text.append(" ").append(value);
      }
      respond(Response::text(text));
    });
    router.add(Method::get, "/late",
               [this](Request, Responder respond) {
                 const std::lock_guard lock(mutex);
                 held.push_back(std::move(respond));
               },
               {.timeout_ms = 100});
    router.add(Method::get, "/held", [this](Request, Responder respond) {
      const std::lock_guard lock(mutex);
      held.push_back(std::move(respond));
    });
    router.add(Method::get, "/throws",
               [](Request, Responder) { throw std::runtime_error("broken on purpose"); });
    router.add(Method::get, "/drops", [](Request, Responder) {});
    router.add(Method::get, "/json", [](Request, Responder respond) {
      respond(Response::json("\"" + std::string(5000, 'a') + "\"").with("ETag", "\"7\""));
    });
    router.add(Method::get, "/big", [](Request, Responder respond) {
      respond(Response::text(std::string(8 << 20, 'b')));
    });
    router.add(Method::get, "/page", [](Request, Responder respond) {
      respond(Response::html("<script nonce=__CSP_NONCE__></script><b id=__CSP_NONCE__>"));
    });
    router.add(Method::get, "/inject", [](Request request, Responder respond) {
      respond(Response::text("x").with("X-Name", request.query.get("name")));
    });
  }

  std::uint16_t port() const { return server->port(); }
  RawClient connect() const { return RawClient(port()); }

  RawAnswer get(const std::string& target, const std::string& headers = "") const {
    RawClient client = connect();
    client.send("GET " + target + " HTTP/1.1\r\nHost: kontor\r\n" + headers + "\r\n");
    return client.read_answer();
  }
  // Sends exactly these bytes on a new connection.
  RawAnswer raw(const std::string& bytes) const {
    RawClient client = connect();
    client.send(bytes);
    return client.read_answer();
  }
  std::size_t count_held() {
    const std::lock_guard lock(mutex);
    return held.size();
  }
  Responder take_held() {
    const std::lock_guard lock(mutex);
    Responder respond = std::move(held.front());
    held.erase(held.begin());
    return respond;
  }

  std::mutex mutex;
  std::vector<Responder> held;
  std::vector<std::string> log;
  std::vector<std::string> errors;
  Router router;
  std::optional<Server> server;
};

inline std::string code_of(const RawAnswer& answer) {
  const auto problem = boost::json::parse(answer.body);
  return std::string(problem.at("code").as_string());
}

inline ServerConfig with_limits(ServerLimits limits) {
  ServerConfig config;
  config.limits = limits;
  return config;
}

}  // namespace kontor::http
