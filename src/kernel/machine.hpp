#pragma once
// The life of a thing is a table: (from, action) -> to, with the right that the action needs.
// It feeds the guards, the `actions` of the API, the buttons, the diagrams and exhaustive tests.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/describe.hpp"
#include "kernel/event.hpp"
#include "kernel/refused.hpp"

namespace kontor {

template <class State, class Action, class Right>
struct Transition {
  State from;
  Action action;
  State to;
  Right right;
};

/// Each (from, action) leads to one state only. Used in static_assert beside the table.
template <class Table>
constexpr bool is_deterministic(const Table& table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = i + 1; j < table.size(); ++j) {
      if (table[i].from == table[j].from && table[i].action == table[j].action) return false;
    }
  }
  return true;
}

/// The row of the table, or null when the action is not possible in this state.
template <class Table, class State, class Action>
constexpr auto find_transition(const Table& table, State from, Action action)
    -> decltype(table.data()) {
  for (const auto& row : table) {
    if (row.from == from && row.action == action) return &row;
  }
  return nullptr;
}

/// An action as the API shows it: allowed, or why not.
struct ActionInfo {
  std::string name;
  bool allowed = false;
  std::optional<std::string> reason;   ///< refusal code
  std::optional<std::string> message;  ///< the sentence in the reader's language
};
BOOST_DESCRIBE_STRUCT(ActionInfo, (), (name, allowed, reason, message))

/// One step in one place: checks the table, moves the state, writes the event. The row was taken
/// with its version before (aggregate.hpp) and is stored by the command afterwards.
template <class Table, class Row, class Action>
Event transition(Tx& tx, const Table& table, Row& row, Action action, const Draft& draft) {
  const auto* step = find_transition(table, row.state, action);
  if (!step) {
    throw Refused(kWrongState, {{"state", std::string(enum_name(row.state))},
                                {"action", std::string(enum_name(action))}});
  }
  row.state = step->to;
  return record(tx, row, draft);
}

}  // namespace kontor
