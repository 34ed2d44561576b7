#include "conversation/files_store.hpp"

#include <algorithm>

#include "kernel/log.hpp"

namespace kontor {
namespace {

/// Between putting bytes and writing their row lie seconds; within this time nothing is taken away.
constexpr std::int64_t kRest_ms = 3600LL * 1000;
constexpr std::int64_t kBite = 100;

struct GoneFiles {
  OrderId order_id;
  std::vector<std::string> hashes;
};
BOOST_DESCRIBE_STRUCT(GoneFiles, (), (order_id, hashes))

/// A mail about the order may still have to take the file along.
bool is_in_mail(Tx& tx, const OrderId& order, const std::string& hash) {
  for (const auto row : tx.query("SELECT files FROM outbox_mail WHERE tenant_id = $1 AND "
                                 "order_id = $2",
                                 tx.tenant(), order)) {
    if (row.get<std::string_view>(0).find(hash) != std::string_view::npos) return true;
  }
  return false;
}

bool is_named(Tx& tx, std::span<const BytesColumn> columns, const std::string& hash) {
  return std::ranges::any_of(columns, [&](const BytesColumn& named) {
    const std::string sql = "SELECT 1 FROM " + std::string(named.table) +
                            " WHERE tenant_id = $1 AND " + std::string(named.column) +
                            " = $2 LIMIT 1";
    return !tx.query(sql, tx.tenant(), hash).empty();
  });
}

struct Sweep {
  const Services& services;
  std::span<const BytesColumn> columns;
  std::vector<TenantId> (*all_tenants)(Tx&);

  void operator()(JobContext& context) const {
    const auto gone = context.job.payload_as<GoneFiles>();
    auto& database = context.database;
    const auto tenants = database.read_wait(TenantId{}, all_tenants);
    for (const auto& hash : gone.hashes) {
      bool named = database.read_wait(context.job.tenant_id,
                                      [&](Tx& tx) { return is_in_mail(tx, gone.order_id, hash); });
      for (const auto& tenant : tenants) {
        named = named ||
                database.read_wait(tenant, [&](Tx& tx) { return is_named(tx, columns, hash); });
      }
      if (named) continue;
      if (services.blobs.remove_untouched(hash, services.clock.now_ms() - kRest_ms)) {
        log_info("file.bytes_removed", {{"hash", hash}});
      }
    }
  }
};

}  // namespace

void forget_bytes(Tx& tx, std::span<const OrderFile> files) {
  if (files.empty()) return;
  GoneFiles gone{files.front().order_id, {}};
  for (const OrderFile& file : files) {
    gone.hashes.push_back(file.file_hash);
    if (file.thumbnail_hash) gone.hashes.push_back(*file.thumbnail_hash);
  }
  enqueue(tx, {.queue = "file_bytes",
               .key = files.front().id.text(),
               .payload = to_json(gone),
               .run_at_ms = tx.now_ms() + kRest_ms + 1,
               .subject = files.front().id.text()});
}

void forget_files(Tx& tx, const Event& event) {
  const OrderId order(event.subject_id);
  const auto files = tx.select<OrderFile>("WHERE tenant_id = $1 AND order_id = $2 ORDER BY id",
                                          tx.tenant(), order);
  tx.execute("DELETE FROM order_file WHERE tenant_id = $1 AND order_id = $2", tx.tenant(), order);
  for (std::span<const OrderFile> rest = files; !rest.empty();) {
    const auto bite = rest.first(std::min<std::size_t>(rest.size(), kBite));
    forget_bytes(tx, bite);
    rest = rest.subspan(bite.size());
  }
}

bool delete_old_loose_files(Tx& tx) {
  const auto files = tx.select<OrderFile>(
      "WHERE tenant_id = $1 AND event_id IS NULL AND added_at_ms < $2 ORDER BY added_at_ms "
      "LIMIT $3",
      tx.tenant(), tx.now_ms() - kLooseFilesKept_ms, kBite);
  for (const OrderFile& file : files) {
    tx.erase(file);
    forget_bytes(tx, {&file, 1});
  }
  return static_cast<std::int64_t>(files.size()) == kBite;
}

Queue file_bytes_queue(const Services& services, std::span<const BytesColumn> columns,
                       std::vector<TenantId> (*all_tenants)(Tx&)) {
  return {.name = "file_bytes", .handle = Sweep{services, columns, all_tenants}};
}

}  // namespace kontor
