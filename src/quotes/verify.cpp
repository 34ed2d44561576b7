#include "quotes/verify.hpp"

#include "quotes/quote.hpp"

namespace kontor {
namespace {

std::string fault_of(Tx& tx, const Quote& quote) {
  const Digest hash = sha256(to_json(quote.snapshot.value));
  if (quote.snapshot_hash != Bytes(hash.begin(), hash.end())) {
    return "the snapshot is not the one that was frozen";
  }
  const auto& snapshot = quote.snapshot.value;
  if (to_json(totals_of(snapshot, chosen_lines(snapshot, {}))) != to_json(snapshot.totals)) {
    return "the lines of the snapshot do not make its sums";
  }
  if (quote.total_cents != snapshot.totals.total_cents ||
      quote.monthly_cents != snapshot.totals.monthly_cents) {
    return "the sums beside the snapshot are not its sums";
  }
  const Rows live = tx.query(
      "SELECT count(*) FROM quote_link WHERE tenant_id = $1 AND quote_id = $2 AND "
      "ended_at_ms IS NULL",
      tx.tenant(), quote.id);
  const bool has_live = live.front().get<std::int64_t>(0) > 0;
  if (has_live != (quote.state == QuoteState::sent)) return "its links do not fit its state";
  return {};
}

}  // namespace

std::vector<VerifyFinding> verify_quotes(Tx& tx) {
  std::vector<VerifyFinding> findings;
  QuoteId after;
  for (;;) {
    const auto quotes = tx.select<Quote>("WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT 500",
                                         tx.tenant(), after);
    if (quotes.empty()) break;
    for (const auto& quote : quotes) {
      const std::string fault = fault_of(tx, quote);
      if (!fault.empty()) findings.push_back({quote.id.text(), fault});
      if (findings.size() >= kMostFindings) return findings;
    }
    after = quotes.back().id;
  }
  const Rows twice = tx.query(
      "SELECT order_id FROM quote WHERE tenant_id = $1 AND "
      "state IN ('created', 'sent', 'rejected', 'expired') GROUP BY order_id HAVING count(*) > 1",
      tx.tenant());
  for (const auto row : twice) {
    findings.push_back({row.get<OrderId>(0).text(), "two quotes of one cart are alive"});
  }
  return findings;
}

std::vector<VerifyFinding> verify_quote_references(Tx& tx) {
  // The document outlives a cart that was deleted.
  static constexpr Reference kReferences[] = {{"quote", "account_id", "accounts"},
                                              {"quote", "seller_account_id", "accounts"},
                                              {"quote", "created_by", "users"},
                                              {"quote_link", "quote_id", "quote"}};
  return verify_references(tx, kReferences);
}

}  // namespace kontor
