#include "reference.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

TEST_CASE("the generated pages of docs/ are those that this program prints") {
  for (const auto& page : kontor::reference_pages()) {
    CAPTURE(page.path);
    std::ifstream file("docs/" + page.path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    // Otherwise: build/debug/kontor reference docs
    CHECK(content.str() == page.text);
  }
}
