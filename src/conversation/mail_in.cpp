#include "conversation/mail_in.hpp"

#include <algorithm>

#include "accounts/actor_log.hpp"
#include "accounts/tenants.hpp"
#include "conversation/mail_attach.hpp"
#include "conversation/reply_text.hpp"
#include "kernel/crypto.hpp"
#include "kernel/mail.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::size_t kMaxBodyBytes = 100'000;
constexpr std::size_t kMaxCopies = 50;
constexpr std::int64_t kHour_ms = 3'600'000;
/// Backstops against loops (model.md, Mail rules 4). What is more is kept and shown folded.
constexpr std::int64_t kMostPerHour = 20;
constexpr std::int64_t kMostEqualPerDay = 2;

std::string cut(std::string text, std::vector<std::string>& flaws) {
  if (text.size() <= kMaxBodyBytes) return text;
  text.resize(kMaxBodyBytes);
  flaws.emplace_back("text_cut");
  return repaired_utf8(text);
}

std::string hash_of_content(const PreparedMail& prepared) {
  const ParsedMail& mail = prepared.mail;
  std::string all = mail.from.empty() ? std::string() : folded(mail.from.front().address);
  all += '\0' + mail.subject + '\0' + mail.text;
  for (const auto& file : prepared.files) all += '\0' + file.file_hash;
  return to_hex(sha256(all));
}

void keep_files(PreparedMail& prepared, BlobStore& store, const FileLimits& limits) {
  for (const auto& file : prepared.mail.files) {
    if (prepared.files.size() == kMaxFilesOfEntry) {
      prepared.flaws.emplace_back("too_many_files");
      return;
    }
    try {
      prepared.files.push_back(keep_file(store, file.name, file.bytes, limits));
    } catch (const Refused&) {
      // Empty or over the limit: it is in the raw mail.
      if (!file.bytes.empty()) prepared.flaws.emplace_back("file_too_large");
    }
  }
}

bool has_mail(Tx& tx, const std::string& message_id) {
  return !tx.query("SELECT 1 FROM inbound_mail WHERE tenant_id = $1 AND message_id = $2 LIMIT 1",
                   tx.tenant(), message_id)
              .empty();
}

std::int64_t count(Tx& tx, std::string_view condition, const std::string& value,
                   std::int64_t since_ms) {
  return tx
      .query("SELECT COUNT(*) FROM inbound_mail WHERE tenant_id = $1 AND received_at_ms > $2 AND " +
                 std::string(condition),
             tx.tenant(), since_ms, value)
      .front()
      .get<std::int64_t>(0);
}

/// One mail on its way in.
class Arrival {
 public:
  Arrival(Tx& tx, const SecretBox& secrets, const PreparedMail& prepared)
      : tx_(tx),
        prepared_(prepared),
        parsed_(prepared.mail),
        tenant_(own_tenant(tx)),
        mailbox_(find_mailbox(tx)),
        writer_(writer_of(tx, prepared.mail)),
        token_(read_reply_token(secrets, tx.tenant(), prepared.mail, mailbox_address())) {
    fill_row();
  }

  TakenMail take() {
    if (auto known =
            tx_.find<InboundMail>("WHERE tenant_id = $1 AND message_id = $2 AND content_hash = $3",
                                  tx_.tenant(), row_.message_id, row_.content_hash)) {
      return {TakenIn::known, std::move(*known)};
    }
    if (is_bounce(parsed_) && mark_bounced()) {
      row_.reason = "bounce";
    } else if (auto reason = automatic()) {
      take_automatic(std::move(*reason));
    } else if (has_mail(tx_, row_.message_id)) {
      row_.reason = "message_id_reused";
    } else {
      take_personal();
    }
    const bool tells = says_away();
    if (tells) row_.away_sent_at_ms = tx_.now_ms();
    if (tells) record(tx_, row_, away_draft());
    tx_.insert(row_);
    const std::string subject = row_.order_id ? row_.order_id->text() : row_.id.text();
    tx_.announce({tx_.tenant(), std::string(InboundMailTag::kPrefix), subject, 0, {}});
    return {TakenIn::taken, std::move(row_)};
  }

