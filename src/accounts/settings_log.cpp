#include "accounts/settings_log.hpp"

#include "accounts/tenants.hpp"

namespace kontor {

void record_settings(Tx& tx, const Actor& actor, const ChangedFields& fields) {
  if (fields.empty()) return;
  tx.execute("UPDATE tenants SET version = version + 1 WHERE tenant_id = $1", tx.tenant());
  Tenant tenant = own_tenant(tx);
  record(tx,
         LogHead{TenantTag::kPrefix,
                 tenant.tenant_id,
                 tenant.version,
                 tenant.last_seq,
                 tenant.last_hash,
                 {}},
         draft_by(actor, "settings.changed", Visibility::internal, fields.json()));
  tx.update(tenant);
}

}  // namespace kontor
