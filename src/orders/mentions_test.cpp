#include "orders/mentions.hpp"

#include <doctest/doctest.h>

namespace kontor {
namespace {

const std::string kAnna = "user_01h455vb4pex5vsknk084sn02q";
const std::string kJonas = "user_01h455vb4pex5vsknk084sn02r";

TEST_CASE("mentions: each person once, in the order of the text") {
  const std::string note = "@[Jonas Wirth](user:" + kJonas + ") und @[Anna](user:" + kAnna +
                           "), bitte. @[Jonas](user:" + kJonas + ")";
  const auto users = mentions_in(note);
  REQUIRE(users.size() == 2);
  CHECK(users[0].text() == kJonas);
  CHECK(users[1].text() == kAnna);
  CHECK(with_plain_mentions(note) == "@Jonas Wirth und @Anna, bitte. @Jonas");
}

TEST_CASE("mentions: what only looks like one is text") {
  for (const std::string& text :
       {std::string("@[Anna]"), std::string("@[Anna](user:)"), std::string("@[Anna](user:"),
        "[Anna](user:" + kAnna + ")", "@[An[n]a](user:" + kAnna + ")",
        "@[An\nna](user:" + kAnna + ")", "@[Anna](order:" + kAnna + ")",
        "@[Anna](user:" + kAnna.substr(0, 20) + ")", std::string("a@[b")}) {
    CAPTURE(text);
    CHECK(mentions_in(text).empty());
    CHECK(with_plain_mentions(text) == text);
  }
  CHECK(mentions_in("@[@[Anna](user:" + kAnna + ")").size() == 1);
}

TEST_CASE("mentions: no note mentions more than twenty") {
  std::string note;
  for (int i = 0; i < 30; ++i) {
    const std::string digits = (i < 10 ? "0" : "") + std::to_string(i);
    note += "@[A](user:user_01h455vb4pex5vsknk084sn0" + digits + ")";
  }
  CHECK(mentions_in(note).size() == kMostMentions);
}

}  // namespace
}  // namespace kontor
