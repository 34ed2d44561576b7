#include "kernel/sse.hpp"

#include <charconv>
#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <unordered_map>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace kontor {

using SharedText = std::shared_ptr<const std::string>;

struct SseClient::Inner {
  std::string tenant;
  std::string session;
  HintFilter filter;
  std::function<void()> wake;
  std::vector<SharedText> queue;
  std::size_t place = 0;  // in the tenant's list
  bool listed = false;
  bool ended = false;
};

// One lock for everything: what is done under it is short, and with it a hint is either in the ring
// and in all queues or in none.
struct SseHub::State {
  using Inner = SseClient::Inner;
  struct Kept {
    Hint hint;
    SharedText text;
  };

  explicit State(SseLimits wanted) : limits(wanted) {
    std::random_device random;
    epoch = (static_cast<std::uint64_t>(random()) << 32) | random();
  }

  std::string id(std::uint64_t number) const {
    return std::to_string(epoch) + "-" + std::to_string(number);
  }

  SharedText reset_text() const {
    return std::make_shared<const std::string>("event: reset\nid: " + id(last) + "\ndata: {}\n\n");
  }

  void enlist(Inner& client) {
    auto& list = clients[client.tenant];
    client.place = list.size();
    client.listed = true;
    list.push_back(&client);
    ++stats.clients;
  }

  void remove(Inner& client) {
    client.wake = nullptr;
    if (!client.listed) return;
    const auto found = clients.find(client.tenant);
    auto& list = found->second;
    list[client.place] = list.back();
    list[client.place]->place = client.place;
    list.pop_back();
    if (list.empty()) clients.erase(found);
    client.listed = false;
    --stats.clients;
  }

  void wake(Inner& client) const {
    if (client.wake) client.wake();
  }

  void end(Inner& client) {
    client.ended = true;
    client.queue = {};
    wake(client);
  }

  void push(Inner& client, const SharedText& text) {
    if (client.ended) return;
    if (client.queue.size() >= limits.queue_hints) {
      ++stats.dropped_clients;
      end(client);
      return;
    }
    ++stats.delivered;
    client.queue.push_back(text);
    if (client.queue.size() == 1) wake(client);
  }

  // Number of the last hint that the client has seen, if the ring continues from there.
  std::optional<std::uint64_t> known(std::string_view last_event_id) const {
    const std::string prefix = std::to_string(epoch) + "-";
    if (!last_event_id.starts_with(prefix)) return std::nullopt;
    const char* const first = last_event_id.data() + prefix.size();
    const char* const end_of_text = last_event_id.data() + last_event_id.size();
    std::uint64_t number = 0;
    const auto [stop, error] = std::from_chars(first, end_of_text, number);
    if (error != std::errc() || stop != end_of_text || number > last) return std::nullopt;
    if (last - number > ring.size()) return std::nullopt;
    return number;
  }

  // Fills the queue of a client that comes back: what it missed, or "reset" if that is unknown or
  // too much.
  void catch_up(Inner& client, std::string_view last_event_id) {
    const auto seen = known(last_event_id);
    std::vector<SharedText> missed;
    for (std::uint64_t i = seen ? last - *seen : 0; i > 0; --i) {
      const Kept& kept = ring[ring.size() - i];
      if (kept.hint.tenant != client.tenant) continue;
      if (client.filter && !client.filter(kept.hint)) continue;
      missed.push_back(kept.text);
    }
    if (seen && missed.size() < limits.queue_hints) {
      client.queue.insert(client.queue.end(), missed.begin(), missed.end());
    } else {
      client.queue.push_back(reset_text());
    }
  }

  const SseLimits limits;
  std::uint64_t epoch = 0;
  mutable std::mutex mutex;
  std::uint64_t last = 0;
  std::deque<Kept> ring;
  std::unordered_map<std::string, std::vector<Inner*>> clients;
  Stats stats;
};

SseHub::SseHub(SseLimits limits) : state_(std::make_shared<State>(limits)) {}
SseHub::~SseHub() = default;

