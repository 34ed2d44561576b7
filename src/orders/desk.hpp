#pragma once
// What the order desk does beside the life of an order: notes, messages, labels, holds, assignee,
// due date, read marks. None of these needs If-Match: two people may do them at once.

#include <optional>
#include <string>
#include <vector>

#include "orders/commands.hpp"
#include "orders/order_files.hpp"

namespace kontor {

enum class LabelColor { petrol, green, amber, red, blue, plum, grey };
BOOST_DESCRIBE_ENUM(LabelColor, petrol, green, amber, red, blue, plum, grey)

inline constexpr Code kLabelTaken{"label_taken", 409};

struct Label {
  static constexpr std::string_view kTable = "label";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  LabelId id;
  std::string name;
  std::string name_key;
  LabelColor color = LabelColor::grey;
  std::string owner;
  std::optional<std::string> due_on;
  std::int64_t version = 1;
  std::int64_t last_seq = 0;
  Bytes last_hash;
};
BOOST_DESCRIBE_STRUCT(Label, (),
                      (tenant_id, id, name, name_key, color, owner, due_on, version, last_seq,
                       last_hash))

struct LabelInput {
  Text<40, 1> name;
  LabelColor color = LabelColor::grey;
  Text<80> owner;
  std::optional<Text<10>> due_on;
};
BOOST_DESCRIBE_STRUCT(LabelInput, (), (name, color, owner, due_on))

struct LabelPatch {
  Patch<Text<40, 1>> name;
  Patch<LabelColor> color;
  Patch<Text<80>> owner;
  Patch<std::optional<Text<10>>> due_on;
};
BOOST_DESCRIBE_STRUCT(LabelPatch, (), (name, color, owner, due_on))

struct WriteText {
  MultilineText<20'000> body;  ///< Markdown; empty only with files
  FileIds file_ids{};          ///< uploaded before, by the same person, in no entry yet
};
BOOST_DESCRIBE_STRUCT(WriteText, (), (body, file_ids))

struct SetLabels {
  List<LabelId, 20> label_ids;
};
BOOST_DESCRIBE_STRUCT(SetLabels, (), (label_ids))

struct SetAssignee {
  std::optional<UserId> user_id;
};
BOOST_DESCRIBE_STRUCT(SetAssignee, (), (user_id))

struct SetDue {
  std::optional<Text<10>> due_on;
};
BOOST_DESCRIBE_STRUCT(SetDue, (), (due_on))

struct NewHold {
  HoldKind kind = HoldKind::manual;
  HoldBlocks blocks = HoldBlocks::confirm;
  Text<300, 1> reason;
};
BOOST_DESCRIBE_STRUCT(NewHold, (), (kind, blocks, reason))

// Files that go along belong to the entry from then on. Both refuse required (body) without a word
// or file, and unknown_file.

/// Staff only, never notified, never shown (rows B05, S13, S14).
Order write_note(Tx& tx, const Actor& actor, const OrderId& id, const WriteText& input);
/// To the customer, or from him. Staff's first message to a pending order sets it processing (B03).
Order write_message(Tx& tx, const Actor& actor, const OrderId& id, const WriteText& input);

Order set_labels(Tx& tx, const Actor& actor, const OrderId& id, const SetLabels& input);
Order set_assignee(Tx& tx, const Actor& actor, const OrderId& id, const SetAssignee& input);
Order set_due(Tx& tx, const Actor& actor, const OrderId& id, const SetDue& input);
Order add_hold(Tx& tx, const Actor& actor, const OrderId& id, const NewHold& input);
Order end_hold(Tx& tx, const Actor& actor, const OrderId& id, const HoldId& hold);
/// The user has seen everything up to now. Not an event, no new version.
void mark_read(Tx& tx, const Actor& actor, const OrderId& id);

std::vector<Label> all_labels(Tx& tx);
std::vector<Label> labels_of(Tx& tx, const OrderId& id);
Label create_label(Tx& tx, const Actor& actor, const LabelInput& input);
Label change_label(Tx& tx, const Actor& actor, const LabelId& id, SeenVersion version,
                   const LabelPatch& patch);
/// Takes it off all orders too.
void delete_label(Tx& tx, const Actor& actor, const LabelId& id);

}  // namespace kontor
