// Plain HTTP values and the router. Nothing here knows sockets: the server (server.hpp) turns bytes
// into a Request, asks the Router for the route and sends the Response; tests call handlers alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

namespace kontor {
class SseClient;
}

namespace kontor::http {

// `remove` is DELETE, which is a word of the language. `other` is any token that we do not know; it
// never has a route and is answered with 405.
enum class Method : std::uint8_t { get, head, post, put, patch, remove, options, other };
inline constexpr std::size_t kMethodCount = 8;

Method method_from(std::string_view name);    // "GET" -> get; case-sensitive (RFC 9110, 9.1)
std::string_view method_name(Method method);  // get -> "GET"; other -> "OTHER"
std::string_view reason_phrase(int status);   // 404 -> "Not Found"
bool equal_ignoring_case(std::string_view left, std::string_view right);  // ASCII only

enum class NameMatch : std::uint8_t { exact, ignore_case };

// An ordered multimap of texts in one block of memory (two allocations, however many pairs there
// are). Views that it returns live until the next add() or the end of the list; moving the list
// may end them too.
template <NameMatch kMatch>
class PairList {
 public:
  struct Pair {
    std::string_view name;
    std::string_view value;
  };
  class Iterator {
   public:
    Iterator(const PairList* list, std::size_t index) : list_(list), index_(index) {}
    Pair operator*() const { return list_->at(index_); }
    Iterator& operator++() { return ++index_, *this; }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    const PairList* list_;
    std::size_t index_;
  };

  void add(std::string_view name, std::string_view value) {
    entries_.push_back({static_cast<std::uint32_t>(text_.size()),
                        static_cast<std::uint32_t>(name.size()),
                        static_cast<std::uint32_t>(value.size())});
    text_.append(name).append(value);
  }
  // Replaces all pairs of this name by one.
  void set(std::string_view name, std::string_view value) {
    std::erase_if(entries_, [&](const Entry& entry) { return matches(name_of(entry), name); });
    add(name, value);
  }
  // The first value of this name.
  std::optional<std::string_view> find(std::string_view name) const {
    for (const Entry& entry : entries_) {
      if (matches(name_of(entry), name)) return value_of(entry);
    }
    return std::nullopt;
  }
  bool has(std::string_view name) const { return find(name).has_value(); }
  std::string_view get(std::string_view name, std::string_view otherwise = {}) const {
    return find(name).value_or(otherwise);
  }
  std::vector<std::string_view> all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const Entry& entry : entries_) {
      if (matches(name_of(entry), name)) values.push_back(value_of(entry));
    }
    return values;
  }
  std::size_t count(std::string_view name) const { return all(name).size(); }

  Pair at(std::size_t index) const { return {name_of(entries_[index]), value_of(entries_[index])}; }
  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, entries_.size()}; }
  void clear() {
    entries_.clear();
    text_.clear();
  }
  void reserve(std::size_t pairs, std::size_t bytes) {
    entries_.reserve(pairs);
    text_.reserve(bytes);
  }

 private:
  struct Entry {
    std::uint32_t offset;
    std::uint32_t name_size;
    std::uint32_t value_size;
  };
  static bool matches(std::string_view left, std::string_view right) {
    if constexpr (kMatch == NameMatch::ignore_case) return equal_ignoring_case(left, right);
    return left == right;
  }
  std::string_view name_of(const Entry& entry) const {
    return std::string_view(text_).substr(entry.offset, entry.name_size);
  }
  std::string_view value_of(const Entry& entry) const {
    return std::string_view(text_).substr(entry.offset + entry.name_size, entry.value_size);
  }
  std::string text_;
  std::vector<Entry> entries_;
};

using Headers = PairList<NameMatch::ignore_case>;
using Pairs = PairList<NameMatch::exact>;

struct Request {
  Method method = Method::get;
  std::string method_text;  // as sent; differs from the name of `method` only for Method::other
  std::string target;       // as sent: path and query, still percent-encoded
  std::string path;         // decoded once; valid UTF-8 without control characters, "." or ".."
  Pairs query;              // decoded, in the order sent, repeated names kept
  Headers headers;          // values without surrounding blanks
  Pairs cookies;
  std::string body;
  std::string remote_address;  // of the client; from X-Forwarded-For only behind a trusted proxy
  bool https = false;          // what the client used; X-Forwarded-Proto of a trusted proxy
  std::string request_id;      // also in the answer as X-Request-Id and in the log
  Pairs path_params;           // "{id}" -> decoded segment
  std::string_view route;      // the pattern, "/orders/{id}"; lives as long as the router
};

enum class Compression : std::uint8_t { automatic, never };

