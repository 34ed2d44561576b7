#pragma once
// When words were taken out of an order's log they must not be found any more.

#include "orders/change.hpp"

namespace kontor {

/// Words, and what may be unread, follow from the log without the erased entries.
void forget_erased(OrderChange& change);

}  // namespace kontor
