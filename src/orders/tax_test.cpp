#include "orders/tax.hpp"

#include <doctest/doctest.h>

namespace kontor {
namespace {

TaxDecision decide(std::string_view seller, std::string_view destination, bool consumer,
                   std::string_view vat_id = "") {
  return decide_tax({.seller_country = seller,
                     .destination = destination,
                     .consumer = consumer,
                     .vat_id = vat_id,
                     .day = "2026-11-21"});
}

TEST_CASE("at home everybody pays the home rate") {
  const auto decision = decide("DE", "DE", false, "DE123456789");
  CHECK(decision.code == TaxCase::domestic);
  CHECK(tax_rate_bp(decision, TaxClass::standard) == 1'900);
  CHECK(tax_rate_bp(decision, TaxClass::reduced) == 700);
  CHECK(tax_rate_bp(decision, TaxClass::exempt) == 0);
}

TEST_CASE("a business with a VAT id in another member state owes the tax itself") {
  const auto decision = decide("DE", "FR", false, "FR40303265045");
  CHECK(decision.code == TaxCase::reverse_charge);
  CHECK(decision.vat_id == "FR40303265045");
  CHECK(tax_rate_bp(decision, TaxClass::standard) == 0);
}

TEST_CASE("a consumer, or a business without VAT id, pays the rate of the destination") {
  CHECK(tax_rate_bp(decide("DE", "AT", true), TaxClass::standard) == 2'000);
  CHECK(tax_rate_bp(decide("DE", "FR", false), TaxClass::reduced) == 550);
}

TEST_CASE("a small business charges nobody any tax") {
  for (const char* destination : {"DE", "FR", "CH"}) {
    const auto decision = decide_tax({.seller_country = "DE",
                                      .destination = destination,
                                      .consumer = true,
                                      .vat_id = "",
                                      .small_business = true,
                                      .day = "2026-11-21"});
    CHECK(decision.code == TaxCase::small_business);
    CHECK(tax_rate_bp(decision, TaxClass::standard) == 0);
  }
}

TEST_CASE("what leaves the Union, or comes from outside of it, carries no tax of ours") {
  CHECK(decide("DE", "CH", true).code == TaxCase::export_);
  CHECK(tax_rate_bp(decide("CH", "DE", false), TaxClass::standard) == 0);
  CHECK(tax_rate_bp(decide("DE", "US", false), TaxClass::standard) == 0);
}

TEST_CASE("Switzerland and Liechtenstein are one territory") {
  const auto decision = decide("CH", "LI", false);
  CHECK(decision.code == TaxCase::domestic);
  CHECK(tax_rate_bp(decision, TaxClass::standard) == 810);
}

TEST_CASE("without a destination the seller's country counts") {
  CHECK(decide("AT", "", true).code == TaxCase::domestic);
}

}  // namespace
}  // namespace kontor
