// What the program consists of: who subscribes to which event, in which order.

#include "kernel/event.hpp"

namespace kontor {

std::span<const Subscription> subscriptions() { return {}; }

}  // namespace kontor
