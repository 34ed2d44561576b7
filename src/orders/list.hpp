#pragma once
// Lists of orders, counts of views, and the search of the palette.

#include <optional>
#include <string>
#include <vector>

#include "kernel/api_schema.hpp"
#include "orders/desk.hpp"
#include "orders/filter.hpp"
#include "orders/views.hpp"

namespace kontor {

struct OrderAccount {
  AccountId id;
  std::string number;
  std::string name;
  AccountKind kind = AccountKind::customer;
};
BOOST_DESCRIBE_STRUCT(OrderAccount, (), (id, number, name, kind))

struct PersonRef {
  UserId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(PersonRef, (), (id, name))

struct LabelRef {
  LabelId id;
  std::string name;
  LabelColor color = LabelColor::grey;
};
BOOST_DESCRIBE_STRUCT(LabelRef, (), (id, name, color))

struct OrderRow {
  OrderId id;
  std::string number;
  OrderState state = OrderState::cart;
  OrderAccount account;
  std::string name;
  std::string own_reference;
  std::string summary;
  std::int64_t lines_count = 0;
  std::int64_t total_cents = 0;
  std::string currency;
  PaymentState payment_state = PaymentState::unpaid;
  FulfilmentState fulfilment_state = FulfilmentState::none;
  Turn turn = Turn::us;
  std::int64_t turn_since_ms = 0;
  std::vector<LabelRef> labels;         ///< staff only
  std::optional<PersonRef> assignee;    ///< staff only
  std::optional<std::string> due_on;    ///< staff only
  bool unread = false;
  bool recurring = false;
  bool has_unpriced = false;
  OrderOrigin origin = OrderOrigin::staff;
  OrderQueue queue = OrderQueue::cart;
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> placed_at_ms;
  std::int64_t changed_at_ms = 0;
  std::int64_t holds_count = 0;  ///< staff only
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(OrderRow, (),
                      (id, number, state, account, name, own_reference, summary, lines_count,
                       total_cents, currency, payment_state, fulfilment_state, turn,
                       turn_since_ms, labels, assignee, due_on, unread, recurring, has_unpriced,
                       origin, queue, created_at_ms, placed_at_ms, changed_at_ms, holds_count,
                       version))

struct OrderList {
  std::vector<OrderRow> items;
  std::optional<std::string> next_cursor;
  Total total;
  std::vector<std::string> ignored;  ///< parameters that nobody knows
};
BOOST_DESCRIBE_STRUCT(OrderList, (), (items, next_cursor, total, ignored))

OrderList list_orders(Tx& tx, const Actor& actor, const OrderFilter& filter);

struct ViewCount {
  std::string key;
  std::int64_t count = 0;
  bool capped = false;
};
BOOST_DESCRIBE_STRUCT(ViewCount, (), (key, count, capped))

struct SavedViewCount {
  SavedViewId id;
  std::int64_t count = 0;
  bool capped = false;
};
BOOST_DESCRIBE_STRUCT(SavedViewCount, (), (id, count, capped))

struct ViewCounts {
  std::vector<ViewCount> views;
  std::vector<SavedViewCount> saved;
  std::int64_t inbox_unread = 0;
  std::int64_t done_today = 0;  ///< see count_done_today(); 0 for customers
};
BOOST_DESCRIBE_STRUCT(ViewCounts, (), (views, saved, inbox_unread, done_today))

/// Orders that the team took out of the inbox today, in the merchant's time zone, and that have
/// not come back since. At most 999. Of the whole tenant: for the team only.
std::int64_t count_done_today(Tx& tx, std::string_view time_zone);

/// Counts stop at 1000: "999+".
ViewCounts count_views(Tx& tx, const Actor& actor);
Total count_orders(Tx& tx, const Actor& actor, const OrderFilter& filter);

FilterContext filter_context(Tx& tx, const Actor& actor);

}  // namespace kontor
