#pragma once

#include "kernel/api.hpp"

namespace kontor {

void add_order_routes(Api& api);

}  // namespace kontor
