#include "conversation/mailbox.hpp"

#include "kernel/text.hpp"

namespace kontor {

std::optional<Mailbox> find_mailbox(Tx& tx) {
  return tx.find<Mailbox>("WHERE tenant_id = $1", tx.tenant());
}

bool is_mailbox_address(std::string_view address, std::string_view mailbox) {
  const std::string own = folded(mailbox);
  const std::string asked = folded(address);
  const auto sign = own.rfind('@');
  if (sign == std::string::npos) return false;
  return asked == own ||
         (asked.starts_with(own.substr(0, sign) + "+") && asked.ends_with(own.substr(sign)));
}

}  // namespace kontor
