// Who hears what on the stream of hints: within one program and across two on one PostgreSQL, and
// what a change of somebody's reach does to the streams that are open.

#include <doctest/doctest.h>

#include "accounts/tenants.hpp"
#include "support/listener.hpp"
#include "support/test_database.hpp"

namespace kontor {
namespace {

using test::DatabaseMaker;
using test::Listener;
using test::on_each_engine;

/// One running program on the database, without its network and without job workers.
struct Node {
  explicit Node(const std::string& url) {
    Config config;
    config.data_dir = folder.path();
    config.database_url = url;
    config.workers = 1;
    Seams seams;
    seams.password_cost = PasswordCost::weakest();
    program.emplace(config, std::move(seams));
    program->services().tenants->load();
    program->listen_to_changes();
  }
  Database& database() { return program->database(); }

  test::FreshFolder folder;
  std::optional<Program> program;
};

/// The merchant with partner Nord, Nord's customer Weber, and one person in each.
struct People {
  explicit People(Database& database) : tenant(test::test_tenant()), system(Actor::system(tenant)) {
    SetupInput input;
    input.company = "Nordwerk";
    input.city = "Bremen";
    input.country = "DE";
    input.currency = "EUR";
    input.time_zone = "Europe/Berlin";
    input.email = "admin@nordwerk.example";
    input.name = "Miriam";
    database.write_wait(tenant, [&](Tx& tx) {
      const auto made = create_tenant(tx, input, "");
      root = made.root.id;
      miriam = open_session(tx, made.admin, "192.0.2.7", "test").token;
      nord = make_account(tx, AccountKind::partner, root, "Nord");
      weber = make_account(tx, AccountKind::customer, nord, "Weber");
      nora = make_person(tx, nord, "nora@nord.example");
      anna = make_person(tx, weber, "anna@weber.example");
    });
  }
  AccountId make_account(Tx& tx, AccountKind kind, const AccountId& parent, const char* name) {
    AccountInput input;
    input.kind = kind;
    input.parent_id = parent;
    input.name = name;
    return create_account(tx, system, input).id;
  }
  std::string make_person(Tx& tx, const AccountId& account, const char* email) {
    const auto user = create_user(tx, system, email, email, Locale::de, "hash");
    InviteInput invitation;
    invitation.email = email;
    invitation.role = Role::owner;
    invite_member(tx, system, account, invitation);
    return open_session(tx, user, "192.0.2.7", "test").token;
  }
  /// What a hint of this change says.
  std::string change_weber(Database& database, const std::string& phone) const {
    return database.write_wait(tenant, [&](Tx& tx) {
      AccountPatch patch;
      patch.phone.present = true;
      patch.phone.value = Text<40>(phone);
      const Account changed = change_account(tx, system, weber, std::nullopt, patch);
      return "{\"subject\":\"" + weber.text() + "\",\"type\":\"account\",\"version\":" +
             std::to_string(changed.version) + "}";
    });
  }

