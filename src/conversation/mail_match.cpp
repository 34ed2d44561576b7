#include "conversation/mail_match.hpp"

#include <algorithm>

#include "conversation/mail_in.hpp"
#include "kernel/crypto.hpp"
#include "kernel/mail.hpp"
#include "kernel/text.hpp"
#include "orders/commands.hpp"

namespace kontor {
namespace {

constexpr std::string_view kReplyPurpose = "reply-to";
constexpr std::size_t kMacBytes = 10;      // RFC 2104, 5: at least 80 bits
constexpr std::size_t kMaxLocalPart = 64;  // RFC 5321, 4.5.3.1.1
constexpr std::size_t kMaxThreadIds = 30;
constexpr std::size_t kMaxSubjectWords = 12;

/// Of letters and digits that survive a relay which writes addresses small.
std::string small_base32(std::string_view bytes) {
  constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz234567";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(byte);
    for (count += 8; count >= 5; count -= 5) out += kDigits[(bits >> (count - 5)) & 31U];
  }
  return out;
}

std::string mac_of(const SecretBox& secrets, const TenantId& tenant, const OrderId& order) {
  const auto digest =
      hmac_sha256(secrets.derive(kReplyPurpose), tenant.text() + "|" + order.text());
  return small_base32({reinterpret_cast<const char*>(digest.data()), kMacBytes});
}

std::string reference_of(const OrderId& order) {
  return order.text().substr(OrderTag::kPrefix.size() + 1);
}

/// The addresses that a mail may have come to, small.
std::vector<std::string> addressees(const ParsedMail& mail) {
  std::vector<std::string> out;
  for (const auto* list : {&mail.to, &mail.cc}) {
    for (const auto& address : *list) out.push_back(folded(address.address));
  }
  for (const char* name : {"Delivered-To", "X-Original-To", "Envelope-To"}) {
    if (const auto value = mail.header(name)) {
      std::string text = folded(trimmed(repaired_utf8(*value)));
      std::erase_if(text, [](char c) { return c == '<' || c == '>'; });
      out.push_back(std::move(text));
    }
  }
  return out;
}

std::optional<Order> order_by_id(Tx& tx, const OrderId& id) {
  return tx.find<Order>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
}

/// The ids that it answers, the closest first.
std::vector<std::string> thread_ids(const ParsedMail& mail) {
  std::vector<std::string> ids = mail.in_reply_to;
  for (auto id = mail.references.rbegin(); id != mail.references.rend(); ++id) {
    if (std::ranges::find(ids, *id) == ids.end()) ids.push_back(*id);
  }
  if (ids.size() > kMaxThreadIds) ids.resize(kMaxThreadIds);
  return ids;
}

struct Place {
  OrderId order_id;
  std::optional<EventId> event_id;
};

/// Where a mail that we sent or received is.
std::optional<Place> place_of(Tx& tx, const std::string& message_id) {
  for (const char* sql : {"SELECT order_id, event_id FROM outbox_mail WHERE tenant_id = $1 AND "
                          "message_id = $2 AND order_id IS NOT NULL LIMIT 1",
                          "SELECT order_id, event_id FROM inbound_mail WHERE tenant_id = $1 AND "
                          "message_id = $2 AND order_id IS NOT NULL LIMIT 1"}) {
    const Rows rows = tx.query(sql, tx.tenant(), message_id);
    if (rows.empty()) continue;
    return Place{rows.front().get<OrderId>(0), rows.front().get<std::optional<EventId>>(1)};
  }
  return std::nullopt;
}

bool is_public(Tx& tx, const EventId& id) {
  const auto event = tx.find<Event>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
  return event && event->visibility == Visibility::public_;
}

/// "A-2026-000123" of "Re: [A-2026-000123] Ihre Bestellung".
std::vector<std::string> numbers_in(std::string_view subject) {
  constexpr std::string_view kBetween = " \t[](){}<>:;,\"'!?#„“";
  std::vector<std::string> words;
  while (!subject.empty() && words.size() < kMaxSubjectWords) {
    const auto from = subject.find_first_not_of(kBetween);
    if (from == std::string_view::npos) break;
    subject.remove_prefix(from);
    const auto end = std::min(subject.find_first_of(kBetween), subject.size());
    std::string word(subject.substr(0, end));
    while (word.ends_with('.')) word.pop_back();
    const bool number = word.size() >= 3 && word.size() <= 40 &&
                        word.find_first_of("0123456789") != std::string::npos;
    if (number) words.push_back(std::move(word));
    subject.remove_prefix(end);
  }
  return words;
}

std::optional<Order> order_by_number(Tx& tx, const std::string& number) {
  auto order = tx.find<Order>("WHERE tenant_id = $1 AND order_number = $2", tx.tenant(), number);
  if (order) return order;
  return tx.find<Order>("WHERE tenant_id = $1 AND cart_number = $2", tx.tenant(), number);
}

/// What somebody who looks through unassigned mail would try first.
std::optional<OrderId> likely_order(Tx& tx, const Writer& writer) {
  if (writer.account_id) {
    const Rows rows = tx.query(
        "SELECT id FROM orders WHERE tenant_id = $1 AND account_id = $2 AND state IN "
        "('pending', 'processing', 'confirmed') ORDER BY sort_at_ms DESC, id DESC LIMIT 1",
        tx.tenant(), *writer.account_id);
    if (!rows.empty()) return rows.front().get<OrderId>(0);
  }
  const Rows rows = tx.query(
      "SELECT order_id FROM outbox_mail WHERE tenant_id = $1 AND to_key = $2 AND order_id IS NOT "
      "NULL ORDER BY id DESC LIMIT 1",
      tx.tenant(), writer.key);
  if (rows.empty()) return std::nullopt;
  return rows.front().get<OrderId>(0);
}

}  // namespace

