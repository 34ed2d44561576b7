#include "orders/desk.hpp"

#include <algorithm>

#include "accounts/users.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/text.hpp"
#include "orders/change.hpp"
#include "orders/mentions.hpp"

namespace kontor {
namespace {

OrderChange take_for_desk(Tx& tx, const Actor& actor, const OrderId& id, Right right) {
  OrderChange change = take_order(tx, actor, id, std::nullopt);
  require(actor, right, change.order.account_path);
  return change;
}

void check_day(const std::optional<Text<10>>& day, const std::string& pointer) {
  if (day && !day_start_ms(*day, "UTC")) {
    throw Refused::field(pointer, "not_a_day", "YYYY-MM-DD", *day);
  }
}

std::string names_of(const std::vector<Label>& labels) {
  std::string names;
  for (const auto& label : labels) names += (names.empty() ? "" : ", ") + label.name;
  return names;
}

}  // namespace

namespace {

/// The draft of a message or note, with its files in the data.
Draft entry_draft(const OrderChange& change, std::string_view kind, Visibility visibility,
                  const WriteText& input) {
  if (input.body.empty() && input.file_ids.empty()) {
    throw Refused::field("/body", "required", "1", "0");
  }
  const auto readers =
      visibility == Visibility::internal ? FileReaders::staff : FileReaders::customers;
  EntryFiles entry{
      loose_files(change.tx, change.actor, change.order.id, input.file_ids, readers)};
  Draft draft = entry.files.empty()
                    ? change.draft(kind, visibility)
                    : change.draft(kind, visibility, RawJson(to_json(entry)));
  draft.body = input.body;
  std::string words = with_plain_mentions(input.body);
  for (const auto& file : entry.files) words += "\n" + file.name;
  index_text(change.tx, change.order.id, words, visibility);
  return draft;
}

}  // namespace

Order write_note(Tx& tx, const Actor& actor, const OrderId& id, const WriteText& input) {
  OrderChange change = take_for_desk(tx, actor, id, Right::note_write);
  const Event event = change.note(entry_draft(change, "note", Visibility::internal, input));
  mark_mentioned(tx, actor, id, event.seq, input.body);
  return change.store();
}

namespace {

/// Whose words answer the customer: the team's, and in a cart those of the partner who sells.
bool answers_customer(const Actor& actor, const Order& order) {
  if (actor.staff()) return true;
  const auto* acting = actor.acting_for();
  return order.state == OrderState::cart && acting && acting->account_id != order.account_id;
}

}  // namespace

Order write_message(Tx& tx, const Actor& actor, const OrderId& id, const WriteText& input) {
  OrderChange change = take_for_desk(tx, actor, id, Right::message_write);
  Order& order = change.order;
  const bool answer = answers_customer(actor, order);
  Draft draft = entry_draft(change, "message", Visibility::public_, input);
  if (answer) draft.notify = Notify::mail;
  const Event event = change.note(draft);
  if (answer) {
    order.last_answer_seq = event.seq;
    if (order.state == OrderState::pending) {
      change.step(OrderAction::start, change.draft("order.started", Visibility::public_));
    }
  } else {
    order.last_customer_seq = event.seq;
  }
  // Who has to act about a quote follows from who wrote last.
  change.lock = cart_lock_of(tx, order);
  return change.store();
}

Order set_labels(Tx& tx, const Actor& actor, const OrderId& id, const SetLabels& input) {
  OrderChange change = take_for_desk(tx, actor, id, Right::order_organise);
  const std::string before = names_of(labels_of(tx, id));
  tx.execute("DELETE FROM order_label WHERE tenant_id = $1 AND order_id = $2", tx.tenant(), id);
  for (const auto& label : input.label_ids) {
    if (!tx.find<Label>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), label)) {
      throw Refused(kNotFound);
    }
    tx.execute(
        "INSERT INTO order_label (tenant_id, order_id, label_id) VALUES ($1, $2, $3) "
        "ON CONFLICT (tenant_id, order_id, label_id) DO NOTHING",
        tx.tenant(), id, label);
  }
  ChangedFields fields;
  fields.note("labels", before, names_of(labels_of(tx, id)));
  change.note(change.draft("label.changed", Visibility::internal, fields.json()));
  return change.store();
}

Order set_assignee(Tx& tx, const Actor& actor, const OrderId& id, const SetAssignee& input) {
  OrderChange change = take_for_desk(tx, actor, id, Right::order_organise);
  const auto name_of = [&](const std::optional<UserId>& user_id) {
    const auto user = user_id ? find_user(tx, *user_id) : std::nullopt;
    return user ? user->name : std::string();
  };
  const std::string name = name_of(input.user_id);
  if (input.user_id && name.empty()) throw Refused(kNotFound);
  ChangedFields fields;
  fields.note("assignee", name_of(change.order.assignee_id), name);
  change.order.assignee_id = input.user_id;
  change.note(change.draft("order.assigned", Visibility::internal, fields.json()));
  return change.store();
}

Order set_due(Tx& tx, const Actor& actor, const OrderId& id, const SetDue& input) {
  OrderChange change = take_for_desk(tx, actor, id, Right::order_organise);
  check_day(input.due_on, "/due_on");
  ChangedFields fields;
  std::optional<std::string> day;
  if (input.due_on) day = *input.due_on;
  fields.set("due_on", change.order.due_on, day);
  if (fields.empty()) return change.store();
  change.note(change.draft("order.due_set", Visibility::internal, fields.json()));
  return change.store();
}

