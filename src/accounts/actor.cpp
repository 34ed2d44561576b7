#include "accounts/actor.hpp"

#include <array>

#include "kernel/describe.hpp"

namespace kontor {

bool serves_others(AccountKind kind) {
  return kind == AccountKind::operator_ || kind == AccountKind::partner ||
         kind == AccountKind::sub_partner;
}

namespace {

using RoleSet = std::uint16_t;

constexpr RoleSet set(Role role) { return static_cast<RoleSet>(1U << static_cast<unsigned>(role)); }
template <class... R>
constexpr RoleSet set(Role first, R... rest) {
  return static_cast<RoleSet>((set(first) | ... | set(rest)));
}

// Customers and partners.
constexpr RoleSet kNone = 0;
constexpr RoleSet kOwner = set(Role::owner);
constexpr RoleSet kBuying = set(Role::owner, Role::buyer);
constexpr RoleSet kActive = set(Role::owner, Role::buyer, Role::approver);
constexpr RoleSet kMembers = set(Role::owner, Role::buyer, Role::approver, Role::viewer);
// The operator's people.
constexpr RoleSet kAdmin = set(Role::admin);
constexpr RoleSet kSales = set(Role::admin, Role::sales);
constexpr RoleSet kDesk = set(Role::admin, Role::sales, Role::support);
constexpr RoleSet kPricing = set(Role::admin, Role::pricing);
constexpr RoleSet kPrices = set(Role::admin, Role::sales, Role::pricing);
constexpr RoleSet kWorking =
    set(Role::admin, Role::sales, Role::pricing, Role::warehouse, Role::accounting, Role::support);
constexpr RoleSet kStaff = static_cast<RoleSet>(kWorking | set(Role::read_only));
constexpr RoleSet kEverybody = static_cast<RoleSet>(kMembers | kStaff);

constexpr RoleSet both(RoleSet one, RoleSet other) { return static_cast<RoleSet>(one | other); }

/// `own`: roles that may do it in the account they act for. `below`: in an account under it.
/// `capability` is asked for beside the role, `or_capability` stands in for the role. Which
/// capabilities a membership may carry at all is decided where memberships are written.
struct Rule {
  Right right;
  RoleSet own;
  RoleSet below;
  Scope scope = Scope::read;
  std::optional<Capability> capability{};
  std::optional<Capability> or_capability{};
};

constexpr auto kReading = Scope::read;
constexpr auto kOrders = Scope::orders_write;
constexpr auto kCatalog = Scope::catalog_write;
constexpr auto kAccounts = Scope::accounts_write;
constexpr auto kNoKey = Scope::none;

constexpr std::array kRules{
    Rule{Right::account_read, kEverybody, kEverybody, kReading},
    Rule{Right::account_create, both(kBuying, kSales), both(kBuying, kSales), kAccounts},
    Rule{Right::account_edit, both(kOwner, kDesk), both(kBuying, kDesk), kAccounts},
    Rule{Right::account_manage, kAdmin, both(kOwner, kSales), kAccounts},
    Rule{Right::account_move, kNone, kSales, kAccounts},
    Rule{Right::account_close, kNone, kSales, kAccounts},
    Rule{Right::user_read, both(kActive, kStaff), both(kActive, kStaff), kReading},
    Rule{Right::user_manage,
         both(kOwner, kAdmin),
         both(kOwner, kDesk),
         kAccounts,
         {},
         Capability::manage_users},
    Rule{Right::user_block, kAdmin, kAdmin, kNoKey},
    Rule{Right::access_request_decide, kDesk, kDesk, kNoKey},
    Rule{Right::api_key_manage, both(kOwner, kAdmin), kAdmin, kNoKey},
    Rule{Right::catalog_read, kEverybody, kEverybody, kReading},
    Rule{Right::catalog_manage, kSales, kNone, kCatalog},
    Rule{Right::price_manage, kPricing, kNone, kCatalog},
    Rule{Right::floor_price_read, kPrices, kNone, kReading},
    Rule{Right::data_import, kPrices, kNone, kCatalog},
    Rule{Right::data_export, kStaff, kNone, kReading},
    Rule{Right::order_read, kEverybody, kEverybody, kReading},
    Rule{Right::order_edit, both(kBuying, kDesk), both(kBuying, kDesk), kOrders},
    Rule{Right::order_place, both(kBuying, kDesk), both(kBuying, kDesk), kOrders},
    Rule{Right::order_approve, kNone, kSales, kOrders},
    Rule{Right::order_start, kNone, kDesk, kOrders},
    Rule{Right::order_amend, kBuying, both(kBuying, kSales), kOrders},
    Rule{Right::order_confirm, kNone, kSales, kOrders},
    Rule{Right::order_decline, kNone, kSales, kOrders},
    Rule{Right::order_cancel, kBuying, both(kBuying, kSales), kOrders},
    Rule{Right::order_reopen, kNone, kSales, kOrders},
    Rule{Right::order_hold, kNone, kWorking, kOrders},
    Rule{Right::order_organise, kWorking, kWorking, kOrders},
    Rule{Right::cart_delete, both(kBuying, kDesk), both(kBuying, kDesk), kOrders},
    Rule{Right::order_delete, kNone, kAdmin, kNoKey, Capability::delete_for_good},
    Rule{Right::note_read, kStaff, kStaff, kReading},
    Rule{Right::note_write, kWorking, kWorking, kOrders},
    Rule{Right::message_write, kActive, both(kBuying, kWorking), kOrders},
    Rule{Right::price_request_ask, kBuying, both(kBuying, kPrices), kOrders,
         Capability::price_requests},
    Rule{Right::price_request_decide, kNone, kPricing, kOrders},
    Rule{Right::quote_create, kNone, both(kBuying, kSales), kOrders},
    Rule{Right::quote_send, kNone, both(kBuying, kSales), kOrders},
    Rule{Right::quote_withdraw, kNone, both(kBuying, kSales), kOrders},
    Rule{Right::quote_accept, kActive, kSales, kOrders},
    Rule{Right::quote_reject, kActive, kSales, kOrders},
    Rule{Right::payment_write, kNone, set(Role::admin, Role::sales, Role::accounting), kOrders},
    Rule{Right::refund_write, kNone, set(Role::admin, Role::accounting), kOrders},
    Rule{Right::shipment_write, kNone, set(Role::admin, Role::sales, Role::warehouse), kOrders},
    Rule{Right::view_share, kWorking, kNone, kNoKey},
    Rule{Right::report_read, kStaff, kStaff, kReading},
    Rule{Right::settings_read, kStaff, kNone, kReading},
    Rule{Right::settings_manage, kAdmin, kNone, kNoKey},
    Rule{Right::outbox_read, kDesk, kNone, kNoKey},
    Rule{Right::jobs_manage, kAdmin, kNone, kNoKey},
    Rule{Right::letterhead_manage, both(kOwner, kAdmin), kAdmin, kNoKey},
};

constexpr std::size_t kRightCount =
    boost::mp11::mp_size<boost::describe::describe_enumerators<Right>>::value;

/// The table is found by index: one rule per right, in the order of the enum.
constexpr bool table_is_complete() {
  if (kRules.size() != kRightCount) return false;
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (kRules[i].right != static_cast<Right>(i)) return false;
  }
  return true;
}
static_assert(table_is_complete(), "one rule per right, in the order of the enum");

const Rule& rule_of(Right right) { return kRules[static_cast<std::size_t>(right)]; }

bool scope_allows(const Actor& actor, Scope needed) {
  if (actor.kind != ActorKind::api_key) return true;
  if (needed == Scope::none) return false;
  if (needed == Scope::read) return !actor.scopes.empty();
  for (const auto scope : actor.scopes) {
    if (scope == needed) return true;
  }
  return false;
}

Permission refuse(Code reason, Params params = {}) {
  return {false, false, reason, std::move(params)};
}

Permission check(const Actor& actor, const ActingFor& acting, const Rule& rule, bool own) {
  const RoleSet roles = own ? rule.own : rule.below;
  // Customers order for themselves; accounts are made by those who serve others.
  if (rule.right == Right::account_create && !serves_others(acting.account_kind)) {
    return refuse(kRoleForbids, {{"role", std::string(role_name(acting.role))}});
  }
  const bool by_role = (roles & set(acting.role)) != 0;
  const bool by_capability =
      roles != kNone && rule.or_capability && acting.has(*rule.or_capability);
  if (!by_role && !by_capability) {
    return refuse(kRoleForbids, {{"role", std::string(role_name(acting.role))}});
  }
  if (rule.capability && !acting.has(*rule.capability)) {
    return refuse(kCapabilityMissing, {{"capability", std::string(enum_name(*rule.capability))}});
  }
  if (!scope_allows(actor, rule.scope)) {
    return refuse(kScopeMissing, {{"right", std::string(right_name(rule.right))}});
  }
  return {true, false, kNotFound, {}};
}

/// A login without any account is told so; an account that is not his own does not exist for him.
Permission without_account(const Actor& actor) {
  return {false, true, actor.memberships.empty() ? kNoAccount : kNotFound, {}};
}

}  // namespace

