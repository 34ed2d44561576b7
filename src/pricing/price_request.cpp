#include "pricing/price_request.hpp"

#include <algorithm>

#include "kernel/bulk.hpp"
#include "orders/change.hpp"
#include "orders/money.hpp"

namespace kontor {
namespace {

constexpr std::string_view kFloorRule = "floor_price";

std::optional<std::int64_t> current_price(const OrderLine& line) {
  if (!line.unit_price_e4) return std::nullopt;
  return share_bp(*line.unit_price_e4, 10'000 - line.discount_bp);
}

std::optional<Refused> not_permitted(const Actor& actor, Right right, const Order& order) {
  const Permission permission = can(actor, right, order.account_path);
  if (permission) return std::nullopt;
  return permission.hidden ? Refused(kNotFound) : Refused(permission.reason, permission.params);
}

Refused wrong_state(PriceRequestState state, PriceRequestAction action) {
  return Refused(kWrongState, {{"state", std::string(enum_name(state))},
                               {"action", std::string(enum_name(action))}});
}

/// An action needs the same right from whatever state.
Right right_of(PriceRequestAction action) {
  return std::ranges::find(kPriceRequestLife, action,
                           [](const auto& step) { return step.action; })
      ->right;
}

bool asked_for_own_account(const Actor& actor, const PriceRequest& request) {
  const auto* acting = actor.acting_for();
  return acting && acting->account_id == request.asker_account_id;
}

/// The kind, the typed value and the price that it makes.
struct Asked {
  AskKind kind;
  std::int64_t value;
  std::int64_t price_e4;
};

Asked asked_price(const AskedPrice& input, const OrderLine& line, const std::string& pointer) {
  const int given = (input.discount_bp ? 1 : 0) + (input.discount_e4 ? 1 : 0) +
                    (input.unit_price_e4 ? 1 : 0);
  if (given == 0) throw Refused::field(pointer + "/unit_price_e4", "required");
  if (given > 1) {
    throw Refused::field(pointer + "/unit_price_e4", "not_allowed",
                         "discount_bp | discount_e4 | unit_price_e4");
  }
  if (input.unit_price_e4) {
    const std::int64_t price = *input.unit_price_e4;
    return {AskKind::unit_price, price, price};
  }
  const auto base = line.list_price_e4 ? line.list_price_e4 : line.unit_price_e4;
  if (!base) throw Refused::field(pointer + "/unit_price_e4", "required");
  if (input.discount_bp) {
    const std::int64_t percent = *input.discount_bp;
    return {AskKind::percent, percent, share_bp(*base, 10'000 - percent)};
  }
  const std::int64_t amount = *input.discount_e4;
  if (amount > *base) {
    throw Refused::field(pointer + "/discount_e4", "too_large", std::to_string(*base),
                         std::to_string(amount));
  }
  return {AskKind::amount, amount, *base - amount};
}

const OrderLine* find_line(const std::vector<OrderLine>& lines, const LineId& id) {
  const auto found = std::ranges::find(lines, id, &OrderLine::id);
  return found == lines.end() ? nullptr : &*found;
}

/// Refuses a price whose line no order could carry.
void require_sum(const OrderChange& change, const OrderLine& line, std::int64_t price_e4) {
  line_amount_cents(price_e4, line.quantity_milli, 0, minor_digits(change.order.currency));
}

PriceRequestLine request_line(OrderChange& change, const PriceRequestId& id,
                              const AskedPrice& input, const std::string& pointer) {
  const OrderLine* line = find_line(change.lines, input.line_id);
  if (!line) throw Refused::field(pointer + "/line_id", "unknown");
  const Asked asked = asked_price(input, *line, pointer);
  PriceRequestLine row;
  row.tenant_id = change.tx.tenant();
  row.request_id = id;
  row.line_id = line->id;
  row.variant_id = line->variant_id;
  row.sku = line->sku;
  row.name = line->name;
  row.unit = line->unit;
  row.quantity_milli = line->quantity_milli;
  row.charge_type = line->charge_type;
  row.list_price_e4 = line->list_price_e4;
  row.current_price_e4 = current_price(*line);
  if (line->variant_id) {
    row.floor_price_e4 =
        find_floor_price(change.tx, change.order.price_list_id, *line->variant_id);
  }
  require_sum(change, *line, asked.price_e4);
  row.asked_kind = asked.kind;
  row.asked_value = asked.value;
  row.asked_price_e4 = asked.price_e4;
  return row;
}

/// In the order of the cart, each line once.
std::vector<PriceRequestLine> request_lines(OrderChange& change, const PriceRequestId& id,
                                            const AskPrices& input) {
  if (input.lines.empty()) throw Refused::field("/lines", "required");
  std::vector<PriceRequestLine> rows;
  for (std::size_t i = 0; i < input.lines.size(); ++i) {
    const std::string pointer = "/lines/" + std::to_string(i);
    const LineId& line = input.lines[i].line_id;
    if (std::ranges::find(rows, line, &PriceRequestLine::line_id) != rows.end()) {
      throw Refused::field(pointer + "/line_id", "twice");
    }
    rows.push_back(request_line(change, id, input.lines[i], pointer));
  }
  std::ranges::sort(rows, {}, [&](const PriceRequestLine& row) {
    return find_line(change.lines, row.line_id)->position;
  });
  std::int64_t position = 0;
  for (auto& row : rows) row.position = ++position;
  return rows;
}

std::int64_t rounds_before(Tx& tx, const OrderId& order) {
  const Rows rows = tx.query(
      "SELECT COALESCE(MAX(round), 0) FROM price_request WHERE tenant_id = $1 AND order_id = $2",
      tx.tenant(), order);
  return rows.front().get<std::int64_t>(0);
}

struct RoundData {
  PriceRequestId request;
  std::int64_t round = 0;
  std::vector<FieldChange> fields;
};
BOOST_DESCRIBE_STRUCT(RoundData, (), (request, round, fields))

/// For the team alone: the customer of a partner reads the same log. Opening and answers go to the
/// other side by mail.
Draft log_entry(const OrderChange& change, std::string_view kind, const PriceRound& round,
                std::vector<FieldChange> fields = {}) {
  return change.draft(kind, Visibility::internal,
                      RawJson(to_json(RoundData{round.request.id, round.request.round,
                                                std::move(fields)})));
}

/// The cart's lines get what was granted.
std::vector<FieldChange> write_prices(OrderChange& change, const PriceRound& round) {
  std::vector<FieldChange> fields;
  for (const auto& row : round.lines) {
    if (!row.granted_price_e4) continue;
    const auto line = std::ranges::find(change.lines, row.line_id, &OrderLine::id);
    if (line == change.lines.end()) continue;
    const auto before = current_price(*line);
    fields.push_back({line->name, before ? std::to_string(*before) : "",
                      std::to_string(*row.granted_price_e4)});
    line->unit_price_e4 = row.granted_price_e4;
    line->discount_bp = 0;
    line->price_source = PriceSource::request;
  }
  change.recompute();
  change.store_lines();
  return fields;
}

void store_lines(Tx& tx, const std::vector<PriceRequestLine>& lines) {
  for (const auto& line : lines) tx.update(line);
}

bool is_at_least_floor(const PriceRequestLine& line) {
  return line.floor_price_e4 && line.asked_price_e4 >= *line.floor_price_e4;
}

void grant_all(PriceRound& round) {
  for (auto& line : round.lines) {
    line.answer = LineAnswer::approved;
    line.granted_price_e4 = line.asked_price_e4;
  }
}

/// Cart and request in the hands of a command that answers or ends it.
struct Answering {
  OrderChange change;
  PriceRound round;

  Answering(Tx& tx, const Actor& actor, const OrderId& order, const PriceRequestId& id,
            SeenVersion version, PriceRequestAction action)
      : change(take_order(tx, actor, order, version)) {
    auto request = tx.find<PriceRequest>("WHERE tenant_id = $1 AND id = $2 AND order_id = $3",
                                         tx.tenant(), id, order);
    if (!request || !may_see(tx, actor, *request)) throw Refused(kNotFound);
    const bool latest = rounds_before(tx, order) == request->round;
    if (auto refused = why_not(actor, change.facts(), *request, latest, action)) throw *refused;
    round = {std::move(*request),
             tx.select<PriceRequestLine>("WHERE tenant_id = $1 AND request_id = $2 ORDER BY "
                                         "position",
                                         tx.tenant(), id)};
  }

  void answered(const std::string& comment) {
    round.request.comment = comment;
    round.request.answered_at_ms = change.tx.now_ms();
    round.request.answered_by_name = change.actor.name;
    if (!change.actor.user_id.is_nil()) round.request.answered_by = change.actor.user_id;
  }

  /// The step, its entry in the cart's log, and the cart unlocked.
  PriceRound finish(PriceRequestAction action, std::string_view kind,
                    std::vector<FieldChange> fields = {}) {
    const auto* step = find_transition(kPriceRequestLife, round.request.state, action);
    if (!step) throw wrong_state(round.request.state, action);
    round.request.state = step->to;
    change.tx.update(round.request);
    change.note(log_entry(change, kind, round, std::move(fields)));
    change.lock = cart_lock_of(change.tx, change.order);
    change.store();
    return std::move(round);
  }
};

}  // namespace

std::optional<Refused> why_not_ask(const Actor& actor, const OrderFacts& cart) {
  if (auto refused = not_permitted(actor, Right::price_request_ask, cart.order)) return refused;
  if (cart.order.state != OrderState::cart) {
    return Refused(kWrongState, {{"state", std::string(enum_name(cart.order.state))},
                                 {"action", "ask"}});
  }
  if (auto locked = lock_of(cart)) return locked;
  if (cart.order.lines_count == 0) return Refused(kCartEmpty);
  return std::nullopt;
}

std::optional<Refused> why_not(const Actor& actor, const OrderFacts& cart,
                               const PriceRequest& request, bool latest,
                               PriceRequestAction action) {
  const Right right = right_of(action);
  if (auto refused = not_permitted(actor, right, cart.order)) return refused;
  const bool asks = right == Right::price_request_ask;
  if (asks && !asked_for_own_account(actor, request)) return Refused(kPriceRequestNotYours);
  if (!find_transition(kPriceRequestLife, request.state, action)) {
    return wrong_state(request.state, action);
  }
  if (!asks) {
    const bool own = request.asked_by && *request.asked_by == actor.user_id;
    if (own) return Refused(kOwnPriceRequest);
    return std::nullopt;
  }
  if (action == PriceRequestAction::withdraw) return std::nullopt;
  if (!latest) return Refused(kNewerPriceRequest);
  if (action == PriceRequestAction::close) return std::nullopt;
  if (cart.order.state != OrderState::cart) return wrong_state(request.state, action);
  if (auto locked = lock_of(cart)) return locked;
  if (cart.order.content_revision != request.content_revision) return Refused(kCartChangedSince);
  return std::nullopt;
}

bool may_see(Tx& tx, const Actor& actor, const PriceRequest& request) {
  if (actor.staff()) return true;
  const auto* acting = actor.acting_for();
  if (!acting) return false;
  const auto asker = find_account(tx, request.asker_account_id);
  return asker && is_within(asker->path, acting->path);
}

std::vector<PriceRound> rounds_of(Tx& tx, const Actor& actor, const OrderId& order) {
  std::vector<PriceRound> rounds;
  for (auto& request : tx.select<PriceRequest>(
           "WHERE tenant_id = $1 AND order_id = $2 ORDER BY round DESC LIMIT 200", tx.tenant(),
           order)) {
    if (!may_see(tx, actor, request)) continue;
    auto lines = tx.select<PriceRequestLine>(
        "WHERE tenant_id = $1 AND request_id = $2 ORDER BY position", tx.tenant(), request.id);
    rounds.push_back({std::move(request), std::move(lines)});
  }
  return rounds;
}

PriceRound ask_prices(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                      const AskPrices& input) {
  OrderChange change = take_order(tx, actor, id, version);
  if (auto refused = why_not_ask(actor, change.facts())) throw *refused;
  const auto* acting = actor.acting_for();
  PriceRound round;
  PriceRequest& request = round.request;
  request.tenant_id = tx.tenant();
  request.id = tx.new_id<PriceRequestId>();
  request.order_id = id;
  request.order_number = change.order.cart_number;
  request.account_id = change.order.account_id;
  request.round = rounds_before(tx, id) + 1;
  request.reason = input.reason;
  request.asker_account_id = acting ? acting->account_id : change.order.account_id;
  if (!actor.user_id.is_nil()) request.asked_by = actor.user_id;
  request.asked_by_name = actor.name;
  request.asked_at_ms = tx.now_ms();
  request.content_revision = change.order.content_revision;
  round.lines = request_lines(change, request.id, input);
  // The rounds before are settled by asking again.
  tx.execute("UPDATE price_request SET state = 'closed' WHERE tenant_id = $1 AND order_id = $2 AND "
             "state = 'countered'",
             tx.tenant(), id);
  change.note(log_entry(change, "price_request.opened", round));
  const bool by_rule = std::ranges::all_of(round.lines, is_at_least_floor);
  if (by_rule) {
    request.state = PriceRequestState::approved;
    request.rule = kFloorRule;
    request.answered_at_ms = tx.now_ms();
    grant_all(round);
  }
  tx.insert(request);
  insert_all(tx, round.lines);
  if (by_rule) {
    Draft draft = log_entry(change, "price_request.approved", round, write_prices(change, round));
    draft.actor = {ActorType::rule, "", std::string(kFloorRule), ""};
    change.note(draft);
  } else {
    change.lock = CartLock{"price_request", actor.name, tx.now_ms()};
  }
  change.store();
  return round;
}

PriceRound approve_prices(Tx& tx, const Actor& actor, const OrderId& order,
                          const PriceRequestId& id, SeenVersion version,
                          const AnswerPrices& input) {
  Answering answering(tx, actor, order, id, version, PriceRequestAction::approve);
  answering.answered(input.comment);
  grant_all(answering.round);
  store_lines(tx, answering.round.lines);
  auto fields = write_prices(answering.change, answering.round);
  return answering.finish(PriceRequestAction::approve, "price_request.approved",
                          std::move(fields));
}

PriceRound reject_prices(Tx& tx, const Actor& actor, const OrderId& order,
                         const PriceRequestId& id, SeenVersion version,
                         const AnswerPrices& input) {
  Answering answering(tx, actor, order, id, version, PriceRequestAction::reject);
  answering.answered(input.comment);
  for (auto& line : answering.round.lines) line.answer = LineAnswer::rejected;
  store_lines(tx, answering.round.lines);
  return answering.finish(PriceRequestAction::reject, "price_request.rejected");
}

namespace {

void answer_line(PriceRequestLine& row, const AnsweredLine& input, const std::string& pointer) {
  if (row.answer != LineAnswer::open) throw Refused::field(pointer + "/line_id", "twice");
  if (input.answer == LineAnswer::open) {
    throw Refused::field(pointer + "/answer", "not_allowed", "approved, rejected, countered",
                         "open");
  }
  if ((input.answer == LineAnswer::countered) != input.unit_price_e4.has_value()) {
    throw Refused::field(pointer + "/unit_price_e4",
                         input.unit_price_e4 ? "not_allowed" : "required");
  }
  row.answer = input.answer;
  row.comment = input.comment;
  if (input.answer == LineAnswer::approved) row.granted_price_e4 = row.asked_price_e4;
  if (input.answer == LineAnswer::countered) row.granted_price_e4 = *input.unit_price_e4;
}

bool all_are(const std::vector<PriceRequestLine>& lines, LineAnswer answer) {
  return std::ranges::all_of(lines, [&](const auto& line) { return line.answer == answer; });
}

}  // namespace

PriceRound counter_prices(Tx& tx, const Actor& actor, const OrderId& order,
                          const PriceRequestId& id, SeenVersion version,
                          const CounterPrices& input) {
  Answering answering(tx, actor, order, id, version, PriceRequestAction::counter);
  answering.answered(input.comment);
  auto& lines = answering.round.lines;
  for (std::size_t i = 0; i < input.lines.size(); ++i) {
    const std::string pointer = "/lines/" + std::to_string(i);
    const auto row = std::ranges::find(lines, input.lines[i].line_id, &PriceRequestLine::line_id);
    if (row == lines.end()) throw Refused::field(pointer + "/line_id", "unknown");
    answer_line(*row, input.lines[i], pointer);
    const OrderLine* line = find_line(answering.change.lines, row->line_id);
    if (line && row->granted_price_e4) {
      require_sum(answering.change, *line, *row->granted_price_e4);
    }
  }
  for (const auto& line : lines) {
    if (line.answer == LineAnswer::open) throw Refused::field("/lines", "required", "", line.name);
  }
  store_lines(tx, lines);
  if (all_are(lines, LineAnswer::approved)) {
    auto fields = write_prices(answering.change, answering.round);
    return answering.finish(PriceRequestAction::approve, "price_request.approved",
                            std::move(fields));
  }
  if (all_are(lines, LineAnswer::rejected)) {
    return answering.finish(PriceRequestAction::reject, "price_request.rejected");
  }
  return answering.finish(PriceRequestAction::counter, "price_request.countered");
}

PriceRound withdraw_price_request(Tx& tx, const Actor& actor, const OrderId& order,
                                  const PriceRequestId& id, SeenVersion version) {
  Answering answering(tx, actor, order, id, version, PriceRequestAction::withdraw);
  return answering.finish(PriceRequestAction::withdraw, "price_request.withdrawn");
}

PriceRound take_prices(Tx& tx, const Actor& actor, const OrderId& order, const PriceRequestId& id,
                       SeenVersion version) {
  Answering answering(tx, actor, order, id, version, PriceRequestAction::take);
  auto fields = write_prices(answering.change, answering.round);
  return answering.finish(PriceRequestAction::take, "price_request.taken", std::move(fields));
}

PriceRound close_price_request(Tx& tx, const Actor& actor, const OrderId& order,
                               const PriceRequestId& id, SeenVersion version) {
  Answering answering(tx, actor, order, id, version, PriceRequestAction::close);
  return answering.finish(PriceRequestAction::close, "price_request.closed");
}

void forget_price_requests(Tx& tx, const Event& event) {
  const OrderId order(event.subject_id);
  tx.execute("DELETE FROM price_request_line WHERE tenant_id = $1 AND request_id IN (SELECT id "
             "FROM price_request WHERE tenant_id = $1 AND order_id = $2)",
             tx.tenant(), order);
  tx.execute("DELETE FROM price_request WHERE tenant_id = $1 AND order_id = $2", tx.tenant(),
             order);
}

}  // namespace kontor
