#include "kernel/blobs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace kontor;
namespace fs = std::filesystem;

namespace {

struct TemporaryFolder {
  fs::path path;
  TemporaryFolder() {
    SystemRandom random;
    std::array<std::uint8_t, 8> name{};
    random.fill(name);
    path = fs::temp_directory_path() / ("kontor-blobs-" + to_hex(name));
  }
  ~TemporaryFolder() { fs::remove_all(path); }
};

std::size_t file_count(const fs::path& root) {
  return static_cast<std::size_t>(
      std::count_if(fs::recursive_directory_iterator(root), fs::recursive_directory_iterator(),
                    [](const auto& entry) { return entry.is_regular_file(); }));
}

}  // namespace

TEST_CASE("blobs: bytes come back under the name of their hash and are stored once") {
  const TemporaryFolder folder;
  DirectoryBlobStore store(folder.path);
  const Bytes data{1, 2, 3, 0, 255};
  const std::string name = store.put(data);
  CHECK(name == to_hex(sha256(data)));
  CHECK(store.put(data) == name);
  CHECK(file_count(folder.path) == 1);
  CHECK(store.get(name) == data);
  CHECK(store.size(name) == 5);
  CHECK(store.get(store.put({})) == Bytes{});
  CHECK(store.remove(name));
  CHECK_FALSE(store.remove(name));
  CHECK_FALSE(store.get(name));
}

TEST_CASE("blobs: a name that is no hash reaches no file") {
  const TemporaryFolder folder;
  DirectoryBlobStore store(folder.path / "blobs");
  store.put(Bytes{1});
  std::ofstream(folder.path / "outside") << "x";
  for (const char* name : {"", "../outside", "/etc/passwd", "..", "abcd"}) {
    CHECK_FALSE(store.get(name));
    CHECK_FALSE(store.size(name));
    CHECK_FALSE(store.remove(name));
  }
  CHECK(fs::exists(folder.path / "outside"));
}

TEST_CASE("blobs: too many bytes are refused with both figures and leave nothing") {
  const TemporaryFolder folder;
  DirectoryBlobStore store(folder.path, 10);
  store.put(Bytes(10, 7));
  try {
    store.put(Bytes(11, 7));
    FAIL("was stored");
  } catch (const BlobTooLarge& error) {
    CHECK(error.limit_bytes == 10);
    CHECK(error.actual_bytes == 11);
  }
  CHECK(file_count(folder.path) == 1);
}

TEST_CASE("blobs: bytes go when nobody has put them for a time, and stay for who puts them again") {
  const TemporaryFolder folder;
  ManualClock clock(1'000'000);
  DirectoryBlobStore store(folder.path, 50, &clock);
  const std::string name = store.put(bytes_of("Zeichnung"));
  CHECK_FALSE(store.remove_untouched(name, 1'000'000));
  CHECK(store.size(name) == 9);
  clock.advance(5'000);
  CHECK(store.put(bytes_of("Zeichnung")) == name);
  CHECK_FALSE(store.remove_untouched(name, 1'005'000));
  CHECK(store.remove_untouched(name, 1'005'001));
  CHECK_FALSE(store.size(name));
  CHECK_FALSE(store.remove_untouched(name, 9'000'000));
  CHECK_FALSE(store.remove_untouched("../x", 9'000'000));
  CHECK(store.put(bytes_of("Zeichnung")) == name);
  CHECK(store.size(name) == 9);
}

TEST_CASE("blobs: damage on disk is noticed") {
  const TemporaryFolder folder;
  DirectoryBlobStore store(folder.path);
  const std::string name = store.put(Bytes{1, 2, 3});
  for (const auto& entry : fs::recursive_directory_iterator(folder.path)) {
    if (entry.is_regular_file()) std::ofstream(entry.path()) << "abc";
  }
  CHECK_THROWS_WITH_AS(store.get(name), doctest::Contains("damaged"), std::runtime_error);
}

TEST_CASE("blobs: many threads may store the same bytes") {
  const TemporaryFolder folder;
  DirectoryBlobStore store(folder.path);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&store] {
      for (std::uint8_t k = 0; k < 10; ++k) store.put(Bytes(100, k));
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(file_count(folder.path) == 10);
}
