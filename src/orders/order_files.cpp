#include "orders/order_files.hpp"

#include <algorithm>

#include "kernel/refused.hpp"

namespace kontor {
namespace {

constexpr const char* kColumns = "id, name, media_type, size_bytes, width, height";

FileView view_of(const Rows::Row& row, std::size_t at) {
  FileView view;
  view.id = row.get<FileId>(at);
  view.name = row.get<std::string>(at + 1);
  view.media_type = row.get<std::string>(at + 2);
  view.size_bytes = row.get<std::int64_t>(at + 3);
  view.width = row.get<std::optional<std::int64_t>>(at + 4);
  view.height = row.get<std::optional<std::int64_t>>(at + 5);
  view.is_picture = view.width.has_value();
  return view;
}

}  // namespace

Uuid uploader_of(const Actor& actor) {
  if (!actor.user_id.is_nil()) return actor.user_id;
  return actor.api_key_id;
}

std::map<EventId, std::vector<FileView>> files_by_entry(Tx& tx, const Uuid& order,
                                                        FileReaders readers) {
  struct Placed {
    EventId entry;
    std::int64_t position = 0;
    FileView view;
  };
  const std::string hidden = readers == FileReaders::staff ? "" : " AND internal = 0";
  std::vector<Placed> found;
  for (const auto row : tx.query("SELECT event_id, position, " + std::string(kColumns) +
                                     " FROM order_file WHERE tenant_id = $1 AND order_id = $2 AND "
                                     "event_id IS NOT NULL" +
                                     hidden,
                                 tx.tenant(), order)) {
    found.push_back({row.get<EventId>(0), row.get<std::int64_t>(1), view_of(row, 2)});
  }
  std::ranges::sort(
      found, {}, [](const Placed& file) { return std::pair(file.position, Uuid(file.view.id)); });
  std::map<EventId, std::vector<FileView>> by_entry;
  for (auto& file : found) by_entry[file.entry].push_back(std::move(file.view));
  return by_entry;
}

std::vector<FileView> loose_files(Tx& tx, const Actor& actor, const Uuid& order,
                                  std::span<const FileId> ids, FileReaders readers) {
  std::vector<FileView> files;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Rows rows =
        tx.query("SELECT " + std::string(kColumns) +
                     ", internal FROM order_file WHERE tenant_id = $1 AND id = $2 AND "
                     "order_id = $3 AND added_by = $4 AND event_id IS NULL",
                 tx.tenant(), ids[i], order, uploader_of(actor));
    const bool twice =
        std::ranges::find(ids.first(i), ids[i]) != ids.begin() + static_cast<std::ptrdiff_t>(i);
    const bool fits =
        !rows.empty() && !twice && (readers == FileReaders::staff || !rows.front().get<bool>(6));
    if (!fits) throw Refused::field("/file_ids/" + std::to_string(i), "unknown_file");
    files.push_back(view_of(rows.front(), 0));
  }
  return files;
}

}  // namespace kontor