 private:
  std::string mailbox_address() const { return mailbox_ ? mailbox_->address : std::string(); }

  void fill_row() {
    row_.tenant_id = tx_.tenant();
    row_.id = tx_.new_id<InboundMailId>();
    row_.content_hash = prepared_.content_hash;
    row_.message_id = parsed_.message_id.empty() ? prepared_.content_hash + "@content.invalid"
                                                 : parsed_.message_id;
    row_.source_hash = prepared_.source_hash;
    row_.size_bytes = prepared_.size_bytes;
    row_.from_address = writer_.address;
    row_.from_key = writer_.key;
    row_.from_name = writer_.name;
    if (!parsed_.to.empty()) row_.to_address = parsed_.to.front().address;
    row_.subject = parsed_.subject;
    row_.body = prepared_.body;
    row_.folded = prepared_.folded;
    for (const auto& copy : parsed_.cc) {
      if (row_.copied_to->size() < kMaxCopies) row_.copied_to.value.push_back(copy.address);
    }
    for (const auto& file : prepared_.files) {
      row_.files.value.push_back({file.name, file.media_type, file.file_hash, file.size_bytes,
                                  file.thumbnail_hash, file.width, file.height});
    }
    row_.flaws.value = prepared_.flaws;
    row_.sent_at_ms = parsed_.date_ms;
    row_.received_at_ms = tx_.now_ms();
    row_.authentication =
        authentication_of(parsed_, mailbox_ ? mailbox_->trusted_server : std::string());
    row_.spoofed = row_.authentication == Authentication::fail && is_somebody();
  }

  /// A person wrote to us while nobody is there, and has not been told within a week (RFC 3834).
  /// Never to whoever is not proven: it may be somebody else's address.
  bool says_away() const {
    const bool person = row_.state == InboundState::attached ||
                        (row_.state == InboundState::unassigned && !token_.present);
    if (!person || writer_.staff || row_.authentication == Authentication::fail) return false;
    if (!mailbox_ || !mailbox_->enabled || mailbox_->away_text.empty()) return false;
    if (!is_mail_address(writer_.address) || !is_to_us()) return false;
    if (!is_away(*mailbox_, tx_.now_ms(), tenant_.time_zone)) return false;
    return tx_
        .query(
            "SELECT 1 FROM inbound_mail WHERE tenant_id = $1 AND from_key = $2 AND "
            "away_sent_at_ms > $3 LIMIT 1",
            tx_.tenant(), writer_.key, tx_.now_ms() - 7 * 24 * kHour_ms)
        .empty();
  }

  bool is_to_us() const {
    for (const auto* list : {&parsed_.to, &parsed_.cc}) {
      for (const auto& to : *list) {
        if (is_mailbox_address(to.address, mailbox_address())) return true;
      }
    }
    return false;
  }

  Draft away_draft() const {
    Draft draft = draft_by(Actor::system(tx_.tenant()), "mail.away_told", Visibility::internal);
    draft.body = mailbox_->away_text;
    return draft;
  }

  /// From names somebody whom we know, so that it matters whether it is he.
  bool is_somebody() const {
    if (writer_.user) return true;
    return !tx_.query("SELECT 1 FROM outbox_mail WHERE tenant_id = $1 AND to_key = $2 LIMIT 1",
                      tx_.tenant(), writer_.key)
                .empty();
  }

  /// What makes nobody unread and triggers nothing.
  std::optional<std::string> automatic() const {
    if (auto reason = automatic_reason(parsed_)) return reason;
    if (parsed_.header("X-Loop") == loop_mark(tx_.tenant())) return "loop";
    const std::string own[] = {folded(tenant_.email), folded(tenant_.mail_sender_address)};
    const bool is_own = is_mailbox_address(writer_.key, mailbox_address()) ||
                        (!writer_.user && !writer_.key.empty() &&
                         std::ranges::find(own, writer_.key) != std::end(own));
    if (is_own) return "own_address";
    const std::int64_t equal =
        count(tx_, "content_hash = $3", row_.content_hash, tx_.now_ms() - 24 * kHour_ms);
    if (equal >= kMostEqualPerDay) return "repeated";
    return std::nullopt;
  }