bool ActingFor::has(Capability capability) const {
  switch (capability) {
    case Capability::price_requests:
      return price_requests;
    case Capability::manage_users:
      return manage_users;
    case Capability::delete_for_good:
      return delete_for_good;
  }
  return false;
}

bool Actor::staff() const {
  if (kind == ActorKind::system) return true;
  const auto* acts = acting_for();
  return acts != nullptr && acts->account_kind == AccountKind::operator_;
}

bool Actor::is_staff_somewhere() const {
  for (const auto& membership : memberships) {
    if (membership.account_kind == AccountKind::operator_) return true;
  }
  return false;
}

Actor Actor::system(const TenantId& tenant, std::string name) {
  Actor actor;
  actor.kind = ActorKind::system;
  actor.tenant = tenant;
  actor.name = std::move(name);
  return actor;
}

Permission can(const Actor& actor, Right right, std::string_view account_path) {
  if (actor.kind == ActorKind::system) return {true, false, kNotFound, {}};
  if (actor.kind == ActorKind::nobody) return {false, true, kUnauthenticated, {}};
  const auto* acting = actor.acting_for();
  if (acting == nullptr) return without_account(actor);
  if (!is_within(account_path, acting->path)) return {false, true, kNotFound, {}};
  return check(actor, *acting, rule_of(right), account_path == acting->path);
}