  TenantId tenant;
  Actor system;
  AccountId root, nord, weber;
  std::string miriam, nora, anna;
};

}  // namespace

TEST_CASE("two programs on one PostgreSQL: a browser at one hears what is changed at the other") {
  const auto maker = test::postgres_or_say_so();
  if (!maker) return;
  test::FreshDatabase fresh(*maker);
  Node one(fresh.url());
  People people(one.database());
  one.program->services().tenants->load();
  Node two(fresh.url());
  Listener miriam(*two.program, people.miriam);
  Listener anna(*two.program, people.anna);
  const std::string first = people.change_weber(one.database(), "1");
  CHECK(miriam.hears(first));
  CHECK(anna.hears(first));
  // What is internal, or of somebody else, reaches staff only, across programs as well.
  const std::string other = one.database().write_wait(people.tenant, [&](Tx& tx) {
    const auto id = people.make_account(tx, AccountKind::prospect, people.root, "Other");
    close_account(tx, people.system, id, std::nullopt, MultilineText<500, 1>("gone"));
    return id.text();
  });
  const std::string second = people.change_weber(one.database(), "2");
  CHECK(miriam.hears(second));
  CHECK(anna.hears(second));
  CHECK(miriam.has_heard(other));
  CHECK_FALSE(anna.has_heard(other));
  // A right that is taken away at one program ends the stream at the other.
  one.database().write_wait(people.tenant, [&](Tx& tx) {
    const auto user = find_user_by_email(tx, "anna@weber.example");
    end_sessions_of(tx, user->id);
  });
  CHECK(anna.ends());
  CHECK(miriam.open());
}

TEST_CASE("a program does not hear its own changes twice") {
  const auto maker = test::postgres_or_say_so();
  if (!maker) return;
  test::FreshDatabase fresh(*maker);
  Node one(fresh.url());
  People people(one.database());
  one.program->services().tenants->load();
  Node two(fresh.url());
  Listener here(*one.program, people.miriam);
  Listener there(*two.program, people.miriam);
  const auto published = [](Node& node) {
    return node.program->services().hints.stats().published;
  };
  const auto before_one = published(one);
  const auto before_two = published(two);
  CHECK(there.hears(people.change_weber(one.database(), "1")));
  // Whoever hears the second change has read everything before it, his own rows too.
  CHECK(here.hears(people.change_weber(two.database(), "2")));
  CHECK(published(one) - before_one == 2);
  CHECK(published(two) - before_two == 2);
}

TEST_CASE("an account that moves takes its people's open streams along") {
  on_each_engine([](DatabaseMaker& maker) {
    test::FreshDatabase fresh(maker);
    Node node(fresh.url());
    People people(node.database());
    node.program->services().tenants->load();
    Listener nora(*node.program, people.nora);
    {
      Listener anna(*node.program, people.anna);
      const std::string before = people.change_weber(node.database(), "1");
      CHECK(nora.hears(before));
      CHECK(anna.hears(before));
      node.database().write_wait(people.tenant, [&](Tx& tx) {
        move_account(tx, people.system, people.weber, std::nullopt, people.root);
      });
      // Her reach is another path now: the old stream would go silent without a word.
      CHECK(anna.ends());
    }
    Listener anna(*node.program, people.anna);
    const std::string after = people.change_weber(node.database(), "2");
    CHECK(anna.hears(after));
    // The partner who served him hears no more of him, on the stream that was open all the time.
    CHECK(nora.open());
    CHECK_FALSE(nora.has_heard(after));
  });
}

TEST_CASE("a changed role, a removed membership and a revoked key end open streams at once") {
  on_each_engine([](DatabaseMaker& maker) {
    test::FreshDatabase fresh(maker);
    Node node(fresh.url());
    People people(node.database());
    node.program->services().tenants->load();
    Listener nora(*node.program, people.nora);
    Listener anna(*node.program, people.anna);
    node.database().write_wait(people.tenant, [&](Tx& tx) {
      const auto user = find_user_by_email(tx, "anna@weber.example");
      const auto membership =
          tx.find<Membership>("WHERE tenant_id = $1 AND user_id = $2", tx.tenant(), user->id);
      people.make_person(tx, people.weber, "bert@weber.example");
      MembershipPatch patch;
      patch.role.present = true;
      patch.role.value = Role::viewer;
      change_membership(tx, people.system, membership->id, std::nullopt, patch);
    });
    CHECK(anna.ends());
    CHECK(nora.open());

    ApiKey key;
    std::string token;
    node.database().write_wait(people.tenant, [&](Tx& tx) {
      Credentials credentials;
      credentials.session_token = people.nora;
      const Actor actor = authenticate(tx, credentials);
      ApiKeyInput input;
      input.name = "shop";
      input.scopes.push_back(Scope::read);
      const NewApiKey made = create_api_key(tx, actor, input);
      token = made.token;
      key = made.key;
    });
    Listener shop(*node.program, {}, token);
    CHECK(shop.open());
    node.database().write_wait(people.tenant, [&](Tx& tx) {
      Credentials credentials;
      credentials.session_token = people.nora;
      revoke_api_key(tx, authenticate(tx, credentials), key.id);
    });
    CHECK(shop.ends());
    CHECK(nora.open());
  });
}

}  // namespace kontor
