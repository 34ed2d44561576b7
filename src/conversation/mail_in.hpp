#pragma once
// Mail in (model.md, "Mail rules"). A mail is prepared outside of any transaction (read, its bytes
// and files put into the store), then taken in within one: it becomes an entry of an order's log,
// or waits in the queue of unassigned mail. Nothing is dropped, and nothing is taken in twice.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts/actor.hpp"
#include "conversation/files.hpp"
#include "conversation/mail_class.hpp"
#include "kernel/api_schema.hpp"
#include "kernel/db.hpp"
#include "kernel/mime.hpp"
#include "kernel/services.hpp"

namespace kontor {

struct InboundMailTag {
  static constexpr std::string_view kPrefix = "inmail";
};
using InboundMailId = Id<InboundMailTag>;

enum class InboundState {
  attached,    ///< an entry of an order's log
  unassigned,  ///< waits for a person
  discarded,   ///< a person said so
  automatic,   ///< nobody wrote it: logged with its order where that is known, nothing else
  bounced      ///< says that a mail of ours did not arrive
};
BOOST_DESCRIBE_ENUM(InboundState, attached, unassigned, discarded, automatic, bounced)

/// KeptFile as the row keeps it.
struct InboundFile {
  std::string name;
  std::string media_type;
  std::string file_hash;
  std::int64_t size_bytes = 0;
  std::optional<std::string> thumbnail_hash;
  std::optional<std::int64_t> width;
  std::optional<std::int64_t> height;
};
BOOST_DESCRIBE_STRUCT(InboundFile, (),
                      (name, media_type, file_hash, size_bytes, thumbnail_hash, width, height))

/// The row.
struct InboundMail {
  static constexpr std::string_view kTable = "inbound_mail";
  static constexpr int kKeyColumns = 2;

  TenantId tenant_id;
  InboundMailId id;
  std::string message_id;    ///< of the mail, else made of its content
  std::string content_hash;  ///< of sender, subject, text and files
  std::string source_hash;   ///< the raw mail in the store
  std::int64_t size_bytes = 0;
  InboundState state = InboundState::unassigned;
  std::string reason;
  std::optional<OrderId> order_id;
  std::optional<EventId> event_id;
  std::string from_address;
  std::string from_key;
  std::string from_name;
  std::string to_address;
  std::string subject;
  std::string body;    ///< what was written, plain text
  std::string folded;  ///< quoted mail and signature
  Json<std::vector<std::string>> copied_to;
  Json<std::vector<InboundFile>> files;
  Json<std::vector<std::string>> flaws;  ///< what limits have cut off
  std::optional<std::int64_t> sent_at_ms;
  std::int64_t received_at_ms = 0;
  Authentication authentication = Authentication::none;
  bool spoofed = false;  ///< says to be from somebody we know, and that is not proven
  std::optional<OrderId> suggested_order_id;
  std::optional<AccountId> suggested_account_id;
  std::optional<std::int64_t> away_sent_at_ms;
  std::string handled_by;
  std::optional<std::int64_t> handled_at_ms;
  std::int64_t version = 1;
  std::int64_t last_seq = 0;
  Bytes last_hash;
};
BOOST_DESCRIBE_STRUCT(InboundMail, (),
                      (tenant_id, id, message_id, content_hash, source_hash, size_bytes, state,
                       reason, order_id, event_id, from_address, from_key, from_name, to_address,
                       subject, body, folded, copied_to, files, flaws, sent_at_ms, received_at_ms,
                       authentication, spoofed, suggested_order_id, suggested_account_id,
                       away_sent_at_ms, handled_by, handled_at_ms, version, last_seq, last_hash))

/// A mail whose bytes and files are in the store.
struct PreparedMail {
  ParsedMail mail;
  std::string source_hash;
  std::string content_hash;
  std::int64_t size_bytes = 0;
  std::string body;
  std::string folded;
  std::vector<KeptFile> files;
  std::vector<std::string> flaws;
};

/// Any thread, outside of transactions. Never refuses because of what the mail is: files that are
/// too large or empty stay in the raw mail only, and `flaws` says so. Throws BlobStorageFull.
PreparedMail prepare_mail(BlobStore& store, std::string_view raw, const FileLimits& limits = {});

enum class TakenIn { taken, known };
struct TakenMail {
  TakenIn how = TakenIn::taken;
  InboundMail mail;
};
/// What becomes of the mail, once: the same mail again changes nothing.
TakenMail take_in(Tx& tx, const SecretBox& secrets, const PreparedMail& mail);

}  // namespace kontor
