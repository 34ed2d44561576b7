// A hello-world of our own server: what the network and HTTP cost before any work is done.
//
//   bench_hello PORT BYTES      GET /hello answers BYTES bytes; ends with SIGTERM

#include <charconv>
#include <csignal>
#include <iostream>
#include <span>

#include "kernel/server.hpp"

int main(int argc, char** argv) {
  using namespace kontor;
  const std::span<char*> args(argv, static_cast<std::size_t>(argc));
  const auto number = [&](std::size_t at, int otherwise) {
    if (at >= args.size()) return otherwise;
    const std::string_view text = args[at];
    std::from_chars(text.begin(), text.end(), otherwise);
    return otherwise;
  };
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  http::Router router;
  const std::string body(static_cast<std::size_t>(number(2, 1500)), 'x');
  router.add(http::Method::get, "/hello", [&](http::Request, http::Responder respond) {
    respond(http::Response::text(body));
  });
  ServerConfig config;
  config.port = static_cast<std::uint16_t>(number(1, 8090));
  Server server(config, router);
  server.start();
  std::cout << "listening" << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  server.stop();
}
