// Tenants beside each other, demo data, and two people at once, on every engine there is.

#include "accounts/tenants.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "accounts/account_views.hpp"
#include "accounts/api_hooks.hpp"
#include "accounts/links.hpp"
#include "accounts/seed.hpp"
#include "accounts/sessions.hpp"
#include "accounts/verify.hpp"
#include "kernel/crypto.hpp"
#include "support/databases.hpp"

namespace kontor {
namespace {

TenantId new_tenant_id(Database& database) {
  std::array<std::uint8_t, 8> random{};
  database.random().fill(random);
  return TenantId(make_uuid7(database.clock().now_ms(), 0, random));
}

template <class F>
void on_every_engine(F fn) {
  std::vector<std::unique_ptr<test::DatabaseMaker>> makers;
  makers.push_back(test::sqlite_databases());
  if (const auto dsn = test::postgres_dsn(); !dsn.empty()) {
    makers.push_back(test::postgres_databases(dsn));
  }
  for (const auto& maker : makers) {
    INFO("engine: ", maker->engine_name());
    const test::FreshDatabase fresh(*maker);
    SystemClock clock;
    SystemRandom random;
    DatabaseConfig config;
    config.url = fresh.url();
    Database database(config, clock, random);
    fn(database);
    database.close();
  }
}

Actor actor_of(Database& database, const TenantId& tenant, std::string_view email) {
  return database.write_wait(tenant, [&](Tx& tx) {
    const auto user = find_user_by_email(tx, email);
    REQUIRE(user);
    const auto opened = open_session(tx, *user, "192.0.2.1", "test");
    Credentials credentials;
    credentials.session_token = opened.token;
    return authenticate(tx, credentials);
  });
}

/// The code of what it is refused with; "" when it is not.
template <class F>
std::string refusal_of(F fn) {
  try {
    fn();
    return "";
  } catch (const Refused& refused) {
    return std::string(refused.code().name);
  }
}

TEST_CASE("the set-up code has 128 bits, nothing that looks alike, and is new at each start") {
  on_every_engine([](Database& database) {
    const TenantDirectory one(database, database.random()), other(database, database.random());
    CHECK(one.setup_code() != other.setup_code());
    const std::string letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    const auto told = std::ranges::count_if(
        one.setup_code(), [&](char c) { return letters.find(c) != std::string::npos; });
    CHECK(letters.size() == 32);
    CHECK(told * 5 >= 128);
    for (const char similar : {'0', 'O', '1', 'I'}) {
      CHECK(one.setup_code().find(similar) == std::string::npos);
    }
  });
}

TEST_CASE("demo data are complete, and all that must hold of accounts holds") {
  on_every_engine([](Database& database) {
    const auto tenant = new_tenant_id(database);
    const auto logins =
        database.write_wait(tenant, [](Tx& tx) { return seed_accounts(tx, "hash"); });
    CHECK(logins.size() > 12);
    database.read_wait(tenant, [](Tx& tx) {
      CHECK(verify_account_tree(tx).empty());
      CHECK(verify_account_logs(tx).empty());
      CHECK(verify_log(tx).empty());
    });
    const auto anna = actor_of(database, tenant, "a.keller@nordwerk.example");
    CHECK(anna.staff());
    database.read_wait(tenant, [&](Tx& tx) {
      CHECK(load_account_by_number(tx, anna, "K-20418", Right::order_edit).name ==
            "Möbelhaus Brinkmann");
      AccountQuery query;
      query.q = "moebel";
      CHECK(list_accounts(tx, anna, query).items.size() == 1);
      query.q = "Möb";
      CHECK(list_accounts(tx, anna, query).items.size() == 1);
    });
    const auto murat = actor_of(database, tenant, "m.oeztuerk@saturn.example");
    CHECK(murat.memberships.size() == 2);
  });
}

TEST_CASE("two tenants with the same people never see a row of each other") {
  on_every_engine([](Database& database) {
    const auto one = new_tenant_id(database);
    const auto two = new_tenant_id(database);
    for (const auto& tenant : {one, two}) {
      database.write_wait(tenant, [](Tx& tx) { seed_accounts(tx, "hash"); });
    }
    const auto admin = actor_of(database, one, "m.rasch@nordwerk.example");
    const auto foreign = database.read_wait(two, [](Tx& tx) {
      return tx
          .query("SELECT id FROM accounts WHERE tenant_id = $1 AND number = 'K-20418'", tx.tenant())
          .front()
          .get<AccountId>(0);
    });
    database.read_wait(one, [&](Tx& tx) {
      CHECK(refusal_of([&] { load_account(tx, admin, foreign, Right::account_read); }) ==
            "not_found");
      CHECK_FALSE(find_account(tx, foreign));
      CHECK(load_account_by_number(tx, admin, "K-20418", Right::account_read).id != foreign);
    });
    // A session of one tenant is nobody in the other.
    const auto token = database.write_wait(one, [](Tx& tx) {
      const auto user = find_user_by_email(tx, "m.rasch@nordwerk.example");
      return open_session(tx, *user, "192.0.2.1", "test").token;
    });
    Credentials credentials;
    credentials.session_token = token;
    database.read_wait(two,
                       [&](Tx& tx) { CHECK_FALSE(authenticate(tx, credentials).logged_in()); });
    database.read_wait(one, [&](Tx& tx) { CHECK(authenticate(tx, credentials).logged_in()); });
  });
}

TEST_CASE("two owners leave at the same moment: one of them stays") {
  on_every_engine([](Database& database) {
    const auto tenant = new_tenant_id(database);
    database.write_wait(tenant, [](Tx& tx) { seed_accounts(tx, "hash"); });
    const std::array people{actor_of(database, tenant, "k.albers@saturn.example"),
                            actor_of(database, tenant, "m.oeztuerk@saturn.example")};
    for (const auto& person : people) REQUIRE(person.memberships.at(0).role == Role::owner);
    std::array<std::string, 2> results;
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < people.size(); ++i) {
        threads.emplace_back([&, i] {
          results[i] = refusal_of([&] {
            database.write_wait(tenant, [&](Tx& tx) {
              remove_membership(tx, people[i], people[i].memberships.at(0).membership_id);
            });
          });
        });
      }
    }
    CHECK(std::count(results.begin(), results.end(), "") == 1);
    CHECK(std::count(results.begin(), results.end(), "last_owner") == 1);
  });
}

