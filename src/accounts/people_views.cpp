#include "accounts/people_views.hpp"

#include <algorithm>

#include "accounts/statement.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

/// What the switcher shows beside each account: open orders whose turn is this account's.
std::int64_t waiting_count(Tx& tx, const ActingFor& acting) {
  constexpr std::string_view kHead =
      "SELECT count(*) FROM (SELECT 1 FROM orders WHERE tenant_id = $1 AND open = $2 AND turn = $3";
  constexpr std::string_view kTail = " LIMIT 1000) waiting";
  if (acting.account_kind == AccountKind::operator_) {
    return tx.query(std::string(kHead) + std::string(kTail), tx.tenant(), true, "us")
        .front()
        .get<std::int64_t>(0);
  }
  const bool partner = acting.account_kind == AccountKind::partner ||
                       acting.account_kind == AccountKind::sub_partner;
  const auto range = subtree(acting.path);
  return tx
      .query(
          std::string(kHead) + " AND account_path >= $4 AND account_path < $5" + std::string(kTail),
          tx.tenant(), true, partner ? std::string_view("partner") : std::string_view("customer"),
          range.from, range.until)
      .front()
      .get<std::int64_t>(0);
}

}  // namespace

std::vector<Capability> capabilities_of(const Membership& membership) {
  return capabilities_of(membership.price_requests, membership.manage_users,
                         membership.delete_for_good);
}

std::vector<Capability> capabilities_of(bool price_requests, bool manage_users,
                                        bool delete_for_good) {
  std::vector<Capability> list;
  if (price_requests) list.push_back(Capability::price_requests);
  if (manage_users) list.push_back(Capability::manage_users);
  if (delete_for_good) list.push_back(Capability::delete_for_good);
  return list;
}

SessionView view_session(Tx& tx, const Actor& actor, const std::string& csrf_token) {
  if (actor.kind != ActorKind::user) throw Refused(kForbidden);
  const auto user = find_user(tx, actor.user_id);
  if (!user) throw Refused(kUnauthenticated);
  const auto tenant = own_tenant(tx);
  SessionView view;
  view.user = {user->id,    user->email,     user->name,   user->locale,
               user->theme, user->shortcuts, user->density};
  view.tenant = {tenant.name,     tenant.city,    tenant.code,
                 tenant.currency, tenant.country, tenant.time_zone,
                 tenant.one_cart_per_contract};
  view.csrf_token = csrf_token;
  for (const auto& acting : actor.memberships) {
    SessionMembership membership;
    membership.id = acting.membership_id;
    const auto account = find_account(tx, acting.account_id);
    membership.account = {acting.account_id, acting.account_number, acting.account_name,
                          acting.account_kind, account ? account->city : ""};
    membership.role = acting.role;
    membership.capabilities =
        capabilities_of(acting.price_requests, acting.manage_users, acting.delete_for_good);
    membership.waiting_count = waiting_count(tx, acting);
    view.memberships.push_back(std::move(membership));
  }
  if (const auto* acting = actor.acting_for()) view.acting_account_id = acting->account_id;
  view.staff = actor.staff();
  view.permissions = rights_of(actor);
  return view;
}

MembershipView view_membership(Tx& tx, const Actor& actor, const Account& account,
                               const Membership& membership) {
  MembershipView view;
  view.id = membership.id;
  if (const auto user = find_user(tx, membership.user_id)) {
    view.user = {user->id, user->name, user->email, user->state, user->last_seen_at_ms};
  }
  view.role = membership.role;
  view.capabilities = capabilities_of(membership);
  view.state = effective_state(membership, tx.now_ms());
  view.invited_until_ms = membership.invited_until_ms;
  view.actions = membership_actions(actor, account, membership, tx.now_ms());
  view.version = membership.version;
  return view;
}

