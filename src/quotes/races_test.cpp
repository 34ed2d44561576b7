// Accept, reject, withdraw, send again and the end of the time at one moment on one quote: exactly
// one wins, and each loser is told what happened. KONTOR_RACES says how many; on PostgreSQL two
// programs take part.

#include <doctest/doctest.h>

#include <barrier>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

#include "accounts/tenants.hpp"
#include "quotes/link.hpp"
#include "support/merchant.hpp"
#include "support/test_database.hpp"

namespace kontor {
namespace {

using test::Merchant;

int wanted_races() {
  const char* wanted = std::getenv("KONTOR_RACES");
  return wanted ? std::atoi(wanted) : 150;
}

/// What one of them does, as one transaction; Refused when he came too late.
struct Contender {
  std::string name;
  std::function<void(Tx&)> act;
};

struct Contest {
  OrderId order;
  QuoteId quote;
  std::string token;
  std::int64_t version = 0;
  std::int64_t ends_at_ms = 0;
};

struct Outcome {
  int won = 0;
  std::vector<std::string> told;   ///< codes of the losers
  std::vector<std::string> wrong;  ///< what should not have happened
};

/// One or two programs on one database, and a merchant in it.
class Ring {
 public:
  explicit Ring(const std::string& url)
      : first_(test::open_program(folder_.path(), url, &clock)),
        merchant_(*first_, 1, "one.kontor.example"),
        secrets_(first_->services().secrets) {
    programs_.push_back(first_.get());
    if (url.starts_with("postgres")) {
      second_ = test::open_program(folder_.path(), url, &clock);
      programs_.push_back(second_.get());
    }
  }

  Contest make() {
    return database().write_wait(merchant_.tenant, [&](Tx& tx) {
      NewLine line;
      line.sku = Text<64, 1>("TS-260");
      const auto weber = *AccountId::parse(merchant_.ids.at("weber"));
      Order cart = create_cart(tx, merchant_.system, {weber, "Race", {}});
      cart = add_line(tx, merchant_.system, cart.id, std::nullopt, line);
      Address address;
      address.company = "Weber";
      address.street = "Weg 1";
      address.postcode = "28195";
      address.city = "Bremen";
      address.country = "DE";
      OrderPatch patch;
      patch.billing_address.present = patch.shipping_address.present = true;
      patch.billing_address.value = patch.shipping_address.value = address;
      cart = change_order(tx, merchant_.system, cart.id, std::nullopt, patch);
      CreateQuote input;
      input.recipient_email = Text<254>("weber@kontor.example");
      input.valid_days = Bounded<1, 365>(1);
      const Quote quote =
          create_quote(tx, merchant_.system, secrets_, cart.id, std::nullopt, input);
      const auto link =
          *tx.find<QuoteLink>("WHERE tenant_id = $1 AND quote_id = $2", tx.tenant(), quote.id);
      return Contest{
          cart.id, quote.id,
          secrets_.token_of(kQuoteLinkPurpose, own_tenant(tx).code, link.id.bytes).text(),
          load_order(tx, merchant_.system, cart.id).version, *quote.expires_at_ms};
    });
  }

  std::vector<Contender> contenders(const Contest& contest) const {
    const Actor& system = merchant_.system;
    const SecretBox& secrets = secrets_;
    return {{"accept",
             [contest](Tx& tx) {
               AcceptQuote yes;
               yes.name = Text<120, 1>("Anna");
               yes.terms_accepted = true;
               accept_by_link(tx, contest.token, "192.0.2.9", yes);
             }},
            {"reject", [contest](Tx& tx) { reject_by_link(tx, contest.token, "192.0.2.9", {}); }},
            {"withdraw",
             [contest, &system](Tx& tx) {
               withdraw_quote(tx, system, contest.order, contest.quote, contest.version, {});
             }},
            {"send again", [contest, &system, &secrets](Tx& tx) {
               send_quote(tx, system, secrets, contest.order, contest.quote, contest.version, {});
             }}};
  }

