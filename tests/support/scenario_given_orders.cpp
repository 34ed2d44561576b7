// "given" for articles, carts and orders.

#include "accounts/tenants.hpp"
#include "catalog/catalog.hpp"
#include "orders/commands.hpp"
#include "quotes/quote.hpp"
#include "support/scenario.hpp"
#include "support/scenario_given.hpp"
#include "support/scenario_world.hpp"

namespace kontor::test {
namespace {

using Words = std::span<const std::string>;

PriceList standard_list(Tx& tx, const Actor& who) {
  if (auto list = default_price_list(tx)) return *list;
  PriceListInput input;
  input.name = "Standard";
  input.currency = own_tenant(tx).currency;
  input.is_default = true;
  return create_price_list(tx, who, input);
}

/// given article TS-260 [289.00|open] [monthly|yearly|by_quote|reduced ...]
void give_article(World& world, Words words) {
  if (words.empty()) throw ScenarioFailure("given article SKU [PRICE] [monthly|by_quote|...]");
  ProductInput product;
  VariantInput variant;
  variant.sku = words[0];
  product.name = "Artikel " + words[0];
  for (const auto& word : words.subspan(1)) {
    if (const auto charge = parse_enum<ChargeType>(word)) {
      product.charge_type = charge;
      product.needs_shipping = false;
    } else if (const auto tax = parse_enum<TaxClass>(word)) {
      product.tax_class = tax;
    } else if (word == "by_quote") {
      product.by_quote = true;
    } else if (word != "open") {
      const auto dot = word.find('.');
      const std::int64_t euros = std::stoll(word.substr(0, dot));
      const std::int64_t cents = dot == std::string::npos ? 0 : std::stoll(word.substr(dot + 1));
      variant.list_price_e4 = UnitPriceE4((euros * 100 + cents) * 100);
    }
  }
  product.variants.push_back(variant);
  world.write([&](Tx& tx) {
    const Actor who = Actor::system(tx.tenant());
    standard_list(tx, who);
    const auto made = create_product(tx, who, product);
    std::string name = words[0];
    std::ranges::replace(name, '-', '_');
    world.variables()[name] = made.variants.front().id.text();
    return 0;
  });
}

/// given quote_link L of $quote [to ADDRESS]: the token that the last mail of the quote carries
void give_quote_link(World& world, Words words) {
  if (words.size() < 3) throw ScenarioFailure("given quote_link NAME of QUOTE [to ADDRESS]");
  const auto quote = QuoteId::parse(words[2]);
  if (!quote) throw ScenarioFailure("no quote: " + words[2]);
  world.variables()[words[0]] = world.write([&](Tx& tx) {
    const auto links = tx.select<QuoteLink>(
        "WHERE tenant_id = $1 AND quote_id = $2 ORDER BY sent_at_ms DESC, id", tx.tenant(), *quote);
    for (const auto& link : links) {
      if (words.size() > 4 && link.sent_to != words[4]) continue;
      return world.program()
          .services()
          .secrets.token_of(kQuoteLinkPurpose, own_tenant(tx).code, link.id.bytes)
          .text();
    }
    throw ScenarioFailure("the quote was not sent");
  });
}

Order make_cart(Tx& tx, World& world, const std::string& account, Words skus) {
  const Actor actor = Actor::system(tx.tenant(), "Anna");
  const auto id = AccountId::parse(world.variables()[account]);
  if (!id) throw ScenarioFailure("no account is called " + account);
  standard_list(tx, actor);
  Order order = create_cart(tx, actor, {*id, "", {}});
  for (const auto& sku : skus) {
    NewLine line;
    line.sku = Text<64, 1>(sku);
    order = add_line(tx, actor, order.id, std::nullopt, line);
  }
  return order;
}

/// given cart c1 for weber [with TS-260 IS-7]; given order o1 for weber with TS-260
GivenStep order_step(bool placed) {
  return [placed](World& world, Words words) {
    if (words.size() < 3 || words[1] != "for") {
      throw ScenarioFailure("given cart NAME for ACCOUNT [with SKU ...]");
    }
    const auto order = world.write([&](Tx& tx) {
      const Words skus = words.size() > 4 ? words.subspan(4) : Words{};
      Order made = make_cart(tx, world, words[2], skus);
      if (!placed) return made;
      return place_order(tx, Actor::system(tx.tenant(), "Anna"), made.id, std::nullopt, {true});
    });
    world.variables()[words[0]] = order.id.text();
    world.variables()[words[0] + "_number"] = order.number();
  };
}

}  // namespace

void add_order_steps(GivenSteps& steps) {
  steps["article"] = give_article;
  steps["cart"] = order_step(false);
  steps["quote_link"] = give_quote_link;
  steps["order"] = order_step(true);
}

}  // namespace kontor::test
