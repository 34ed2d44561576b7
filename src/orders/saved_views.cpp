#include "orders/views.hpp"

#include "accounts/actor_log.hpp"
#include "kernel/aggregate.hpp"

namespace kontor {

std::vector<SavedView> saved_views(Tx& tx, const Actor& actor) {
  // A view's name and filter are words of the team: customers see their own views only.
  const std::string whose = actor.staff() ? "(owner_id = $2 OR shared = 1)" : "owner_id = $2";
  return tx.select<SavedView>("WHERE tenant_id = $1 AND " + whose + " ORDER BY position, id",
                              tx.tenant(), actor.user_id);
}

namespace {

/// A shared view belongs to the team; whoever may share views may change it.
void require_owner(const Actor& actor, const SavedView& view) {
  if (view.owner_id == actor.user_id) return;
  if (!view.shared || !actor.staff()) throw Refused(kNotFound);
  require(actor, Right::view_share);
}

}  // namespace

SavedView create_saved_view(Tx& tx, const Actor& actor, const SavedViewInput& input) {
  require(actor, Right::order_read);
  // Views belong to people: an API key has no list to look at.
  if (actor.kind != ActorKind::user) throw Refused(kForbidden);
  if (input.shared) require(actor, Right::view_share);
  constexpr std::size_t kMostViews = 50;
  const auto existing = saved_views(tx, actor);
  if (existing.size() >= kMostViews) {
    throw Refused::field("/name", "too_many", std::to_string(kMostViews),
                         std::to_string(existing.size() + 1));
  }
  SavedView view;
  view.tenant_id = tx.tenant();
  view.id = tx.new_id<SavedViewId>();
  view.owner_id = actor.user_id;
  view.name = input.name;
  view.query = input.query;
  view.shared = input.shared;
  view.color = input.color;
  view.badge = input.badge;
  view.position = existing.empty() ? 1 : existing.back().position + 1;
  record(tx, view, draft_by(actor, "view.created", Visibility::internal));
  tx.insert(view);
  return view;
}

SavedView change_saved_view(Tx& tx, const Actor& actor, const SavedViewId& id,
                            SeenVersion version, const SavedViewPatch& patch) {
  SavedView view = take<SavedView>(tx, id, version, "");
  require_owner(actor, view);
  if (patch.shared.present && patch.shared.value) require(actor, Right::view_share);
  ChangedFields fields;
  fields.set("name", view.name, patch.name);
  fields.set("query", view.query, patch.query);
  fields.set("shared", view.shared, patch.shared);
  fields.set("color", view.color, patch.color);
  fields.set("badge", view.badge, patch.badge);
  fields.set("position", view.position, patch.position);
  if (!fields.empty()) {
    record(tx, view, draft_by(actor, "view.changed", Visibility::internal, fields.json()));
  }
  tx.update(view);
  return view;
}

void delete_saved_view(Tx& tx, const Actor& actor, const SavedViewId& id) {
  SavedView view = take<SavedView>(tx, id, std::nullopt, "");
  require_owner(actor, view);
  record(tx, view, draft_by(actor, "view.deleted", Visibility::internal));
  tx.erase(view);
}

}  // namespace kontor
