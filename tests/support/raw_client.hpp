// A client of plain POSIX sockets for tests of the HTTP server: it sends exactly the bytes it is
// told, however wrong they are, and waits for conditions, never for time alone.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "kernel/http.hpp"

namespace kontor::test {

struct RawAnswer {
  int status = 0;  // 0: the connection was closed (or nothing came) before a whole head
  std::string head;
  http::Headers headers;
  std::string body;
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer_bytes = 0) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer_bytes > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                   sizeof receive_buffer_bytes);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::system_error(errno, std::system_category(), "connect");
    }
  }
  ~RawClient() { close(); }
  RawClient(RawClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  void close_sending() { ::shutdown(socket_, SHUT_WR); }

  // False when the server does not take it any more.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // The next answer on the connection. `is_head`: no body follows whatever Content-Length says.
  RawAnswer read_answer(bool is_head = false) {
    RawAnswer answer;
    if (!receive_until("\r\n\r\n")) return answer;
    const std::size_t end = received_.find("\r\n\r\n") + 4;
    answer.head = received_.substr(0, end);
    received_.erase(0, end);
    parse_head(answer);
    const std::string_view length = answer.headers.get("Content-Length");
    std::size_t bytes = 0;
    std::from_chars(length.data(), length.data() + length.size(), bytes);
    if (is_head) return answer;
    while (received_.size() < bytes && receive_more()) {
    }
    answer.body = received_.substr(0, bytes);
    received_.erase(0, bytes);
    return answer;
  }

  // Reads until `text` has come; what came up to its end is taken away and returned, or "".
  std::string read_through(std::string_view text) {
    if (!receive_until(text)) return {};
    const std::size_t end = received_.find(text) + text.size();
    std::string taken = received_.substr(0, end);
    received_.erase(0, end);
    return taken;
  }

  // All bytes until the server closes; `closed` tells whether it did within the time.
  std::string read_to_end(bool* closed = nullptr) {
    while (receive_more()) {
    }
    if (closed != nullptr) *closed = end_;
    return std::exchange(received_, {});
  }
  bool is_closed() {
    bool closed = false;
    read_to_end(&closed);
    return closed;
  }

 private:
  static constexpr int kPatience_ms = 3'000;

  bool receive_until(std::string_view text) {
    while (received_.find(text) == std::string::npos) {
      if (!receive_more()) return false;
    }
    return true;
  }

  bool receive_more() {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, kPatience_ms) <= 0) return false;
    char block[16 * 1024];
    const ssize_t bytes = ::recv(socket_, block, sizeof block, 0);
    if (bytes <= 0) {
      end_ = true;
      return false;
    }
    received_.append(block, static_cast<std::size_t>(bytes));
    return true;
  }

  static void parse_head(RawAnswer& answer) {
    std::string_view rest = answer.head;
    const std::string_view first = rest.substr(0, rest.find("\r\n"));
    if (first.size() > 12) std::from_chars(first.data() + 9, first.data() + 12, answer.status);
    rest.remove_prefix(first.size() + 2);
    while (!rest.empty()) {
      const std::size_t end = rest.find("\r\n");
      const std::string_view line = rest.substr(0, end);
      rest.remove_prefix(end + 2);
      const std::size_t colon = line.find(": ");
      if (colon != line.npos) answer.headers.add(line.substr(0, colon), line.substr(colon + 2));
    }
  }

  int socket_ = -1;
  bool end_ = false;
  std::string received_;
};

// Waits until `condition` holds, at most three seconds.
template <class Condition>
bool eventually(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(3);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    ::poll(nullptr, 0, 2);
  }
  return true;
}

}  // namespace kontor::test
