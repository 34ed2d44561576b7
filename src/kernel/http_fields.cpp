#include "kernel/http_fields.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace kontor::http {

namespace {

bool is_blank(char letter) { return letter == ' ' || letter == '\t'; }
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_alpha(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}
bool is_token_char(char letter) {
  return is_digit(letter) || is_alpha(letter) ||
         std::string_view("!#$%&'*+-.^_`|~").find(letter) != std::string_view::npos;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string to_lower(std::string_view text) {
  std::string lowered(text);
  for (char& letter : lowered) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
  }
  return lowered;
}

// Cuts the part before `separator` off `rest`; quoted strings hide separators.
std::string_view next_part(std::string_view& rest, char separator) {
  bool quoted = false;
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    if (quoted && rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '"') {
      quoted = !quoted;
    } else if (rest[i] == separator && !quoted) {
      break;
    }
  }
  i = std::min(i, rest.size());
  const std::string_view part = rest.substr(0, i);
  rest.remove_prefix(i < rest.size() ? i + 1 : i);
  return trim(part);
}

bool is_cookie_value(std::string_view value) {
  return std::ranges::all_of(value, [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code > 0x20 && code < 0x7f && letter != '"' && letter != ',' && letter != ';' &&
           letter != '\\';
  });
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}

// q of "gzip;q=0.5" in thousandths; 1000 if absent, -1 if broken.
int quality_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view part = next_part(parameters, ';');
    if (part.size() < 2 || (part[0] != 'q' && part[0] != 'Q') || part[1] != '=') continue;
    const std::string_view number = part.substr(2);
    if (number.empty() || number.size() > 5 || (number[0] != '0' && number[0] != '1')) return -1;
    int quality = (number[0] - '0') * 1000;
    if (number.size() > 1 && number[1] != '.') return -1;
    int weight = 100;
    for (std::size_t i = 2; i < number.size(); ++i, weight /= 10) {
      if (!is_digit(number[i])) return -1;
      quality += (number[i] - '0') * weight;
    }
    return quality > 1000 ? -1 : quality;
  }
  return 1000;
}

}  // namespace

