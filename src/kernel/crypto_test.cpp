#include "kernel/crypto.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <vector>

#include "kernel/pool.hpp"

using namespace kontor;
namespace fs = std::filesystem;

namespace {

struct TemporaryFolder {
  fs::path path;
  TemporaryFolder() {
    SystemRandom random;
    std::array<std::uint8_t, 8> name{};
    random.fill(name);
    path = fs::temp_directory_path() / ("kontor-crypto-" + to_hex(name));
    fs::create_directories(path);
  }
  ~TemporaryFolder() { fs::remove_all(path); }
};

PasswordHasher::Options quick(std::size_t parallel = 2, std::size_t max_waiting = 64) {
  return {PasswordCost::weakest(), parallel, max_waiting};
}

}  // namespace

TEST_CASE("crypto: SHA-256 and HMAC give the published answers") {
  // FIPS 180-2, appendix B.1; RFC 4231, test case 2.
  CHECK(to_hex(sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(hmac_sha256(bytes_of("Jefe"), "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  Sha256 pieces;
  pieces.add("a");
  pieces.add("bc");
  CHECK(pieces.finish() == sha256("abc"));
}

TEST_CASE("crypto: hex and base64url come back, and what is neither is refused") {
  const Bytes data{0, 1, 0xFE, 0xFF, 0x3E};
  CHECK(from_hex(to_hex(data)) == data);
  CHECK(from_base64url(to_base64url(data)) == data);
  for (const char* bad : {"a", "xy", "0g"}) CHECK_FALSE(from_hex(bad));
  for (const char* bad : {"AB=", "A+/A", "A", "AB C"}) CHECK_FALSE(from_base64url(bad));
  CHECK(equal_constant_time("same", "same"));
  CHECK_FALSE(equal_constant_time("same", "sane"));
  CHECK_FALSE(equal_constant_time("same", "same "));
}

TEST_CASE("crypto: the same seed gives the same bytes, and no call repeats another") {
  SeededRandom first(7);
  SeededRandom second(7);
  SeededRandom other(8);
  std::set<Bytes> seen;
  for (int i = 0; i < 20; ++i) {
    Bytes a(16);
    Bytes b(16);
    Bytes c(16);
    first.fill(a);
    second.fill(b);
    other.fill(c);
    CHECK(a == b);
    CHECK(a != c);
    CHECK(seen.insert(a).second);
  }
}

TEST_CASE("crypto: a token comes back from its text, and a changed text does not") {
  SeededRandom random(1);
  const Token token = Token::make("nord-1", random);
  CHECK(token.text().size() == 6 + 1 + 22);
  const auto parsed = Token::parse(token.text());
  REQUIRE(parsed);
  CHECK(parsed->tenant_code == "nord-1");
  CHECK(parsed->hash() == token.hash());
  for (const std::string& bad :
       {std::string(), std::string("nord"), token.text() + "A", "NORD." + token.text().substr(7),
        token.text().substr(6), "a b" + token.text().substr(6), token.text().substr(0, 28) + "!"}) {
    CAPTURE(bad);
    CHECK_FALSE(Token::parse(bad));
  }
  CHECK_THROWS_AS(Token::make("Nord Hafen", random), std::invalid_argument);
}

TEST_CASE("crypto: the right password matches, every other one does not") {
  PasswordHasher hasher(quick());
  const auto stored = hasher.hash_wait("Grün-Öl 7");
  REQUIRE(stored);
  CHECK(stored->starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
  CHECK(hasher.verify_wait(*stored, "Grün-Öl 7") == PasswordVerdict::match);
  CHECK(hasher.verify_wait(*stored, "Grün-Öl 8") == PasswordVerdict::mismatch);
  CHECK(hasher.verify_wait(*stored, "") == PasswordVerdict::mismatch);
  CHECK(hasher.verify_wait("rubbish", "Grün-Öl 7") == PasswordVerdict::mismatch);
  CHECK(hasher.hash_wait("Grün-Öl 7") != stored);  // salted
}

TEST_CASE("crypto: an unknown user never matches, not even with the dummy's own password") {
  PasswordHasher hasher(quick());
  CHECK(hasher.verify_wait(std::nullopt, "nobody has this password") == PasswordVerdict::mismatch);
}

TEST_CASE("crypto: a hash of a weaker cost matches and asks to be made again") {
  PasswordHasher weak(quick());
  const auto stored = weak.hash_wait("secret");
  PasswordHasher strong({{2, 16384}, 1, 4});
  CHECK(strong.verify_wait(stored, "secret") == PasswordVerdict::match_rehash);
  CHECK(strong.verify_wait(stored, "wrong") == PasswordVerdict::mismatch);
}

TEST_CASE("crypto: the default cost is 64 MiB and three passes") {
  PasswordHasher hasher;
  const auto stored = hasher.hash_wait("x");
  REQUIRE(stored);
  CHECK(stored->starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
}

TEST_CASE("crypto: no more hashes run than the gate lets in, and a full queue says so") {
  PasswordHasher hasher(quick(1, 1));
  std::mutex mutex;
  std::condition_variable changed;
  bool running = false;
  bool go_on = false;
  std::vector<std::string> log;
  // The first callback occupies the only thread until it is let go.
  hasher.hash("first", [&](std::optional<std::string> result) {
    std::unique_lock lock(mutex);
    running = result.has_value();
    changed.notify_all();
    changed.wait(lock, [&] { return go_on; });
  });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return running; });
  }
  bool second_done = false;
  hasher.hash("second", [&](std::optional<std::string> result) {
    std::lock_guard lock(mutex);
    second_done = result.has_value();
    changed.notify_all();
  });
  CHECK_FALSE(hasher.hash_wait("third"));
  CHECK(hasher.verify_wait(std::nullopt, "fourth") == PasswordVerdict::overloaded);
  std::unique_lock lock(mutex);
  CHECK_FALSE(second_done);
  go_on = true;
  changed.notify_all();
  changed.wait(lock, [&] { return second_done; });
  CHECK(second_done);
}

TEST_CASE("crypto: a pool runs everything it took before it ends, even after an error") {
  int done = 0;
  {
    Pool pool(1, 100);
    REQUIRE(pool.try_post([] { throw std::runtime_error("on purpose"); }));
    for (int i = 0; i < 50; ++i) REQUIRE(pool.try_post([&done] { ++done; }));
  }
  CHECK(done == 50);
}

TEST_CASE("crypto: sealed bytes open with the same key only and not after a change") {
  SeededRandom random(3);
  SecretBox box(std::array<std::uint8_t, 32>{1, 2, 3});
  SecretBox other(std::array<std::uint8_t, 32>{1, 2, 4});
  Bytes sealed = box.seal("Zugangsschlüssel", random);
  CHECK(box.open(sealed) == "Zugangsschlüssel");
  CHECK(box.open(box.seal("", random)) == "");
  CHECK_FALSE(other.open(sealed));
  CHECK(box.seal("Zugangsschlüssel", random) != sealed);
  CHECK(box.derive("csrf") != box.derive("reply-to"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    sealed[i] ^= 1U;
    CHECK_FALSE(box.open(sealed));
    sealed[i] ^= 1U;
  }
  CHECK_FALSE(box.open(Bytes(10)));
}

TEST_CASE("crypto: the key file is made once, only for its owner, and kept") {
  const TemporaryFolder folder;
  SystemRandom random;
  const fs::path path = folder.path / "data" / "secret.key";
  const auto sealed = SecretBox::from_key_file(path, random).seal("x", random);
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600U);
  CHECK(SecretBox::from_key_file(path, random).open(sealed) == "x");

  SUBCASE("readable for others") {
    fs::permissions(path, fs::perms::group_read, fs::perm_options::add);
    CHECK_THROWS_WITH_AS(SecretBox::from_key_file(path, random), doctest::Contains("chmod 600"),
                         std::runtime_error);
  }
  SUBCASE("damaged") {
    std::ofstream(path) << "no key";
    CHECK_THROWS_WITH_AS(SecretBox::from_key_file(path, random),
                         doctest::Contains("64 hexadecimal digits"), std::runtime_error);
  }
}
