#pragma once
// A quote on paper: A4 after DIN 5008 form B, in the recipient's language, with the seller's logo
// and letterhead. Made once when the quote is sent; its bytes are kept (ADR 0058).

#include <string>

#include "kernel/texts.hpp"
#include "quotes/snapshot.hpp"

namespace kontor {

struct QuotePaper {
  std::string number;        ///< "AN-2026-000042"
  std::int64_t edition = 1;  ///< from 2 on it stands beside the number
  Locale locale = Locale::de;
  std::string region;     ///< of numbers and dates: "de-CH"
  std::string time_zone;  ///< of the merchant
  std::int64_t sent_at_ms = 0;
  std::int64_t expires_at_ms = 0;
  std::string recipient_name;
  std::string message;  ///< plain text, paragraphs
  /// Of a quote that was accepted; then it is the paper of what was agreed, and nothing is
  /// optional.
  std::string accepted_by{};
  std::int64_t accepted_at_ms = 0;
};

/// The bytes of the PDF. Never holds the link: the paper outlives it. Throws std::runtime_error
/// where fonts cannot be loaded.
std::string quote_pdf(const QuotePaper& paper, const QuoteSnapshot& content);

}  // namespace kontor
