#include "program.hpp"

#include <doctest/doctest.h>

#include <latch>

#include "support/databases.hpp"
#include "support/merchant.hpp"

namespace kontor {

TEST_CASE("a program that ends waits for the passwords that are still worked on, then closes") {
  const test::FreshFolder folder{test::FreshFolder::Where::memory};
  auto program = test::open_program(folder.path());
  Database& database = program->database();
  std::latch begun(1);
  int reads = 0;
  program->services().passwords.hash("korrekt pferd batterie", [&](std::optional<std::string>) {
    begun.count_down();
    for (; reads < 500; ++reads) {
      database.read_wait(TenantId{}, [](Tx& tx) { tx.query("SELECT 1"); });
    }
  });
  begun.wait();
  program.reset();
  CHECK(reads == 500);
}

}  // namespace kontor
