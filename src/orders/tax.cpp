#include "orders/tax.hpp"

#include <algorithm>

namespace kontor {
namespace {

struct CountryRates {
  std::string_view country;
  bool eu = true;
  std::int64_t standard_bp = 0;
  std::int64_t reduced_bp = 0;
};

// Standard rate and the reduced rate that applies to books and food where there are several.
constexpr CountryRates kRates[] = {
    {"AT", true, 2000, 1000}, {"BE", true, 2100, 600},  {"BG", true, 2000, 900},
    {"CY", true, 1900, 500},  {"CZ", true, 2100, 1200}, {"DE", true, 1900, 700},
    {"DK", true, 2500, 2500}, {"EE", true, 2400, 900},  {"ES", true, 2100, 1000},
    {"FI", true, 2550, 1350}, {"FR", true, 2000, 550},  {"GR", true, 2400, 1300},
    {"HR", true, 2500, 1300}, {"HU", true, 2700, 500},  {"IE", true, 2300, 1350},
    {"IT", true, 2200, 1000}, {"LT", true, 2100, 500},  {"LU", true, 1700, 800},
    {"LV", true, 2100, 1200}, {"MT", true, 1800, 500},  {"NL", true, 2100, 900},
    {"PL", true, 2300, 800},  {"PT", true, 2300, 600},  {"RO", true, 2100, 1100},
    {"SE", true, 2500, 600},  {"SI", true, 2200, 950},  {"SK", true, 2300, 1900},
    {"CH", false, 810, 260},  {"LI", false, 810, 260},
};

const CountryRates* rates_of(std::string_view country) {
  const auto* found = std::ranges::find(kRates, country, &CountryRates::country);
  return found == std::end(kRates) ? nullptr : found;
}

}  // namespace

bool is_eu_country(std::string_view country) {
  const auto* rates = rates_of(country);
  return rates && rates->eu;
}

TaxDecision decide_tax(const TaxQuestion& question) {
  TaxDecision decision;
  decision.seller_country = question.seller_country;
  decision.destination =
      question.destination.empty() ? question.seller_country : question.destination;
  decision.decided_on = question.day;
  // Switzerland and Liechtenstein are one VAT territory.
  const auto territory = [](std::string_view country) {
    return country == "LI" ? std::string_view("CH") : country;
  };
  if (question.small_business) {
    decision.code = TaxCase::small_business;
  } else if (territory(decision.destination) == territory(decision.seller_country)) {
    decision.code = TaxCase::domestic;
  } else if (!is_eu_country(decision.seller_country) || !is_eu_country(decision.destination)) {
    decision.code = TaxCase::export_;
  } else if (!question.consumer && !question.vat_id.empty()) {
    decision.code = TaxCase::reverse_charge;
    decision.vat_id = question.vat_id;
  } else {
    // A business that gives no VAT id is taxed like a consumer.
    decision.code = TaxCase::oss;
  }
  return decision;
}

std::int64_t tax_rate_bp(const TaxDecision& decision, TaxClass tax_class) {
  if (tax_class == TaxClass::zero || tax_class == TaxClass::exempt) return 0;
  const bool at_home = decision.code == TaxCase::domestic;
  if (!at_home && decision.code != TaxCase::oss) return 0;
  const auto* rates = rates_of(at_home ? decision.seller_country : decision.destination);
  if (!rates) return 0;
  return tax_class == TaxClass::reduced ? rates->reduced_bp : rates->standard_bp;
}

}  // namespace kontor
