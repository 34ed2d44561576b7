#pragma once

#include "kernel/api.hpp"

namespace kontor {

void add_fulfilment_routes(Api& api);

}  // namespace kontor
