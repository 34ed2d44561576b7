#pragma once
// Files of orders: kept once in the store by their hash, named by rows that belong to an entry of
// the order's log. A file begins loose (uploaded, in no entry): only who added it sees it. It
// belongs to the message or note that names it from then on, and never changes.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/blobs.hpp"
#include "kernel/event.hpp"
#include "kernel/jobs.hpp"
#include "kernel/services.hpp"
#include "orders/order.hpp"
#include "orders/order_files.hpp"

namespace kontor {

inline constexpr Code kTooManyFiles{"too_many_files", 409};
inline constexpr Code kFileNotHere{"file_not_here", 503};

/// Of one order, and of one person's loose files in it.
inline constexpr std::int64_t kMaxFilesOfOrder = 1000;
inline constexpr std::int64_t kMaxLooseFiles = 50;
inline constexpr std::int64_t kLooseFilesKept_ms = 24LL * 3600 * 1000;

/// The row.
struct OrderFile {
  static constexpr std::string_view kTable = "order_file";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  FileId id;
  OrderId order_id;
  std::optional<EventId> event_id;
  std::int64_t position = 0;
  std::string name;
  std::string media_type;
  std::int64_t size_bytes = 0;
  std::string file_hash;
  std::optional<std::string> thumbnail_hash;
  std::optional<std::int64_t> width;
  std::optional<std::int64_t> height;
  bool internal = false;
  std::optional<Uuid> added_by;
  std::string added_by_name;
  std::int64_t added_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(OrderFile, (),
                      (tenant_id, id, order_id, event_id, position, name, media_type, size_bytes,
                       file_hash, thumbnail_hash, width, height, internal, added_by, added_by_name,
                       added_at_ms))

struct FileLimits {
  std::int64_t bytes = 25 << 20;
  /// Of a picture, known from its head before anything is decoded. One with more is kept as a file
  /// like any other, without a thumbnail and never shown in its place.
  std::int64_t pixels = 40'000'000;
};
FileLimits file_limits(const Config& config);

FileView view_of_file(const OrderFile& file);

/// A file whose bytes are in the store, in no row yet.
struct KeptFile {
  std::string name;
  std::string media_type;  ///< by its bytes
  std::string file_hash;
  std::int64_t size_bytes = 0;
  std::optional<std::string> thumbnail_hash;
  std::optional<std::int64_t> width;  ///< only of a picture that could be decoded, as it is seen
  std::optional<std::int64_t> height;
};

/// Outside of any transaction; any thread. Cleans the name, takes position and whatever else tells
/// of its maker out of a picture, makes its thumbnail (longest side 480), puts the bytes into the
/// store. Refuses file_empty and file_over_limit (field /file). Throws BlobStorageFull.
KeptFile keep_file(BlobStore& store, std::string_view name, std::string_view bytes,
                   const FileLimits& limits = {});

/// Rows of files that belong to this event at once (mail in). Added by who stands in the event.
/// `internal` for what only staff may see; the event must be internal then too.
void attach_files(Tx& tx, const Order& order, const Event& event, std::span<const KeptFile> files,
                  bool internal);

/// Refuses what add_loose_file() would refuse.
void check_room_for_file(Tx& tx, const Actor& actor, const OrderId& order, bool internal);
/// A loose file of the actor. Right message_write, `internal` note_write. Refuses too_many_files.
FileView add_loose_file(Tx& tx, const Actor& actor, const OrderId& order, const KeptFile& file,
                        bool internal);
/// In reach, and not hidden: those of notes are for staff, loose ones for who added them. Foreign
/// looks like missing.
std::optional<OrderFile> find_file(Tx& tx, const Actor& actor, const FileId& id);
/// The same; refuses not_found.
OrderFile load_file(Tx& tx, const Actor& actor, const FileId& id);
/// Only a loose one, only by who added it; everything else looks like missing.
void delete_loose_file(Tx& tx, const Actor& actor, const FileId& id);

/// Subscriber of "message" and "note": the files that the entry names belong to it now.
void claim_files(Tx& tx, const Event& event);
/// Subscriber of "order.deleted": its files go, and their bytes where nobody else names them.
void forget_files(Tx& tx, const Event& event);

/// A chore of housekeeping: loose files that are older than a day.
bool delete_old_loose_files(Tx& tx);
/// A column that holds names of bytes in the store.
struct BytesColumn {
  std::string_view table;
  std::string_view column;
};
/// "file_bytes": an hour after a row was deleted, its bytes go unless some tenant's row names them.
Queue file_bytes_queue(const Services& services, std::span<const BytesColumn> columns,
                       std::vector<TenantId> (*all_tenants)(Tx&));

class Api;
/// POST /orders/{id}/files, GET /files/{id}/content and /thumbnail, DELETE /files/{id}.
void add_file_routes(Api& api, const Services& services);

}  // namespace kontor
