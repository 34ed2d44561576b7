#pragma once
// A quote and its cart in the hands of one command.

#include "quotes/quote.hpp"

namespace kontor {

struct QuoteHandling {
  OrderChange change;
  Quote quote;
  /// Who acts by the link, in his own words; nothing for somebody who is logged in.
  std::optional<std::string> holder{};

  /// By the table, from the state that the quote has at this instant.
  void move(QuoteAction action);
  /// The live links end; those whose time is over have ended by that.
  void end_links(std::string_view reason);
  void end_quote(const std::string& by);
  /// An entry in the log of the cart, for everybody who reads it.
  Event note(std::string_view kind, std::string_view body = {});
  Event note(Draft entry);
  Draft draft(std::string_view kind, const std::vector<ProposedPrice>& prices = {}) const;
  /// Stores quote and cart; who is locked and whose turn it is follows.
  Quote finish();
};

/// Takes the cart with its version, then the quote, and asks the guards. Refuses quote_ended with
/// the state, who ended it and when, where another was quicker.
QuoteHandling take_quote(Tx& tx, const Actor& actor, const OrderId& order, const QuoteId& id,
                         SeenVersion version, QuoteAction action);

/// A yes or a no with all that follows from it, whoever gave it.
void accept_now(QuoteHandling& handling, const AcceptQuote& input, std::string_view remote_address);
void reject_now(QuoteHandling& handling, const std::string& by, const std::string& reason);
/// A question in the log of the cart; it is the seller's turn to answer.
void ask_seller(QuoteHandling& handling, const AskSeller& input);

}  // namespace kontor
