// The password gate of crypto.hpp: argon2id on a small pool of its own.
#include <sodium.h>

#include <chrono>
#include <future>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "kernel/crypto.hpp"
#include "kernel/metrics.hpp"
#include "kernel/pool.hpp"

namespace kontor {
namespace {

std::string argon2id(std::string_view password, const PasswordCost& cost) {
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (sodium_init() < 0 ||
      crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.passes,
                            cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("argon2id: not enough memory");
  }
  return out.data();
}

/// Counts what became of it, with the time in the queue.
template <class Result>
std::shared_ptr<std::function<void(Result)>> counted(std::function<void(Result)> done) {
  const auto start = std::chrono::steady_clock::now();
  return std::make_shared<std::function<void(Result)>>(
      [start, done = std::move(done)](Result result) {
        bool overloaded = false;
        if constexpr (std::is_same_v<Result, PasswordVerdict>) {
          overloaded = result == PasswordVerdict::overloaded;
        } else {
          overloaded = !result.has_value();
        }
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        metrics().password_hash(overloaded ? "overloaded" : "done", took.count());
        done(std::move(result));
      });
}

}  // namespace

struct PasswordHasher::Impl {
  explicit Impl(Options o)
      : options(o),
        dummy(argon2id("nobody has this password", o.cost)),
        pool(o.parallel, o.max_waiting) {}

  PasswordVerdict verify(const std::optional<std::string>& stored, std::string_view password) {
    const std::string& hash = stored ? *stored : dummy;
    const bool match =
        crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
    if (!match || !stored) return PasswordVerdict::mismatch;
    const bool weaker = crypto_pwhash_str_needs_rehash(hash.c_str(), options.cost.passes,
                                                       options.cost.memory_bytes) != 0;
    return weaker ? PasswordVerdict::match_rehash : PasswordVerdict::match;
  }

  Options options;
  std::string dummy;
  Pool pool;  // last: its threads use the members above until they are joined
};

PasswordHasher::PasswordHasher() : PasswordHasher(Options{}) {}
PasswordHasher::PasswordHasher(Options options) : impl_(std::make_unique<Impl>(options)) {}
PasswordHasher::~PasswordHasher() = default;

void PasswordHasher::hash(std::string password,
                          std::function<void(std::optional<std::string>)> done) {
  auto shared = counted(std::move(done));
  const bool posted = impl_->pool.try_post([this, password = std::move(password), shared] {
    std::optional<std::string> result;
    try {
      result = argon2id(password, impl_->options.cost);
    } catch (const std::runtime_error&) {
      result.reset();  // no memory for 64 MiB just now: the same as overloaded
    }
    (*shared)(std::move(result));
  });
  if (!posted) (*shared)(std::nullopt);
}

void PasswordHasher::verify(std::optional<std::string> stored, std::string password,
                            std::function<void(PasswordVerdict)> done) {
  auto shared = counted(std::move(done));
  const bool posted =
      impl_->pool.try_post([this, stored = std::move(stored), password = std::move(password),
                            shared] { (*shared)(impl_->verify(stored, password)); });
  if (!posted) (*shared)(PasswordVerdict::overloaded);
}

std::optional<std::string> PasswordHasher::hash_wait(std::string password) {
  std::promise<std::optional<std::string>> promise;
  auto future = promise.get_future();
  hash(std::move(password),
       [&promise](std::optional<std::string> result) { promise.set_value(std::move(result)); });
  return future.get();
}

PasswordVerdict PasswordHasher::verify_wait(std::optional<std::string> stored,
                                            std::string password) {
  std::promise<PasswordVerdict> promise;
  auto future = promise.get_future();
  verify(std::move(stored), std::move(password),
         [&promise](PasswordVerdict verdict) { promise.set_value(verdict); });
  return future.get();
}

}  // namespace kontor
