#include "orders/mentions.hpp"

#include <algorithm>
#include <optional>

namespace kontor {
namespace {

struct FoundMention {
  std::size_t begin = 0, end = 0;  ///< "@[...](user:...)"
  std::string_view name;
  UserId user;
};

/// The next mention from `at` on. A name is one line without brackets.
std::optional<FoundMention> next_mention(std::string_view text, std::size_t at) {
  constexpr std::string_view kOpen = "@[", kLink = "](user:";
  while ((at = text.find(kOpen, at)) != std::string_view::npos) {
    const auto name = at + kOpen.size();
    const auto close = text.find_first_of("[]\n", name);
    if (close != std::string_view::npos && text.substr(close).starts_with(kLink)) {
      const auto id = close + kLink.size();
      const auto end = text.find(')', id);
      const auto user =
          end == std::string_view::npos ? std::nullopt : UserId::parse(text.substr(id, end - id));
      if (user) return FoundMention{at, end + 1, text.substr(name, close - name), *user};
    }
    at = name;
  }
  return std::nullopt;
}

/// An active login with a membership in the merchant's own account.
bool is_of_the_team(Tx& tx, const UserId& user) {
  return !tx.query(
                "SELECT 1 FROM memberships m JOIN accounts a ON a.tenant_id = m.tenant_id AND "
                "a.id = m.account_id JOIN users u ON u.tenant_id = m.tenant_id AND "
                "u.id = m.user_id WHERE m.tenant_id = $1 AND m.user_id = $2 AND "
                "m.state = 'active' AND u.state = 'active' AND a.kind = 'operator' LIMIT 1",
                tx.tenant(), user)
              .empty();
}

}  // namespace

std::vector<UserId> mentions_in(std::string_view markdown) {
  std::vector<UserId> users;
  for (auto found = next_mention(markdown, 0); found && users.size() < kMostMentions;
       found = next_mention(markdown, found->end)) {
    if (std::ranges::find(users, found->user) == users.end()) users.push_back(found->user);
  }
  return users;
}

std::string with_plain_mentions(std::string_view markdown) {
  std::string plain;
  std::size_t at = 0;
  for (auto found = next_mention(markdown, 0); found; found = next_mention(markdown, at)) {
    plain.append(markdown.substr(at, found->begin - at)).append("@").append(found->name);
    at = found->end;
  }
  return plain.append(markdown.substr(at));
}

void mark_mentioned(Tx& tx, const Actor& actor, const OrderId& id, std::int64_t seq,
                    std::string_view markdown) {
  for (const auto& user : mentions_in(markdown)) {
    if (user == actor.user_id || !is_of_the_team(tx, user)) continue;
    tx.execute(
        "INSERT INTO mention (tenant_id, user_id, order_id, seq) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (tenant_id, user_id, order_id) DO UPDATE SET seq = excluded.seq",
        tx.tenant(), user, id, seq);
  }
}

void clear_mention(Tx& tx, const UserId& user, const OrderId& id) {
  tx.execute("DELETE FROM mention WHERE tenant_id = $1 AND user_id = $2 AND order_id = $3",
             tx.tenant(), user, id);
}

bool is_mentioned(Tx& tx, const UserId& user, const OrderId& id) {
  return !tx.query("SELECT 1 FROM mention WHERE tenant_id = $1 AND user_id = $2 AND order_id = $3",
                   tx.tenant(), user, id)
              .empty();
}

}  // namespace kontor