Permission can(const Actor& actor, Right right) {
  if (actor.kind == ActorKind::system) return {true, false, kNotFound, {}};
  if (actor.kind == ActorKind::nobody) return {false, true, kUnauthenticated, {}};
  const auto* acting = actor.acting_for();
  if (acting == nullptr) return without_account(actor);
  return check(actor, *acting, rule_of(right), true);
}

void require(const Actor& actor, Right right, std::string_view account_path) {
  const auto permission = can(actor, right, account_path);
  if (!permission) throw Refused(permission.reason, permission.params);
}

void require(const Actor& actor, Right right) {
  const auto permission = can(actor, right);
  if (!permission) throw Refused(permission.reason, permission.params);
}

std::vector<Right> rights_of(const Actor& actor) {
  std::vector<Right> rights;
  const auto* acting = actor.acting_for();
  for (const auto& rule : kRules) {
    bool allowed = actor.kind == ActorKind::system;
    if (acting != nullptr) {
      allowed = check(actor, *acting, rule, true).allowed ||
                (serves_others(acting->account_kind) && check(actor, *acting, rule, false).allowed);
    }
    if (allowed) rights.push_back(rule.right);
  }
  return rights;
}

PathRange reach_of(const Actor& actor) {
  if (actor.kind == ActorKind::system) return {"", "~"};
  const auto* acting = actor.acting_for();
  if (acting == nullptr) return {"", ""};
  return subtree(acting->path);
}

PathRange subtree(std::string_view path) {
  // Every path ends in '/'; '0' is the character after it.
  PathRange range{std::string(path), std::string(path)};
  if (!range.until.empty()) range.until.back() = '/' + 1;
  return range;
}

bool is_within(std::string_view path, std::string_view ancestor_path) {
  return !ancestor_path.empty() && path.starts_with(ancestor_path);
}

bool is_staff_role(Role role) { return (kStaff & set(role)) != 0; }

std::string_view right_name(Right right) { return enum_name(right); }
std::string_view role_name(Role role) { return enum_name(role); }

}  // namespace kontor
