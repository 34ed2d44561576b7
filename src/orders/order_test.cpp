#include "orders/order.hpp"

#include <doctest/doctest.h>

#include <set>

#include "orders/numbers.hpp"

namespace kontor {
namespace {

TEST_CASE("every state of an order is reached by the table, and nothing leaves the last ones") {
  std::set<OrderState> reached{OrderState::cart};
  for (std::size_t round = 0; round < kOrderLife.size(); ++round) {
    for (const auto& step : kOrderLife) {
      if (reached.contains(step.from)) reached.insert(step.to);
    }
  }
  CHECK(reached.size() == enum_names<OrderState>().size());
  for (const auto& step : kOrderLife) {
    if (step.to == step.from) continue;  // money still moves afterwards
    CHECK(step.from != OrderState::completed);
    CHECK(step.from != OrderState::cancelled);
  }
}

TEST_CASE("a transition that is not in the table does not exist") {
  CHECK(find_transition(kOrderLife, OrderState::cart, OrderAction::confirm) == nullptr);
  CHECK(find_transition(kOrderLife, OrderState::declined, OrderAction::confirm) == nullptr);
  CHECK(find_transition(kOrderLife, OrderState::pending, OrderAction::confirm)->to ==
        OrderState::confirmed);
}

TEST_CASE("numbers are filled into the merchant's pattern") {
  CHECK(format_number("A-{year}-{number}", 2026, 123) == "A-2026-000123");
  CHECK(format_number("{number}", 2026, 12'345'678) == "12345678");
  CHECK(format_number("W-{number:4}", 2026, 7) == "W-0007");
}

TEST_CASE("the column list of an order names every column once") {
  const std::string columns = column_list<Order>();
  std::set<std::string> names;
  for_each_field_type<Order>([&](const char* name, auto) { names.insert(name); });
  CHECK(names.size() == kFieldCount<Order>);
  CHECK(columns.starts_with("tenant_id, id, state"));
}

}  // namespace
}  // namespace kontor
