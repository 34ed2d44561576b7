#include "kernel/crypto.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace kontor {
namespace {

// sodium_init is idempotent and thread-safe; without it the generator is not seeded.
void need_sodium() {
  static const bool ready = [] {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
    return true;
  }();
  static_cast<void>(ready);
}

bool is_tenant_code(std::string_view code) {
  if (code.empty() || code.size() > 32) return false;
  for (const char c : code) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    if (!good) return false;
  }
  return true;
}

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> out) {
  need_sodium();
  randombytes_buf(out.data(), out.size());
}

SeededRandom::SeededRandom(std::uint64_t seed) {
  for (std::size_t i = 0; i < 8; ++i) seed_[i] = static_cast<std::uint8_t>(seed >> (8 * i));
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  need_sodium();
  std::lock_guard lock(mutex_);
  // A fresh stream per call: what a call yields depends on the seed and on its number only.
  auto seed = seed_;
  const std::uint64_t call = calls_++;
  for (std::size_t i = 0; i < 8; ++i) seed[8 + i] = static_cast<std::uint8_t>(call >> (8 * i));
  randombytes_buf_deterministic(out.data(), out.size(), seed.data());
}

Digest sha256(std::span<const std::uint8_t> data) {
  need_sodium();
  Digest digest;
  crypto_hash_sha256(digest.data(), data.data(), data.size());
  return digest;
}

Sha256::Sha256() {
  static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(state_));
  need_sodium();
  crypto_hash_sha256_init(reinterpret_cast<crypto_hash_sha256_state*>(state_.data()));
}

void Sha256::add(std::span<const std::uint8_t> data) {
  crypto_hash_sha256_update(reinterpret_cast<crypto_hash_sha256_state*>(state_.data()), data.data(),
                            data.size());
}

Digest Sha256::finish() {
  Digest digest;
  crypto_hash_sha256_final(reinterpret_cast<crypto_hash_sha256_state*>(state_.data()),
                           digest.data());
  return digest;
}

Digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view message) {
  need_sodium();
  Digest digest;
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  const auto bytes = bytes_of(message);
  crypto_auth_hmacsha256_update(&state, bytes.data(), bytes.size());
  crypto_auth_hmacsha256_final(&state, digest.data());
  return digest;
}

bool equal_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_hex(std::span<const std::uint8_t> data) {
  std::string out(data.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), data.data(), data.size());
  out.pop_back();
  return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes out(text.size() / 2);
  std::size_t length = 0;
  const char* end = nullptr;
  if (sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr, &length, &end) !=
          0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  return out;
}

std::string to_base64url(std::span<const std::uint8_t> data) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_encoded_len(data.size(), kVariant), '\0');
  sodium_bin2base64(out.data(), out.size(), data.data(), data.size(), kVariant);
  out.pop_back();
  return out;
}

std::optional<Bytes> from_base64url(std::string_view text) {
  Bytes out(text.size() * 3 / 4 + 3);
  std::size_t length = 0;
  const char* end = nullptr;
  if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &length, &end,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  out.resize(length);
  return out;
}

// --- Tokens ---------------------------------------------------------------------------------

Token Token::make(std::string_view tenant_code, Random& random) {
  if (!is_tenant_code(tenant_code)) throw std::invalid_argument("not a tenant code");
  Token token;
  token.tenant_code = tenant_code;
  random.fill(token.secret);
  return token;
}

std::optional<Token> Token::parse(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || text.size() - dot != 23) return std::nullopt;
  Token token;
  token.tenant_code = text.substr(0, dot);
  if (!is_tenant_code(token.tenant_code)) return std::nullopt;
  const auto secret = from_base64url(text.substr(dot + 1));
  if (!secret || secret->size() != token.secret.size()) return std::nullopt;
  std::memcpy(token.secret.data(), secret->data(), token.secret.size());
  return token;
}

std::string Token::text() const { return tenant_code + "." + to_base64url(secret); }

Digest Token::hash() const { return sha256(secret); }

// --- Sealed secrets -------------------------------------------------------------------------

