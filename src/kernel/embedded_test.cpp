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
    const bool squeezed = file.path.starts_with("pages/");  // tools/embed.py takes comments out
    if (compressed || squeezed) continue;
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

TEST_CASE("style sheets of the public pages lose what only their readers need") {
  const EmbeddedFile* const style = kontor::find_embedded_file("pages/public.css");
  REQUIRE(style != nullptr);
  CHECK(style->bytes.size() < 16'000);
  CHECK(style->bytes.find("/*") == std::string_view::npos);
  CHECK(style->bytes.find('\n') == std::string_view::npos);
  CHECK(style->bytes.find(".btn{display:inline-flex") != std::string_view::npos);
}

TEST_CASE("an embedded file is found by its exact path only") {
  for (const EmbeddedFile& file : kontor::embedded_files()) {
    CHECK(kontor::find_embedded_file(file.path) == &file);
  }
  CHECK(kontor::find_embedded_file("texts/de.jso") == nullptr);
  CHECK(kontor::find_embedded_file("") == nullptr);
}