http::Response SseHub::subscribe(SseSubscription subscription) {
  auto inner = std::make_unique<SseClient::Inner>();
  inner->tenant = std::move(subscription.tenant);
  inner->session = std::move(subscription.session);
  inner->filter = std::move(subscription.filter);
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stats.clients >= state_->limits.max_clients) {
      return http::problem_response(503, "overloaded", http::reason_phrase(503),
                                    "Too many event streams are open.")
          .with("Retry-After", "30");
    }
    // The id comes before everything else: a client that is cut off at once knows where it was.
    const bool returns = !subscription.last_event_id.empty();
    inner->queue.push_back(std::make_shared<const std::string>(
        "retry: " + std::to_string(state_->limits.retry_ms) + "\n" +
        (returns ? std::string() : "id: " + state_->id(state_->last) + "\n") + "\n"));
    if (returns) state_->catch_up(*inner, subscription.last_event_id);
    state_->enlist(*inner);
  }
  http::Response response;
  response.content_type = "text/event-stream";
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("X-Accel-Buffering", "no");  // nginx would hold events back
  response.compression = http::Compression::never;
  response.events = std::make_shared<SseClient>(state_, std::move(inner));
  return response;
}

void SseHub::publish(const Hint& hint) {
  boost::json::object data;
  data["subject"] = hint.subject;
  data["type"] = hint.type;
  data["version"] = hint.version;
  const std::string json = boost::json::serialize(data);

  const std::lock_guard lock(state_->mutex);
  ++state_->stats.published;
  const auto text = std::make_shared<const std::string>(
      "event: hint\nid: " + state_->id(++state_->last) + "\ndata: " + json + "\n\n");
  state_->ring.push_back({hint, text});
  if (state_->ring.size() > state_->limits.ring_hints) state_->ring.pop_front();
  const auto found = state_->clients.find(hint.tenant);
  if (found == state_->clients.end()) return;
  for (SseClient::Inner* const client : found->second) {
    if (!client->filter || client->filter(hint)) state_->push(*client, text);
  }
}

void SseHub::reset(std::string_view tenant) {
  const std::lock_guard lock(state_->mutex);
  // Clients that come back later cannot continue across this point either: the number goes up
  // and the ring does not know it.
  state_->ring.clear();
  ++state_->last;
  const SharedText text = state_->reset_text();
  for (auto& [name, list] : state_->clients) {
    if (!tenant.empty() && name != tenant) continue;
    for (SseClient::Inner* const client : list) state_->push(*client, text);
  }
}

void SseHub::close_session(std::string_view session) {
  const std::lock_guard lock(state_->mutex);
  for (auto& [name, list] : state_->clients) {
    for (SseClient::Inner* const client : list) {
      if (client->session == session) state_->end(*client);
    }
  }
}

SseHub::Stats SseHub::stats() const {
  const std::lock_guard lock(state_->mutex);
  return state_->stats;
}

SseClient::SseClient(std::shared_ptr<SseHub::State> state, std::unique_ptr<Inner> inner)
    : state_(std::move(state)), inner_(std::move(inner)) {}

SseClient::~SseClient() { close(); }

void SseClient::start(std::function<void()> wake) {
  const std::lock_guard lock(state_->mutex);
  inner_->wake = std::move(wake);
}

SseClient::Next SseClient::take(std::string& text) {
  const std::lock_guard lock(state_->mutex);
  if (inner_->ended) return Next::end;
  if (inner_->queue.empty()) return Next::nothing;
  for (const SharedText& one : inner_->queue) text += *one;
  inner_->queue = {};  // also gives the memory back: most clients wait most of the time
  return Next::data;
}

bool SseClient::ended() const {
  const std::lock_guard lock(state_->mutex);
  return inner_->ended;
}

std::string SseClient::heartbeat() {
  const std::lock_guard lock(state_->mutex);
  // With something in the queue the id would run ahead of what the client has heard.
  if (!inner_->queue.empty()) return ":\n\n";
  return "id: " + state_->id(state_->last) + "\n\n";
}

std::int64_t SseClient::heartbeat_ms() const { return state_->limits.heartbeat_ms; }

void SseClient::close() {
  const std::lock_guard lock(state_->mutex);
  state_->remove(*inner_);
}

}  // namespace kontor
