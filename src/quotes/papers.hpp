#pragma once
// The papers of a quote: as it was sent, and what was accepted. A job makes each once; its bytes
// lie in the store of files under their hash and never change.

#include "kernel/http.hpp"
#include "kernel/services.hpp"
#include "quotes/quote.hpp"

namespace kontor {

enum class PaperKind { sent, accepted };
BOOST_DESCRIBE_ENUM(PaperKind, sent, accepted)

struct QuotePaperRow {
  static constexpr std::string_view kTable = "quote_paper";
  static constexpr int kKeyColumns = 4;
  TenantId tenant_id;
  QuoteId quote_id;
  PaperKind kind = PaperKind::sent;
  std::int64_t made_for_ms = 0;  ///< when it was sent or accepted: sent again it is another paper
  std::string file_hash;         ///< SHA-256 of the bytes, their name in the store
  std::int64_t file_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(QuotePaperRow, (),
                      (tenant_id, quote_id, kind, made_for_ms, file_hash, file_bytes))

/// The newest of its kind; nothing before the job has run.
std::optional<QuotePaperRow> find_paper(Tx& tx, const QuoteId& quote, PaperKind kind);

/// As a file that is shown, not saved.
http::Response paper_response(std::string bytes, const std::string& number);
/// The bytes that were kept; drawn anew from the frozen content where this program's store does not
/// have them, because another node made the paper.
std::string paper_bytes(Tx& tx, const BlobStore& blobs, const QuotePaperRow& paper,
                        const Quote& quote);
/// Those of a quote that is not sent yet.
std::string preview_paper(Tx& tx, const Quote& quote);

/// "quote_paper": by the events quote.sent, quote.resent and quote.accepted. The mail of an
/// acceptance, which takes the paper along, is planned by it.
Queue quote_paper_queue(const Services& services);

}  // namespace kontor
