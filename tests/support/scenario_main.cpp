// scenarios [--postgres DSN] [--filter TEXT]: runs tests/scenarios/**/*.txt on SQLite and, when a
// DSN is given or KONTOR_POSTGRES is set, on PostgreSQL too.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "kernel/log.hpp"
#include "support/scenario.hpp"
#include "support/scenario_world.hpp"

namespace kontor::test {
namespace {

struct Options {
  std::string postgres;
  std::string filter;
  std::vector<std::string> files;
};

struct Counts {
  int passed = 0;
  int failed = 0;
  int skipped = 0;
};

Options parse_options(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = arguments[i];
    const bool has_value = i + 1 < count;
    if (word == "--postgres" && has_value) {
      options.postgres = arguments[++i];
    } else if (word == "--filter" && has_value) {
      options.filter = arguments[++i];
    } else if (!word.starts_with("--")) {
      options.files.emplace_back(word);
    } else {
      std::fprintf(stderr, "usage: scenarios [--postgres DSN] [--filter TEXT] [FILE...]\n");
      std::exit(2);
    }
  }
  return options;
}

std::vector<std::string> all_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("tests/scenarios")) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

/// Empty when it passed.
std::string run_scenario(const Scenario& scenario, DatabaseMaker& databases) {
  std::string place = scenario.file;
  try {
    World world(databases);
    for (const auto& line : scenario.lines) {
      place = scenario.file + ":" + std::to_string(line.number) + ": " + line.text + "\n  ";
      run_line(world, line.text);
    }
    place = scenario.file + ": afterwards `kontor verify` finds";
    if (const auto broken = world.broken_invariants(); !broken.empty()) return place + broken;
  } catch (const std::exception& failure) {
    return place + failure.what();
  }
  return {};
}

void run_all(const std::vector<Scenario>& scenarios, DatabaseMaker& databases, Counts& counts) {
  for (const auto& scenario : scenarios) {
    const auto began = std::chrono::steady_clock::now();
    const std::string failure = run_scenario(scenario, databases);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("%.3f s: %s, on %s\n", took.count(), scenario.name.c_str(),
                databases.engine_name().c_str());
    if (failure.empty()) {
      ++counts.passed;
      continue;
    }
    ++counts.failed;
    std::printf("FAILED on %s: %s\n  %s\n\n", databases.engine_name().c_str(),
                scenario.name.c_str(), failure.c_str());
  }
}

int run(const Options& options) {
  std::vector<Scenario> scenarios;
  Counts counts;
  for (const auto& file : options.files.empty() ? all_files() : options.files) {
    try {
      for (auto& scenario : read_scenarios(file)) {
        const bool wanted = scenario.name.find(options.filter) != std::string::npos ||
                            scenario.file.find(options.filter) != std::string::npos;
        if (wanted) scenarios.push_back(std::move(scenario));
      }
    } catch (const ScenarioFailure& failure) {
      ++counts.failed;
      std::printf("FAILED: %s\n", failure.what());
    }
  }
  run_all(scenarios, *sqlite_databases(), counts);
  const std::string dsn = options.postgres.empty() ? postgres_dsn() : options.postgres;
  if (dsn.empty()) {
    counts.skipped += static_cast<int>(scenarios.size());
    std::printf("SKIPPED on postgres: all; give --postgres DSN or run\n"
                "  tests/support/with_postgres.sh build/debug/scenarios\n\n");
  } else {
    run_all(scenarios, *postgres_databases(dsn), counts);
  }
  std::printf("%d passed, %d failed, %d skipped\n", counts.passed, counts.failed, counts.skipped);
  return counts.failed == 0 && !scenarios.empty() ? 0 : 1;
}

}  // namespace
}  // namespace kontor::test

int main(int count, char** arguments) {
  // Refusals that a scenario provokes are no news; bugs still are.
  kontor::log_setup(kontor::LogLevel::error, kontor::LogFormat::human);
  const auto options = kontor::test::parse_options(count, arguments);
  std::filesystem::current_path(KONTOR_SOURCE_DIR);
  return kontor::test::run(options);
}
