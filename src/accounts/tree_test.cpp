#include "accounts/tree.hpp"

#include <doctest/doctest.h>

#include "accounts/memberships.hpp"

namespace kontor {
namespace {

TEST_CASE("paths are serials in base 36") {
  CHECK(child_path("", 1) == "1/");
  CHECK(child_path("1/", 46) == "1/1a/");
  CHECK(child_path("1/1a/", 0) == "1/1a/0/");
  CHECK(depth_of("1/1a/0/") == 3);
  CHECK(child_path("1/", 9'000'000'000) == "1/44ud8g0/");
}

TEST_CASE("what may hang below what") {
  CHECK(may_be_child_of(AccountKind::customer, AccountKind::operator_));
  CHECK(may_be_child_of(AccountKind::sub_partner, AccountKind::partner));
  CHECK_FALSE(may_be_child_of(AccountKind::partner, AccountKind::partner));
  CHECK_FALSE(may_be_child_of(AccountKind::sub_partner, AccountKind::operator_));
  CHECK_FALSE(may_be_child_of(AccountKind::customer, AccountKind::customer));
  CHECK_FALSE(may_be_child_of(AccountKind::customer, AccountKind::prospect));
  CHECK_FALSE(may_be_child_of(AccountKind::operator_, AccountKind::operator_));
}

TEST_CASE("VAT ids are normalised, and what cannot be one is refused") {
  CHECK(normal_vat_id("de 123 456 789") == "DE123456789");
  CHECK(normal_vat_id("ATU61234567") == "ATU61234567");
  CHECK(normal_vat_id("CHE-123.456.788 MWST") == "CHE123456788MWST");
  CHECK_FALSE(normal_vat_id("123456789"));
  CHECK_FALSE(normal_vat_id("DE"));
  CHECK_FALSE(normal_vat_id("DE123456789012345"));
  CHECK_FALSE(normal_vat_id("DE12345678ß"));
}

TEST_CASE("countries are those of ISO 3166") {
  CHECK(is_country("DE"));
  CHECK(is_country("CH"));
  CHECK_FALSE(is_country("de"));
  CHECK_FALSE(is_country("XX"));
  CHECK_FALSE(is_country("DEU"));
  CHECK_FALSE(is_country(""));
}

TEST_CASE("passwords: length, common ones, one's own name") {
  const auto code = [](std::string_view password) {
    const auto problem = password_problem(password, "lena.sommer@weber.example", "Lena Sommer");
    return problem ? problem->code : std::string("fine");
  };
  CHECK(code("drei bunte vögel") == "fine");
  CHECK(code("ÄÖÜäöüÄÖÜäöü") == "fine");
  CHECK(code("elf zeichen") == "too_short");
  CHECK(code("passwort2026!") == "password_common");
  CHECK(code("Qwertzuiop123") == "password_common");
  CHECK(code("123456789012") == "password_common");
  CHECK(code("210987654321") == "password_common");
  CHECK(code("aaaaaaaaaaaa") == "password_common");
  CHECK(code("ababababababab") == "password_common");
  CHECK(code("sommerhaus-79") == "password_personal");
  CHECK(code("ein langer sommer am deich von husum") == "fine");
  CHECK(code("ein satz mit sehr vielen wörtern, länger als vierundsechzig zeichen, ist gut") ==
        "fine");
  CHECK(code(std::string(129, 'x') + "y") == "too_long");
}

TEST_CASE("the life of a membership is the model's, no step more") {
  using S = MembershipState;
  using A = MembershipAction;
  const auto target = [](S from, A action) {
    const auto* step = find_transition(kMembershipLife, from, action);
    return step ? std::optional<S>(step->to) : std::nullopt;
  };
  CHECK(target(S::requested, A::invite) == S::invited);
  CHECK(target(S::requested, A::refuse) == S::refused);
  CHECK(target(S::invited, A::accept) == S::active);
  CHECK(target(S::invited, A::decline) == S::declined);
  CHECK(target(S::active, A::remove) == S::removed);
  for (const auto state : {S::removed, S::expired, S::declined}) {
    CHECK(target(state, A::invite) == S::invited);
  }
  CHECK_FALSE(target(S::refused, A::invite));
  CHECK_FALSE(target(S::active, A::invite));
  CHECK_FALSE(target(S::removed, A::accept));
  CHECK_FALSE(target(S::expired, A::accept));
  CHECK_FALSE(target(S::invited, A::remove));
}

TEST_CASE("an invitation is over at its instant, without any job") {
  Membership membership;
  membership.state = MembershipState::invited;
  membership.invited_until_ms = 1000;
  CHECK(effective_state(membership, 999) == MembershipState::invited);
  CHECK(effective_state(membership, 1000) == MembershipState::expired);
  membership.state = MembershipState::active;
  CHECK(effective_state(membership, 2000) == MembershipState::active);
}

}  // namespace
}  // namespace kontor
