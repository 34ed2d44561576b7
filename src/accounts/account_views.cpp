#include "accounts/account_views.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "accounts/statement.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

std::vector<AccountKind> kinds_of(std::string_view names) {
  std::vector<AccountKind> kinds;
  while (!names.empty()) {
    const auto comma = std::min(names.find(','), names.size());
    if (const auto kind = parse_enum<AccountKind>(names.substr(0, comma))) {
      kinds.push_back(*kind);
    } else {
      throw Refused::field("?kind", "not_allowed", "", std::string(names.substr(0, comma)));
    }
    names.remove_prefix(std::min(comma + 1, names.size()));
  }
  return kinds;
}

void add_filters(Statement& sql, const AccountQuery& query) {
  const auto kinds = kinds_of(query.kind);
  if (!kinds.empty()) {
    std::string list;
    for (const auto kind : kinds) list += (list.empty() ? "" : ", ") + sql.bind(kind);
    sql += " AND a.kind IN (" + list + ")";
  }
  if (query.state.empty() || query.state == "active") {
    sql += " AND a.state = 'active'";
  } else if (query.state == "closed") {
    sql += " AND a.state = 'closed'";
  } else if (query.state != "all") {
    throw Refused::field("?state", "not_allowed", "active, closed, all", query.state);
  }
  if (!query.parent.empty()) {
    const auto parent = AccountId::parse(query.parent);
    if (!parent) throw Refused::field("?parent", "not_an_id", "account_...", query.parent);
    sql += " AND a.parent_id = " + sql.bind(*parent);
  }
  for (const auto& term : query_terms(query.q)) {
    const auto from = sql.bind(term);
    const auto until = sql.bind(term + "\xf4\x8f\xbf\xbf");
    sql += " AND a.id IN (SELECT account_id FROM account_terms WHERE tenant_id = $1 AND term >= " +
           from + " AND term < " + until + ")";
  }
}

void add_cursor(Statement& sql, const std::string& cursor) {
  if (cursor.empty()) return;
  const auto dot = cursor.find('.');
  const auto id =
      dot == std::string::npos ? std::nullopt : AccountId::parse(cursor.substr(dot + 1));
  if (!id) throw Refused::field("?cursor", "not_allowed", "", cursor.substr(0, 60));
  const auto key = sql.bind(cursor.substr(0, dot));
  sql += " AND (a.sort_key > " + key + " OR (a.sort_key = " + key + " AND a.id > " + sql.bind(*id) +
         "))";
}

AccountRow row_of(const Account& account) {
  AccountRow row;
  row.id = account.id;
  row.number = account.number;
  row.name = account.name;
  row.kind = account.kind;
  row.state = account.state;
  row.city = account.city;
  row.country = account.country;
  row.email = account.email;
  row.price_list_id = account.price_list_id;
  row.version = account.version;
  return row;
}

/// "$3, $4, ..." for the ids, bound to the statement.
template <class Ids>
std::string id_list(Statement& sql, const Ids& ids) {
  std::string list;
  for (const auto& id : ids) list += (list.empty() ? "" : ", ") + sql.bind(id);
  return list;
}

/// Open carts and orders of a page of accounts in one question. The orders module owns the table;
/// the list only reads it.
void count_orders(Tx& tx, std::vector<AccountRow*> rows) {
  if (rows.empty()) return;
  std::vector<AccountId> ids;
  for (const auto* row : rows) ids.push_back(row->id);
  Statement sql("SELECT account_id, state, count(*) FROM orders WHERE tenant_id = $1");
  sql.bind(tx.tenant());
  sql += " AND account_id IN (" + id_list(sql, ids) + ")";
  sql += " AND state IN ('cart', 'pending', 'processing', 'confirmed') GROUP BY account_id, state";
  for (const auto found : sql.run(tx)) {
    const auto id = found.get<AccountId>(0);
    const auto count = found.get<std::int64_t>(2);
    for (auto* row : rows) {
      if (row->id != id) continue;
      (found.get<std::string>(1) == "cart" ? row->open_carts : row->open_orders) += count;
    }
  }
}

/// Parents that the actor may see.
void name_parents(Tx& tx, const Actor& actor, const std::vector<Account>& accounts,
                  std::vector<AccountRow>& rows) {
  std::set<AccountId> wanted;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (accounts[i].parent_id) wanted.insert(*accounts[i].parent_id);
  }
  if (wanted.empty()) return;
  Statement sql("SELECT id, number, name, path FROM accounts WHERE tenant_id = $1");
  sql.bind(tx.tenant());
  sql += " AND id IN (" + id_list(sql, wanted) + ")";
  std::map<AccountId, AccountRef> parents;
  for (const auto found : sql.run(tx)) {
    if (!can(actor, Right::account_read, found.get<std::string>(3))) continue;
    const auto id = found.get<AccountId>(0);
    parents[id] = {id, found.get<std::string>(1), found.get<std::string>(2)};
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!accounts[i].parent_id) continue;
    const auto parent = parents.find(*accounts[i].parent_id);
    if (parent != parents.end()) rows[i].parent = parent->second;
  }
}

