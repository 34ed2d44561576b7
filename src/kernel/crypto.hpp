// Cryptography by libsodium: random bytes, hashes, password hashes, tokens, sealed secrets.
// Every function may be called from every thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/random.hpp"

namespace kontor {

using Bytes = std::vector<std::uint8_t>;
using Digest = std::array<std::uint8_t, 32>;

inline std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// --- Random bytes ---------------------------------------------------------------------------

// The operating system's generator.
struct SystemRandom final : Random {
  void fill(std::span<std::uint8_t> out) override;
};

// The same bytes for the same seed. For tests and demo data, never for secrets.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed);
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::mutex mutex_;
  std::array<std::uint8_t, 32> seed_{};
  std::uint64_t calls_ = 0;
};

// --- Hashes and encodings -------------------------------------------------------------------

Digest sha256(std::span<const std::uint8_t> data);
inline Digest sha256(std::string_view text) { return sha256(bytes_of(text)); }

// SHA-256 of data that comes in pieces.
class Sha256 {
 public:
  Sha256();
  void add(std::span<const std::uint8_t> data);
  void add(std::string_view text) { add(bytes_of(text)); }
  Digest finish();

 private:
  alignas(8) std::array<std::uint8_t, 128> state_{};
};

// HMAC-SHA-256 (RFC 2104); the key may have any length.
Digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view message);

// Time depends on the lengths only, not on the content.
bool equal_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);
inline bool equal_constant_time(std::string_view a, std::string_view b) {
  return equal_constant_time(bytes_of(a), bytes_of(b));
}

std::string to_hex(std::span<const std::uint8_t> data);
std::optional<Bytes> from_hex(std::string_view text);
// RFC 4648 section 5, without padding.
std::string to_base64url(std::span<const std::uint8_t> data);
std::optional<Bytes> from_base64url(std::string_view text);

// --- Tokens ---------------------------------------------------------------------------------

// The secret part of a link, session or API key. It carries the tenant's short code, because
// every lookup starts with the tenant. Text form `<code>.<22 characters of base64url>`.
// Only hash() is stored; the text is shown once.
struct Token {
  std::string tenant_code;                // [a-z0-9-]{1,32}
  std::array<std::uint8_t, 16> secret{};  // 128 random bits

  // `tenant_code` must have the form above; std::invalid_argument otherwise.
  static Token make(std::string_view tenant_code, Random& random);
  // Nothing when the text has not the exact form. Says nothing about validity.
  static std::optional<Token> parse(std::string_view text);
  std::string text() const;
  // SHA-256 of the secret, 32 bytes.
  Digest hash() const;
};

// --- Passwords ------------------------------------------------------------------------------

struct PasswordCost {
  std::uint64_t passes = 3;
  std::size_t memory_bytes = std::size_t{64} << 20U;
  // The least that libsodium allows. For tests and demo data only.
  static PasswordCost weakest() { return {1, 8192}; }
};

enum class PasswordVerdict {
  match,
  match_rehash,  // right, but stored with a weaker cost: hash again and store
  mismatch,
  overloaded,  // the waiting queue is full: answer 503 with Retry-After
};

// argon2id behind a gate: at most `parallel` hashes at once (64 MiB each), at most `max_waiting`
// in the queue. Callbacks run on the gate's own threads.
class PasswordHasher {
 public:
  struct Options {
    PasswordCost cost{};
    std::size_t parallel = 2;
    std::size_t max_waiting = 64;
  };
  PasswordHasher();
  explicit PasswordHasher(Options options);
  ~PasswordHasher();

  // Gives the text to store ("$argon2id$..."), or nothing when overloaded. The callback is
  // always called, in the overloaded case before hash() returns.
  void hash(std::string password, std::function<void(std::optional<std::string>)> done);
  // `stored` is empty for an unknown user: then a dummy hash of the same cost is verified, so
  // that the answer takes as long, and the verdict is mismatch.
  void verify(std::optional<std::string> stored, std::string password,
              std::function<void(PasswordVerdict)> done);

  // The same, waiting for the result. Not from an io thread and not inside a transaction.
  std::optional<std::string> hash_wait(std::string password);
  PasswordVerdict verify_wait(std::optional<std::string> stored, std::string password);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// --- Sealed secrets -------------------------------------------------------------------------

// Secrets at rest (mail and payment keys, link-bearing mails) are sealed with a key that stays
// outside the database: XSalsa20-Poly1305 (libsodium secretbox), nonce in front.
class SecretBox {
 public:
  static constexpr std::size_t kKeyBytes = 32;

  // Reads the key file (64 hex digits). Creates it with mode 0600 when it is missing.
  // Throws std::runtime_error with what to mend: unreadable, wrong form, readable for others.
  static SecretBox from_key_file(const std::filesystem::path& path, Random& random);
  explicit SecretBox(std::array<std::uint8_t, kKeyBytes> key);
  ~SecretBox();
  SecretBox(const SecretBox&);
  SecretBox& operator=(const SecretBox&) = delete;

  Bytes seal(std::string_view plain, Random& random) const;
  // Nothing when the bytes were changed or sealed with another key.
  std::optional<std::string> open(std::span<const std::uint8_t> sealed) const;
  // A key of its own for one purpose ("csrf", "reply-to"), derived from the main key.
  Digest derive(std::string_view purpose) const;
  // The token of one row, for links that must be writable again without being stored
  // (docs/adr/0057): HMAC-SHA-256 of the row's id under the purpose's key, its first 128 bits.
  Token token_of(std::string_view purpose, std::string_view tenant_code,
                 std::span<const std::uint8_t> id) const;

 private:
  std::array<std::uint8_t, kKeyBytes> key_;
};

}  // namespace kontor
