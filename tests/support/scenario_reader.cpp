#include <cctype>
#include <fstream>

#include "support/scenario.hpp"

namespace kontor::test {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trimmed_line(std::string_view line) {
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  return line;
}

}  // namespace

std::vector<Scenario> read_scenarios(const std::filesystem::path& file) {
  std::ifstream input(file);
  std::vector<Scenario> scenarios;
  std::string line;
  for (int number = 1; std::getline(input, line); ++number) {
    const auto text = trimmed_line(line);
    if (text.empty() || text.front() == '#') continue;
    const std::string place = file.string() + ":" + std::to_string(number) + ": ";
    const bool goes_on = is_blank(line.front());
    if (text.starts_with("scenario ")) {
      scenarios.push_back({file.string(), unquoted(trimmed_line(text.substr(9))), {}});
    } else if (scenarios.empty()) {
      throw ScenarioFailure(place + "a file begins with: scenario \"what it shows\"");
    } else if (goes_on && !scenarios.back().lines.empty()) {
      scenarios.back().lines.back().text.append(" ").append(text);
    } else {
      scenarios.back().lines.push_back({number, std::string(text)});
    }
  }
  return scenarios;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      word.push_back(c);
      if (c == '\\' && i + 1 < text.size()) word.push_back(text[++i]);
      if (c == '"') quoted = false;
      continue;
    }
    if (is_blank(c) && depth == 0) {
      if (!word.empty()) words.push_back(std::move(word));
      word.clear();
      continue;
    }
    if (c == '"') quoted = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    word.push_back(c);
  }
  if (quoted) throw ScenarioFailure("a quote is not closed: " + std::string(text));
  if (depth != 0) throw ScenarioFailure("a bracket is not closed: " + std::string(text));
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::string unquoted(std::string_view word) {
  if (word.size() < 2 || word.front() != '"' || word.back() != '"') return std::string(word);
  std::string text;
  for (std::size_t i = 1; i + 1 < word.size(); ++i) {
    if (word[i] != '\\') {
      text.push_back(word[i]);
      continue;
    }
    const char next = word[++i];
    text.push_back(next == 'n' ? '\n' : next == 't' ? '\t' : next);
  }
  return text;
}

}  // namespace kontor::test