namespace {

[[noreturn]] void fail_key_file(const std::filesystem::path& path, const std::string& reason) {
  throw std::runtime_error("secret key file " + path.string() + ": " + reason);
}

struct OpenFile {
  int fd;
  ~OpenFile() {
    if (fd >= 0) close(fd);
  }
};

// Another process may create the file at the same moment: link() makes exactly one the winner,
// and nobody ever sees half a file.
void create_key_file(const std::filesystem::path& path, Random& random) {
  std::array<std::uint8_t, SecretBox::kKeyBytes> key{};
  random.fill(key);
  const std::string text = to_hex(key) + "\n";
  sodium_memzero(key.data(), key.size());
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
  const std::string temporary = path.string() + "." + std::to_string(getpid()) + ".new";
  {
    const OpenFile file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (file.fd < 0) fail_key_file(path, std::string("cannot be created: ") + strerror(errno));
    const bool written =
        write(file.fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        fsync(file.fd) == 0;
    if (!written) {
      const std::string reason = strerror(errno);
      unlink(temporary.c_str());
      fail_key_file(path, "cannot be written: " + reason);
    }
  }
  const bool linked = link(temporary.c_str(), path.c_str()) == 0;
  const int error = errno;
  unlink(temporary.c_str());
  if (!linked && error != EEXIST) {
    fail_key_file(path, std::string("cannot be created: ") + strerror(error));
  }
}

}  // namespace

SecretBox SecretBox::from_key_file(const std::filesystem::path& path, Random& random) {
  if (!std::filesystem::exists(path)) create_key_file(path, random);
  const OpenFile file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) fail_key_file(path, std::string("cannot be read: ") + strerror(errno));
  struct stat info {};
  if (fstat(file.fd, &info) != 0) fail_key_file(path, strerror(errno));
  if ((info.st_mode & 077U) != 0) {
    fail_key_file(path, "others may read it; run: chmod 600 " + path.string());
  }
  std::array<char, 2 * kKeyBytes + 2> buffer{};
  const ssize_t got = read(file.fd, buffer.data(), buffer.size());
  std::string_view text(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() != kKeyBytes) {
    fail_key_file(path, "must hold 64 hexadecimal digits; restore it from your backup");
  }
  std::array<std::uint8_t, kKeyBytes> key{};
  std::memcpy(key.data(), bytes->data(), kKeyBytes);
  sodium_memzero(buffer.data(), buffer.size());
  return SecretBox(key);
}

SecretBox::SecretBox(std::array<std::uint8_t, kKeyBytes> key) : key_(key) {
  static_assert(kKeyBytes == crypto_secretbox_KEYBYTES);
  need_sodium();
}
SecretBox::SecretBox(const SecretBox&) = default;
SecretBox::~SecretBox() { sodium_memzero(key_.data(), key_.size()); }

Bytes SecretBox::seal(std::string_view plain, Random& random) const {
  Bytes out(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.size());
  random.fill(std::span(out).first(crypto_secretbox_NONCEBYTES));
  crypto_secretbox_easy(out.data() + crypto_secretbox_NONCEBYTES, bytes_of(plain).data(),
                        plain.size(), out.data(), key_.data());
  return out;
}

std::optional<std::string> SecretBox::open(std::span<const std::uint8_t> sealed) const {
  constexpr std::size_t kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (sealed.size() < kOverhead) return std::nullopt;
  std::string plain(sealed.size() - kOverhead, '\0');
  const auto box = sealed.subspan(crypto_secretbox_NONCEBYTES);
  if (crypto_secretbox_open_easy(reinterpret_cast<std::uint8_t*>(plain.data()), box.data(),
                                 box.size(), sealed.data(), key_.data()) != 0) {
    return std::nullopt;
  }
  return plain;
}

Digest SecretBox::derive(std::string_view purpose) const {
  return hmac_sha256(key_, "kontor key for " + std::string(purpose));
}

Token SecretBox::token_of(std::string_view purpose, std::string_view tenant_code,
                          std::span<const std::uint8_t> id) const {
  const Digest mac = hmac_sha256(
      derive(purpose), std::string_view(reinterpret_cast<const char*>(id.data()), id.size()));
  Token token;
  token.tenant_code = tenant_code;
  std::copy_n(mac.begin(), token.secret.size(), token.secret.begin());
  return token;
}

}  // namespace kontor