std::vector<MembershipView> list_memberships(Tx& tx, const Actor& actor, const AccountId& id) {
  const auto account = load_account(tx, actor, id, Right::user_read);
  const auto memberships = tx.select<Membership>(
      "WHERE tenant_id = $1 AND account_id = $2 AND state NOT IN ('removed', 'refused') "
      "ORDER BY created_at_ms, id LIMIT 500",
      tx.tenant(), account.id);
  std::vector<std::pair<std::string, MembershipView>> sorted;
  for (const auto& membership : memberships) {
    auto view = view_membership(tx, actor, account, membership);
    auto key = sort_key(view.user.name);
    sorted.emplace_back(std::move(key), std::move(view));
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<MembershipView> views;
  for (auto& [key, view] : sorted) views.push_back(std::move(view));
  return views;
}

UserRow view_user(Tx& tx, const Actor& actor, const User& user) {
  UserRow row;
  row.id = user.id;
  row.name = user.name;
  row.email = user.email;
  row.state = user.state;
  row.block_reason = user.block_reason;
  row.locale = user.locale;
  row.has_password = !user.password_hash.empty();
  row.last_seen_at_ms = user.last_seen_at_ms;
  row.created_at_ms = user.created_at_ms;
  row.session_count =
      tx.query("SELECT count(*) FROM sessions WHERE tenant_id = $1 AND user_id = $2", tx.tenant(),
               user.id)
          .front()
          .get<std::int64_t>(0);
  row.version = user.version;
  const auto memberships = tx.select<Membership>(
      "WHERE tenant_id = $1 AND user_id = $2 AND state NOT IN ('removed', 'refused') "
      "ORDER BY created_at_ms, id LIMIT 100",
      tx.tenant(), user.id);
  for (const auto& membership : memberships) {
    const auto account = find_account(tx, membership.account_id);
    if (!account) continue;
    row.memberships.push_back({membership.id,
                               {account->id, account->number, account->name},
                               membership.role,
                               capabilities_of(membership),
                               effective_state(membership, tx.now_ms())});
  }
  const auto may = can(actor, Right::user_block);
  const bool own = user.id == actor.user_id;
  const std::string_view name = user.state == UserState::active ? "block" : "unblock";
  row.actions.push_back(may && own ? action_info(actor, name, kNotYourself)
                                   : action_info(actor, name, may));
  row.actions.push_back(action_info(actor, "sign_out", may));
  return row;
}

Page<UserRow> list_users(Tx& tx, const Actor& actor, const UserQuery& query) {
  require(actor, Right::user_block);
  const auto limit = std::clamp<std::int64_t>(query.limit, 1, 200);
  Statement sql("SELECT " + column_list<User>() + " FROM users WHERE tenant_id = $1");
  sql.bind(tx.tenant());
  if (query.state == "invited") {
    sql += " AND password_hash = ''";
  } else if (!query.state.empty()) {
    const auto state = parse_enum<UserState>(query.state);
    if (!state)
      throw Refused::field("?state", "not_allowed", "active, blocked, invited", query.state);
    sql += " AND state = " + sql.bind(*state);
  }
  if (!query.q.empty()) {
    std::string pattern = "%";
    for (const char c : folded(query.q)) {
      if (c == '%' || c == '_' || c == '\\') pattern.push_back('\\');
      pattern.push_back(c);
    }
    sql += " AND search_text LIKE " + sql.bind(pattern + "%") + " ESCAPE '\\'";
  }
  if (!query.cursor.empty()) {
    const auto dot = query.cursor.find('.');
    const auto id =
        dot == std::string::npos ? std::nullopt : UserId::parse(query.cursor.substr(dot + 1));
    if (!id) throw Refused::field("?cursor", "not_allowed", "", query.cursor.substr(0, 60));
    const auto key = sql.bind(query.cursor.substr(0, dot));
    sql +=
        " AND (sort_key > " + key + " OR (sort_key = " + key + " AND id > " + sql.bind(*id) + "))";
  }
  sql += " ORDER BY sort_key, id LIMIT " + sql.bind(limit + 1);
  const auto users = Tx::read_rows<User>(sql.run(tx));
  Page<UserRow> page;
  for (const auto& user : users) {
    if (static_cast<std::int64_t>(page.items.size()) == limit) {
      const auto& last = users[page.items.size() - 1];
      page.next_cursor = last.sort_key + "." + last.id.text();
      break;
    }
    page.items.push_back(view_user(tx, actor, user));
  }
  return page;
}

}  // namespace kontor
