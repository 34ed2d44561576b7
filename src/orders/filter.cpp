#include "orders/filter.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

#include "kernel/text.hpp"
#include "kernel/texts.hpp"
#include "orders/views.hpp"

namespace kontor {
namespace {

constexpr std::string_view kListFields[] = {"state",  "type",     "origin", "payment", "fulfilment",
                                            "turn",   "queue",    "account", "label",  "assignee",
                                            "has",    "created",  "placed", "changed", "due",
                                            "view",   "total"};
constexpr std::string_view kOtherParameters[] = {"q", "sort", "cursor", "limit", "cols", "sel"};

std::vector<FilterValue> split_values(std::string_view text) {
  std::vector<FilterValue> values;
  while (!text.empty()) {
    const auto comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    const bool negated = part.starts_with('!');
    if (negated) part.remove_prefix(1);
    if (!part.empty()) values.push_back({std::string(part), negated});
  }
  return values;
}

bool known(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

bool OrderFilter::asks_for(std::string_view name) const {
  return std::ranges::any_of(fields, [&](const Field& field) { return field.name == name; });
}

OrderFilter read_order_filter(const http::Pairs& query) {
  OrderFilter filter;
  const auto add = [&filter](std::string_view name, std::string_view text) {
    auto values = split_values(text);
    if (values.empty()) return;
    for (auto& field : filter.fields) {
      if (field.name != name) continue;
      std::ranges::move(values, std::back_inserter(field.values));
      return;
    }
    filter.fields.push_back({std::string(name), std::move(values)});
  };
  for (const auto& [name, value] : query) {
    if (name == "view") {
      const auto* view = find_built_in_view(value);
      if (!view) {
        filter.ignored.emplace_back("view");
        continue;
      }
      for (const auto& [field, text] : view->filter) add(field, text);
      if (!query.has("sort")) filter.sort = view->sort;
    } else if (known(kListFields, name)) {
      add(name, value);
    } else if (name == "q") {
      filter.query = first_graphemes(trimmed(value), 200);
    } else if (name == "sort") {
      filter.sort = value;
    } else if (name == "cursor") {
      filter.cursor = value;
    } else if (!known(kOtherParameters, name)) {
      filter.ignored.emplace_back(name);
    }
  }
  return filter;
}

OrderFilter without_team_fields(OrderFilter filter) {
  constexpr std::string_view kFields[] = {"label", "assignee", "due"};
  constexpr std::string_view kTeamFlags[] = {"label", "assignee", "due", "hold", "mentioned"};
  std::erase_if(filter.fields, [&](OrderFilter::Field& field) {
    const auto count = field.values.size();
    const bool all = known(kFields, field.name);
    if (field.name == "has") {
      std::erase_if(field.values, [&](const auto& one) { return known(kTeamFlags, one.value); });
    }
    if (all || field.values.size() < count) filter.ignored.push_back(field.name);
    return all || field.values.empty();
  });
  if (filter.sort == "due" || filter.sort == "-due") {
    filter.ignored.emplace_back("sort");
    filter.sort = OrderFilter{}.sort;
    filter.cursor.clear();
  }
  return filter;
}

namespace {

struct SortColumn {
  std::string_view name, column;
  bool text = false;
};
constexpr SortColumn kSorts[] = {{"arrived", "o.sort_at_ms"},
                                 {"waiting", "o.turn_since_ms"},
                                 {"changed", "o.changed_at_ms"},
                                 {"total", "o.total_cents"},
                                 {"due", "COALESCE(o.due_on, '9999-12-31')", true}};

struct FlagColumn {
  std::string_view name, condition;
};
constexpr FlagColumn kFlags[] = {
    {"paid", "o.was_paid = 1"},
    {"shipped", "o.was_shipped = 1"},
    {"cancelled", "o.was_cancelled = 1"},
    {"refunded", "o.was_refunded = 1"},
    {"recurring", "o.recurring = 1"},
    {"unpriced", "o.has_unpriced = 1"},
    {"hold", "o.holds_count > 0"},
    {"due", "o.due_on IS NOT NULL"},
    {"assignee", "o.assignee_id IS NOT NULL"},
    {"open", "o.open = 1"},
    {"debt", "o.unpaid_open = 1"},
    {"label",
     "EXISTS (SELECT 1 FROM order_label x WHERE x.tenant_id = $1 AND x.order_id = o.id)"},
};

/// Builds one query: owns the texts and numbers the parameters.
class Builder {
 public:
  Builder(const OrderFilter& filter, const FilterContext& context)
      : filter_(filter), context_(context), today_(day_of(context.now_ms, context.time_zone)) {}

  OrderQuery build() {
    reach();
    for (const auto& field : filter_.fields) add_field(field);
    words();
    order_and_cursor();
    if (!errors_.empty()) throw Refused::fields(std::move(errors_));
    query_.texts = std::move(texts_);
    bind_texts();
    return std::move(query_);
  }

 private:
  struct Slot {
    bool is_text = true;
    std::size_t text = 0;
    std::int64_t number = 0;
    bool is_id = false;
    Uuid id;
  };

  std::string text(std::string value) {
    texts_.push_back(std::move(value));
    slots_.push_back({true, texts_.size() - 1, 0, false, {}});
    return placeholder();
  }
  std::string number(std::int64_t value) {
    slots_.push_back({false, 0, value, false, {}});
    return placeholder();
  }
  std::string id(const Uuid& value) {
    texts_.emplace_back(reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size());
    slots_.push_back({false, texts_.size() - 1, 0, true, value});
    return placeholder();
  }
  std::string placeholder() const { return "$" + std::to_string(slots_.size() + 1); }
  void where(const std::string& condition) { query_.conditions += " AND " + condition; }

  void bind_texts() {
    for (const auto& slot : slots_) {
      if (slot.is_id) {
        query_.values.push_back({SqlType::uuid, false, 0, query_.texts[slot.text]});
      } else if (slot.is_text) {
        query_.values.push_back({SqlType::text, false, 0, query_.texts[slot.text]});
      } else {
        query_.values.push_back({SqlType::integer, false, slot.number, {}});
      }
    }
  }

  void reach() {
    if (context_.whole_tenant) return;
    const std::string from = text(context_.reach.from);
    where("o.account_path >= " + from + " AND o.account_path < " + text(context_.reach.until));
  }

  void error(const OrderFilter::Field& field, std::string_view code, std::string limit,
             const std::string& actual) {
    errors_.push_back({"?" + field.name, std::string(code), std::move(limit),
                       first_graphemes(actual, 60)});
  }

  /// column IN (...) for the plain values, NOT IN (...) for the negated ones.
  void one_of(const OrderFilter::Field& field, std::string_view column) {
    std::string in, not_in;
    for (const auto& value : field.values) {
      std::string& list = value.negated ? not_in : in;
      list += (list.empty() ? "" : ", ") + text(value.value);
    }
    if (!in.empty()) where(std::string(column) + " IN (" + in + ")");
    if (!not_in.empty()) where(std::string(column) + " NOT IN (" + not_in + ")");
  }

  /// Conditions joined by or; negated ones each by and.
  void any_of(const OrderFilter::Field& field,
              const std::function<std::optional<std::string>(const std::string&)>& condition,
              const std::string& allowed) {
    std::string either;
    for (const auto& value : field.values) {
      const auto sql = condition(value.value);
      if (!sql) {
        error(field, "not_allowed", allowed, value.value);
      } else if (value.negated) {
        where("NOT (" + *sql + ")");
      } else {
        either += (either.empty() ? "(" : " OR (") + *sql + ")";
      }
    }
    if (!either.empty()) where("(" + either + ")");
  }

  void add_field(const OrderFilter::Field& field);
  void instants(const OrderFilter::Field& field, const std::string& column);
  void due(const OrderFilter::Field& field);
  void words();
  void order_and_cursor();
  std::optional<std::string> account(const std::string& value);
  std::optional<std::string> label(const std::string& value);
  std::optional<std::string> assignee(const std::string& value);
  std::optional<std::string> flag(const std::string& value);
  std::string mentioned();
  std::string unread();
  std::optional<std::string> total(const std::string& value);

  const OrderFilter& filter_;
  const FilterContext& context_;
  std::string today_;
  OrderQuery query_;
  std::vector<std::string> texts_;
  std::vector<Slot> slots_;
  std::vector<FieldError> errors_;
};

std::optional<std::string> Builder::account(const std::string& value) {
  if (auto account_id = AccountId::parse(value)) return "o.account_id = " + id(*account_id);
  return "o.account_id IN (SELECT a.id FROM accounts a WHERE a.tenant_id = $1 AND a.number = " +
         text(value) + ")";
}

std::optional<std::string> Builder::label(const std::string& value) {
  const std::string of_order =
      "EXISTS (SELECT 1 FROM order_label x WHERE x.tenant_id = $1 AND x.order_id = o.id";
  if (value == "none") return "NOT " + of_order + ")";
  if (auto label_id = LabelId::parse(value)) {
    return of_order + " AND x.label_id = " + id(*label_id) + ")";
  }
  return of_order + " AND x.label_id IN (SELECT l.id FROM label l WHERE l.tenant_id = $1 AND " +
         "l.name_key = " + text(folded(value)) + "))";
}

std::optional<std::string> Builder::assignee(const std::string& value) {
  if (value == "none") return "o.assignee_id IS NULL";
  // An API key is nobody to whom an order could be given.
  if (value == "me" && !context_.me) return "1 = 0";
  const auto user_id = value == "me" ? context_.me : UserId::parse(value);
  if (!user_id) return std::nullopt;
  return "o.assignee_id IS NOT NULL AND o.assignee_id = " + id(*user_id);
}

std::string Builder::mentioned() {
  // The few orders of one person lead to their rows, not the other way round.
  if (!context_.me) return "1 = 0";
  return "o.id IN (SELECT m.order_id FROM mention m WHERE m.tenant_id = $1 AND m.user_id = " +
         id(*context_.me) + ")";
}

std::string Builder::unread() {
  if (!context_.me) return "1 = 0";
  return "(o.last_customer_seq > COALESCE((SELECT r.seq FROM read_mark r WHERE "
         "r.tenant_id = $1 AND r.order_id = o.id AND r.user_id = " +
         id(*context_.me) + "), 0) OR " + mentioned() + ")";
}

std::optional<std::string> Builder::flag(const std::string& value) {
  if (value == "unread") return unread();
  if (value == "mentioned") return mentioned();
  const auto* found = std::ranges::find(kFlags, value, &FlagColumn::name);
  if (found == std::end(kFlags)) return std::nullopt;
  return std::string(found->condition);
}

std::optional<std::string> Builder::total(const std::string& value) {
  const auto dots = value.find("..");
  if (dots == std::string::npos) return std::nullopt;
  const auto read = [](std::string_view digits) -> std::optional<std::int64_t> {
    std::int64_t cents = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), cents);
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size()) {
      return std::nullopt;
    }
    return cents;
  };
  std::string sql = "o.total_cents >= 0";
  const std::string_view all(value);
  const auto from = all.substr(0, dots), until = all.substr(dots + 2);
  if (!from.empty()) {
    const auto cents = read(from);
    if (!cents) return std::nullopt;
    sql += " AND o.total_cents >= " + number(*cents);
  }
  if (!until.empty()) {
    const auto cents = read(until);
    if (!cents) return std::nullopt;
    sql += " AND o.total_cents <= " + number(*cents);
  }
  return sql;
}

void Builder::instants(const OrderFilter::Field& field, const std::string& column) {
  any_of(
      field,
      [&](const std::string& value) -> std::optional<std::string> {
        const auto range = read_day_range(value, today_);
        if (!range) return std::nullopt;
        if (range->absent) return column + " IS NULL";
        std::string sql = column + " IS NOT NULL";
        if (range->from) {
          const auto start = day_start_ms(*range->from, context_.time_zone);
          sql += " AND " + column + " >= " + number(start.value_or(0));
        }
        if (range->until) {
          const auto end = day_start_ms(shift_day(*range->until, 1), context_.time_zone);
          sql += " AND " + column + " < " + number(end.value_or(0));
        }
        return sql;
      },
      "2026-11-01..2026-11-30, -7d, today, <today");
}

void Builder::due(const OrderFilter::Field& field) {
  any_of(
      field,
      [&](const std::string& value) -> std::optional<std::string> {
        const auto range = read_day_range(value, today_);
        if (!range) return std::nullopt;
        if (range->absent) return "o.due_on IS NULL";
        std::string sql = "o.due_on IS NOT NULL";
        // As the index has it.
        constexpr std::string_view kDue = " AND COALESCE(o.due_on, '9999-12-31')";
        if (range->from) sql += std::string(kDue) + " >= " + text(*range->from);
        if (range->until) sql += std::string(kDue) + " <= " + text(*range->until);
        return sql;
      },
      "2026-11-01..2026-11-30, -7d, today, <today, none");
}

void Builder::add_field(const OrderFilter::Field& field) {
  // Each value is a condition, and SQLite takes expressions of a depth of 1000.
  constexpr std::size_t kMostValues = 30;
  if (field.values.size() > kMostValues) {
    errors_.push_back({"?" + field.name, "too_many", std::to_string(kMostValues),
                       std::to_string(field.values.size())});
    return;
  }
  struct Plain {
    std::string_view name, column;
  };
  constexpr Plain kPlain[] = {{"state", "o.state"},         {"type", "o.type"},
                              {"origin", "o.origin"},       {"payment", "o.payment_state"},
                              {"fulfilment", "o.fulfilment_state"}, {"turn", "o.turn"},
                              {"queue", "o.queue"}};
  const auto* plain = std::ranges::find(kPlain, field.name, &Plain::name);
  if (plain != std::end(kPlain)) return one_of(field, plain->column);
  if (field.name == "created") return instants(field, "o.created_at_ms");
  if (field.name == "placed") return instants(field, "o.placed_at_ms");
  if (field.name == "changed") return instants(field, "o.changed_at_ms");
  if (field.name == "due") return due(field);
  const auto with = [&](auto member, const std::string& allowed) {
    any_of(field, [&](const std::string& value) { return (this->*member)(value); }, allowed);
  };
  if (field.name == "account") return with(&Builder::account, "");
  if (field.name == "label") return with(&Builder::label, "");
  if (field.name == "assignee") return with(&Builder::assignee, "me, none, user_...");
  if (field.name == "total") return with(&Builder::total, "10000..50000");
  std::string flags = "unread, mentioned";
  for (const auto& entry : kFlags) flags += ", " + std::string(entry.name);
  with(&Builder::flag, flags);
}

void Builder::words() {
  for (const auto& term : query_terms(filter_.query)) {
    const std::string from = text(term);
    // The character after every other: what begins with the term lies between.
    const std::string until = text(term + "\xF4\x8F\xBF\xBF");
    query_.words.push_back("t.term >= " + from + " AND t.term < " + until +
                           (context_.staff ? "" : " AND t.source <> 'internal'"));
  }
}

void Builder::order_and_cursor() {
  const bool descending = filter_.sort.starts_with('-');
  const std::string name = descending ? filter_.sort.substr(1) : filter_.sort;
  const auto* sort = std::ranges::find(kSorts, name, &SortColumn::name);
  if (sort == std::end(kSorts)) {
    std::string allowed;
    for (const auto& entry : kSorts) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(entry.name);
    }
    errors_.push_back({"?sort", "not_allowed", allowed, first_graphemes(name, 60)});
    return;
  }
  const std::string direction = descending ? " DESC" : "";
  query_.order_by = " ORDER BY " + std::string(sort->column) + direction + ", o.id" + direction;
  if (filter_.cursor.empty()) return;
  const auto split = filter_.cursor.rfind('~');
  const auto last = split == std::string::npos ? std::nullopt
                                               : OrderId::parse(filter_.cursor.substr(split + 1));
  std::int64_t value = 0;
  const std::string head = filter_.cursor.substr(0, split);
  const auto read = std::from_chars(head.data(), head.data() + head.size(), value);
  if (!last || (!sort->text && read.ptr != head.data() + head.size())) {
    errors_.push_back({"?cursor", "not_a_cursor", "", ""});
    return;
  }
  const std::string key = sort->text ? text(head) : number(value);
  where("(" + std::string(sort->column) + ", o.id) " + (descending ? "<" : ">") + " (" + key +
        ", " + id(*last) + ")");
}

}  // namespace

OrderQuery build_order_query(const OrderFilter& filter, const FilterContext& context) {
  return Builder(filter, context).build();
}

}  // namespace kontor
