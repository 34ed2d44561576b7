// What the program takes from this module: routes, jobs, and the demonstration's products.
#pragma once

#include <vector>

#include "kernel/api.hpp"
#include "kernel/db.hpp"
#include "kernel/event.hpp"
#include "kernel/jobs.hpp"

namespace kontor {

void add_product_routes(Api& api);
void add_price_routes(Api& api);
void add_import_routes(Api& api);
void add_export_routes(Api& api);

inline void add_catalog_routes(Api& api) {
  add_product_routes(api);
  add_price_routes(api);
  add_import_routes(api);
  add_export_routes(api);
}

/// The queue that runs large imports.
std::vector<Queue> catalog_queues();

/// Subscribes to tenant.created: a new tenant gets its price list "Standard", since without one
/// nothing has a price. Does nothing where there is a default list.
void make_first_price_list(Tx& tx, const Event& event);

/// About sixty products of a distributor of door stations, the price lists Standard, Partner and
/// Schweiz, tiers and floor prices. Does nothing where there are products already.
void seed_catalog(Tx& tx);

}  // namespace kontor
