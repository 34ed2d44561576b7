#include "kernel/number_range.hpp"

namespace kontor {

std::int64_t next_in_range(Tx& tx, std::string_view name, std::int64_t first) {
  const Rows rows = tx.query(
      "INSERT INTO number_range (tenant_id, name, next_value) VALUES ($1, $2, $3) "
      "ON CONFLICT (tenant_id, name) DO UPDATE SET next_value = number_range.next_value + 1 "
      "RETURNING next_value - 1",
      tx.tenant(), name, first + 1);
  return rows.front().get<std::int64_t>(0);
}

std::int64_t next_reserved(Tx& tx, std::string_view name, std::int64_t first) {
  return tx.engine() == Engine::sqlite ? next_in_range(tx, name, first)
                                       : tx.reserved_number(name, first);
}

void expect_numbers(Tx& tx, std::string_view name, std::int64_t first, std::int64_t count) {
  if (tx.engine() == Engine::postgres) tx.expect_reserved(name, first, count);
}

void start_range(Tx& tx, std::string_view name, std::int64_t next) {
  tx.execute(
      "INSERT INTO number_range (tenant_id, name, next_value) VALUES ($1, $2, $3) "
      "ON CONFLICT (tenant_id, name) DO UPDATE SET next_value = excluded.next_value",
      tx.tenant(), name, next);
}

void skip_numbers(Tx& tx, std::int64_t count) {
  tx.execute("UPDATE number_range SET next_value = next_value + $2 WHERE tenant_id = $1",
             tx.tenant(), count);
}

}  // namespace kontor