Pairs parse_cookies(std::string_view header, std::size_t max_cookies) {
  Pairs cookies;
  while (!header.empty() && cookies.size() < max_cookies) {
    const std::size_t end = std::min(header.find(';'), header.size());
    const std::string_view part = trim(header.substr(0, end));
    header.remove_prefix(end < header.size() ? end + 1 : end);
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = trim(part.substr(0, equals));
    std::string_view value = trim(part.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    if (is_token(name) && is_cookie_value(value)) cookies.add(name, value);
  }
  return cookies;
}

std::string cookie_header(std::string_view name, std::string_view value,
                          const CookieOptions& options) {
  if (!is_token(name) || !is_cookie_value(value)) {
    throw std::invalid_argument("not a cookie: " + std::string(name));
  }
  std::string header(name);
  header.append("=").append(value).append("; Path=").append(options.path);
  if (options.max_age_s) header += "; Max-Age=" + std::to_string(*options.max_age_s);
  if (options.http_only) header += "; HttpOnly";
  if (options.secure) header += "; Secure";
  if (!options.same_site.empty()) header += "; SameSite=" + options.same_site;
  return header;
}

std::string host_cookie(const Request& request, std::string_view name) {
  return (request.https ? "__Host-" : "") + std::string(name);
}

std::optional<Authorization> parse_authorization(std::string_view header) {
  header = trim(header);
  const std::size_t blank = header.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = header.substr(0, blank);
  std::string_view credentials = trim(header.substr(blank));
  if (!is_token(scheme)) return std::nullopt;
  std::string_view body = credentials.substr(0, credentials.find('='));
  const std::string_view padding = credentials.substr(body.size());
  const bool token68 = !body.empty() && std::ranges::all_of(body, [](char letter) {
    return is_digit(letter) || is_alpha(letter) ||
           std::string_view("-._~+/").find(letter) != std::string_view::npos;
  }) && std::ranges::all_of(padding, [](char letter) { return letter == '='; });
  if (!token68) return std::nullopt;
  return Authorization{to_lower(scheme), std::string(credentials)};
}

std::optional<std::string> parse_bearer(std::string_view header) {
  auto authorization = parse_authorization(header);
  if (!authorization || authorization->scheme != "bearer") return std::nullopt;
  return std::move(authorization->credentials);
}

std::optional<EntityTag> parse_entity_tag(std::string_view text) {
  EntityTag tag;
  if (text.starts_with("W/")) {
    tag.weak = true;
    text.remove_prefix(2);
  }
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
  tag.value = text.substr(1, text.size() - 2);
  for (const char letter : tag.value) {
    const auto code = static_cast<unsigned char>(letter);
    if (code <= 0x20 || code == 0x7f || letter == '"') return std::nullopt;
  }
  return tag;
}

std::optional<EntityTagList> parse_entity_tags(std::string_view header) {
  EntityTagList list;
  header = trim(header);
  if (header == "*") {
    list.any = true;
    return list;
  }
  while (!header.empty()) {
    // An entity tag has no escapes and may hold a backslash or a comma: it is cut by its quotes.
    const std::size_t open = header.find('"');
    const std::size_t close = open == std::string_view::npos ? open : header.find('"', open + 1);
    if (close == std::string_view::npos) return std::nullopt;
    auto tag = parse_entity_tag(trim(header.substr(0, close + 1)));
    if (!tag || list.tags.size() == 100) return std::nullopt;
    list.tags.push_back(std::move(*tag));
    header = trim(header.substr(close + 1));
    if (header.empty()) break;
    if (header.front() != ',') return std::nullopt;
    header = trim(header.substr(1));
    if (header.empty()) return std::nullopt;
  }
  if (list.tags.empty()) return std::nullopt;
  return list;
}

bool matches_strongly(const EntityTagList& list, std::string_view value) {
  return list.any || std::ranges::any_of(list.tags, [&](const EntityTag& tag) {
           return !tag.weak && tag.value == value;
         });
}

bool matches_weakly(const EntityTagList& list, std::string_view value) {
  return list.any ||
         std::ranges::any_of(list.tags, [&](const EntityTag& tag) { return tag.value == value; });
}

std::optional<std::int64_t> parse_version_match(std::string_view header) {
  const auto list = parse_entity_tags(header);
  if (!list || list->any || list->tags.size() != 1 || list->tags[0].weak) return std::nullopt;
  const std::string& text = list->tags[0].value;
  if (text.empty() || text.size() > 18 || !std::ranges::all_of(text, is_digit)) {
    return std::nullopt;
  }
  std::int64_t version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  return version;
}

std::optional<std::string> parse_idempotency_key(std::string_view header, std::size_t max_length) {
  header = trim(header);
  std::string key;
  if (auto structured = parse_structured_text(header)) {
    key = std::move(structured->value);
  } else if (is_token(header)) {
    key = header;  // a bare UUID may begin with a digit, a structured token may not
  }
  if (key.empty() || key.size() > max_length) return std::nullopt;
  return key;
}

bool accepts_encoding(std::string_view header, std::string_view coding) {
  int wildcard = 0;
  while (!header.empty()) {
    std::string_view part = next_part(header, ',');
    const std::string_view name = next_part(part, ';');
    const int quality = quality_of(part);
    if (equal_ignoring_case(name, coding)) return quality > 0;
    if (name == "*") wildcard = quality;
  }
  return wildcard > 0;
}

std::optional<std::string> preferred_language(std::string_view header,
                                              const std::vector<std::string>& offered) {
  std::optional<std::string> best;
  int best_quality = 0;
  while (!header.empty()) {
    std::string_view part = next_part(header, ',');
    const std::string_view range = next_part(part, ';');
    const int quality = quality_of(part);
    if (quality <= best_quality) continue;
    const std::string_view primary = range.substr(0, range.find('-'));
    for (const std::string& language : offered) {
      if (equal_ignoring_case(primary, language)) {
        best = language;
        best_quality = quality;
      }
    }
  }
  return best;
}

std::string media_type(std::string_view content_type) {
  return to_lower(trim(content_type.substr(0, content_type.find(';'))));
}

std::optional<std::string> header_parameter(std::string_view value, std::string_view name) {
  next_part(value, ';');
  while (!value.empty()) {
    const std::string_view part = next_part(value, ';');
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    if (!equal_ignoring_case(trim(part.substr(0, equals)), name)) continue;
    const std::string_view raw = trim(part.substr(equals + 1));
    if (raw.empty() || raw.front() != '"') return std::string(raw);
    if (raw.size() < 2 || raw.back() != '"') return std::nullopt;
    std::string text;
    for (std::size_t i = 1; i + 1 < raw.size(); ++i) {
      // Browsers percent-encode quotes and escape nothing (WHATWG); a backslash before anything but
      // a quote or a backslash is part of a Windows path.
      const bool escape =
          raw[i] == '\\' && i + 2 < raw.size() && (raw[i + 1] == '"' || raw[i + 1] == '\\');
      if (escape) ++i;
      text += raw[i];
    }
    return text;
  }
  return std::nullopt;
}

}  // namespace kontor::http
