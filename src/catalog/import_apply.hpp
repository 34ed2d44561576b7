// The other half of an import: items against the database. The same code decides what would
// happen (check) and does it (run).
#pragma once

#include <map>
#include <set>
#include <span>

#include "accounts/actor_log.hpp"
#include "catalog/import_plan.hpp"

namespace kontor::catalog {

enum class ApplyMode { check, run };

// In lines of the file.
struct ImportCounts {
  std::int64_t good = 0;
  std::int64_t bad = 0;
  std::int64_t skipped = 0;
  std::int64_t unchanged = 0;
  std::int64_t created = 0;
  std::int64_t updated = 0;

  void add(const ImportCounts& more);
};
BOOST_DESCRIBE_STRUCT(ImportCounts, (), (good, bad, skipped, unchanged, created, updated))

enum class LineResult { unchanged, created, updated };

struct Outcome {
  ImportCounts counts;
  std::vector<ImportError> errors;

  void add(LineResult result, std::int64_t lines = 1);
  void append(Outcome&& more);
  // Each error is a bad line. `column` is the name of a field; headers() puts the file's in.
  void fail(std::int64_t line, std::string field, std::string cell, std::string code,
            std::vector<ImportParam> params = {});
};

// What a batch needs to know of the file beyond its own items.
struct ApplyContext {
  const Actor& actor;
  ApplyMode mode = ApplyMode::check;
  // Numbers (keys) of all customers of the file: parents that a check counts as present.
  std::set<std::string> numbers_in_file;
};

void apply_products(Tx& tx, const ApplyContext& context, std::span<const ProductItem> items,
                    Outcome& outcome);
void apply_customers(Tx& tx, const ApplyContext& context, std::span<const CustomerItem> items,
                     Outcome& outcome);
void apply_prices(Tx& tx, const ApplyContext& context, std::span<const PriceItem> items,
                  Outcome& outcome);

// Parents before those who hang below them, otherwise the order of the file.
void sort_by_parents(std::vector<CustomerItem>& customers);

// The price lists that a batch names, looked up once.
class PriceLists {
 public:
  explicit PriceLists(Tx& tx) : tx_(tx) {}
  // Null after noting an error: an unknown name, or no default list.
  const PriceList* find(const std::optional<std::string>& name, std::int64_t line,
                        Outcome& outcome);

 private:
  Tx& tx_;
  std::map<std::string, std::optional<PriceList>> by_key_;
};

// Prices and floors of a batch: read for many variants at once, compared, written at the end.
class PriceSheet {
 public:
  // Reads what there is for these variants, on all lists.
  void load(Tx& tx, const std::vector<VariantId>& variants);
  // Notes the change; true when it is one.
  bool set_tier(const PriceList& list, const Variant& variant, std::int64_t min_quantity_milli,
                std::int64_t unit_price_e4, ChangedFields& fields);
  bool set_floor(const PriceList& list, const Variant& variant, std::int64_t floor_price_e4,
                 ChangedFields& fields);
  void store(Tx& tx);

 private:
  using TierKey = std::tuple<PriceListId, VariantId, std::int64_t>;
  using FloorKey = std::pair<PriceListId, VariantId>;
  std::map<TierKey, std::int64_t> tiers_;
  std::map<FloorKey, std::int64_t> floors_;
  std::map<TierKey, std::int64_t> new_tiers_;
  std::map<FloorKey, std::int64_t> new_floors_;
};

}  // namespace kontor::catalog
