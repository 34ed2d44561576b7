#include "kernel/blobs.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

namespace kontor {
namespace {

namespace fs = std::filesystem;

struct File {
  int fd;
  explicit File(int descriptor) : fd(descriptor) {}
  ~File() {
    if (fd >= 0) ::close(fd);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
};

[[noreturn]] void fail(const fs::path& path, const char* what) {
  const int error = errno;
  const std::string text = std::string(what) + " " + path.string() + ": " + strerror(error);
  if (error == ENOSPC || error == EDQUOT) throw BlobStorageFull(text);
  throw std::runtime_error(text);
}

bool is_blob_name(std::string_view name) {
  if (name.size() != 64) return false;
  for (const char c : name) {
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

void write_all(const File& file, std::span<const std::uint8_t> data, const fs::path& path) {
  while (!data.empty()) {
    const ssize_t written = ::write(file.fd, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path, "cannot write");
    data = data.subspan(static_cast<std::size_t>(written));
  }
}

void sync_directory(const fs::path& path) {
  const File directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.fd < 0 || ::fsync(directory.fd) != 0) fail(path, "cannot sync");
}

// create_directories alone does not make the new names durable in their parents.
void make_durable_directory(const fs::path& path) {
  if (fs::exists(path)) return;
  if (path.has_parent_path()) make_durable_directory(path.parent_path());
  if (::mkdir(path.c_str(), 0750) != 0 && errno != EEXIST) fail(path, "cannot create");
  if (path.has_parent_path()) sync_directory(path.parent_path());
}

// False when there is no such file.
bool touch(const fs::path& path, const Clock* clock) {
  timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
  if (clock != nullptr) {
    const std::int64_t now_ms = clock->now_ms();
    times[0] = times[1] = {now_ms / 1000, now_ms % 1000 * 1'000'000};
  }
  return ::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0 || errno != ENOENT;
}

// Nothing when there is no such file.
std::optional<std::int64_t> touched_at_ms(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return std::int64_t{info.st_mtim.tv_sec} * 1000 + info.st_mtim.tv_nsec / 1'000'000;
}

std::string limit_text(std::uint64_t limit, std::uint64_t actual) {
  return "blob of " + std::to_string(actual) + " bytes is over the limit of " +
         std::to_string(limit);
}

}  // namespace

BlobTooLarge::BlobTooLarge(std::uint64_t limit, std::uint64_t actual)
    : std::runtime_error(limit_text(limit, actual)), limit_bytes(limit), actual_bytes(actual) {}

DirectoryBlobStore::DirectoryBlobStore(fs::path root, std::uint64_t max_bytes, const Clock* clock)
    : root_(fs::absolute(std::move(root))), max_bytes_(max_bytes), clock_(clock) {}

fs::path DirectoryBlobStore::path_of(std::string_view name) const {
  return root_ / name.substr(0, 2) / name.substr(2, 2) / name;
}

std::string DirectoryBlobStore::put(std::span<const std::uint8_t> data) {
  if (data.size() > max_bytes_) throw BlobTooLarge(max_bytes_, data.size());
  std::string name = to_hex(sha256(data));
  const fs::path path = path_of(name);
  if (fs::exists(path) && touch(path, clock_)) return name;
  make_durable_directory(path.parent_path());

  static std::atomic<std::uint64_t> counter{0};
  const fs::path temporary = path.string() + "." + std::to_string(::getpid()) + "." +
                             std::to_string(counter.fetch_add(1)) + ".new";
  try {
    const File file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
    if (file.fd < 0) fail(temporary, "cannot create");
    write_all(file, data, temporary);
    if (clock_ != nullptr) touch(temporary, clock_);
    if (::fsync(file.fd) != 0) fail(temporary, "cannot sync");
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail(path, "cannot rename to");
  } catch (const std::runtime_error&) {
    ::unlink(temporary.c_str());
    throw;
  }
  sync_directory(path.parent_path());
  return name;
}

std::optional<Bytes> DirectoryBlobStore::get(std::string_view name) const {
  if (!is_blob_name(name)) return std::nullopt;
  const fs::path path = path_of(name);
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd < 0) {
    if (errno == ENOENT) return std::nullopt;
    fail(path, "cannot open");
  }
  struct stat info {};
  if (::fstat(file.fd, &info) != 0) fail(path, "cannot read");
  Bytes data(static_cast<std::size_t>(info.st_size));
  std::size_t done = 0;
  while (done < data.size()) {
    const ssize_t got = ::read(file.fd, data.data() + done, data.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "cannot read");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  if (done != data.size() || to_hex(sha256(data)) != name) {
    throw std::runtime_error("blob " + std::string(name) + " is damaged on disk");
  }
  return data;
}

std::optional<std::uint64_t> DirectoryBlobStore::size(std::string_view name) const {
  if (!is_blob_name(name)) return std::nullopt;
  std::error_code error;
  const auto bytes = fs::file_size(path_of(name), error);
  if (error) return std::nullopt;
  return bytes;
}

bool DirectoryBlobStore::remove(std::string_view name) {
  if (!is_blob_name(name)) return false;
  return fs::remove(path_of(name));
}

bool DirectoryBlobStore::remove_untouched(std::string_view name, std::int64_t since_ms) {
  if (!is_blob_name(name)) return false;
  const fs::path path = path_of(name);
  const auto is_old = [since_ms](const fs::path& file) {
    const auto at_ms = touched_at_ms(file);
    return at_ms && *at_ms < since_ms;
  };
  if (!is_old(path)) return false;
  // Aside first: who puts the bytes now either finds the file and touches it, which is seen here,
  // or finds none and writes it again.
  const fs::path aside = path.string() + "." + std::to_string(::getpid()) + ".old";
  if (::rename(path.c_str(), aside.c_str()) != 0) return false;
  const bool old = is_old(aside);
  if (!old && ::link(aside.c_str(), path.c_str()) != 0 && errno != EEXIST) {
    fail(path, "cannot restore");
  }
  ::unlink(aside.c_str());
  return old;
}

}  // namespace kontor
