#pragma once
// The order on paper: one HTML page from the server, without script, that the browser prints.

#include <string>

#include "orders/order_view.hpp"

namespace kontor {

/// In the language of the order's account, whoever prints it. A4, black on white.
std::string print_page(Tx& tx, const Actor& actor, const OrderId& id);

}  // namespace kontor
