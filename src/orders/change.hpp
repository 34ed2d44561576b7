#pragma once
// What all order commands share: taking the row in reach, recomputing what follows, storing.

#include <functional>

#include "accounts/actor_log.hpp"
#include "orders/commands.hpp"

namespace kontor {

/// An order in the hands of a command: row and children, loaded once.
struct OrderChange {
  Tx& tx;
  const Actor& actor;
  Order order;
  std::vector<OrderLine> lines;
  std::vector<OrderHold> holds;
  std::optional<CartLock> lock;  ///< a command that makes or ends one says so here
  mutable std::optional<Account> known_account = std::nullopt;

  /// What the guards look at; refers to this change.
  OrderFacts facts() const;
  /// Refuses when the table, the actor's rights or the guards do not allow it.
  void require_action(OrderAction action);
  /// The order's account; its name stands in the log when somebody acts for it.
  const Account& account() const;
  Draft draft(std::string_view kind, Visibility visibility, RawJson data = RawJson("{}")) const;
  /// Moves the state by the table and records.
  Event step(OrderAction action, const Draft& draft);
  Event note(const Draft& draft);

  /// Prices follow: line amounts, totals, tax decision, summary, facets of content.
  /// With the tax as it is decided today, or as it was decided before.
  void recompute(const std::optional<TaxDecision>& decided = {});
  /// Stores row and facets. The last call of every command.
  Order store();
  void store_lines();
  /// The row, lines and words of a cart that did not exist before.
  Order insert();
  /// Keeps it from going on until release().
  void hold(HoldKind kind, HoldBlocks blocks, std::string reason);
  /// Ends all holds of the kind; false when there is none.
  bool release(HoldKind kind);
  /// From cart to pending, with its number; recorded as `kind`, told by mail.
  void become_order(OrderAction action, std::string_view kind);
  /// It is found by its new number too.
  void index_order_number();

 private:
  /// Words by which the order is found, as row and lines are now.
  void index();
  std::vector<std::string> terms() const;
  TaxDecision decide_tax_today();
};

/// What is not confirmed yet is confirmed: paying or shipping by one click does it. Refuses as
/// confirming would.
void confirm_first(OrderChange& change);

/// Row first, with version; not_found when missing or out of reach.
OrderChange take_order(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version);

/// What an edit does. Of a placed order the customer changes nothing himself but may add articles
/// until the desk has begun (model.md, Order: amend; row R07).
enum class EditKind { more_articles, anything };

/// The same for changing content: a cart is edited, an order that is not confirmed is amended.
OrderChange take_for_edit(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                          EditKind kind = EditKind::anything);

/// What the cart is for. By the merchant's rule a contract has one open cart, unless it is a
/// re-order, and what a cart is for is fixed with its first article, so that cases do not mix in it
/// (row P48). Refuses contract_has_cart and business_case_fixed.
void set_contract(OrderChange& change, ChangedFields& fields, const Patch<Text<40>>& number,
                  const Patch<std::optional<BusinessCase>>& business_case);

/// Sets queue, turn, open, unpaid_open ... from state, holds and conversation.
void derive_facets(Order& order, const std::vector<OrderHold>& holds,
                   const std::optional<CartLock>& lock, std::int64_t now_ms);

/// "4 x Videotürstation TS-260, +2".
std::string summary_of(const std::vector<OrderLine>& lines);

/// Adds words of a message or note; words of notes for staff only.
void index_text(Tx& tx, const OrderId& id, std::string_view text, Visibility visibility);

}  // namespace kontor
