// Clients that make orders: each makes a cart with five lines, places it and confirms it.
//
//   bench_load PORT TOKEN ACCOUNT CLIENTS SECONDS
//
// Keeps its connections open, one request at a time on each. Prints JSON: orders that went all the
// way, requests, and the milliseconds of a request.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const std::string& what) {
  std::cerr << what << std::endl;
  std::_Exit(1);
}

struct Answer {
  std::string status;
  std::string etag;
  std::string body;
};

class Connection {
 public:
  Connection(std::uint16_t port, std::string token) : token_(std::move(token)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);
    socket_ = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) give_up("no server");
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Answer post(const std::string& path, const std::string& body, const std::string& etag) {
    std::string text = "POST /api/v1" + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ";
    text += token_ + "\r\nContent-Type: application/json\r\nContent-Length: ";
    text += std::to_string(body.size()) + "\r\n";
    if (!etag.empty()) text += "If-Match: " + etag + "\r\n";
    text += "\r\n" + body;
    if (write(socket_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
      give_up("cannot write");
    }
    return read_answer();
  }

 private:
  void more() {
    std::array<char, 16384> bytes;
    const auto got = read(socket_, bytes.data(), bytes.size());
    if (got <= 0) give_up("the server closed the connection");
    rest_.append(bytes.data(), static_cast<std::size_t>(got));
  }
  std::string header(const std::string& head, const std::string& name) {
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 4;
    return head.substr(from, head.find("\r\n", from) - from);
  }
  Answer read_answer() {
    std::size_t end = 0;
    while ((end = rest_.find("\r\n\r\n")) == std::string::npos) more();
    const std::string head = rest_.substr(0, end + 2);
    const std::size_t length =
        static_cast<std::size_t>(std::atoll(header(head, "Content-Length").c_str()));
    while (rest_.size() < end + 4 + length) more();
    Answer answer{head.substr(9, 3), header(head, "ETag"), rest_.substr(end + 4, length)};
    rest_.erase(0, end + 4 + length);
    return answer;
  }

  std::string token_;
  int socket_ = -1;
  std::string rest_;
};

struct Counts {
  std::mutex mutex;
  std::int64_t orders = 0;
  std::vector<float> request_ms;
};

void work(std::uint16_t port, const std::string& token, const std::string& account,
          Clock::time_point until, Counts& counts) {
  Connection connection(port, token);
  const std::string cart =
      "{\"account_id\":\"" + account + "\",\"lines\":[" +
      R"({"sku":"40-2260","quantity_milli":4000},{"sku":"40-3107","quantity_milli":2000},)"
      R"({"sku":"40-2290","quantity_milli":1000},{"sku":"40-3104","quantity_milli":6000},)"
      R"({"sku":"40-2180","quantity_milli":3000}]})";
  std::int64_t orders = 0;
  std::vector<float> times;
  const auto post = [&](const std::string& path, const std::string& body, const std::string& etag) {
    const auto start = Clock::now();
    Answer answer = connection.post(path, body, etag);
    times.push_back(std::chrono::duration<float, std::milli>(Clock::now() - start).count());
    if (answer.status[0] != '2') give_up(path + ": " + answer.status + " " + answer.body);
    return answer;
  };
  while (Clock::now() < until) {
    const Answer made = post("/orders", cart, "");
    const auto at = made.body.find("\"id\":\"") + 6;
    const std::string path = "/orders/" + made.body.substr(at, made.body.find('"', at) - at);
    const Answer placed = post(path + "/place", "{}", made.etag);
    post(path + "/confirm", "{}", placed.etag);
    ++orders;
  }
  const std::lock_guard lock(counts.mutex);
  counts.orders += orders;
  counts.request_ms.insert(counts.request_ms.end(), times.begin(), times.end());
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> args(argv, static_cast<std::size_t>(argc));
  if (args.size() != 6) give_up("bench_load PORT TOKEN ACCOUNT CLIENTS SECONDS");
  const auto port = static_cast<std::uint16_t>(std::atoi(args[1]));
  Counts counts;
  const auto until = Clock::now() + std::chrono::seconds(std::atoi(args[5]));
  std::vector<std::thread> threads;
  for (int i = 0; i < std::atoi(args[4]); ++i) {
    threads.emplace_back([&] { work(port, args[2], args[3], until, counts); });
  }
  for (auto& thread : threads) thread.join();
  std::ranges::sort(counts.request_ms);
  const auto part = [&](double share) {
    return counts.request_ms[static_cast<std::size_t>(
        share * static_cast<double>(counts.request_ms.size() - 1))];
  };
  std::cout << "{\"orders\": " << counts.orders << ", \"requests\": " << counts.request_ms.size()
            << ", \"p50_ms\": " << part(0.5) << ", \"p99_ms\": " << part(0.99) << "}\n";
}
