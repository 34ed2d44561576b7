#pragma once

#include "kernel/api.hpp"
#include "kernel/jobs.hpp"
#include "kernel/services.hpp"

namespace kontor {

/// /orders/{id}/quotes, /quotes and /quote-links/{token}.
void add_quote_routes(Api& api, const Services& services);

}  // namespace kontor
