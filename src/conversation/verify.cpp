#include "conversation/verify.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "conversation/files.hpp"
#include "conversation/mail_in.hpp"
#include "conversation/outbox.hpp"
#include "conversation/text_blocks.hpp"

namespace kontor {

std::vector<VerifyFinding> verify_file_references(Tx& tx) {
  static constexpr Reference kReferences[] = {{"order_file", "order_id", "orders"},
                                              {"order_file", "event_id", "event"}};
  auto findings = verify_references(tx, kReferences);
  for (const auto row :
       tx.query("SELECT f.id FROM order_file f JOIN event e ON e.tenant_id = f.tenant_id AND "
                "e.id = f.event_id WHERE f.tenant_id = $1 AND f.internal = 1 AND "
                "e.visibility = 'public' LIMIT $2",
                tx.tenant(), static_cast<std::int64_t>(kMostFindings))) {
    findings.push_back({row.get<FileId>(0).text(), "is for staff only, in a public entry"});
  }
  return findings;
}

std::vector<VerifyFinding> verify_file_bytes(Tx& tx, const BlobStore& store) {
  constexpr std::int64_t kBite = 500;
  std::vector<VerifyFinding> findings;
  FileId after;
  for (;;) {
    const auto files = tx.select<OrderFile>("WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3",
                                            tx.tenant(), after, kBite);
    for (const OrderFile& file : files) {
      const auto size = store.size(file.file_hash);
      if (!size) {
        findings.push_back({file.id.text(), "its bytes are not in the store"});
      } else if (static_cast<std::int64_t>(*size) != file.size_bytes) {
        findings.push_back({file.id.text(), "has " + std::to_string(*size) + " bytes, not " +
                                                std::to_string(file.size_bytes)});
      }
      if (file.thumbnail_hash && !store.size(*file.thumbnail_hash)) {
        findings.push_back({file.id.text(), "its thumbnail is not in the store"});
      }
      if (findings.size() >= kMostFindings) return findings;
    }
    if (files.size() < static_cast<std::size_t>(kBite)) return findings;
    after = files.back().id;
  }
}

std::vector<VerifyFinding> verify_mail_references(Tx& tx) {
  static constexpr Reference kReferences[] = {
      {"outbox_mail", "event_id", "event"},
      {"outbox_mail", "order_id", "orders", "order_tombstone"},
      {"inbound_mail", "event_id", "event"},
      {"inbound_mail", "order_id", "orders", "order_tombstone"}};
  return verify_references(tx, kReferences);
}

std::vector<VerifyFinding> verify_text_block_logs(Tx& tx) {
  return verify_log_heads(tx, {TextBlock::kTable, TextBlockTag::kPrefix});
}

std::vector<VerifyFinding> verify_mail_logs(Tx& tx) {
  return verify_log_heads(tx, {InboundMail::kTable, InboundMailTag::kPrefix});
}

std::vector<VerifyFinding> verify_no_mail_left(Tx& tx) {
  std::vector<VerifyFinding> findings;
  for (const auto row : tx.query("SELECT id, attempts, last_error FROM outbox_mail WHERE "
                                 "tenant_id = $1 AND state = 'queued' ORDER BY id LIMIT $2",
                                 tx.tenant(), static_cast<std::int64_t>(kMostFindings))) {
    findings.push_back({row.get<OutboxMailId>(0).text(),
                        "waits after " + std::to_string(row.get<std::int64_t>(1)) + " attempts " +
                            row.get<std::string>(2)});
  }
  return findings;
}

namespace {

/// What the ledger says of mails.
struct Arrived {
  std::set<std::string, std::less<>> message_ids;
  bool complete = false;
};

Arrived arrived_in(const Ledger& ledger) {
  Arrived arrived;
  for (const LedgerEntry& entry : ledger) {
    if (entry.kind == LedgerKind::mail && entry.id) arrived.message_ids.insert(*entry.id);
    arrived.complete |= entry.kind == LedgerKind::end;
  }
  return arrived;
}

/// The mails of the event that this write recorded.
std::vector<OutboxMail> mails_of(Tx& tx, const LedgerEntry& entry) {
  const auto id = OrderId::parse(entry.id.value_or(""));
  if (!id) return {};
  return tx.select<OutboxMail>(
      "WHERE tenant_id = $1 AND event_id = (SELECT id FROM event WHERE tenant_id = $1 AND "
      "subject_type = 'order' AND subject_id = $2 AND subject_version = $3 AND kind = $4)",
      tx.tenant(), *id, entry.version.value_or(0), *entry.event);
}

void check_told(Tx& tx, const LedgerEntry& entry, std::vector<VerifyFinding>& findings) {
  const auto mails = mails_of(tx, entry);
  const auto subject = entry.id.value_or("order");
  if (mails.empty()) findings.push_back({subject, "lost: no mail about " + *entry.event});
  for (const OutboxMail& mail : mails) {
    if (mail.state == MailState::sent) continue;
    findings.push_back(
        {subject, "the mail about " + *entry.event + " is " + std::string(enum_name(mail.state))});
  }
}

}  // namespace

std::vector<VerifyFinding> check_mail_ledger(Tx& tx, const Ledger& ledger) {
  std::vector<VerifyFinding> findings;
  const Arrived arrived = arrived_in(ledger);
  std::set<std::string, std::less<>> written;
  for (const auto row : tx.query("SELECT message_id, state, id FROM outbox_mail WHERE "
                                 "tenant_id = $1",
                                 tx.tenant())) {
    const auto message_id = row.get<std::string>(0);
    written.insert(message_id);
    if (!arrived.complete || row.get<MailState>(1) != MailState::sent) continue;
    if (arrived.message_ids.contains(message_id)) continue;
    findings.push_back({row.get<OutboxMailId>(2).text(), "lost: it is sent, but never arrived"});
  }
  for (const auto& message_id : arrived.message_ids) {
    if (written.contains(message_id)) continue;
    findings.push_back({message_id,
                        "doubled: it arrived and is none of ours; an attempt with "
                        "another Message-ID counts as another mail"});
  }
  for (const LedgerEntry& entry : ledger) {
    if (entry.kind == LedgerKind::order && entry.event) check_told(tx, entry, findings);
  }
  return findings;
}

}  // namespace kontor
