#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <filesystem>

#include "kernel/log.hpp"

// Tests read texts/, migrations/ and their data by paths relative to the source folder.
int main(int argument_count, char** arguments) {
  std::filesystem::current_path(KONTOR_SOURCE_DIR);
  // Refusals are what many tests are about.
  kontor::log_setup(kontor::LogLevel::warn, kontor::LogFormat::human);
  return doctest::Context(argument_count, arguments).run();
}
