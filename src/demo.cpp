#include "demo.hpp"

#include <iomanip>
#include <ostream>
#include <set>

#include "accounts/seed.hpp"
#include "catalog/routes.hpp"
#include "conversation/seed.hpp"
#include "kernel/migrate.hpp"
#include "modules.hpp"
#include "orders/seed.hpp"
#include "program.hpp"

namespace kontor {
namespace {

/// The demonstration's first admin, by whom it is recognised.
constexpr std::string_view kDemoAdmin = "m.rasch@nordwerk.example";
constexpr std::int64_t kStory_ms = 30LL * 24 * 3600 * 1000;

TenantId new_tenant_id(Services& services) {
  std::array<std::uint8_t, 8> random{};
  services.random.fill(random);
  return TenantId(make_uuid7(services.clock.now_ms(), 0, random));
}

}  // namespace

bool make_demo(const Config& given) {
  Config config = given;
  config.smtp_url.clear();  // its people do not exist
  const std::int64_t now_ms = SystemClock().now_ms();
  ManualClock clock(now_ms - kStory_ms);
  Seams seams;
  seams.clock = &clock;
  Program program(config, std::move(seams));
  migrate(program.database());
  if (!program.database().read_wait(TenantId{}, all_tenants).empty()) return false;
  const auto hash = program.services().passwords.hash_wait(std::string(kDemoPassword));
  const TenantId tenant = new_tenant_id(program.services());
  program.database().write_wait(tenant, [&](Tx& tx) {
    seed_accounts(tx, hash.value());
    seed_catalog(tx);
    seed_text_blocks(tx);
  });
  seed_orders(program.database(), tenant, clock, now_ms);
  clock.set(now_ms);
  program.jobs().run_due();
  return true;
}

std::vector<DemoPerson> demo_people(Database& database) {
  std::vector<DemoPerson> people;
  for (const auto& tenant : database.read_wait(TenantId{}, all_tenants)) {
    const Rows rows = database.read_wait(tenant, [&](Tx& tx) {
      if (!find_user_by_email(tx, kDemoAdmin)) return Rows{};
      return tx.query(
          "SELECT m.role, a.kind, a.name, u.email FROM memberships m "
          "JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id "
          "JOIN accounts a ON a.tenant_id = m.tenant_id AND a.id = m.account_id "
          "WHERE m.tenant_id = $1 AND m.state = 'active' ORDER BY m.id",
          tx.tenant());
    });
    std::set<std::string> seen;
    for (const auto row : rows) {
      const auto role = row.get<std::string>(0), kind = row.get<std::string>(1);
      if (!seen.insert(role + " " + kind).second) continue;
      const std::string of = kind == "operator" ? "" : " of " + row.get<std::string>(2);
      people.push_back({role + of, row.get<std::string>(3)});
    }
  }
  return people;
}

void print_demo_people(const std::vector<DemoPerson>& people, std::ostream& out) {
  if (people.empty()) return;
  out << "Demo logins, password " << kDemoPassword << ":\n";
  for (const auto& person : people) {
    constexpr int kWidth = 38;
    out << "  " << std::left << std::setw(kWidth) << person.email << person.role << "\n";
  }
}

}  // namespace kontor
