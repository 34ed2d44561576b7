#include "accounts/actor.hpp"

#include <doctest/doctest.h>

#include "kernel/describe.hpp"

namespace kontor {
namespace {

ActingFor acting(AccountKind kind, Role role, std::string path) {
  ActingFor one;
  one.account_kind = kind;
  one.role = role;
  one.path = std::move(path);
  return one;
}

Actor person(AccountKind kind, Role role, std::string path) {
  Actor actor;
  actor.kind = ActorKind::user;
  actor.memberships.push_back(acting(kind, role, std::move(path)));
  actor.acting = 0;
  return actor;
}

template <class E, class F>
void for_each_value(F fn) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto descriptor) { fn(descriptor.value); });
}

TEST_CASE("no right reaches outside of one's own subtree") {
  for_each_value<Role>([](Role role) {
    const auto actor = person(AccountKind::partner, role, "1/5/");
    for_each_value<Right>([&](Right right) {
      for (const auto* path : {"1/", "1/4/", "1/50/", "1/6/", "2/5/", ""}) {
        const auto permission = can(actor, right, path);
        CAPTURE(path);
        CHECK_FALSE(permission.allowed);
        CHECK(permission.hidden);
        CHECK(permission.reason == kNotFound);
      }
    });
  });
}

TEST_CASE("nobody may do anything, the system everything") {
  const Actor nobody;
  const auto system = Actor::system(TenantId{});
  for_each_value<Right>([&](Right right) {
    CHECK(can(nobody, right, "1/").reason == kUnauthenticated);
    CHECK_FALSE(can(nobody, right).allowed);
    CHECK(can(system, right, "1/").allowed);
  });
  CHECK(rights_of(nobody).empty());
}

TEST_CASE("viewers and read-only staff change nothing") {
  const auto viewer = person(AccountKind::customer, Role::viewer, "1/5/");
  const auto reader = person(AccountKind::operator_, Role::read_only, "1/");
  for_each_value<Right>([&](Right right) {
    const std::string name(right_name(right));
    const bool reads = name.ends_with("_read") || right == Right::data_export;
    CAPTURE(name);
    if (!reads) {
      CHECK_FALSE(can(viewer, right, "1/5/").allowed);
      CHECK_FALSE(can(viewer, right, "1/5/7/").allowed);
      CHECK_FALSE(can(reader, right, "1/").allowed);
      CHECK_FALSE(can(reader, right, "1/5/").allowed);
    }
  });
}

TEST_CASE("the operator's rights are never a customer's or a partner's") {
  for (const auto role : {Role::owner, Role::buyer, Role::approver, Role::viewer}) {
    auto actor = person(AccountKind::partner, role, "1/5/");
    actor.memberships[0].price_requests = true;
    actor.memberships[0].manage_users = true;
    actor.memberships[0].delete_for_good = true;
    for (const auto right :
         {Right::order_confirm, Right::order_decline, Right::order_reopen, Right::order_delete,
          Right::note_read, Right::note_write, Right::price_request_decide, Right::settings_manage,
          Right::settings_read, Right::jobs_manage, Right::catalog_manage, Right::price_manage,
          Right::floor_price_read, Right::user_block, Right::account_move, Right::account_close,
          Right::payment_write, Right::shipment_write, Right::access_request_decide}) {
      CAPTURE(right_name(right));
      CHECK_FALSE(can(actor, right, "1/5/").allowed);
      CHECK_FALSE(can(actor, right, "1/5/7/").allowed);
      CHECK_FALSE(can(actor, right).allowed);
    }
  }
}

TEST_CASE("price requests need the capability beside the role") {
  auto buyer = person(AccountKind::customer, Role::buyer, "1/5/");
  CHECK(can(buyer, Right::price_request_ask, "1/5/").reason == kCapabilityMissing);
  buyer.memberships[0].price_requests = true;
  CHECK(can(buyer, Right::price_request_ask, "1/5/").allowed);
  auto viewer = person(AccountKind::customer, Role::viewer, "1/5/");
  viewer.memberships[0].price_requests = true;
  CHECK(can(viewer, Right::price_request_ask, "1/5/").reason == kRoleForbids);
}

TEST_CASE("deleting for good is the admin's, and needs its own capability") {
  auto admin = person(AccountKind::operator_, Role::admin, "1/");
  CHECK(can(admin, Right::order_delete, "1/5/").reason == kCapabilityMissing);
  admin.memberships[0].delete_for_good = true;
  CHECK(can(admin, Right::order_delete, "1/5/").allowed);
  auto sales = person(AccountKind::operator_, Role::sales, "1/");
  sales.memberships[0].delete_for_good = true;
  CHECK(can(sales, Right::order_delete, "1/5/").reason == kRoleForbids);
}

TEST_CASE("the capability to manage users stands in for the owner's role") {
  auto buyer = person(AccountKind::customer, Role::buyer, "1/5/");
  CHECK_FALSE(can(buyer, Right::user_manage, "1/5/").allowed);
  buyer.memberships[0].manage_users = true;
  CHECK(can(buyer, Right::user_manage, "1/5/").allowed);
  CHECK_FALSE(can(buyer, Right::user_manage, "1/").allowed);
}

TEST_CASE("an API key is cut down to its scopes") {
  auto key = person(AccountKind::operator_, Role::admin, "1/");
  key.kind = ActorKind::api_key;
  key.scopes = {Scope::orders_write};
  CHECK(can(key, Right::order_read, "1/5/").allowed);
  CHECK(can(key, Right::order_edit, "1/5/").allowed);
  CHECK(can(key, Right::account_manage, "1/5/").reason == kScopeMissing);
  CHECK(can(key, Right::settings_manage, "1/").reason == kScopeMissing);
  CHECK(can(key, Right::user_block, "1/").reason == kScopeMissing);
  CHECK(can(key, Right::api_key_manage, "1/").reason == kScopeMissing);
  key.scopes = {};
  CHECK(can(key, Right::order_read, "1/5/").reason == kScopeMissing);
}

TEST_CASE("a login without accounts hears so; an account that is not his does not exist") {
  Actor actor;
  actor.kind = ActorKind::user;
  CHECK(can(actor, Right::order_read).reason == kNoAccount);
  actor.memberships.push_back(acting(AccountKind::customer, Role::owner, "1/5/"));
  CHECK(can(actor, Right::order_read).reason == kNotFound);
  CHECK(reach_of(actor).from == reach_of(actor).until);
}

TEST_CASE("a subtree is a half-open range of paths") {
  const auto range = subtree("1/5/");
  const auto inside = [&](std::string_view path) {
    return path >= range.from && path < range.until;
  };
  CHECK(inside("1/5/"));
  CHECK(inside("1/5/a/"));
  CHECK(inside("1/5/zzz/1/"));
  CHECK_FALSE(inside("1/"));
  CHECK_FALSE(inside("1/4z/"));
  CHECK_FALSE(inside("1/50/"));
  CHECK_FALSE(inside("1/5a/"));
  CHECK_FALSE(inside("1/6/"));
  CHECK(is_within("1/5/a/", "1/5/"));
  CHECK_FALSE(is_within("1/50/", "1/5/"));
  CHECK_FALSE(is_within("1/5/", ""));
}

}  // namespace
}  // namespace kontor
