// What each kind of line does.

#include <charconv>
#include <fstream>
#include <sstream>

#include "kernel/event.hpp"
#include "support/scenario.hpp"
#include "support/scenario_given.hpp"
#include "support/scenario_world.hpp"

namespace kontor::test {
namespace {

using Words = std::vector<std::string>;

struct Sides {
  Words left;
  Words right;
  bool has_right = false;
};

/// Variables are filled in on the left, and on the right where nothing is kept.
Sides parse_sides(const std::string& text, const Variables& variables) {
  Sides sides;
  for (auto& word : split_words(text)) {
    if (word == "->" && !sides.has_right) {
      sides.has_right = true;
    } else if (!sides.has_right) {
      sides.left.push_back(fill_in(word, variables));
    } else {
      sides.right.push_back(word.starts_with('$') && word.find('=') != std::string::npos
                                ? std::move(word)
                                : fill_in(word, variables));
    }
  }
  return sides;
}

std::string joined(const Words& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text.empty() ? "nothing" : text;
}

std::string read_whole_file(const std::string& path) {
  std::ifstream input(path, std::ios::binary);
  if (!input) throw ScenarioFailure("there is no file " + path);
  std::ostringstream content;
  content << input.rdbuf();
  return content.str();
}

constexpr std::string_view kBoundary = "scenario-boundary";

/// kind=products   file=@examples/products.csv   file=list.csv:"sku;name\nA;B"
std::string form_part(std::string_view word) {
  const auto at = word.find('=');
  if (at == std::string_view::npos) {
    throw ScenarioFailure("a form has name=value: " + std::string(word));
  }
  const std::string name(word.substr(0, at));
  std::string value(word.substr(at + 1));
  std::string file_name;
  if (value.starts_with('@')) {
    const std::string path = value.substr(1);
    file_name = path.substr(path.rfind('/') + 1);
    value = read_whole_file(path);
  } else if (const auto colon = value.find(":\""); colon != std::string::npos && colon > 0) {
    file_name = value.substr(0, colon);
    value = unquoted(std::string_view(value).substr(colon + 1));
  } else {
    value = unquoted(value);
  }
  std::string part = "--" + std::string(kBoundary) + "\r\nContent-Disposition: form-data; name=\"" +
                     name + "\"";
  if (!file_name.empty()) {
    part += "; filename=\"" + file_name + "\"\r\nContent-Type: application/octet-stream";
  }
  return part + "\r\n\r\n" + value + "\r\n";
}

std::string full_target(const std::string& path) {
  // What stands outside of the API is named with its whole path after "//".
  if (path.starts_with("//")) return path.substr(1);
  if (!path.starts_with('/')) throw ScenarioFailure("a path begins with /: " + path);
  return std::string(Api::kPrefix) + path;
}

/// Everything between the path and "->".
void read_options(RequestLine& line, const Words& words, std::size_t from) {
  for (std::size_t i = from; i < words.size(); ++i) {
    const auto& word = words[i];
    const auto next = [&]() -> const std::string& {
      if (++i == words.size()) throw ScenarioFailure("something is missing after " + word);
      return words[i];
    };
    if (word.starts_with('{') || word.starts_with('[')) {
      line.body = word;
    } else if (word == "raw") {
      line.body = unquoted(next());
    } else if (word == "if-match") {
      line.headers.emplace_back("If-Match", '"' + next() + '"');
      line.sends_if_match = false;
    } else if (word == "no") {
      const auto& what = next();
      if (what == "if-match") line.sends_if_match = false;
      if (what == "csrf") line.sends_csrf = false;
      if (what != "if-match" && what != "csrf") throw ScenarioFailure("no what? " + what);
    } else if (word == "key") {
      line.headers.emplace_back("Idempotency-Key", '"' + unquoted(next()) + '"');
    } else if (word == "header") {
      const std::string name = next();
      line.headers.emplace_back(name, unquoted(next()));
    } else if (word == "form") {
      while (++i < words.size()) line.body += form_part(words[i]);
      line.body += "--" + std::string(kBoundary) + "--\r\n";
      line.content_type = "multipart/form-data; boundary=" + std::string(kBoundary);
    } else {
      throw ScenarioFailure("what is '" + word + "' on the left side?");
    }
  }
}

http::Method parse_method(const std::string& word) {
  const auto method = http::method_from(word);
  if (method == http::Method::other) throw ScenarioFailure("not a method: " + word);
  return method;
}

/// as anna@weber POST /orders {...} -> 201 $c1=id
void run_as(World& world, const Sides& sides) {
  if (sides.left.size() < 4) throw ScenarioFailure("as NAME METHOD /path [body] -> status");
  const auto& who = sides.left[1];
  const auto at = who.find('@');
  Browser& browser = world.browser(who.substr(0, at));
  RequestLine line;
  line.method = parse_method(sides.left[2]);
  line.target = full_target(sides.left[3]);
  read_options(line, sides.left, 4);
  const std::string account = browser.account;
  if (at != std::string::npos) {
    browser.account = fill_in("$" + who.substr(at + 1), world.variables());
  }
  const auto response = world.request(browser, line);
  browser.account = account;
  check_answer(response, sides.right, world.variables());
}

/// events $c1 [public] -> order.created order.placed
void run_events(World& world, const Sides& sides) {
  if (sides.left.size() < 2) throw ScenarioFailure("events ID [public] -> kinds");
  const auto& id = sides.left[1];
  const auto prefix = typeid_prefix(id);
  const auto uuid = parse_typeid(prefix, id);
  if (!uuid) throw ScenarioFailure("not an id: " + id);
  const bool only_public = sides.left.size() > 2 && sides.left[2] == "public";
  const auto log = world.read([&](Tx& tx) {
    return read_log(tx, prefix, *uuid, only_public ? Readers::customers : Readers::staff);
  });
  Words kinds;
  for (const auto& event : log) kinds.push_back(event.kind);
  Words wanted = sides.right;
  if (!wanted.empty() && wanted.front() == "...") {
    wanted.erase(wanted.begin());
    if (kinds.size() > wanted.size()) {
      kinds.erase(kinds.begin(), kinds.end() - static_cast<std::ptrdiff_t>(wanted.size()));
    }
  }
  if (kinds != wanted) {
    throw ScenarioFailure("expected events " + joined(wanted) + "\n  got " + joined(kinds));
  }
}

/// mails anna@kontor.example -> order_placed "Ihre Bestellung"
void run_mails(World& world, const Sides& sides) {
  if (sides.left.size() != 2) throw ScenarioFailure("mails ADDRESS|ORDER -> kinds or \"subjects\"");
  check_mails(world, sides.left[1], sides.right);
}

/// +10d, -1h, +30m, +5s, +1y
std::int64_t duration_ms(const std::string& word) {
  std::int64_t number = 0;
  const auto parsed = std::from_chars(word.data() + 1, word.data() + word.size(), number);
  const std::string unit(parsed.ptr, word.data() + word.size());
  constexpr std::int64_t kSecond = 1000;
  std::int64_t size = 0;
  if (unit == "ms") size = 1;
  if (unit == "s") size = kSecond;
  if (unit == "m") size = 60 * kSecond;
  if (unit == "h") size = 3600 * kSecond;
  if (unit == "d") size = 24 * 3600 * kSecond;
  if (unit == "y") size = 365 * 24 * 3600 * kSecond;
  if (parsed.ec != std::errc{} || size == 0) {
    throw ScenarioFailure("clock +10d, -1h, +30m, +5s, +1ms or +1y, not " + word);
  }
  return (word.front() == '-' ? -number : number) * size;
}

void run_clock(World& world, const Sides& sides) {
  if (sides.left.size() < 2) throw ScenarioFailure("clock +10d");
  for (std::size_t i = 1; i < sides.left.size(); ++i) {
    world.clock().advance(duration_ms(sides.left[i]));
  }
}

/// run jobs [-> count]
void run_jobs(World& world, const Sides& sides) {
  if (sides.left.size() != 2 || sides.left[1] != "jobs") throw ScenarioFailure("run jobs");
  const int ran = world.program().jobs().run_due();
  if (!sides.right.empty() && sides.right.front() != std::to_string(ran)) {
    throw ScenarioFailure("expected " + sides.right.front() + " jobs\n  got " +
                          std::to_string(ran));
  }
}

/// nonsense as anna
void run_wrong_input(World& world, const Sides& sides) {
  if (sides.left.size() != 3 || sides.left[1] != "as") throw ScenarioFailure("nonsense as NAME");
  run_nonsense(world, world.browser(sides.left[2]));
}

void run_given(World& world, const Sides& sides) {
  if (sides.left.size() < 2) throw ScenarioFailure("given what?");
  const auto found = given_steps().find(sides.left[1]);
  if (found == given_steps().end()) {
    std::string known;
    for (const auto& [name, step] : given_steps()) known += (known.empty() ? "" : ", ") + name;
    throw ScenarioFailure("given '" + sides.left[1] + "' is unknown; known are " + known);
  }
  Words words;
  for (std::size_t i = 2; i < sides.left.size(); ++i) words.push_back(unquoted(sides.left[i]));
  found->second(world, words);
}

}  // namespace

void run_line(World& world, const std::string& text) {
  const Sides sides = parse_sides(text, world.variables());
  const auto& verb = sides.left.empty() ? text : sides.left.front();
  if (verb == "given") return run_given(world, sides);
  if (verb == "as") return run_as(world, sides);
  if (verb == "events") return run_events(world, sides);
  if (verb == "mails") return run_mails(world, sides);
  if (verb == "receive") return receive_mail(world, sides.left, sides.right);
  if (verb == "clock") return run_clock(world, sides);
  if (verb == "run") return run_jobs(world, sides);
  if (verb == "nonsense") return run_wrong_input(world, sides);
  throw ScenarioFailure(
      "a line begins with given, as, events, mails, receive, clock, run or nonsense, not " + verb);
}

}  // namespace kontor::test
