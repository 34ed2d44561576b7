#pragma once

#include "kernel/api.hpp"

namespace kontor {

void add_payment_routes(Api& api);

}  // namespace kontor
