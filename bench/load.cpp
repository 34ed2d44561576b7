// Clients that make orders, each again and again:
//
//   five   a cart with five lines, placed and confirmed: three requests
//   three  the same with three lines
//   steps  a cart, its three lines one by one, a reference, placed and confirmed: seven requests
//   turns  one order, declined and taken up again: each counts
//
//   bench_load PORT TOKEN ACCOUNT CLIENTS SECONDS [STORY]
//
// Keeps its connections open, one request at a time on each. Prints JSON: stories that went all the
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

  Answer send(std::string_view method, const std::string& path, const std::string& body,
              const std::string& etag) {
    std::string text(method);
    text += " /api/v1" + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token_ +
            "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n";
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
  std::int64_t stories = 0;
  std::vector<float> request_ms;
};

constexpr std::array kLines = {R"({"sku":"40-2260","quantity_milli":4000})",
                               R"({"sku":"40-3107","quantity_milli":2000})",
                               R"({"sku":"40-2290","quantity_milli":1000})",
                               R"({"sku":"40-3104","quantity_milli":6000})",
                               R"({"sku":"40-2180","quantity_milli":3000})"};

/// One client.
class Customer {
 public:
  Customer(std::uint16_t port, const std::string& token, std::string account)
      : connection_(port, token), account_(std::move(account)) {}

  void tell(const std::string& story) {
    if (story == "five") return order(5);
    if (story == "three") return order(3);
    if (story == "steps") return order_in_steps();
    if (story == "turns") return turn();
    give_up("no story " + story);
  }
  const std::vector<float>& request_ms() const { return request_ms_; }

 private:
  void send(std::string_view method, const std::string& step, const std::string& body) {
    const auto start = Clock::now();
    const Answer answer = connection_.send(method, path_ + step, body, etag_);
    request_ms_.push_back(
        std::chrono::duration<float, std::milli>(Clock::now() - start).count());
    if (answer.status[0] != '2') give_up(path_ + step + ": " + answer.status + " " + answer.body);
    etag_ = answer.etag;
    body_ = answer.body;
  }
  void cart(int lines) {
    std::string body = "{\"account_id\":\"" + account_ + "\",\"lines\":[";
    for (int i = 0; i < lines; ++i) {
      body += (i == 0 ? "" : ",") + std::string(kLines[static_cast<std::size_t>(i)]);
    }
    path_ = "/orders";
    etag_.clear();
    send("POST", "", body + "]}");
    const auto at = body_.find("\"id\":\"") + 6;
    path_ += "/" + body_.substr(at, body_.find('"', at) - at);
  }
  void order(int lines) {
    cart(lines);
    send("POST", "/place", "{}");
    send("POST", "/confirm", "{}");
  }
  void order_in_steps() {
    cart(0);
    for (std::size_t i = 0; i < 3; ++i) send("POST", "/lines", kLines[i]);
    send("PATCH", "", R"({"own_reference":"4711"})");
    send("POST", "/place", "{}");
    send("POST", "/confirm", "{}");
  }
  void turn() {
    if (path_.empty()) {
      cart(3);
      send("POST", "/place", "{}");
    }
    is_declined_ = !is_declined_;
    if (is_declined_) {
      send("POST", "/decline", R"({"reason_code":"other","message":""})");
    } else {
      send("POST", "/reopen", R"({"reason":"again"})");
    }
  }

  Connection connection_;
  std::string account_, path_, etag_, body_;
  bool is_declined_ = false;
  std::vector<float> request_ms_;
};

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> args(argv, static_cast<std::size_t>(argc));
  if (args.size() < 6) give_up("bench_load PORT TOKEN ACCOUNT CLIENTS SECONDS [STORY]");
  const auto port = static_cast<std::uint16_t>(std::atoi(args[1]));
  const std::string story = args.size() > 6 ? args[6] : "five";
  Counts counts;
  const auto until = Clock::now() + std::chrono::seconds(std::atoi(args[5]));
  std::vector<std::thread> threads;
  for (int i = 0; i < std::atoi(args[4]); ++i) {
    threads.emplace_back([&] {
      Customer customer(port, args[2], args[3]);
      std::int64_t stories = 0;
      for (; Clock::now() < until; ++stories) customer.tell(story);
      const std::lock_guard lock(counts.mutex);
      counts.stories += stories;
      counts.request_ms.insert(counts.request_ms.end(), customer.request_ms().begin(),
                               customer.request_ms().end());
    });
  }
  for (auto& thread : threads) thread.join();
  std::ranges::sort(counts.request_ms);
  const auto part = [&](double share) {
    return counts.request_ms[static_cast<std::size_t>(
        share * static_cast<double>(counts.request_ms.size() - 1))];
  };
  std::cout << "{\"stories\": " << counts.stories << ", \"requests\": "
            << counts.request_ms.size() << ", \"p50_ms\": " << part(0.5)
            << ", \"p99_ms\": " << part(0.99) << "}\n";
}
