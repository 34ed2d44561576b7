// What the program consists of: routes, queues, who subscribes to which event and in which order,
// and what must always be true. Declarative and short; the modules do the work.

#include "modules.hpp"

#include "accounts/actor.hpp"
#include "kernel/event.hpp"

namespace kontor {

std::span<const Subscription> subscriptions() { return {}; }

ApiHooks api_hooks(Services&) {
  return {
      .tenant = [](const http::Request&) { return TenantId{}; },
      .authenticate =
          [](Tx&, const http::Request&) { return std::make_shared<const Actor>(); },
      .admit =
          [](const Actor&, Access access, const http::Request&) {
            if (access != Access::anyone) throw Refused(kUnauthenticated);
          },
      .locale =
          [](const Actor&, const http::Request& request) {
            return request_locale(request);
          },
      .actor_key = [](const Actor&) { return std::string("nobody"); },
      .retry_after_s = nullptr,
  };
}

void add_routes(Api&, Services&) {}

std::vector<Queue> job_queues(Services&) { return {}; }

std::vector<VerifyCheck> verify_checks() { return {{"log", verify_log}}; }

std::optional<std::string> setup_code(Services&) { return std::nullopt; }

std::vector<TenantId> all_tenants(Tx& tx) {
  std::vector<TenantId> tenants;
  for (const auto row : tx.query("SELECT tenant_id FROM tenants ORDER BY tenant_id")) {
    tenants.push_back(row.get<TenantId>(0));
  }
  return tenants;
}

}  // namespace kontor
