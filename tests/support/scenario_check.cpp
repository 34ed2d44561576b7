#include "support/scenario_check.hpp"

#include <algorithm>
#include <charconv>

#include "support/scenario.hpp"

namespace kontor::test {
namespace {

namespace json = boost::json;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string whole(const http::Response& response) {
  std::string text = "status " + std::to_string(response.status);
  for (const auto header : response.headers) {
    text.append("\n    ").append(header.name).append(": ").append(header.value);
  }
  constexpr std::size_t kMostBytes = 4000;
  const std::string_view body =
      response.static_body.empty() ? std::string_view(response.body) : response.static_body;
  return text.append("\n    ").append(body.substr(0, kMostBytes));
}

/// Only what may be done now, by name.
json::value allowed_actions(const json::value& actions) {
  json::array names;
  if (const auto* list = actions.if_array()) {
    for (const auto& action : *list) {
      const auto allowed = look_up(action, "allowed");
      const auto name = look_up(action, "name");
      if (name && (!allowed || *allowed == json::value(true))) names.push_back(*name);
    }
  }
  return names;
}

std::vector<std::string> list_words(std::string_view text) {
  std::vector<std::string> items;
  std::string item;
  bool quoted = false;
  for (const char c : text.substr(1, text.size() - 2)) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) {
      items.push_back(item);
      item.clear();
    } else if (c != ' ' || quoted) {
      item.push_back(c);
    }
  }
  if (!item.empty()) items.push_back(item);
  for (auto& one : items) one = unquoted(one);
  return items;
}

std::vector<std::string> texts_of(const json::array& list) {
  std::vector<std::string> items;
  for (const auto& item : list) items.push_back(plain_text(item));
  return items;
}

bool equals(const json::value& actual, std::string_view expected, bool any_order) {
  if (expected.size() >= 2 && expected.front() == '[' && actual.is_array()) {
    auto wanted = list_words(expected);
    auto found = texts_of(actual.as_array());
    if (any_order) {
      std::ranges::sort(wanted);
      std::ranges::sort(found);
    }
    if (wanted == found) return true;
  }
  if (!expected.empty() && (expected.front() == '{' || expected.front() == '[')) {
    json::error_code error;
    const auto parsed = json::parse(expected, error);
    return !error && parsed == actual;
  }
  return plain_text(actual) == unquoted(expected);
}

struct Expectation {
  std::string path;
  std::string sign;  // "=", "!=", "~=", "!~="
  std::string value;
};

std::optional<Expectation> parse_expectation(std::string_view word) {
  const auto at = word.find('=');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  std::size_t sign_start = at;
  while (sign_start > 0 && (word[sign_start - 1] == '!' || word[sign_start - 1] == '~')) {
    --sign_start;
  }
  return Expectation{std::string(word.substr(0, sign_start)),
                     std::string(word.substr(sign_start, at + 1 - sign_start)),
                     std::string(word.substr(at + 1))};
}

bool holds(const Expectation& wanted, const std::optional<json::value>& actual) {
  if (wanted.value == "absent") return !actual == (wanted.sign == "=");
  if (!actual) return wanted.sign.starts_with('!');
  if (wanted.value == "*") return actual->is_null() == (wanted.sign == "!=");
  if (wanted.sign.ends_with("~=")) {
    const bool inside = plain_text(*actual).find(unquoted(wanted.value)) != std::string::npos;
    return inside == (wanted.sign == "~=");
  }
  const bool any_order = wanted.path == "actions" || wanted.path.ends_with(".actions");
  return equals(any_order ? allowed_actions(*actual) : *actual, wanted.value, any_order) ==
         (wanted.sign == "=");
}

std::optional<json::value> actual_value(const http::Response& response, const json::value& body,
                                        std::string_view path) {
  constexpr std::string_view kHeader = "header:";
  if (path.starts_with(kHeader)) {
    const auto header = response.headers.find(path.substr(kHeader.size()));
    if (!header) return std::nullopt;
    return json::value(std::string(*header));
  }
  if (path == "body") {
    return json::value(response.static_body.empty() ? response.body
                                                    : std::string(response.static_body));
  }
  if (path == "content_type") return json::value(response.content_type);
  return look_up(body, path);
}

json::value parse_body(const http::Response& response) {
  if (response.content_type.find("json") == std::string::npos) return nullptr;
  json::error_code error;
  auto body = json::parse(response.body, error);
  if (error) throw ScenarioFailure("the answer is no JSON:\n    " + whole(response));
  return body;
}

}  // namespace

std::string plain_text(const boost::json::value& json) {
  if (const auto* text = json.if_string()) return std::string(*text);
  return json::serialize(json);
}

std::optional<boost::json::value> look_up(const boost::json::value& json, std::string_view path) {
  if (path.starts_with('.')) path.remove_prefix(1);
  if (path.empty()) return json;
  const auto dot = path.find('.');
  const auto first = path.substr(0, dot);
  const auto rest = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  if (const auto* object = json.if_object()) {
    const auto* member = object->if_contains(first);
    return member ? look_up(*member, rest) : std::nullopt;
  }
  const auto* list = json.if_array();
  if (!list) return std::nullopt;
  if (first == "#") return json::value(list->size());
  if (first == "*") {
    json::array found;
    for (const auto& item : *list) {
      if (auto value = look_up(item, rest)) found.push_back(std::move(*value));
    }
    return found;
  }
  std::size_t index = 0;
  const auto parsed = std::from_chars(first.data(), first.data() + first.size(), index);
  if (parsed.ec != std::errc{} || index >= list->size()) return std::nullopt;
  return look_up((*list)[index], rest);
}

void check_answer(const http::Response& response, std::span<const std::string> words,
                  Variables& variables) {
  if (words.empty()) throw ScenarioFailure("after -> stands the status, such as 200");
  if (std::to_string(response.status) != words.front()) {
    throw ScenarioFailure("expected status " + words.front() + "\n  got " + whole(response));
  }
  const json::value body = parse_body(response);
  for (const auto& word : words.subspan(1)) {
    const auto wanted = parse_expectation(word);
    if (!wanted) throw ScenarioFailure("not an expectation: " + word);
    const bool capture = wanted->path.starts_with('$');
    const auto actual =
        actual_value(response, body, capture ? std::string_view(wanted->value) : wanted->path);
    if (capture) {
      if (!actual) throw ScenarioFailure("nothing to keep: " + word + "\n  in " + whole(response));
      variables[wanted->path.substr(1)] = plain_text(*actual);
    } else if (!holds(*wanted, actual)) {
      throw ScenarioFailure("expected " + word + "\n  got " +
                            (actual ? plain_text(*actual) : "no such member") + "\n  in " +
                            whole(response));
    }
  }
}

std::string fill_in(std::string_view text, const Variables& variables) {
  std::string filled;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$') {
      filled.push_back(text[i]);
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == '$') {
      filled.push_back(text[i++]);
      continue;
    }
    std::size_t end = i + 1;
    while (end < text.size() && is_name_character(text[end])) ++end;
    const auto name = text.substr(i + 1, end - i - 1);
    const auto found = variables.find(name);
    if (found == variables.end()) {
      throw ScenarioFailure("there is no $" + std::string(name) + " yet");
    }
    filled += found->second;
    i = end - 1;
  }
  return filled;
}

}  // namespace kontor::test
