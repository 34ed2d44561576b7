// The query of the one list, down to its SQL: no byte of the query may stand in the statement.

#include "orders/filter.hpp"

#include "fuzz.hpp"
#include "kernel/refused.hpp"
#include "kernel/url.hpp"

namespace {

constexpr std::string_view kMark = "Zq7Xv";

/// Values that SQL would be seen in: each letter of the query becomes the mark.
bool has_mark(std::string_view sql) { return sql.find(kMark) != std::string_view::npos; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  const auto query = http::parse_query(fuzz::text_of(data, size));
  if (!query) return 0;
  http::Pairs marked;
  for (const auto& [name, value] : *query) {
    marked.add(name, value);
    marked.add(name, std::string(kMark).append(value));
  }
  for (const auto* pairs : {&*query, static_cast<const http::Pairs*>(&marked)}) {
    try {
      FilterContext context;
      context.time_zone = "Europe/Berlin";
      context.now_ms = 1'790'000'000'000;
      context.staff = size % 2 == 0;
      context.whole_tenant = size % 3 == 0;
      const auto statement = build_order_query(read_order_filter(*pairs), context);
      std::string sql = statement.conditions + statement.order_by;
      for (const auto& range : statement.words) sql += " " + range;
      fuzz::promise(!has_mark(sql), "what somebody typed is never part of the statement");
      const auto last = "$" + std::to_string(statement.values.size() + 1);
      const auto beyond = "$" + std::to_string(statement.values.size() + 2);
      fuzz::promise(sql.find(beyond) == std::string::npos, "each placeholder has a value");
      fuzz::promise(statement.values.empty() || sql.find(last) != std::string::npos,
                    "each value has a placeholder");
    } catch (const Refused&) {
      // An answer with the parameter and the reason.
    }
  }
  return 0;
}
