#include "kernel/event.hpp"

#include <doctest/doctest.h>

#include "kernel/jobs.hpp"
#include "kernel/verify.hpp"
#include "support/test_database.hpp"

namespace {

using kontor::Draft;
using kontor::Event;
using kontor::Tx;
using kontor::Visibility;
using kontor::test::DatabaseMaker;
using kontor::test::on_each_engine;
using kontor::test::test_tenant;
using kontor::test::TestDatabase;

/// A row that keeps the head of its log, without a table of its own.
struct Subject {
  kontor::JobId id;
  std::string path = "1/5/";
  std::int64_t version = 1;
  std::int64_t last_seq = 0;
  kontor::Bytes last_hash;
};

Draft draft(std::string kind, Visibility visibility = Visibility::public_) {
  Draft one;
  one.kind = std::move(kind);
  one.visibility = visibility;
  one.actor.name = "Anna Weber";
  one.subject = "Betreff";
  one.body = "Text mit Ümlaut";
  one.data = kontor::RawJson(R"({"fields":[]})");
  return one;
}

Subject record_story(TestDatabase& test) {
  return test.database.write_wait(test_tenant(), [](Tx& tx) {
    Subject subject;
    subject.id = tx.new_id<kontor::JobId>();
    record(tx, subject, draft("job.made"));
    record(tx, subject, draft("note", Visibility::internal));
    record(tx, subject, draft("job.ended"));
    return subject;
  });
}

std::vector<Event> log_of(TestDatabase& test, const Subject& subject,
                          kontor::Readers readers = kontor::Readers::staff) {
  return test.database.read_wait(test_tenant(), [&](Tx& tx) {
    return read_log(tx, "job", subject.id, readers);
  });
}

void tamper(TestDatabase& test, const std::string& assignment) {
  test.database.write_wait(test_tenant(), [&](Tx& tx) {
    const auto changed = tx.execute("UPDATE event SET " + assignment +
                                        " WHERE tenant_id = $1 AND seq = 2",
                                    tx.tenant());
    CHECK(changed == 1);
  });
}

std::size_t verify_findings(TestDatabase& test) {
  return test.database
      .read_wait(test_tenant(), [](Tx& tx) { return kontor::verify_log(tx); })
      .size();
}

}  // namespace

TEST_CASE("a log counts from one and its chain holds") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    const auto subject = record_story(test);
    const auto log = log_of(test, subject);
    REQUIRE(log.size() == 3);
    CHECK(log[0].seq == 1);
    CHECK(log[2].seq == 3);
    CHECK(log[2].hash == subject.last_hash);
    CHECK(log[0].prev_hash.empty());
    CHECK(log[1].prev_hash == log[0].hash);
    CHECK(log[1].read_content().body == "Text mit Ümlaut");
    CHECK(kontor::first_broken_seq(log) == 0);
    CHECK(verify_findings(test) == 0);
  });
}

TEST_CASE("whatever is changed in the log afterwards breaks its chain") {
  on_each_engine([](DatabaseMaker& maker) {
    const bool sqlite = maker.engine_name() == "sqlite";
    const std::string bytes = sqlite ? "X'00'" : "'\\x00'::bytea";
    const std::vector<std::string> changes{
        "kind = 'note2'", "at_ms = at_ms + 1",  "content = '{\"body\":\"other\"}'",
        "data = '{}'",    "digest = " + bytes,  "prev_hash = " + bytes,
        "hash = " + bytes, "visibility = 'public', kind = 'message'"};
    for (const auto& change : changes) {
      CAPTURE(change);
      TestDatabase test(maker);
      const auto subject = record_story(test);
      tamper(test, change);
      CHECK(kontor::first_broken_seq(log_of(test, subject)) == 2);
      CHECK(verify_findings(test) == 1);
    }
  });
}

TEST_CASE("an entry that was taken out is missed") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    const auto subject = record_story(test);
    test.database.write_wait(test_tenant(), [](Tx& tx) {
      tx.execute("DELETE FROM event WHERE tenant_id = $1 AND seq = 2", tx.tenant());
    });
    CHECK(kontor::first_broken_seq(log_of(test, subject)) == 3);
  });
}

TEST_CASE("erased content leaves a chain that holds") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    const auto subject = record_story(test);
    tamper(test, "content = NULL, salt = NULL, data = NULL, erased_at_ms = 1");
    const auto log = log_of(test, subject);
    CHECK(kontor::first_broken_seq(log) == 0);
    CHECK(log[1].read_content().actor.name.empty());
  });
}

TEST_CASE("a note cannot become public, whoever writes it") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    record_story(test);
    CHECK_THROWS_AS(tamper(test, "visibility = 'public'"), kontor::DatabaseError);
    CHECK_THROWS_AS(tamper(test, "notify = 'mail'"), kontor::DatabaseError);
    for (const auto* kind : {"note", "call", "label.added"}) {
      CAPTURE(kind);
      CHECK_THROWS_AS(test.database.write_wait(test_tenant(),
                                               [&](Tx& tx) {
                                                 Subject subject;
                                                 subject.id = tx.new_id<kontor::JobId>();
                                                 record(tx, subject, draft(kind));
                                               }),
                      kontor::DatabaseError);
    }
  });
}

TEST_CASE("customers read public entries only") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    const auto subject = record_story(test);
    const auto log = log_of(test, subject, kontor::Readers::customers);
    REQUIRE(log.size() == 2);
    CHECK(log[0].kind == "job.made");
    CHECK(log[1].kind == "job.ended");
  });
}

TEST_CASE("listeners hear of a change after its commit and never of a refusal") {
  on_each_engine([](DatabaseMaker& maker) {
    TestDatabase test(maker);
    std::vector<kontor::ChangeHint> heard;
    test.database.listen([&](const kontor::ChangeHint& hint) { heard.push_back(hint); });
    const auto subject = record_story(test);
    REQUIRE(heard.size() == 3);
    CHECK(heard[0].reach == "1/5/");
    CHECK(heard[1].reach.empty());  // a note: for staff only
    CHECK(heard.front().subject == subject.id.text());
    CHECK(heard.front().tenant == test_tenant());
    CHECK_THROWS(test.database.write_wait(test_tenant(), [&](Tx& tx) {
      Subject other;
      other.id = tx.new_id<kontor::JobId>();
      record(tx, other, draft("job.made"));
      throw kontor::Refused(kontor::kConflict);
    }));
    test.database.listen(nullptr);
    CHECK(heard.size() == 3);
  });
}
