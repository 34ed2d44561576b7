#pragma once
// A file that only takes up room, beside the SQLite database. When the disk is full it goes away:
// one half of its room carries the work on while the alarm is raised, the other half is kept for
// what has to be possible then: an orderly stop, the next start, the operator's commands. The stop
// may have to add SQLite's whole log to the database, 4000 pages of 8 KiB: half of the usual size.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace kontor {

/// Where it lies: `ballast` in the folder of the database.
std::filesystem::path ballast_path(const std::filesystem::path& database);

class Ballast {
 public:
  /// `bytes` 0: there is none, and all of this does nothing.
  Ballast(const std::filesystem::path& database, std::uint64_t bytes);

  /// Before the database is opened and before it is closed, which need room themselves: lets go of
  /// it when less than half its size is free.
  void make_way();
  /// From now on it is kept by this process: made when there is room, made again later.
  void keep();
  /// After a write found no room: true when there was ballast and it is gone now, so that the write
  /// is worth another attempt.
  bool release();
  /// Kept, and gone at the moment. Costs nothing; what else is asked then may look at the disk.
  bool is_out() const { return kept_ && held_->load(std::memory_order_relaxed) == 0; }
  /// While it is out: makes it again when twice its size is free, and says whether so little is
  /// left that it has to be spared.
  bool is_spent();

 private:
  std::uint64_t free_bytes() const;
  void make();

  std::filesystem::path path_;
  std::uint64_t bytes_;
  std::atomic<bool> kept_ = false;
  /// Its size, 0 while it is out. The metric reads it, also when this object is gone.
  std::shared_ptr<std::atomic<std::uint64_t>> held_;
};

}  // namespace kontor