  bool too_many(const OrderId& order) const {
    return tx_.query(
                  "SELECT COUNT(*) FROM inbound_mail WHERE tenant_id = $1 AND order_id = $2 "
                  "AND received_at_ms > $3 AND from_key = $4",
                  tx_.tenant(), order, tx_.now_ms() - kHour_ms, writer_.key)
               .front()
               .get<std::int64_t>(0) >= kMostPerHour;
  }

  /// False when it is about no mail of ours.
  bool mark_bounced() {
    const auto mail = tx_.find<OutboxMail>("WHERE tenant_id = $1 AND message_id = $2 LIMIT 1",
                                           tx_.tenant(), parsed_.report->original_message_id);
    if (!mail) return false;
    std::string why = parsed_.report->diagnostic;
    if (why.empty()) why = parsed_.report->status;
    tx_.execute(
        "UPDATE outbox_mail SET bounced_at_ms = $3, last_error = $4 WHERE tenant_id = $1 AND "
        "id = $2 AND bounced_at_ms IS NULL",
        tx_.tenant(), mail->id, tx_.now_ms(), why);
    announce_mail(tx_, *mail);
    row_.state = InboundState::automatic;
    const auto order = mail->order_id ? tx_.find<Order>("WHERE tenant_id = $1 AND id = $2",
                                                        tx_.tenant(), *mail->order_id)
                                      : std::nullopt;
    if (!order) return true;
    row_.state = InboundState::bounced;
    write_entry(tx_, row_, *order, MailEntry::bounce, {}, mail->event_id);
    return true;
  }

  void take_automatic(std::string reason) {
    const Match match = find_order_of(tx_, token_, parsed_, writer_, !row_.spoofed);
    row_.state = InboundState::automatic;
    row_.reason = std::move(reason);
    if (match.order) {
      write_entry(tx_, row_, *match.order, MailEntry::automatic, writer_, match.answers);
    }
  }

  void take_personal() {
    const Match match = find_order_of(tx_, token_, parsed_, writer_, !row_.spoofed);
    row_.suggested_order_id = match.suggested_order_id;
    row_.suggested_account_id = writer_.account_id;
    const bool false_staff = writer_.staff && row_.spoofed;
    if (!match.order || false_staff) {
      row_.reason = match.order ? "unproven_sender" : match.why_not;
      if (match.order) row_.suggested_order_id = match.order->id;
      return;
    }
    if (too_many(match.order->id)) return take_automatic("too_many");
    row_.state = InboundState::attached;
    row_.reason = match.how;
    MailEntry entry = writer_.staff ? MailEntry::note : MailEntry::reply;
    // Whoever can write to everybody in our name has to be proven.
    const bool proven = row_.authentication == Authentication::pass;
    if (writer_.staff && match.answers && proven) entry = MailEntry::answer;
    write_entry(tx_, row_, *match.order, entry, writer_, match.answers);
  }

  Tx& tx_;
  const PreparedMail& prepared_;
  const ParsedMail& parsed_;
  Tenant tenant_;
  std::optional<Mailbox> mailbox_;
  Writer writer_;
  ReplyToken token_;
  InboundMail row_;
};

}  // namespace

PreparedMail prepare_mail(BlobStore& store, std::string_view raw, const FileLimits& limits) {
  PreparedMail prepared;
  prepared.mail = parse_mail(raw);
  prepared.size_bytes = static_cast<std::int64_t>(raw.size());
  prepared.source_hash = store.put(bytes_of(raw));
  for (const auto flaw : prepared.mail.flaws) prepared.flaws.emplace_back(enum_name(flaw));
  ReplyText reply = reply_text(prepared.mail.text);
  prepared.body = cut(std::move(reply.visible), prepared.flaws);
  prepared.folded = cut(std::move(reply.folded), prepared.flaws);
  keep_files(prepared, store, limits);
  prepared.content_hash = hash_of_content(prepared);
  for (auto& file : prepared.mail.files) file.bytes = {};  // they are in the store now
  return prepared;
}

TakenMail take_in(Tx& tx, const SecretBox& secrets, const PreparedMail& mail) {
  return Arrival(tx, secrets, mail).take();
}

}  // namespace kontor