struct Response {
  int status = 200;
  // Content-Type, Content-Length, Content-Encoding, Date and Connection are the server's; all
  // others are sent as they are and win over the server's security and cache headers.
  Headers headers;
  std::string content_type;
  std::string body;
  // Sent instead of `body` when not empty: bytes that live as long as the process (embedded files).
  std::string_view static_body;
  // Set by SseHub::subscribe(): the connection stays open and sends events.
  std::shared_ptr<SseClient> events;
  // `never` for answers that hold a secret beside text that a stranger can choose (BREACH).
  Compression compression = Compression::automatic;

  static Response json(std::string body, int status = 200);
  static Response text(std::string body, int status = 200);
  static Response html(std::string body, int status = 200);  // __CSP_NONCE__ is filled in
  static Response empty(int status = 204);
  static Response redirect(std::string_view location, int status = 303);

  Response&& with(std::string_view name, std::string_view value) &&;
};

// RFC 9457. `members` are added at top level (code, params, errors, ...). All texts are the
// caller's, in the language of the reader. Empty `detail` and `request_id` are left out.
Response problem_response(int status, std::string_view code, std::string_view title,
                          std::string_view detail = {}, std::string_view request_id = {},
                          boost::json::object members = {});

// The way back to the client: move-only, called once, from any thread, also after the server has
// stopped (then nothing happens). Dropped without a call, the client gets 500. A second call is a
// bug and throws std::logic_error.
class Responder {
 public:
  using Deliver = void (*)(void* context, Response&& response);

  Responder() = default;
  Responder(std::shared_ptr<void> context, Deliver deliver)
      : context_(std::move(context)), deliver_(deliver) {}
  // For tests and adapters; `sink` is called with the response.
  explicit Responder(std::function<void(Response)> sink);
  Responder(Responder&& other) noexcept;
  Responder& operator=(Responder&& other) noexcept;
  ~Responder();

  void operator()(Response response);
  bool pending() const { return deliver_ != nullptr; }

 private:
  void drop() noexcept;
  std::shared_ptr<void> context_;
  Deliver deliver_ = nullptr;
};

// Runs on an io thread: must not block. Exceptions that leave it are answered with 500.
using Handler = std::function<void(Request, Responder)>;

// 0: the router's default.
struct RouteLimits {
  std::size_t max_body_bytes = 0;
  std::int64_t timeout_ms = 0;  // handler's time from the end of the body; then 503
};

inline constexpr RouteLimits kDefaultRouteLimits{1 << 20, 30'000};

struct Route {
  Method method = Method::get;
  std::string pattern;
  Handler handler;
  RouteLimits limits;
  std::vector<std::string> param_names;  // of the pattern, from left to right
};

// Fill it before the server starts; afterwards it is read from many threads.
//
// Patterns: "/orders/{id}/confirm"; a parameter is one whole segment and is never empty;
// "/files/{rest*}" as the last segment takes the rest of the path. A literal segment wins over a
// parameter. HEAD uses the GET route; the server drops the body. A path with one '/' too many at
// its end is redirected (308) to the route without it; a pattern that ends with '/' is its own.
class Router {
 public:
  explicit Router(RouteLimits default_limits = kDefaultRouteLimits);
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  // Throws std::logic_error for a second route of the same method and shape.
  void add(Method method, std::string_view pattern, Handler handler, RouteLimits limits = {});
  // Answers GET and HEAD of paths under `prefix` ("/" for all) for which there is no route: static
  // files. The longest prefix wins. Prefixes added with add_api_prefix() never fall back.
  void add_fallback(std::string_view prefix, Handler handler);
  void add_api_prefix(std::string_view prefix);

  struct Match {
    const Route* route = nullptr;
    int status = 0;        // without route: 404, 405, 400 (bad path), 308, 204 (OPTIONS)
    std::string allow;     // for 405 and OPTIONS: "GET, HEAD, POST"
    std::string location;  // for 308, with the query
    std::string path;      // decoded
    Pairs path_params;
  };
  // `target` in origin form, as sent.
  Match match(Method method, std::string_view target) const;

  // All routes in the order of add(); for documentation and the authorisation matrix.
  std::vector<const Route*> routes() const;

 private:
  struct Node;
  struct Search;
  static Node* descend(Node* node, Route& route);
  void find_fallback(Method method, Match& match) const;
  RouteLimits default_limits_;
  std::unique_ptr<Node> root_;
  std::vector<std::unique_ptr<Route>> routes_;
  std::vector<std::unique_ptr<Route>> fallbacks_;
  std::vector<std::string> api_prefixes_;
};

}  // namespace kontor::http
