#pragma once
// To which order a mail belongs, and who wrote it (model.md, "Mail rules" 2 and 6).

#include <optional>
#include <string>
#include <vector>

#include "accounts/tree.hpp"
#include "accounts/users.hpp"
#include "conversation/mailbox.hpp"
#include "conversation/outbox.hpp"
#include "kernel/mime.hpp"
#include "orders/order.hpp"

namespace kontor {

/// "orders+<order>.<mac>@nordwerk.example": whoever answers reaches the order. `mailbox` is the
/// plain address; nothing when its local part leaves no room.
std::optional<std::string> reply_address(const SecretBox& secrets, const TenantId& tenant,
                                         const OrderId& order, std::string_view mailbox);
struct ReplyToken {
  bool present = false;             ///< some address of the mail had the form
  std::optional<OrderId> order_id;  ///< of the first one that is genuine
};
ReplyToken read_reply_token(const SecretBox& secrets, const TenantId& tenant,
                            const ParsedMail& mail, std::string_view mailbox);

/// Who stands in From, as far as that is known.
struct Writer {
  std::string address;  ///< may be empty
  std::string key;
  std::string name;
  std::optional<User> user;
  bool staff = false;
  std::vector<std::string> paths;  ///< of the accounts that he belongs to, or whose address it is
  std::optional<AccountId> account_id;  ///< one of them
};
Writer writer_of(Tx& tx, const ParsedMail& mail);

struct Match {
  std::optional<Order> order;
  std::string how;  ///< token, thread, subject
  /// The entry that the mail answers, when its ids say so and everybody sees it.
  std::optional<EventId> answers;
  /// Why there is none: token_forged, unknown_order, unknown_sender, unproven_sender.
  std::string why_not;
  std::optional<OrderId> suggested_order_id;
};
/// `trusted` is false for a sender who is not who he says: his word in the subject counts nothing.
Match find_order_of(Tx& tx, const ReplyToken& token, const ParsedMail& mail, const Writer& writer,
                    bool trusted);

/// Somebody who belongs to the order: a member or the address of its account or of one above it,
/// staff, or a recipient of one of its mails.
bool is_participant(Tx& tx, const Order& order, const Writer& writer);

}  // namespace kontor