namespace {

struct HoldData {
  HoldKind kind = HoldKind::manual;
  HoldBlocks blocks = HoldBlocks::confirm;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(HoldData, (), (kind, blocks, reason))

Draft hold_draft(const OrderChange& change, std::string_view kind, const OrderHold& hold) {
  return change.draft(kind, Visibility::internal,
                      RawJson(to_json(HoldData{hold.kind, hold.blocks, hold.reason})));
}

}  // namespace

Order add_hold(Tx& tx, const Actor& actor, const OrderId& id, const NewHold& input) {
  OrderChange change = take_for_desk(tx, actor, id, Right::order_hold);
  // A cart is locked by a fault only, until somebody of the team has repaired it (row P17).
  const bool faulty_cart =
      change.order.state == OrderState::cart && input.kind == HoldKind::fault;
  if (!change.order.open && !faulty_cart) {
    throw Refused(kWrongState, {{"state", std::string(enum_name(change.order.state))},
                                {"action", "hold"}});
  }
  OrderHold hold{tx.tenant(), id,         tx.new_id<HoldId>(), input.kind, input.blocks,
                 input.reason, actor.name, tx.now_ms(),         std::nullopt};
  tx.insert(hold);
  change.note(hold_draft(change, "order.held", hold));
  change.holds.push_back(std::move(hold));
  return change.store();
}

Order end_hold(Tx& tx, const Actor& actor, const OrderId& id, const HoldId& hold_id) {
  OrderChange change = take_for_desk(tx, actor, id, Right::order_hold);
  auto& holds = change.holds;
  const auto found = std::ranges::find(holds, hold_id, &OrderHold::id);
  if (found == holds.end()) throw Refused(kNotFound);
  if (found->kind == HoldKind::operator_approval && change.order.state == OrderState::cart) {
    // It ends by approving what was accepted, or by rejecting it.
    throw Refused(kWrongState, {{"state", "cart"}, {"action", "approve"}});
  }
  found->ended_at_ms = tx.now_ms();
  tx.update(*found);
  change.note(hold_draft(change, "order.released", *found));
  holds.erase(found);
  return change.store();
}

void mark_read(Tx& tx, const Actor& actor, const OrderId& id) {
  const Order order = load_order(tx, actor, id);
  if (actor.user_id.is_nil()) return;
  tx.execute(
      "INSERT INTO read_mark (tenant_id, user_id, order_id, seq) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (tenant_id, user_id, order_id) DO UPDATE SET seq = excluded.seq",
      tx.tenant(), actor.user_id, id, order.last_seq);
  clear_mention(tx, actor.user_id, id);
}

std::vector<Label> all_labels(Tx& tx) {
  return tx.select<Label>("WHERE tenant_id = $1 ORDER BY name_key", tx.tenant());
}

std::vector<Label> labels_of(Tx& tx, const OrderId& id) {
  // Sorted here: to save the sorting, SQLite would walk through all labels by name.
  static const std::string sql = "SELECT " + column_list<Label>("label.") +
                                 " FROM order_label JOIN label ON label.tenant_id = "
                                 "order_label.tenant_id AND label.id = order_label.label_id "
                                 "WHERE order_label.tenant_id = $1 AND order_label.order_id = $2";
  auto labels = Tx::read_rows<Label>(tx.query(sql, tx.tenant(), id));
  std::ranges::sort(labels, {}, &Label::name_key);
  return labels;
}

namespace {

void refuse_taken_name(Tx& tx, const Label& label) {
  const auto other = tx.find<Label>("WHERE tenant_id = $1 AND name_key = $2", tx.tenant(),
                                    label.name_key);
  if (other && other->id != label.id) throw Refused(kLabelTaken, {{"name", label.name}});
}

}  // namespace

Label create_label(Tx& tx, const Actor& actor, const LabelInput& input) {
  require(actor, Right::order_organise);
  check_day(input.due_on, "/due_on");
  Label label;
  label.tenant_id = tx.tenant();
  label.id = tx.new_id<LabelId>();
  label.name = input.name;
  label.name_key = folded(input.name);
  label.color = input.color;
  label.owner = input.owner;
  if (input.due_on) label.due_on = *input.due_on;
  refuse_taken_name(tx, label);
  record(tx, label, draft_by(actor, "label.created", Visibility::internal));
  tx.insert(label);
  return label;
}

Label change_label(Tx& tx, const Actor& actor, const LabelId& id, SeenVersion version,
                   const LabelPatch& patch) {
  require(actor, Right::order_organise);
  Label label = take<Label>(tx, id, version, "");
  if (patch.due_on.present) check_day(patch.due_on.value, "/due_on");
  ChangedFields fields;
  if (fields.set("name", label.name, patch.name)) label.name_key = folded(label.name);
  fields.set("color", label.color, patch.color);
  fields.set("owner", label.owner, patch.owner);
  if (patch.due_on.present) {
    std::optional<std::string> day;
    if (patch.due_on.value) day = *patch.due_on.value;
    fields.set("due_on", label.due_on, day);
  }
  refuse_taken_name(tx, label);
  if (!fields.empty()) {
    record(tx, label, draft_by(actor, "label.changed", Visibility::internal, fields.json()));
  }
  tx.update(label);
  return label;
}

void delete_label(Tx& tx, const Actor& actor, const LabelId& id) {
  require(actor, Right::order_organise);
  Label label = take<Label>(tx, id, std::nullopt, "");
  record(tx, label, draft_by(actor, "label.deleted", Visibility::internal));
  tx.execute("DELETE FROM order_label WHERE tenant_id = $1 AND label_id = $2", tx.tenant(), id);
  tx.erase(label);
}

}  // namespace kontor
