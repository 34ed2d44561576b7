#include "pricing/verify.hpp"

namespace kontor {

std::vector<VerifyFinding> verify_pricing_references(Tx& tx) {
  static constexpr Reference kReferences[] = {
      {"price_request", "order_id", "orders"},
      {"price_request", "account_id", "accounts"},
      {"price_request", "asker_account_id", "accounts"},
      {"price_request", "asked_by", "users"},
      {"price_request", "answered_by", "users"},
      {"price_request_line", "request_id", "price_request"},
      {"price_request_line", "variant_id", "variants"}};
  return verify_references(tx, kReferences);
}

}  // namespace kontor
