#pragma once
// The one list: every filter, negation, range, sort and page in the URL (model.md, "One list").
//
//   ?state=pending,processing&has=!cancelled&due=<today&sort=-waiting&q=brinkmann
//
// The same field: or; different fields: and; a leading "!" negates the value. Dates are days
// ("2026-11-01..2026-11-30", "-7d", "today", "<today") in the tenant's time zone and stay relative
// in the URL. Unknown parameters are named in the answer, never an error.

#include <optional>
#include <string>
#include <vector>

#include "kernel/http.hpp"
#include "orders/order.hpp"

namespace kontor {

/// One value of a filter: "pending" or "!pending".
struct FilterValue {
  std::string value;
  bool negated = false;
};

/// Days, both included; either may be open.
struct DayRange {
  std::optional<std::string> from;
  std::optional<std::string> until;
  bool absent = false;  ///< "none": no date is set
};

struct OrderFilter {
  struct Field {
    std::string name;
    std::vector<FilterValue> values;
  };
  std::vector<Field> fields;
  std::string query;               ///< full text
  std::string sort = "-arrived";   ///< name with "-" for descending
  std::string cursor;
  std::int64_t limit = 50;
  std::vector<std::string> ignored;  ///< parameters that nobody knows

  bool asks_for(std::string_view name) const;
};

/// Without what only the team sets (labels, assignee, due date, holds): who does not see it may not
/// filter or sort by it either. What was left out is in `ignored`.
OrderFilter without_team_fields(OrderFilter filter);

/// Refuses with field errors for values that cannot be read (a day that is no day).
OrderFilter read_order_filter(const http::Pairs& query);

/// "-7d", "today", "<today", "2026-11-01..", "2026-11-01". `today` is the day in the tenant's zone.
std::optional<DayRange> read_day_range(std::string_view text, std::string_view today);
/// The day that is `days` after `day`.
std::string shift_day(std::string_view day, std::int64_t days);

/// SQL: conditions after "WHERE o.tenant_id = $1", ORDER BY, and the parameters from $2 on.
struct OrderQuery {
  std::string conditions;
  std::vector<std::string> words;  ///< ranges of terms "t", each of which has to be met
  std::string order_by;
  std::vector<std::string> texts;  ///< owns what `values` point into
  std::vector<SqlValue> values;
};

struct FilterContext {
  std::string time_zone;
  std::int64_t now_ms = 0;
  std::optional<UserId> me;
  bool whole_tenant = false;  ///< reach is everything: no condition on the path
  PathRange reach;
  bool staff = false;         ///< may search the words of notes
};

/// Without cursor and limit for counting.
OrderQuery build_order_query(const OrderFilter& filter, const FilterContext& context);

}  // namespace kontor