std::optional<std::string> reply_address(const SecretBox& secrets, const TenantId& tenant,
                                         const OrderId& order, std::string_view mailbox) {
  const auto sign = mailbox.rfind('@');
  if (sign == std::string_view::npos) return std::nullopt;
  const std::string local = std::string(mailbox.substr(0, sign)) + "+" + reference_of(order) + "." +
                            mac_of(secrets, tenant, order);
  if (local.size() > kMaxLocalPart) return std::nullopt;
  return local + std::string(mailbox.substr(sign));
}

ReplyToken read_reply_token(const SecretBox& secrets, const TenantId& tenant,
                            const ParsedMail& mail, std::string_view mailbox) {
  ReplyToken token;
  const std::string own = folded(mailbox);
  const auto sign = own.rfind('@');
  if (sign == std::string::npos) return token;
  const std::string head = own.substr(0, sign) + "+";
  const std::string tail = own.substr(sign);
  for (const auto& address : addressees(mail)) {
    if (!address.starts_with(head) || !address.ends_with(tail) ||
        address.size() <= head.size() + tail.size()) {
      continue;
    }
    const std::string inside =
        address.substr(head.size(), address.size() - head.size() - tail.size());
    const auto dot = inside.find('.');
    token.present = true;
    if (dot == std::string::npos) continue;
    const auto order = OrderId::parse(std::string(OrderTag::kPrefix) + "_" + inside.substr(0, dot));
    if (!order) continue;
    if (!equal_constant_time(mac_of(secrets, tenant, *order), inside.substr(dot + 1))) continue;
    token.order_id = order;
    return token;
  }
  return token;
}

Writer writer_of(Tx& tx, const ParsedMail& mail) {
  Writer writer;
  if (mail.from.empty()) return writer;
  writer.address = mail.from.front().address;
  writer.key = folded(writer.address);
  writer.name = mail.from.front().name;
  if (writer.key.empty()) return writer;
  writer.user = find_user_by_email(tx, writer.address);
  if (!writer.user) return writer;
  if (writer.user->state != UserState::active) {
    writer.user.reset();
    return writer;
  }
  for (const auto row : tx.query("SELECT accounts.id, accounts.path, accounts.kind FROM "
                                 "memberships JOIN accounts ON accounts.tenant_id = "
                                 "memberships.tenant_id AND accounts.id = memberships.account_id "
                                 "WHERE memberships.tenant_id = $1 AND memberships.user_id = $2 "
                                 "AND memberships.state = 'active' ORDER BY accounts.path LIMIT 50",
                                 tx.tenant(), writer.user->id)) {
    if (row.get<AccountKind>(2) == AccountKind::operator_) {
      writer.staff = true;
    } else {
      writer.paths.push_back(row.get<std::string>(1));
      if (!writer.account_id) writer.account_id = row.get<AccountId>(0);
    }
  }
  return writer;
}

bool is_participant(Tx& tx, const Order& order, const Writer& writer) {
  if (writer.key.empty()) return false;
  if (writer.staff) return true;
  const auto above = [&](const std::string& path) { return is_within(order.account_path, path); };
  if (std::ranges::any_of(writer.paths, above)) return true;
  const auto account = find_account(tx, order.account_id);
  if (account && folded(account->email) == writer.key) return true;
  return !tx.query(
                "SELECT 1 FROM outbox_mail WHERE tenant_id = $1 AND order_id = $2 AND "
                "to_key = $3 LIMIT 1",
                tx.tenant(), order.id, writer.key)
              .empty();
}

Match find_order_of(Tx& tx, const ReplyToken& token, const ParsedMail& mail, const Writer& writer,
                    bool trusted) {
  Match match;
  std::optional<Place> place;
  for (const auto& id : thread_ids(mail)) {
    place = place_of(tx, id);
    if (place) break;
  }
  if (token.order_id) match.order = order_by_id(tx, *token.order_id);
  if (match.order) match.how = "token";
  if (!match.order && place) {
    match.order = order_by_id(tx, place->order_id);
    match.how = "thread";
  }
  if (match.order) {
    const bool same = place && place->order_id == match.order->id;
    if (same && place->event_id && is_public(tx, *place->event_id)) match.answers = place->event_id;
    return match;
  }
  match.how.clear();
  for (const auto& number : numbers_in(mail.subject)) {
    auto order = order_by_number(tx, number);
    if (!order) continue;
    if (trusted && is_participant(tx, *order, writer)) {
      match.order = std::move(order);
      match.how = "subject";
      return match;
    }
    match.suggested_order_id = order->id;
    match.why_not = trusted ? "unknown_sender" : "unproven_sender";
    break;
  }
  if (token.present) match.why_not = "token_forged";
  if (match.why_not.empty()) match.why_not = "unknown_order";
  if (!match.suggested_order_id) match.suggested_order_id = likely_order(tx, writer);
  return match;
}

}  // namespace kontor
