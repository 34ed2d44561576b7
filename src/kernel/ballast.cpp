#include "kernel/ballast.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/log.hpp"
#include "kernel/metrics.hpp"

namespace kontor {

std::filesystem::path ballast_path(const std::filesystem::path& database) {
  return std::filesystem::path(database).replace_filename("ballast");
}

Ballast::Ballast(const std::filesystem::path& database, std::uint64_t bytes)
    : path_(ballast_path(database)),
      bytes_(bytes),
      held_(std::make_shared<std::atomic<std::uint64_t>>(0)) {}

std::uint64_t Ballast::free_bytes() const {
  struct statvfs info {};
  const auto folder = path_.has_parent_path() ? path_.parent_path() : std::filesystem::path(".");
  if (::statvfs(folder.c_str(), &info) != 0) return 0;
  return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
}

void Ballast::make_way() {
  if (bytes_ > 0 && free_bytes() < bytes_ / 2) release();
}

void Ballast::keep() {
  if (bytes_ == 0) return;
  metrics().gauge("kontor_ballast_bytes",
                  "Room that is kept for a full disk; 0 while the disk is or was full.",
                  [held = held_] { return static_cast<double>(held->load()); });
  kept_ = true;
  std::error_code none;
  const auto size = std::filesystem::file_size(path_, none);
  if (!none && size == bytes_) {
    held_->store(bytes_);
    return;
  }
  std::filesystem::remove(path_, none);  // of another size, or half made
  make();
  if (is_out()) {
    log_warn("storage.no_ballast",
             {{"path", path_.string()}, {"bytes", bytes_}, {"free_bytes", free_bytes()}});
  }
}

void Ballast::make() {
  if (free_bytes() < 2 * bytes_) return;
  const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return;
  const bool made = ::posix_fallocate(file, 0, static_cast<off_t>(bytes_)) == 0;
  ::close(file);
  if (made) {
    held_->store(bytes_);
  } else {
    ::unlink(path_.c_str());
  }
}

bool Ballast::release() {
  // With that much room left, room is not what is missing.
  if (bytes_ == 0 || free_bytes() >= bytes_) return false;
  const bool released = ::unlink(path_.c_str()) == 0;
  // Somebody else may have done it: an operator, or a command beside the server.
  if (released || errno == ENOENT) held_->store(0);
  if (!released) return false;
  log_warn("storage.ballast_released",
           {{"path", path_.string()}, {"bytes", bytes_}, {"free_bytes", free_bytes()}});
  return true;
}

bool Ballast::is_spent() {
  const std::uint64_t free = free_bytes();
  if (free >= 2 * bytes_) {
    make();
    if (!is_out()) log_info("storage.ballast_restored", {{"bytes", bytes_}});
  }
  return free < bytes_ / 2;
}

}  // namespace kontor
