#include "kernel/event_erase.hpp"

namespace kontor {

void erase_content(Tx& tx, const EventId& id) {
  tx.execute(
      "UPDATE event SET content = NULL, data = NULL, salt = NULL, erased_at_ms = $3 WHERE "
      "tenant_id = $1 AND id = $2",
      tx.tenant(), id, tx.now_ms());
}

}  // namespace kontor
