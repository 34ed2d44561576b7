#include "orders/views.hpp"

#include <algorithm>

namespace kontor {

const std::vector<BuiltInView>& built_in_views() {
  static const std::vector<BuiltInView> views{
      {"inbox", {{"queue", "inbox"}}, "waiting", true},
      {"waiting_customer", {{"turn", "customer"}, {"has", "open"}}, "waiting"},
      {"awaiting_response", {{"queue", "awaiting"}}, "waiting"},
      {"in_progress", {{"state", "processing"}}, "waiting"},
      {"confirmed", {{"queue", "confirmed"}}, "waiting"},
      {"overdue", {{"has", "open"}, {"due", "<today"}}, "due", true},
      {"mine", {{"assignee", "me"}, {"has", "open"}}, "waiting", true},
      {"mentioned", {{"has", "mentioned"}}, "-changed", true},
      {"unpaid", {{"has", "debt"}}, "arrived"},
      {"carts", {{"state", "cart"}}, "-changed"},
      {"all", {{"state", "!cart"}}, "-arrived"},
  };
  return views;
}

const BuiltInView* find_built_in_view(std::string_view key) {
  const auto& views = built_in_views();
  const auto found = std::ranges::find(views, key, &BuiltInView::key);
  return found == views.end() ? nullptr : &*found;
}

}  // namespace kontor
