#pragma once
// People who are mentioned in notes: `@[Anna Keller](user:user_01h...)`. Whoever of the team is
// mentioned finds the order under "Mentioned" until it is opened.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "orders/order.hpp"

namespace kontor {

inline constexpr std::size_t kMostMentions = 20;

/// Who is mentioned, each once, at most kMostMentions, in the order of the text.
std::vector<UserId> mentions_in(std::string_view markdown);
/// The text with "@Anna Keller" in place of each mention, for search and previews.
std::string with_plain_mentions(std::string_view markdown);

/// Marks the order for those of the team who are mentioned, except for the writer. Ids of others
/// (strangers, customers, the blocked) mark nothing.
void mark_mentioned(Tx& tx, const Actor& actor, const OrderId& id, std::int64_t seq,
                    std::string_view markdown);
void clear_mention(Tx& tx, const UserId& user, const OrderId& id);
bool is_mentioned(Tx& tx, const UserId& user, const OrderId& id);

}  // namespace kontor