  /// All at the same moment, each in one of the programs.
  Outcome run(const std::vector<Contender>& contenders) {
    Outcome outcome;
    std::mutex mutex;
    std::barrier ready(static_cast<std::ptrdiff_t>(contenders.size()));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < contenders.size(); ++i) {
      threads.emplace_back([&, i] {
        Database& database = programs_[i % programs_.size()]->database();
        ready.arrive_and_wait();
        std::string told, wrong;
        try {
          database.write_wait(merchant_.tenant, [&](Tx& tx) { contenders[i].act(tx); });
        } catch (const Refused& refused) {
          told = refused.code().name;
          if (!says_who(refused)) wrong = contenders[i].name + " is told nothing: " + told;
        } catch (const std::exception& error) {
          told = "fault";
          wrong = contenders[i].name + ": " + error.what();
        }
        const std::lock_guard guard(mutex);
        if (told.empty()) ++outcome.won;
        if (!told.empty()) outcome.told.push_back(told);
        if (!wrong.empty()) outcome.wrong.push_back(wrong);
      });
    }
    for (auto& thread : threads) thread.join();
    return outcome;
  }

  /// The state that it ended in, and how often the log says that it did.
  std::pair<QuoteState, int> end_of(const Contest& contest) {
    return database().read_wait(merchant_.tenant, [&](Tx& tx) {
      const auto quote =
          *tx.find<Quote>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), contest.quote);
      const Rows rows = tx.query(
          "SELECT count(*) FROM event WHERE tenant_id = $1 AND subject_type = 'order' AND "
          "subject_id = $2 AND kind IN ('quote.accepted', 'quote.rejected', 'quote.withdrawn', "
          "'quote.resent', 'quote.expired')",
          tx.tenant(), contest.order);
      return std::pair(quote.state, static_cast<int>(rows.front().get<std::int64_t>(0)));
    });
  }

  ManualClock clock{test::kTestStart_ms};

 private:
  /// The cause and when, or the version that is now.
  static bool says_who(const Refused& refused) {
    const auto has = [&](std::string_view name) {
      return std::ranges::any_of(refused.params(), [&](const auto& param) {
        return param.first == name && param.second != ParamValue(std::string());
      });
    };
    return (has("cause") && has("at_ms")) || has("current_version");
  }
  Database& database() { return first_->database(); }

  test::FreshFolder folder_{test::FreshFolder::Where::memory};
  std::unique_ptr<Program> first_;
  std::unique_ptr<Program> second_;
  std::vector<Program*> programs_;
  Merchant merchant_;
  const SecretBox& secrets_;
};

/// Two to four contrary things at once.
void race_of_hands(Ring& ring, std::mt19937& chance) {
  const Contest contest = ring.make();
  auto contenders = ring.contenders(contest);
  std::ranges::shuffle(contenders, chance);
  contenders.resize(2 + chance() % 3);
  const Outcome outcome = ring.run(contenders);
  const auto [state, ends] = ring.end_of(contest);
  CAPTURE(outcome.told);
  REQUIRE(outcome.wrong == std::vector<std::string>{});
  REQUIRE(outcome.won == 1);
  REQUIRE(ends == 1);
}

/// An answer at the very end of the time: either it came before, or the quote has expired.
void race_with_time(Ring& ring, std::mt19937& chance) {
  const Contest contest = ring.make();
  ring.clock.set(contest.ends_at_ms - 1);
  std::vector<Contender> contenders = ring.contenders(contest);
  contenders = {contenders[chance() % 2], {"time", [&ring, contest](Tx& tx) {
                                             ring.clock.set(contest.ends_at_ms);
                                             note_expired_quotes(tx);
                                           }}};
  std::ranges::shuffle(contenders, chance);
  const Outcome outcome = ring.run(contenders);
  // Whoever was quick, the job of the end runs once more later.
  ring.run({{"later", note_expired_quotes}});
  const auto [state, ends] = ring.end_of(contest);
  CAPTURE(outcome.told);
  REQUIRE(outcome.wrong == std::vector<std::string>{});
  REQUIRE(outcome.told.size() == (state == QuoteState::expired ? 1 : 0));
  REQUIRE(ends == 1);
}

TEST_CASE("P19 P32 quotes: of contrary things at one moment exactly one wins") {
  test::on_each_engine([](test::DatabaseMaker& maker) {
    test::FreshDatabase database(maker);
    Ring ring(database.url());
    std::mt19937 chance(20261122);
    const int races = wanted_races();
    for (int i = 0; i < races; ++i) {
      if (i % 5 == 4) {
        race_with_time(ring, chance);
      } else {
        race_of_hands(ring, chance);
      }
    }
    MESSAGE(races, " races");
  });
}

}  // namespace
}  // namespace kontor
