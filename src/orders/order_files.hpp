#pragma once
// The files of an order as its log shows them. Their rows belong to the conversation; here they are
// only read.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "accounts/actor.hpp"
#include "kernel/db.hpp"
#include "kernel/field_types.hpp"

namespace kontor {

struct FileTag {
  static constexpr std::string_view kPrefix = "file";
};
using FileId = Id<FileTag>;

inline constexpr std::size_t kMaxFilesOfEntry = 20;
using FileIds = List<FileId, kMaxFilesOfEntry>;

struct FileView {
  FileId id;
  std::string name;
  std::string media_type;
  std::int64_t size_bytes = 0;
  bool is_picture = false;  ///< may be shown in its place: content?inline=1
  std::optional<std::int64_t> width;
  std::optional<std::int64_t> height;
};
BOOST_DESCRIBE_STRUCT(FileView, (), (id, name, media_type, size_bytes, is_picture, width, height))

/// In the data of an event "message" or "note".
struct EntryFiles {
  std::vector<FileView> files;
};
BOOST_DESCRIBE_STRUCT(EntryFiles, (), (files))

/// User or API key; nil for others.
Uuid uploader_of(const Actor& actor);

enum class FileReaders { staff, customers };
/// By entry, in the order in which they were given.
std::map<EventId, std::vector<FileView>> files_by_entry(Tx& tx, const Uuid& order,
                                                        FileReaders readers);
/// Those that a message or note takes along: of this order, added by the actor, in no entry yet.
/// Refuses unknown_file with the place in `file_ids`, the same whatever is wrong. What was added
/// for a note goes into no message.
std::vector<FileView> loose_files(Tx& tx, const Actor& actor, const Uuid& order,
                                  std::span<const FileId> ids, FileReaders readers);

}  // namespace kontor
