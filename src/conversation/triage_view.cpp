// What people see of mail that came in.
#include <algorithm>

#include "conversation/mail_in.hpp"
#include "conversation/triage.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::int64_t kMostCounted = 1000;

/// Of orders that still are there, in reach of the reader.
std::optional<MailOrderRef> order_ref(Tx& tx, const Actor& actor,
                                      const std::optional<OrderId>& id) {
  if (!id) return std::nullopt;
  const PathRange reach = reach_of(actor);
  const Rows rows = tx.query(
      "SELECT cart_number, order_number FROM orders WHERE tenant_id = $1 AND id = $2 AND "
      "account_path >= $3 AND account_path < $4",
      tx.tenant(), *id, reach.from, reach.until);
  if (rows.empty()) return std::nullopt;
  const auto number = rows.front().get<std::optional<std::string>>(1);
  return MailOrderRef{*id, number.value_or(rows.front().get<std::string>(0))};
}

InboundRow row_of(Tx& tx, const Actor& actor, const InboundMail& mail) {
  constexpr std::size_t kFirstWords = 120;
  InboundRow row;
  row.id = mail.id;
  row.state = mail.state;
  row.reason = mail.reason;
  row.from = mail.from_address;
  row.from_name = mail.from_name;
  row.subject = mail.subject;
  row.first_words = first_graphemes(squeezed(mail.body), kFirstWords);
  row.received_at_ms = mail.received_at_ms;
  row.files = static_cast<std::int64_t>(mail.files->size());
  row.spoofed = mail.spoofed;
  row.order = order_ref(tx, actor, mail.order_id);
  row.suggested_order = order_ref(tx, actor, mail.suggested_order_id);
  return row;
}

std::int64_t count(Tx& tx, InboundState state) {
  return tx
      .query(
          "SELECT COUNT(*) FROM (SELECT 1 AS one FROM inbound_mail WHERE tenant_id = $1 AND "
          "state = $2 LIMIT $3) counted",
          tx.tenant(), state, kMostCounted)
      .front()
      .get<std::int64_t>(0);
}

InboundMailId after_all() {
  InboundMailId id;
  id.bytes.fill(0xFF);
  return id;
}

InboundMail load_inbound(Tx& tx, const Actor& actor, const InboundMailId& id) {
  require(actor, Right::outbox_read);
  auto mail = tx.find<InboundMail>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
  if (!mail) throw Refused(kNotFound);
  return std::move(*mail);
}

}  // namespace

InboundList list_inbound(Tx& tx, const Actor& actor, const InboundQuery& query) {
  require(actor, Right::outbox_read);
  InboundMailId before = after_all();
  if (!query.cursor.empty()) {
    const auto parsed = InboundMailId::parse(query.cursor);
    if (!parsed) throw Refused::field("?cursor", "not_allowed", "next_cursor", query.cursor);
    before = *parsed;
  }
  InboundList list;
  const auto mails = tx.select<InboundMail>(
      "WHERE tenant_id = $1 AND state = $2 AND id < $3 ORDER BY id DESC LIMIT $4", tx.tenant(),
      query.state, before, query.limit + 1);
  for (const auto& mail : mails) {
    if (static_cast<std::int64_t>(list.items.size()) == query.limit) {
      list.next_cursor = list.items.back().id.text();
      break;
    }
    list.items.push_back(row_of(tx, actor, mail));
  }
  list.counts = {count(tx, InboundState::unassigned), count(tx, InboundState::automatic)};
  return list;
}

InboundMailView view_inbound(Tx& tx, const Actor& actor, const InboundMailId& id) {
  const InboundMail mail = load_inbound(tx, actor, id);
  InboundMailView view;
  view.id = mail.id;
  view.state = mail.state;
  view.reason = mail.reason;
  view.from = mail.from_address;
  view.from_name = mail.from_name;
  view.to = mail.to_address;
  view.copied_to = mail.copied_to.value;
  view.subject = mail.subject;
  view.body = mail.body;
  view.folded = mail.folded;
  for (const auto& file : mail.files.value) {
    view.files.push_back({file.name, file.media_type, file.size_bytes});
  }
  view.flaws = mail.flaws.value;
  view.sent_at_ms = mail.sent_at_ms;
  view.received_at_ms = mail.received_at_ms;
  view.size_bytes = mail.size_bytes;
  view.authentication = mail.authentication;
  view.spoofed = mail.spoofed;
  view.order = order_ref(tx, actor, mail.order_id);
  view.suggested_order = order_ref(tx, actor, mail.suggested_order_id);
  if (mail.suggested_account_id) {
    if (const auto account = find_account_head(tx, *mail.suggested_account_id)) {
      view.suggested_account = AccountSuggestion{account->id, account->number, account->name};
    }
  }
  view.handled_by = mail.handled_by;
  view.handled_at_ms = mail.handled_at_ms;
  view.version = mail.version;
  return view;
}

std::string inbound_source(Tx& tx, const Actor& actor, const InboundMailId& id) {
  return load_inbound(tx, actor, id).source_hash;
}

}  // namespace kontor
