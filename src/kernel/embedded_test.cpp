#include "kernel/embedded.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

using kontor::EmbeddedFile;

TEST_CASE("every embedded file has the bytes of its source file") {
  int compared = 0;
  for (const EmbeddedFile& file : kontor::embedded_files()) {
    const bool compressed = file.path.ends_with(".gz") || file.path.ends_with(".br");
    if (compressed) continue;
    const bool web = file.path.starts_with("web/");
    const std::string path =
        web ? "web/dist/" + std::string(file.path.substr(4)) : std::string(file.path);
    std::ifstream stream(path, std::ios::binary);
    REQUIRE_MESSAGE(stream.good(), path);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    CHECK_MESSAGE(bytes == file.bytes, path);
    ++compared;
  }
  CHECK(compared > 0);
}

TEST_CASE("an embedded file is found by its exact path only") {
  for (const EmbeddedFile& file : kontor::embedded_files()) {
    CHECK(kontor::find_embedded_file(file.path) == &file);
  }
  CHECK(kontor::find_embedded_file("texts/de.jso") == nullptr);
  CHECK(kontor::find_embedded_file("") == nullptr);
}
