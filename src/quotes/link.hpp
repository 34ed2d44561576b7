#pragma once
// What whoever holds a quote's link may do: see it, say yes or no, ask. Nothing else of Kontor
// opens with it. All of it refuses not_found for what was never a token, and quote_link_ended with
// the cause, who and when for a dead one.

#include "quotes/handling.hpp"

namespace kontor {

struct FoundLink {
  QuoteLink link;
  Quote quote;

  /// Why it is dead at this instant: expired, resent, withdrawn, rejected, accepted; else empty.
  std::string end(std::int64_t now_ms) const;
  std::int64_t ended_at_ms() const { return link.ended_at_ms.value_or(link.expires_at_ms); }
};
FoundLink find_link(Tx& tx, std::string_view token);

Quote accept_by_link(Tx& tx, std::string_view token, std::string_view remote_address,
                     const AcceptQuote& input);
Quote reject_by_link(Tx& tx, std::string_view token, std::string_view remote_address,
                     const QuoteReason& input);
/// A link's holder may ask 20 times; then quote_asked_too_often.
Quote ask_by_link(Tx& tx, std::string_view token, const AskSeller& input);

/// What the page of a dead link offers. Resent: the link that works goes to the address on file.
/// Otherwise the seller is told that a new quote is wanted. Once per hour and link; what comes
/// sooner changes nothing, because it was done. Refuses wrong_state while the link works.
Quote ask_again_by_link(Tx& tx, std::string_view token);

/// The first time that somebody looked, for the seller. No part of the quote's version or log.
void note_opened(Tx& tx, const QuoteLinkId& link);

}  // namespace kontor
