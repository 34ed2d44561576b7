#include "kernel/imap.hpp"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>

#include "kernel/log.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxLine = 1u << 20;  // a line of a million UIDs
constexpr std::size_t kMaxUids = 10'000;    // more come with the next run

/// What the server said to one command: the untagged lines, and the literal of a body.
struct Answer {
  std::vector<std::string> lines;
  std::string literal;
};

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0) return std::nullopt;
  return number;
}

/// The size in "... BODY[] {1234}".
std::optional<std::int64_t> literal_size(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const auto open = line.rfind('{');
  if (open == std::string_view::npos) return std::nullopt;
  return number_in(line.substr(open + 1));
}

/// The number behind "[UIDVALIDITY " in any line.
std::int64_t code_of(const Answer& answer, std::string_view name) {
  const std::string wanted = "[" + std::string(name) + " ";
  for (const auto& line : answer.lines) {
    const auto at = line.find(wanted);
    if (at != std::string::npos) {
      return number_in(std::string_view(line).substr(at + wanted.size())).value_or(0);
    }
  }
  return 0;
}

std::vector<std::int64_t> numbers_of(const Answer& answer) {
  std::vector<std::int64_t> uids;
  for (const auto& line : answer.lines) {
    std::string_view rest = line;
    if (!rest.starts_with("* SEARCH")) continue;
    rest.remove_prefix(8);
    while (!rest.empty()) {
      const auto from = rest.find_first_not_of(' ');
      if (from == std::string_view::npos) break;
      rest.remove_prefix(from);
      if (const auto uid = number_in(rest)) uids.push_back(*uid);
      rest.remove_prefix(std::min(rest.find(' '), rest.size()));
    }
  }
  std::ranges::sort(uids);
  return uids;
}

/// A quoted string of the protocol; names with control characters are no names.
std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20) throw ImapFailure("the folder's name is no name");
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

struct ImapSession::Connection {
  CURL* easy = nullptr;
  std::array<char, CURL_ERROR_SIZE> error{};
  std::int64_t timeout_ms = 0;
  std::string received;
  std::size_t taken = 0;
  int tag = 0;
  Clock::time_point until{};

  ~Connection() { curl_easy_cleanup(easy); }

  [[noreturn]] void fail(const std::string& what, CURLcode code) const {
    std::string words = what + ": ";
    words += error.front() != '\0' ? error.data() : curl_easy_strerror(code);
    throw ImapFailure(redacted(first_graphemes(squeezed(repaired_utf8(words)), 300)));
  }

