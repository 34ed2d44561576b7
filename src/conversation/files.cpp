#include "conversation/files.hpp"

#include <algorithm>

#include "conversation/files_store.hpp"
#include "kernel/file_type.hpp"
#include "kernel/picture.hpp"
#include "kernel/text.hpp"
#include "orders/commands.hpp"

namespace kontor {
namespace {

OrderFile insert_file(Tx& tx, const OrderId& order, const KeptFile& kept, OrderFile row) {
  row.tenant_id = tx.tenant();
  row.id = tx.new_id<FileId>();
  row.order_id = order;
  row.name = kept.name;
  row.media_type = kept.media_type;
  row.size_bytes = kept.size_bytes;
  row.file_hash = kept.file_hash;
  row.thumbnail_hash = kept.thumbnail_hash;
  row.width = kept.width;
  row.height = kept.height;
  row.added_at_ms = tx.now_ms();
  tx.insert(row);
  return row;
}

std::int64_t count_files(Tx& tx, const OrderId& order) {
  return tx
      .query("SELECT count(*) FROM order_file WHERE tenant_id = $1 AND order_id = $2", tx.tenant(),
             order)
      .front()
      .get<std::int64_t>(0);
}

}  // namespace

FileLimits file_limits(const Config& config) {
  return {.bytes = std::min(config.file_bytes, config.upload_bytes)};
}

FileView view_of_file(const OrderFile& file) {
  return {file.id,    file.name,  file.media_type, file.size_bytes, file.width.has_value(),
          file.width, file.height};
}

KeptFile keep_file(BlobStore& store, std::string_view name, std::string_view bytes,
                   const FileLimits& limits) {
  if (bytes.empty()) throw Refused::field("/file", "file_empty");
  if (static_cast<std::int64_t>(bytes.size()) > limits.bytes) {
    throw Refused::field("/file", "file_over_limit", std::to_string(limits.bytes),
                         std::to_string(bytes.size()));
  }
  KeptFile file;
  file.name = clean_file_name(name);
  file.media_type = media_type_of(bytes, file.name);
  const auto picture = read_picture(bytes, file.media_type, {.pixels = limits.pixels});
  if (picture) {
    bytes = picture->bytes;
    file.width = picture->width;
    file.height = picture->height;
    file.thumbnail_hash = store.put(bytes_of(picture->thumbnail));
  }
  file.size_bytes = static_cast<std::int64_t>(bytes.size());
  file.file_hash = store.put(bytes_of(bytes));
  return file;
}

void attach_files(Tx& tx, const Order& order, const Event& event, std::span<const KeptFile> files,
                  bool internal) {
  if (internal && event.visibility != Visibility::internal) {
    throw std::logic_error("files for staff only in a public entry");
  }
  const std::string name = event.read_content().actor.name;
  std::int64_t position = 0;
  for (const KeptFile& file : files) {
    OrderFile row;
    row.event_id = event.id;
    row.position = position++;
    row.internal = internal || event.visibility == Visibility::internal;
    row.added_by_name = name;
    insert_file(tx, order.id, file, std::move(row));
  }
}

void check_room_for_file(Tx& tx, const Actor& actor, const OrderId& id, bool internal) {
  const Order order = load_order(tx, actor, id);
  require(actor, internal ? Right::note_write : Right::message_write, order.account_path);
  const std::int64_t loose =
      tx.query(
            "SELECT count(*) FROM order_file WHERE tenant_id = $1 AND order_id = $2 AND "
            "added_by = $3 AND event_id IS NULL",
            tx.tenant(), id, uploader_of(actor))
          .front()
          .get<std::int64_t>(0);
  if (loose >= kMaxLooseFiles) throw Refused(kTooManyFiles, {{"limit", kMaxLooseFiles}});
  if (count_files(tx, id) >= kMaxFilesOfOrder) {
    throw Refused(kTooManyFiles, {{"limit", kMaxFilesOfOrder}});
  }
}

FileView add_loose_file(Tx& tx, const Actor& actor, const OrderId& id, const KeptFile& file,
                        bool internal) {
  check_room_for_file(tx, actor, id, internal);
  OrderFile row;
  row.internal = internal;
  row.added_by = uploader_of(actor);
  row.added_by_name = actor.name;
  return view_of_file(insert_file(tx, id, file, std::move(row)));
}

std::optional<OrderFile> find_file(Tx& tx, const Actor& actor, const FileId& id) {
  const PathRange reach = reach_of(actor);
  static const std::string sql =
      "SELECT " + column_list<OrderFile>("f.") +
      ", o.account_path FROM order_file f JOIN orders o ON o.tenant_id = f.tenant_id AND "
      "o.id = f.order_id WHERE f.tenant_id = $1 AND f.id = $2 AND o.account_path >= $3 AND "
      "o.account_path < $4 AND (f.event_id IS NOT NULL OR f.added_by = $5)";
  const Rows rows = tx.query(sql, tx.tenant(), id, reach.from, reach.until, uploader_of(actor));
  if (rows.empty()) return std::nullopt;
  auto file = std::move(Tx::read_rows<OrderFile>(rows).front());
  const auto path = rows.front().get<std::string>(kFieldCount<OrderFile>);
  if (file.internal && !can(actor, Right::note_read, path)) return std::nullopt;
  require(actor, Right::order_read, path);
  return file;
}

OrderFile load_file(Tx& tx, const Actor& actor, const FileId& id) {
  auto file = find_file(tx, actor, id);
  if (!file) throw Refused(kNotFound);
  return std::move(*file);
}

void delete_loose_file(Tx& tx, const Actor& actor, const FileId& id) {
  const OrderFile file = load_file(tx, actor, id);
  if (file.event_id) throw Refused(kNotFound);
  if (!tx.erase(file)) throw Refused(kNotFound);
  forget_bytes(tx, {&file, 1});
}

void claim_files(Tx& tx, const Event& event) {
  if (!event.data || event.data->find("\"files\"") == std::string::npos) return;
  const auto entry = from_json<EntryFiles>(*event.data);
  std::int64_t position = 0;
  for (const FileView& file : entry.files) {
    const auto claimed = tx.execute(
        "UPDATE order_file SET event_id = $4, position = $5, internal = $6 WHERE tenant_id = $1 "
        "AND id = $2 AND order_id = $3 AND event_id IS NULL",
        tx.tenant(), file.id, event.subject_id, event.id, position++,
        event.visibility == Visibility::internal);
    if (claimed != 1) throw Refused(kConflict);
  }
}

}  // namespace kontor
