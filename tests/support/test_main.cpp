#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <filesystem>

// Tests read texts/, migrations/ and their data by paths relative to the source folder.
int main(int argument_count, char** arguments) {
  std::filesystem::current_path(KONTOR_SOURCE_DIR);
  return doctest::Context(argument_count, arguments).run();
}
