#include "orders/filter.hpp"

#include <doctest/doctest.h>

#include "kernel/url.hpp"

namespace kontor {
namespace {

OrderFilter filter(std::string_view query) { return read_order_filter(*http::parse_query(query)); }

FilterContext context() {
  FilterContext context;
  context.time_zone = "Europe/Berlin";
  context.now_ms = 1'795'251'600'000;  // 2026-11-21 10:00 in Berlin
  context.whole_tenant = true;
  return context;
}

TEST_CASE("the same field is or, different fields are and, a mark negates") {
  const auto query =
      build_order_query(filter("state=pending,processing&origin=!shop&has=!cancelled"), context());
  CHECK(query.conditions == " AND o.state IN ($2, $3) AND o.origin NOT IN ($4) AND NOT "
                            "(o.was_cancelled = 1)");
  CHECK(query.texts == std::vector<std::string>{"pending", "processing", "shop"});
}

TEST_CASE("repeated parameters add up") {
  CHECK(filter("state=pending&state=declined").fields.front().values.size() == 2);
}

TEST_CASE("unknown parameters are named and change nothing") {
  const auto read = filter("state=pending&colour=red&view=nothing");
  CHECK(read.ignored == std::vector<std::string>{"colour", "view"});
  CHECK(read.fields.size() == 1);
}

TEST_CASE("a view stands for its filter, and another filter narrows it") {
  const auto read = filter("view=inbox&origin=shop");
  CHECK(read.asks_for("queue"));
  CHECK(read.asks_for("origin"));
  CHECK(read.sort == "waiting");
  CHECK(filter("view=inbox&sort=-total").sort == "-total");
}

TEST_CASE("relative days are counted from today") {
  const auto week = read_day_range("-7d", "2026-11-21");
  CHECK(week->from == "2026-11-14");
  CHECK(week->until == "2026-11-21");
  CHECK(read_day_range("<today", "2026-03-01")->until == "2026-02-28");
  CHECK(read_day_range("<today", "2028-03-01")->until == "2028-02-29");
  CHECK(read_day_range("2026-11-01..", "2026-11-21")->from == "2026-11-01");
  CHECK(read_day_range("none", "2026-11-21")->absent);
  CHECK_FALSE(read_day_range("2026-02-30", "2026-11-21").has_value());
  CHECK_FALSE(read_day_range("-99999999999d", "2026-11-21").has_value());
  CHECK_FALSE(read_day_range("..yesterday", "2026-11-21").has_value());
}

TEST_CASE("what cannot be read is refused by field, all of it at once") {
  try {
    build_order_query(filter("due=soon&has=wings&sort=beauty&cursor=x"), context());
    FAIL("not refused");
  } catch (const Refused& refused) {
    CHECK(refused.code() == kInvalidInput);
    REQUIRE(refused.errors().size() == 3);
    CHECK(refused.errors()[0].pointer == "?due");
    CHECK(refused.errors()[1].pointer == "?has");
    CHECK(refused.errors()[2].pointer == "?sort");
  }
}

TEST_CASE("a filter has at most thirty values") {
  std::string many = "label=a";
  for (int i = 1; i < 30; ++i) many += ",!a";
  CHECK_NOTHROW(build_order_query(filter(many), context()));
  try {
    build_order_query(filter(many + ",b&state=pending"), context());
    FAIL("not refused");
  } catch (const Refused& refused) {
    REQUIRE(refused.errors().size() == 1);
    CHECK(refused.errors()[0].pointer == "?label");
    CHECK(refused.errors()[0].code == "too_many");
  }
}

TEST_CASE("values are parameters, whatever they contain") {
  const auto query = build_order_query(filter("state=x')%20OR%20(1%3D1"), context());
  CHECK(query.conditions.find("OR") == std::string::npos);
  CHECK(query.texts.front() == "x') OR (1=1");
}

TEST_CASE("reach bounds every list of people who are not staff") {
  auto narrow = context();
  narrow.whole_tenant = false;
  narrow.reach = {"1/5/", "1/50"};
  const auto query = build_order_query(filter("q=weber"), narrow);
  CHECK(query.conditions.starts_with(" AND o.account_path >= $2 AND o.account_path < $3"));
  REQUIRE(query.words.size() == 1);
  CHECK(query.words.front().ends_with(" AND t.source <> 'internal'"));
}

}  // namespace
}  // namespace kontor
