// Many event streams in one process, from 127.0.0.2 to 127.0.0.5.
//
//   bench_listeners PORT TOKEN COUNT
//
// Prints "ready" when all streams are open. For each line on stdin it then waits until every
// stream has heard one more event and prints the milliseconds that the first, the middle and the
// last one took, counted from that line.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Stream {
  int descriptor = -1;
  bool open = false;
  bool heard = false;
  std::string rest;
};

[[noreturn]] void give_up(const std::string& what) {
  std::cerr << what << "\n";
  std::exit(1);
}

int connect_from(std::size_t number, std::uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  sockaddr_in from{}, to{};
  from.sin_family = to.sin_family = AF_INET;
  from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + static_cast<std::uint32_t>(number % 4));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port = htons(port);
  if (descriptor < 0 || bind(descriptor, reinterpret_cast<sockaddr*>(&from), sizeof from) != 0 ||
      connect(descriptor, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
    give_up("no connection number " + std::to_string(number));
  }
  fcntl(descriptor, F_SETFL, O_NONBLOCK);
  return descriptor;
}

/// Reads what is there. A stream is open with its first event field, hears with "data:".
void read_some(Stream& stream) {
  std::array<char, 4096> bytes;
  for (;;) {
    const auto got = read(stream.descriptor, bytes.data(), bytes.size());
    if (got == 0) give_up("a stream was ended");
    if (got < 0) return;
    stream.rest.append(bytes.data(), static_cast<std::size_t>(got));
    if (!stream.open) {
      const auto head = stream.rest.find("\r\n\r\n");
      if (head == std::string::npos) continue;
      if (!stream.rest.starts_with("HTTP/1.1 200")) give_up(stream.rest);
      stream.open = true;
      stream.rest.erase(0, head);
    }
    if (stream.rest.find("event: hint") != std::string::npos) stream.heard = true;
    if (stream.rest.size() > 100) stream.rest.erase(0, stream.rest.size() - 20);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> args(argv, static_cast<std::size_t>(argc));
  if (args.size() != 4) give_up("bench_listeners PORT TOKEN COUNT");
  const auto port = static_cast<std::uint16_t>(std::atoi(args[1]));
  const auto count = static_cast<std::size_t>(std::atoi(args[3]));
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  const std::string request = std::string("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n") +
                              "Authorization: Bearer " + args[2] + "\r\n\r\n";
  std::vector<Stream> streams(count);
  const int poll = epoll_create1(0);
  std::vector<epoll_event> events(1024);
  const auto wait_for = [&](bool Stream::*what) {
    std::vector<std::int64_t> times_us;
    const auto start = Clock::now();
    std::size_t missing = 0;
    for (const Stream& stream : streams) missing += stream.descriptor >= 0 && !(stream.*what);
    while (missing > 0) {
      const int ready = epoll_wait(poll, events.data(), static_cast<int>(events.size()), 20'000);
      if (ready <= 0) give_up(std::to_string(missing) + " streams heard nothing in 20 s");
      for (const epoll_event& event : std::span(events).first(static_cast<std::size_t>(ready))) {
        Stream& stream = streams[event.data.u64];
        const bool before = stream.*what;
        read_some(stream);
        if (before || !(stream.*what)) continue;
        --missing;
        times_us.push_back(
            std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count());
      }
    }
    return times_us;
  };
  for (std::size_t i = 0; i < count; ++i) {
    streams[i].descriptor = connect_from(i, port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    epoll_ctl(poll, EPOLL_CTL_ADD, streams[i].descriptor, &event);
    if (write(streams[i].descriptor, request.data(), request.size()) < 0) give_up("cannot write");
    // Not more than a few hundred at once wait to be let in.
    if (i % 200 == 199) wait_for(&Stream::open);
  }
  wait_for(&Stream::open);
  std::cout << "ready" << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
    for (Stream& stream : streams) {
      stream.heard = false;
      stream.rest.clear();
    }
    std::cout << "go" << std::endl;
    const auto times = wait_for(&Stream::heard);
    std::cout << times.front() / 1000.0 << ' ' << times[times.size() / 2] / 1000.0 << ' '
              << times.back() / 1000.0 << std::endl;
  }
}
