#pragma once

#include "kernel/api.hpp"

namespace kontor {

/// /orders/{id}/price-requests and /price-requests.
void add_pricing_routes(Api& api);

}  // namespace kontor
