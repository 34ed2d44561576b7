#include "orders/routes.hpp"

#include <charconv>

#include "orders/methods.hpp"
#include "orders/order_view.hpp"
#include "orders/print.hpp"
#include "orders/start.hpp"

namespace kontor {
namespace {

using http::Method;

OrderView shown(Tx& tx, const Call& call, const Order& order) {
  return view_of(tx, call.actor, call.locale, order);
}

RouteInfo info(std::string summary, bool if_match = false) {
  return {.summary = std::move(summary), .tag = "Orders", .if_match = if_match};
}

/// What every command on an order may answer.
RouteInfo command_info(std::string summary) {
  RouteInfo route = info(std::move(summary), true);
  route.errors = {kWrongState, kCartLocked, kOnlyMoreArticles, kCartDeleted, kOrderOfOtherAccount};
  return route;
}

RouteInfo created(std::string summary) {
  RouteInfo route = info(std::move(summary));
  route.status = 201;
  return route;
}

/// A command on an order with a body, answering the order.
template <class Body>
void add_command(Api& api, Method method, std::string_view path, std::string summary,
                 Order (*command)(Tx&, const Actor&, const OrderId&, SeenVersion, const Body&)) {
  api.write(method, path, command_info(std::move(summary)),
            [command](Tx& tx, const Call& call, const Body& body) {
              return shown(
                  tx, call,
                  command(tx, call.actor, call.id<OrderId>("id"), call.seen_version(), body));
            });
}

/// A command that two people may give at once.
template <class Body>
void add_desk_command(Api& api, Method method, std::string_view path, std::string summary,
                      Order (*command)(Tx&, const Actor&, const OrderId&, const Body&)) {
  api.write(method, path, info(std::move(summary)),
            [command](Tx& tx, const Call& call, const Body& body) {
              return shown(tx, call, command(tx, call.actor, call.id<OrderId>("id"), body));
            });
}

ParameterDoc parameter(std::string name, std::string description) {
  return {.name = std::move(name), .description = std::move(description), .schema = {}};
}

std::vector<ParameterDoc> filter_parameters() {
  const std::string many = " Comma: or. Leading !: not.";
  const std::string days = " Days: 2026-11-01..2026-11-30, -7d, today, <today, none.";
  return {parameter("view", "A built-in view: inbox, in_progress, unpaid, carts, ..."),
          parameter("q", "Words; all must begin a word of the order, its articles or its log."),
          parameter("state", "States." + many),
          parameter("payment", "Payment states." + many),
          parameter("fulfilment", "Fulfilment states." + many),
          parameter("origin", "Origins." + many),
          parameter("turn", "Whose turn: us, customer, partner, operator, nobody." + many),
          parameter("queue", "Where it lies on the desk." + many),
          parameter("account", "Ids or numbers of accounts." + many),
          parameter("label", "Ids or names of labels, or none." + many),
          parameter("assignee", "Ids of users, me or none." + many),
          parameter("has", "paid, shipped, cancelled, refunded, recurring, unpriced, hold, due, "
                           "label, assignee, unread, mentioned, open, debt." + many),
          parameter("created", "When the cart was made." + days),
          parameter("placed", "When it was placed." + days),
          parameter("changed", "Last change." + days),
          parameter("due", "Due date." + days),
          parameter("total", "Total in cents: 10000..50000."),
          parameter("sort", "arrived, waiting, changed, total, due; leading -: descending."),
          parameter("cursor", "next_cursor of the page before."),
          parameter("limit", "1 to 200, otherwise 50.")};
}

void add_lists(Api& api) {
  RouteInfo list = info("Lists carts and orders");
  list.query = filter_parameters();
  api.read("/orders", std::move(list), [](Tx& tx, const Call& call) {
    OrderFilter filter = read_order_filter(call.request.query);
    filter.limit = call.limit();
    return list_orders(tx, call.actor, filter);
  });
  api.read("/orders/{id}", info("Reads a cart or an order"), [](Tx& tx, const Call& call) {
    return shown(tx, call, load_order(tx, call.actor, call.id<OrderId>("id")));
  });
  api.read("/orders/by-number/{number}", info("Finds a cart or an order by its number"),
           [](Tx& tx, const Call& call) {
             return shown(
                 tx, call,
                 load_order_by_number(tx, call.actor, call.request.path_params.get("number")));
           });
  api.read("/orders/{id}/print", info("The order as a page to print, in its customer's language"),
           [](Tx& tx, const Call& call) {
             return http::Response::html(print_page(tx, call.actor, call.id<OrderId>("id")));
           });
  RouteInfo log = info("Reads the log of a cart or an order, oldest first");
  log.query = {parameter("cursor", "next_cursor of the page before."),
               parameter("limit", "1 to 200, otherwise 200.")};
  api.read("/orders/{id}/events", std::move(log), [](Tx& tx, const Call& call) {
    std::int64_t after = 0;
    const std::string cursor = call.query("cursor");
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
    return order_log(tx, call.actor, call.id<OrderId>("id"), after, call.limit(200));
  });
  api.read("/views/counts", info("Counts the orders of each view"),
           [](Tx& tx, const Call& call) { return count_views(tx, call.actor); });
  api.read("/start", info("Reads the start page"),
           [](Tx& tx, const Call& call) { return start_page(tx, call.actor); });
  RouteInfo search = info("Searches orders, customers and articles");
  search.query = {parameter("q", "A number or words.")};
  api.read("/search", std::move(search), [](Tx& tx, const Call& call) {
    return search_everything(tx, call.actor, call.query("q"));
  });
}

void add_cart_routes(Api& api) {
  api.write(Method::post, "/orders", created("Makes a cart for an account"),
            [](Tx& tx, const Call& call, const NewCart& body) {
              return shown(tx, call, create_cart(tx, call.actor, body));
            });
  api.write(Method::post, "/orders/{id}/copy",
            created("Makes a new cart with the same articles at today's prices"),
            [](Tx& tx, const Call& call) {
              return shown(tx, call, copy_order(tx, call.actor, call.id<OrderId>("id")));
            });
  add_command(api, Method::patch, "/orders/{id}",
              "Changes addresses, methods, references or discounts", change_order);
  add_command(api, Method::post, "/orders/{id}/lines", "Adds a line", add_line);
  add_command(api, Method::post, "/orders/{id}/lines/paste",
              "Adds lines from rows of SKU and quantity", paste_lines);
  api.write(Method::patch, "/orders/{id}/lines/{line_id}", command_info("Changes a line"),
            [](Tx& tx, const Call& call, const LinePatch& body) {
              return shown(tx, call,
                           change_line(tx, call.actor, call.id<OrderId>("id"), call.seen_version(),
                                       call.id<LineId>("line_id"), body));
            });
  api.write(Method::remove, "/orders/{id}/lines/{line_id}", command_info("Removes a line"),
            [](Tx& tx, const Call& call) {
              return shown(tx, call,
                           remove_line(tx, call.actor, call.id<OrderId>("id"), call.seen_version(),
                                       call.id<LineId>("line_id")));
            });
}

struct Deleted {
  OrderId id;
  std::string number;
  std::string deleted_by;
  std::int64_t deleted_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Deleted, (), (id, number, deleted_by, deleted_at_ms))

void add_life_routes(Api& api) {
  add_command(api, Method::post, "/orders/{id}/place", "Places a cart: it becomes an order",
              place_order);
  const auto plain = [&api](std::string_view path, std::string summary,
                            Order (*command)(Tx&, const Actor&, const OrderId&, SeenVersion)) {
    api.write(Method::post, path, command_info(std::move(summary)),
              [command](Tx& tx, const Call& call) {
                return shown(tx, call,
                             command(tx, call.actor, call.id<OrderId>("id"), call.seen_version()));
              });
  };
  plain("/orders/{id}/approve", "Approves what a prospect has accepted", approve_order);
  plain("/orders/{id}/start", "Takes an order into processing", start_order);
  plain("/orders/{id}/confirm", "Confirms an order", confirm_order);
  plain("/orders/{id}/complete", "Completes an order that is shipped and paid", complete_order);
  add_command(api, Method::post, "/orders/{id}/decline", "Declines an order with a reason",
              decline_order);
  add_command(api, Method::post, "/orders/{id}/cancel", "Cancels an order", cancel_order);
  add_command(api, Method::post, "/orders/{id}/reopen", "Reopens a declined order", reopen_order);
  api.write(Method::post, "/orders/{id}/delete",
            info("Deletes a cart or an order for good; its number is typed to confirm", true),
            [](Tx& tx, const Call& call, const DeleteOrder& body) {
              const auto gone =
                  delete_order(tx, call.actor, call.id<OrderId>("id"), call.seen_version(), body);
              return Deleted{gone.id, gone.order_number.value_or(gone.cart_number), gone.deleted_by,
                             gone.deleted_at_ms};
            });
}

void add_desk_routes(Api& api) {
  add_desk_command(api, Method::post, "/orders/{id}/notes",
                   "Writes an internal note; only staff ever sees it", write_note);
  add_desk_command(api, Method::post, "/orders/{id}/messages",
                   "Writes a message to the customer, or from him", write_message);
  add_desk_command(api, Method::put, "/orders/{id}/labels", "Sets the labels", set_labels);
  add_desk_command(api, Method::put, "/orders/{id}/assignee", "Sets who works on it", set_assignee);
  add_desk_command(api, Method::put, "/orders/{id}/due", "Sets the due date", set_due);
  add_desk_command(api, Method::post, "/orders/{id}/holds", "Puts a hold on the order", add_hold);
  api.write(Method::remove, "/orders/{id}/holds/{hold_id}", info("Ends a hold"),
            [](Tx& tx, const Call& call) {
              return shown(
                  tx, call,
                  end_hold(tx, call.actor, call.id<OrderId>("id"), call.id<HoldId>("hold_id")));
            });
  api.write(Method::post, "/orders/{id}/read", info("Marks the order as read by the user"),
            [](Tx& tx, const Call& call) {
              mark_read(tx, call.actor, call.id<OrderId>("id"));
              return Nothing{};
            });
}

struct LabelView {
  LabelId id;
  std::string name;
  LabelColor color = LabelColor::grey;
  std::string owner;
  std::optional<std::string> due_on;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(LabelView, (), (id, name, color, owner, due_on, version))

LabelView shown(const Label& label) {
  return {label.id, label.name, label.color, label.owner, label.due_on, label.version};
}

void add_label_routes(Api& api) {
  RouteInfo list = info("Lists the labels");
  list.access = Access::staff;
  api.read("/labels", list, [](Tx& tx, const Call&) {
    std::vector<LabelView> views;
    for (const auto& label : all_labels(tx)) views.push_back(shown(label));
    return views;
  });
  RouteInfo make = created("Makes a label");
  make.access = Access::staff;
  api.write(Method::post, "/labels", make, [](Tx& tx, const Call& call, const LabelInput& body) {
    return shown(create_label(tx, call.actor, body));
  });
  RouteInfo change = info("Changes a label", true);
  change.access = Access::staff;
  change.errors = {kLabelTaken};
  api.write(Method::patch, "/labels/{id}", change,
            [](Tx& tx, const Call& call, const LabelPatch& body) {
              return shown(
                  change_label(tx, call.actor, call.id<LabelId>("id"), call.seen_version(), body));
            });
  RouteInfo remove = info("Deletes a label and takes it off all orders");
  remove.access = Access::staff;
  api.write(Method::remove, "/labels/{id}", remove, [](Tx& tx, const Call& call) {
    delete_label(tx, call.actor, call.id<LabelId>("id"));
    return Nothing{};
  });
}

struct ViewView {
  SavedViewId id;
  std::string name;
  std::string query;
  bool shared = false;
  bool own = false;
  std::string color;
  bool badge = false;
  std::int64_t position = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ViewView, (), (id, name, query, shared, own, color, badge, position, version))

ViewView shown(const SavedView& view, const Actor& actor) {
  return {view.id,    view.name,  view.query,    view.shared, view.owner_id == actor.user_id,
          view.color, view.badge, view.position, view.version};
}

void add_view_routes(Api& api) {
  api.read("/views", info("Lists saved views: own ones and the team's"),
           [](Tx& tx, const Call& call) {
             std::vector<ViewView> views;
             for (const auto& view : saved_views(tx, call.actor)) {
               views.push_back(shown(view, call.actor));
             }
             return views;
           });
  api.write(Method::post, "/views", created("Saves a view"),
            [](Tx& tx, const Call& call, const SavedViewInput& body) {
              return shown(create_saved_view(tx, call.actor, body), call.actor);
            });
  api.write(Method::patch, "/views/{id}", info("Changes a saved view", true),
            [](Tx& tx, const Call& call, const SavedViewPatch& body) {
              return shown(change_saved_view(tx, call.actor, call.id<SavedViewId>("id"),
                                             call.seen_version(), body),
                           call.actor);
            });
  api.write(Method::remove, "/views/{id}", info("Deletes a saved view"),
            [](Tx& tx, const Call& call) {
              delete_saved_view(tx, call.actor, call.id<SavedViewId>("id"));
              return Nothing{};
            });
}

}  // namespace

void add_order_routes(Api& api) {
  add_lists(api);
  add_cart_routes(api);
  add_life_routes(api);
  add_desk_routes(api);
  add_label_routes(api);
  add_view_routes(api);
  add_method_routes(api);
}

}  // namespace kontor
