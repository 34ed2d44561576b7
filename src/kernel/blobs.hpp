// Files of any kind, named by the SHA-256 of their bytes: the same bytes are stored once, and
// what is read can be checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/clock.hpp"
#include "kernel/crypto.hpp"

namespace kontor {

class BlobTooLarge : public std::runtime_error {
 public:
  BlobTooLarge(std::uint64_t limit, std::uint64_t actual);
  std::uint64_t limit_bytes;
  std::uint64_t actual_bytes;
};
// No space left. The HTTP layer answers 507.
class BlobStorageFull : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A blob's name is the 64 lowercase hex digits of its SHA-256. Safe from every thread.
struct BlobStore {
  virtual ~BlobStore() = default;
  // Returns the name after the bytes are durable. Storing the same bytes again changes nothing.
  virtual std::string put(std::span<const std::uint8_t> data) = 0;
  // Nothing when there is no such blob. Throws std::runtime_error when the bytes on disk do not
  // match the name.
  virtual std::optional<Bytes> get(std::string_view name) const = 0;
  virtual std::optional<std::uint64_t> size(std::string_view name) const = 0;
  virtual bool remove(std::string_view name) = 0;
  // Removes what was put before this time and not since. Whoever puts the same bytes meanwhile
  // keeps them, so that a row may be written for them within the time between.
  virtual bool remove_untouched(std::string_view name, std::int64_t since_ms) = 0;
};

// <root>/ab/cd/abcd...: written to a temporary file, fsync, rename, fsync of the directory. When a
// file was last put is its modification time, by `clock` if there is one.
class DirectoryBlobStore final : public BlobStore {
 public:
  explicit DirectoryBlobStore(std::filesystem::path root, std::uint64_t max_bytes = 50U << 20U,
                              const Clock* clock = nullptr);
  std::string put(std::span<const std::uint8_t> data) override;
  std::optional<Bytes> get(std::string_view name) const override;
  std::optional<std::uint64_t> size(std::string_view name) const override;
  bool remove(std::string_view name) override;
  bool remove_untouched(std::string_view name, std::int64_t since_ms) override;

 private:
  std::filesystem::path path_of(std::string_view name) const;
  std::filesystem::path root_;
  std::uint64_t max_bytes_;
  const Clock* clock_;
};

}  // namespace kontor