  void wait(short events) const {
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0 || socket == CURL_SOCKET_BAD) {
      throw ImapFailure("the mail server does not answer");
    }
    pollfd watched{socket, events, 0};
    poll(&watched, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 5000)));
  }

  void send(std::string_view text) {
    while (!text.empty()) {
      std::size_t sent = 0;
      const CURLcode code = curl_easy_send(easy, text.data(), text.size(), &sent);
      if (code == CURLE_AGAIN) {
        wait(POLLOUT);
      } else if (code != CURLE_OK) {
        fail("the connection to the mail server broke", code);
      }
      text.remove_prefix(sent);
    }
  }

  void receive() {
    std::array<char, 65'536> buffer{};
    while (true) {
      std::size_t count = 0;
      const CURLcode code = curl_easy_recv(easy, buffer.data(), buffer.size(), &count);
      if (code == CURLE_AGAIN) {
        wait(POLLIN);
        continue;
      }
      if (code != CURLE_OK) fail("the connection to the mail server broke", code);
      if (count == 0) throw ImapFailure("the mail server closed the connection");
      if (taken > kMaxLine) {
        received.erase(0, taken);
        taken = 0;
      }
      received.append(buffer.data(), count);
      return;
    }
  }

  std::string line() {
    std::size_t searched = taken;
    while (true) {
      const auto end = received.find("\r\n", searched);
      if (end != std::string::npos) {
        std::string out = received.substr(taken, end - taken);
        taken = end + 2;
        return out;
      }
      if (received.size() - taken > kMaxLine) throw ImapFailure("the mail server says too much");
      const std::size_t open = received.size() - taken;
      receive();
      searched = taken + (open > 0 ? open - 1 : 0);
    }
  }

  std::string bytes(std::size_t count) {
    while (received.size() - taken < count) receive();
    std::string out = received.substr(taken, count);
    taken += count;
    return out;
  }

  Answer command(const std::string& text, std::size_t max_literal = 0) {
    until = Clock::now() + std::chrono::milliseconds(timeout_ms);
    const std::string name = "k" + std::to_string(++tag);
    send(name + " " + text + "\r\n");
    Answer answer;
    std::size_t said = 0;
    while (true) {
      std::string next = line();
      // The answer to the command comes in a line of its own, never inside of a literal.
      if (next.starts_with(name + " ")) {
        if (next.starts_with(name + " OK")) {
          answer.lines.push_back(std::move(next));
          return answer;
        }
        throw ImapFailure("the mail server refuses: " +
                          first_graphemes(squeezed(repaired_utf8(next)), 200));
      }
      if (next.starts_with("* BYE")) throw ImapFailure("the mail server closed the connection");
      if (const auto size = literal_size(next)) {
        if (static_cast<std::size_t>(*size) > max_literal) {
          throw ImapFailure("the mail server sends more than was asked for");
        }
        answer.literal = bytes(static_cast<std::size_t>(*size));
      }
      said += next.size();
      if (said > 2 * kMaxLine) throw ImapFailure("the mail server says too much");
      answer.lines.push_back(std::move(next));
    }
  }
};

ImapSession::ImapSession(const ImapOptions& options) : connection_(std::make_unique<Connection>()) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  Connection& connection = *connection_;
  connection.easy = initialised == CURLE_OK ? curl_easy_init() : nullptr;
  CURL* easy = connection.easy;
  if (easy == nullptr) throw std::runtime_error("libcurl cannot be initialised");
  connection.timeout_ms = options.timeout_ms;
  curl_easy_setopt(easy, CURLOPT_URL, options.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "imap,imaps");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 20'000L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, connection.error.data());
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  const bool encrypted = options.tls == ImapOptions::Tls::required;
  curl_easy_setopt(easy, CURLOPT_USE_SSL,
                   static_cast<long>(encrypted ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_USERNAME, options.user.c_str());
  if (options.bearer.empty()) {
    curl_easy_setopt(easy, CURLOPT_PASSWORD, options.password.c_str());
  } else {
    curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, options.bearer.c_str());
    curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
  }
  const CURLcode code = curl_easy_perform(easy);
  if (code != CURLE_OK) connection.fail("the mailbox cannot be opened", code);
}

ImapSession::~ImapSession() = default;

ImapFolder ImapSession::examine(const std::string& folder) {
  const Answer answer = connection_->command("EXAMINE " + quoted_name(folder));
  return {code_of(answer, "UIDVALIDITY"), code_of(answer, "UIDNEXT")};
}

std::vector<std::int64_t> ImapSession::uids_after(std::int64_t uid) {
  const auto from = std::to_string(uid + 1);
  auto uids = numbers_of(connection_->command("UID SEARCH UID " + from + ":*"));
  // "*" is the last mail, even where that is older than the range.
  std::erase_if(uids, [&](std::int64_t found) { return found <= uid; });
  if (uids.size() > kMaxUids) uids.resize(kMaxUids);
  return uids;
}

std::vector<std::int64_t> ImapSession::uids_since(const std::string& day) {
  auto uids = numbers_of(connection_->command("UID SEARCH SINCE " + day));
  if (uids.size() > kMaxUids) uids.resize(kMaxUids);
  return uids;
}

std::string ImapSession::fetch(std::int64_t uid, std::size_t max_bytes) {
  return connection_
      ->command("UID FETCH " + std::to_string(uid) + " (BODY.PEEK[]<0." +
                    std::to_string(max_bytes) + ">)",
                max_bytes)
      .literal;
}

}  // namespace kontor
