#pragma once
// Text scenarios: what users see, as a story that a machine can check. The language is described
// in tests/scenarios/README.md.

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::test {

struct ScenarioLine {
  int number = 0;
  std::string text;  ///< lines that go on are joined
};

struct Scenario {
  std::string file;
  std::string name;
  std::vector<ScenarioLine> lines;
};

/// A line that did not do what it says; or one that cannot be understood.
class ScenarioFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws ScenarioFailure with file and line.
std::vector<Scenario> read_scenarios(const std::filesystem::path& file);

/// Splits at blanks, but not inside "quotes", {...} and [...].
std::vector<std::string> split_words(std::string_view text);
/// A "quoted" word without its quotes and escapes; any other word as it is.
std::string unquoted(std::string_view word);

}  // namespace kontor::test
