#include "orders/forget.hpp"

namespace kontor {

void forget_erased(OrderChange& change) {
  constexpr std::int64_t kMost = 2000;
  Tx& tx = change.tx;
  Order& order = change.order;
  order.last_customer_seq = 0;
  tx.execute(
      "DELETE FROM order_term WHERE tenant_id = $1 AND order_id = $2 AND source IN ('public', "
      "'internal')",
      tx.tenant(), order.id);
  for (const auto& event : read_log(tx, OrderTag::kPrefix, order.id, Readers::staff, 0, kMost)) {
    if (event.erased_at_ms) continue;
    const EventContent content = event.read_content();
    if (event.kind == "message" || event.kind == "note" || event.kind == "mail.in") {
      index_text(tx, order.id, content.subject + "\n" + content.body, event.visibility);
    }
    const ActorType type = content.actor.type;
    const bool ours =
        type == ActorType::staff || type == ActorType::system || type == ActorType::rule;
    if (event.visibility == Visibility::public_ && !ours) order.last_customer_seq = event.seq;
  }
}

}  // namespace kontor
