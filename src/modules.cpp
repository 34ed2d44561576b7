// What the program consists of: routes, queues, who subscribes to which event and in which order,
// and what must always be true. Declarative and short; the modules do the work.

#include "modules.hpp"

#include "accounts/actor.hpp"
#include "accounts/api_hooks.hpp"
#include "accounts/routes.hpp"
#include "accounts/sessions.hpp"
#include "accounts/verify.hpp"
#include "catalog/routes.hpp"
#include "catalog/verify.hpp"
#include "conversation/mail_out.hpp"
#include "job_routes.hpp"
#include "kernel/event.hpp"
#include "kernel/housekeeping.hpp"
#include "orders/order.hpp"
#include "orders/routes.hpp"
#include "orders/subscribers.hpp"

namespace kontor {

namespace {

bool clean_sessions(Tx& tx) {
  delete_expired_sessions(tx);
  return false;
}

}  // namespace

/// In this order. Those with a function run in the transaction that records the event; those with a
/// queue become jobs.
std::span<const Subscription> subscriptions() {
  static const std::vector<Subscription> all = [] {
    std::vector<Subscription> list{
        {"account.created", make_first_price_list, {}},
        {"account.created", welcome_new_tenant, {}},
        {"account.created", plan_housekeeping_for, {}},
        {"account.moved", follow_moved_account, {}},
    };
    list.insert(list.end(), kMailSubscriptions.begin(), kMailSubscriptions.end());
    return list;
  }();
  return all;
}

ApiHooks api_hooks(Services& services) { return make_api_hooks(services); }

void add_routes(Api& api, Services& services) {
  add_account_routes(api);
  add_user_routes(api);
  add_login_routes(api, services);
  add_catalog_routes(api);
  add_order_routes(api);
  add_outbox_routes(api, services);
  add_job_routes(api);
}

std::vector<Queue> job_queues(Services& services) {
  std::vector<Queue> queues = catalog_queues();
  for (auto& queue : mail_queues(services)) queues.push_back(std::move(queue));
  queues.push_back(housekeeping_queue({delete_old_answers, delete_old_jobs, clean_sessions}));
  return queues;
}

std::vector<VerifyCheck> verify_checks() {
  return {{"log", verify_log},
          {"accounts.tree", verify_account_tree},
          {"accounts.logs", verify_account_logs},
          {"catalog", verify_catalog},
          {"catalog.logs", verify_catalog_logs},
          {"orders.logs",
           [](Tx& tx) { return verify_log_heads(tx, {Order::kTable, OrderTag::kPrefix}); }},
          {"orders.totals", verify_order_totals},
          {"orders.lives", verify_order_lives}};
}

std::optional<std::string> setup_code(Services& services) {
  if (!services.tenants->empty()) return std::nullopt;
  return services.tenants->setup_code();
}

std::vector<TenantId> all_tenants(Tx& tx) {
  std::vector<TenantId> tenants;
  for (const auto row : tx.query("SELECT tenant_id FROM tenants ORDER BY tenant_id")) {
    tenants.push_back(row.get<TenantId>(0));
  }
  return tenants;
}

}  // namespace kontor