TEST_CASE("customers made at the same moment get different numbers") {
  on_every_engine([](Database& database) {
    const auto tenant = new_tenant_id(database);
    database.write_wait(tenant, [](Tx& tx) { seed_accounts(tx, "hash"); });
    std::array<std::string, 8> numbers;
    {
      std::vector<std::jthread> threads;
      for (auto& number : numbers) {
        threads.emplace_back([&database, &tenant, &number] {
          number = database.write_wait(
              tenant, [](Tx& tx) { return next_account_number(tx, AccountKind::customer); });
        });
      }
    }
    std::sort(numbers.begin(), numbers.end());
    CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
    CHECK(numbers.front() == "K-20912");
  });
}

TEST_CASE("a reset link that is used twice at once works for one") {
  on_every_engine([](Database& database) {
    const auto tenant = new_tenant_id(database);
    database.write_wait(tenant, [](Tx& tx) { seed_accounts(tx, "hash"); });
    const auto token = database.write_wait(tenant, [](Tx& tx) {
      const auto user = find_user_by_email(tx, "k.albers@saturn.example");
      return issue_link(tx, LinkPurpose::reset, user->id).token;
    });
    std::array<std::string, 2> results;
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < results.size(); ++i) {
        threads.emplace_back([&, i] {
          results[i] = refusal_of([&] {
            database.write_wait(tenant, [&](Tx& tx) {
              set_password_by_link(tx, token, "hash " + std::to_string(i));
            });
          });
        });
      }
    }
    CHECK(std::count(results.begin(), results.end(), "") == 1);
    CHECK(std::count(results.begin(), results.end(), "token_used") == 1);
  });
}

}  // namespace
}  // namespace kontor
