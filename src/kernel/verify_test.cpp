#include "kernel/verify.hpp"

#include <doctest/doctest.h>

#include "kernel/jobs.hpp"
#include "support/test_database.hpp"

namespace {

using kontor::TenantId;
using kontor::Tx;
using kontor::test::DatabaseMaker;
using kontor::test::on_each_engine;
using kontor::test::test_tenant;
using kontor::test::TestDatabase;

TenantId other_tenant() {
  TenantId id = test_tenant();
  id.bytes.back() ^= 1;
  return id;
}

}  // namespace

TEST_CASE("a row that names another tenant's row is found, the same row of its own tenant is not") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    const kontor::Uuid label = test_tenant();
    test.database.write_wait(other_tenant(), [&](Tx& tx) {
      tx.execute(
          "INSERT INTO label (tenant_id, id, name, name_key, color, owner, version, last_seq, "
          "last_hash) VALUES ($1, $2, 'Eilig', 'eilig', 'red', '', 1, 0, $3)",
          tx.tenant(), label, kontor::Bytes{});
    });
    for (const auto& tenant : {test_tenant(), other_tenant()}) {
      test.database.write_wait(tenant, [&](Tx& tx) {
        tx.execute("INSERT INTO order_term (tenant_id, term, order_id, source) "
                   "VALUES ($1, 'eilig', $2, 'order')",
                   tx.tenant(), label);
      });
    }
    static constexpr kontor::Reference kReferences[] = {{"order_term", "order_id", "label"}};
    const auto find = [](Tx& tx) { return kontor::verify_references(tx, kReferences); };
    CHECK(test.database.read_wait(other_tenant(), find).empty());
    const auto found = test.database.read_wait(test_tenant(), find);
    REQUIRE(found.size() == 1);
    CHECK(found.front().subject == "order_term.order_id");
  });
}

TEST_CASE("work that is due or waits for another attempt is left, a plan for tomorrow is not") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    const auto left = [&] {
      return test.database.read_wait(test_tenant(), kontor::verify_no_work_left).size();
    };
    test.database.write_wait(test_tenant(), [](Tx& tx) {
      enqueue(tx, {.queue = "work", .key = "a", .run_at_ms = tx.now_ms() + 1});
    });
    CHECK(left() == 0);
    test.database.write_wait(test_tenant(),
                             [](Tx& tx) { tx.execute("UPDATE job SET attempts = 1"); });
    CHECK(left() == 1);
    test.database.write_wait(test_tenant(), [](Tx& tx) {
      tx.execute("UPDATE job SET attempts = 0, run_at_ms = $1", tx.now_ms());
    });
    CHECK(left() == 1);
  });
}