std::optional<Code> state_refusal(const Account& account, Right right) {
  if (right == Right::user_read) return std::nullopt;
  if (account.state == AccountState::closed) return kAccountClosed;
  const bool root = !account.parent_id;
  if (root && (right == Right::account_move || right == Right::account_close)) return kRootIsFixed;
  return std::nullopt;
}

}  // namespace

ActionInfo action_info(const Actor& actor, std::string_view name, const Code& refusal,
                       const Params& params) {
  TextParams words;
  for (const auto& [key, value] : params) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      words[key] = std::to_string(*number);
    } else {
      words[key] = std::get<std::string>(value);
    }
  }
  ActionInfo info;
  info.name = name;
  info.reason = std::string(refusal.name);
  info.message = text(actor.locale, "refusal." + *info.reason, words);
  return info;
}

ActionInfo action_info(const Actor& actor, std::string_view name, const Permission& permission) {
  if (!permission) return action_info(actor, name, permission.reason, permission.params);
  ActionInfo info;
  info.name = name;
  info.allowed = true;
  return info;
}

std::optional<AccountRef> visible_parent(Tx& tx, const Actor& actor, const Account& account) {
  if (!account.parent_id) return std::nullopt;
  const auto parent = find_account(tx, *account.parent_id);
  if (!parent || !can(actor, Right::account_read, parent->path)) return std::nullopt;
  return AccountRef{parent->id, parent->number, parent->name};
}

AccountView view_account(Tx& tx, const Actor& actor, const Account& account) {
  AccountView view;
  static_cast<AccountRow&>(view) = row_of(account);
  view.parent = visible_parent(tx, actor, account);
  count_orders(tx, {&view});
  view.consumer = account.consumer;
  view.vat_id = account.vat_id;
  view.phone = account.phone;
  view.locale = account.locale;
  view.power_of_attorney = account.power_of_attorney;
  view.addresses = *account.addresses;
  view.previous_numbers = *account.previous_numbers;
  if (actor.staff()) view.close_reason = account.close_reason;
  view.closed_at_ms = account.closed_at_ms;
  view.created_at_ms = account.created_at_ms;
  view.changed_at_ms = account.changed_at_ms;

  constexpr std::array kActions{
      std::pair{"edit", Right::account_edit},        std::pair{"manage", Right::account_manage},
      std::pair{"move", Right::account_move},        std::pair{"close", Right::account_close},
      std::pair{"add_child", Right::account_create}, std::pair{"read_users", Right::user_read},
      std::pair{"manage_users", Right::user_manage},
  };
  for (const auto& [name, right] : kActions) {
    if (right == Right::account_create && !may_have_children(account.kind)) continue;
    const auto refusal = state_refusal(account, right);
    const auto permission = can(actor, right, account.path);
    view.actions.push_back(permission && refusal ? action_info(actor, name, *refusal)
                                                 : action_info(actor, name, permission));
  }
  if (account.kind == AccountKind::prospect) {
    view.actions.push_back(
        action_info(actor, "become_customer", can(actor, Right::account_manage, account.path)));
  }
  return view;
}

Page<AccountRow> list_accounts(Tx& tx, const Actor& actor, const AccountQuery& query) {
  require(actor, Right::account_read);
  const auto reach = reach_of(actor);
  const auto limit = std::clamp<std::int64_t>(query.limit, 1, 200);
  Statement sql("SELECT " + column_list<Account>("a.") + " FROM accounts a WHERE a.tenant_id = $1");
  sql.bind(tx.tenant());
  // The operator's people read along the index of names: their reach is the whole tenant, and a
  // range of paths would tempt the planner to read and sort all of it. Whoever has a small subtree
  // is served by its range; there the expression keeps the planner from walking all names.
  const bool whole_tree = actor.staff();
  if (!whole_tree) {
    sql += " AND a.path >= " + sql.bind(reach.from) + " AND a.path < " + sql.bind(reach.until);
  }
  add_filters(sql, query);
  add_cursor(sql, query.cursor);
  sql +=
      std::string(whole_tree ? " ORDER BY a.sort_key, a.id" : " ORDER BY a.sort_key || '', a.id") +
      " LIMIT " + sql.bind(limit + 1);
  const auto accounts = Tx::read_rows<Account>(sql.run(tx));

  Page<AccountRow> page;
  for (const auto& account : accounts) {
    if (static_cast<std::int64_t>(page.items.size()) == limit) {
      const auto& last = accounts[page.items.size() - 1];
      page.next_cursor = last.sort_key + "." + last.id.text();
      break;
    }
    page.items.push_back(row_of(account));
  }
  name_parents(tx, actor, accounts, page.items);
  std::vector<AccountRow*> rows;
  for (auto& row : page.items) rows.push_back(&row);
  count_orders(tx, std::move(rows));
  return page;
}

}  // namespace kontor
