#pragma once
// Views: a name for a filter. Built-in ones, and those that people save for themselves or for the
// team. Opening a view applies its filter afresh (row S26).

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "orders/commands.hpp"

namespace kontor {

struct SavedViewTag {
  static constexpr std::string_view kPrefix = "view";
};
using SavedViewId = Id<SavedViewTag>;

struct BuiltInView {
  std::string_view key;
  std::vector<std::pair<std::string_view, std::string_view>> filter;
  std::string_view sort;
  bool team = false;  ///< by what only the team sees or does
};

/// In the order of the rail. Texts: "ui.views.<key>".
const std::vector<BuiltInView>& built_in_views();
const BuiltInView* find_built_in_view(std::string_view key);

struct SavedView {
  static constexpr std::string_view kTable = "saved_view";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  SavedViewId id;
  UserId owner_id;
  std::string name;
  std::string query;
  bool shared = false;
  std::string color;
  bool badge = false;
  std::int64_t position = 0;
  std::int64_t version = 1;
  std::int64_t last_seq = 0;
  Bytes last_hash;
};
BOOST_DESCRIBE_STRUCT(SavedView, (),
                      (tenant_id, id, owner_id, name, query, shared, color, badge, position,
                       version, last_seq, last_hash))

struct SavedViewInput {
  Text<60, 1> name;
  Text<2000> query;  ///< the part of the URL after "?"
  bool shared = false;
  Text<20> color;
  bool badge = false;
};
BOOST_DESCRIBE_STRUCT(SavedViewInput, (), (name, query, shared, color, badge))

struct SavedViewPatch {
  Patch<Text<60, 1>> name;
  Patch<Text<2000>> query;
  Patch<bool> shared;
  Patch<Text<20>> color;
  Patch<bool> badge;
  Patch<std::int64_t> position;
};
BOOST_DESCRIBE_STRUCT(SavedViewPatch, (), (name, query, shared, color, badge, position))

/// Own ones, and for staff those that the team shares.
std::vector<SavedView> saved_views(Tx& tx, const Actor& actor);
SavedView create_saved_view(Tx& tx, const Actor& actor, const SavedViewInput& input);
SavedView change_saved_view(Tx& tx, const Actor& actor, const SavedViewId& id,
                            SeenVersion version, const SavedViewPatch& patch);
void delete_saved_view(Tx& tx, const Actor& actor, const SavedViewId& id);

}  // namespace kontor
