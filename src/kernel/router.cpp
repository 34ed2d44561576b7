#include <stdexcept>
#include <utility>

#include "kernel/http.hpp"
#include "kernel/url.hpp"

namespace kontor::http {

// A tree of path segments. Routes of the same shape share a node whatever their parameters are
// called; the names stand in the route.
struct Router::Node {
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
  std::unique_ptr<Node> param;
  std::unique_ptr<Node> rest;
  std::array<const Route*, kMethodCount> routes{};
};

// One walk through the tree. Literals are tried before parameters; a node without the wanted method
// only adds to `allowed`, so that another branch can still answer.
struct Router::Search {
  Method method;
  const std::vector<std::string>& segments;
  std::size_t end;  // segments from here on do not count
  std::array<bool, kMethodCount> allowed{};
  std::vector<std::size_t> captured{};
  const Route* found = nullptr;
  bool found_rest = false;

  bool take(const Node& node, bool is_rest) {
    for (std::size_t i = 0; i < kMethodCount; ++i) allowed[i] |= node.routes[i] != nullptr;
    const Route* route = node.routes[static_cast<std::size_t>(method)];
    if (route == nullptr && method == Method::head) {
      route = node.routes[static_cast<std::size_t>(Method::get)];
    }
    found = route;
    found_rest = is_rest;
    return route != nullptr;
  }

  bool walk(const Node& node, std::size_t index) {
    if (index == end) return take(node, false);
    const std::string& segment = segments[index];
    for (const auto& [text, child] : node.literals) {
      if (text == segment && walk(*child, index + 1)) return true;
    }
    if (node.param && !segment.empty()) {
      captured.push_back(index);
      if (walk(*node.param, index + 1)) return true;
      captured.pop_back();
    }
    if (node.rest && !segment.empty()) {
      captured.push_back(index);
      if (take(*node.rest, true)) return true;
      captured.pop_back();
    }
    return false;
  }
};

namespace {

std::string join(const std::vector<std::string>& segments, std::size_t from) {
  std::string path;
  for (std::size_t i = from; i < segments.size(); ++i) {
    if (i > from) path += '/';
    path += segments[i];
  }
  return path;
}

std::string allow_header(const std::array<bool, kMethodCount>& allowed) {
  std::string allow;
  for (std::size_t i = 0; i + 1 < kMethodCount; ++i) {
    const auto method = static_cast<Method>(i);
    const bool implied = method == Method::head && allowed[0];
    if (!allowed[i] && !implied && method != Method::options) continue;
    if (!allow.empty()) allow += ", ";
    allow += method_name(method);
  }
  return allow;
}

bool is_under(std::string_view path, std::string_view prefix) {
  if (prefix == "/") return true;
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

bool any_of(const std::array<bool, kMethodCount>& allowed) {
  for (const bool one : allowed) {
    if (one) return true;
  }
  return false;
}

// What no URI holds (RFC 3986), and the backslash, which browsers read as a slash.
bool has_foreign_bytes(std::string_view target) {
  for (const char letter : target) {
    const auto code = static_cast<unsigned char>(letter);
    if (code <= 0x20 || code >= 0x7f || letter == '\\') return true;
  }
  return false;
}

}  // namespace

Router::Router(RouteLimits default_limits)
    : default_limits_(default_limits), root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

Router::Node* Router::descend(Node* node, Route& route) {
  std::string_view rest = route.pattern;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    if (segment.starts_with('{') && segment.ends_with('}')) {
      std::string_view name = segment.substr(1, segment.size() - 2);
      const bool takes_rest = name.ends_with('*');
      if (takes_rest) name.remove_suffix(1);
      if (takes_rest && !rest.empty()) throw std::logic_error("{rest*} is not last");
      auto& child = takes_rest ? node->rest : node->param;
      if (!child) child = std::make_unique<Node>();
      route.param_names.emplace_back(name);
      node = child.get();
      continue;
    }
    const auto found = std::find_if(node->literals.begin(), node->literals.end(),
                                    [&](const auto& entry) { return entry.first == segment; });
    if (found != node->literals.end()) {
      node = found->second.get();
      continue;
    }
    node->literals.emplace_back(segment, std::make_unique<Node>());
    node = node->literals.back().second.get();
  }
  return node;
}

void Router::add(Method method, std::string_view pattern, Handler handler, RouteLimits limits) {
  auto route =
      std::make_unique<Route>(Route{method, std::string(pattern), std::move(handler), limits, {}});
  if (limits.max_body_bytes == 0) route->limits.max_body_bytes = default_limits_.max_body_bytes;
  if (limits.timeout_ms == 0) route->limits.timeout_ms = default_limits_.timeout_ms;
  if (!pattern.starts_with('/')) throw std::logic_error("a pattern begins with '/'");
  const Route*& place = descend(root_.get(), *route)->routes[static_cast<std::size_t>(method)];
  if (place != nullptr) {
    throw std::logic_error("two routes for " + std::string(method_name(method)) + " " +
                           route->pattern);
  }
  place = route.get();
  routes_.push_back(std::move(route));
}

void Router::add_fallback(std::string_view prefix, Handler handler) {
  fallbacks_.push_back(std::make_unique<Route>(
      Route{Method::get, std::string(prefix), std::move(handler), default_limits_, {}}));
}

void Router::add_api_prefix(std::string_view prefix) { api_prefixes_.emplace_back(prefix); }

Router::Match Router::match(Method method, std::string_view target) const {
  Match match;
  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string_view raw_path = target.substr(0, question);
  const auto segments = has_foreign_bytes(target) ? std::nullopt : split_path(raw_path);
  if (!segments) {
    match.status = 400;
    return match;
  }
  match.path = "/" + join(*segments, 0);

  Search search{method, *segments, segments->size()};
  if (search.walk(*root_, 0)) {
    match.route = search.found;
    for (std::size_t i = 0; i < search.captured.size(); ++i) {
      const std::size_t index = search.captured[i];
      const bool rest = search.found_rest && i + 1 == search.captured.size();
      match.path_params.add(search.found->param_names[i],
                            rest ? join(*segments, index) : (*segments)[index]);
    }
    return match;
  }
  if (any_of(search.allowed)) {
    match.status = method == Method::options ? 204 : 405;
    match.allow = allow_header(search.allowed);
    return match;
  }
  if (segments->size() > 1 && segments->back().empty()) {
    Search without{method, *segments, segments->size() - 1};
    if (without.walk(*root_, 0) || any_of(without.allowed)) {
      match.status = 308;
      match.location = raw_path.substr(0, raw_path.size() - 1);
      match.location += target.substr(question);
      return match;
    }
  }
  match.status = 404;
  find_fallback(method, match);
  return match;
}

void Router::find_fallback(Method method, Match& match) const {
  if (method != Method::get && method != Method::head) return;
  for (const std::string& prefix : api_prefixes_) {
    if (is_under(match.path, prefix)) return;
  }
  for (const auto& fallback : fallbacks_) {
    const bool longer =
        match.route == nullptr || fallback->pattern.size() > match.route->pattern.size();
    if (longer && is_under(match.path, fallback->pattern)) match.route = fallback.get();
  }
  if (match.route != nullptr) match.status = 0;
}

std::vector<const Route*> Router::routes() const {
  std::vector<const Route*> all;
  for (const auto& route : routes_) all.push_back(route.get());
  return all;
}

}  // namespace kontor::http
