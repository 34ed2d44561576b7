// "given" for accounts: a tenant, its tree, people with open sessions.

#include "accounts/api_hooks.hpp"
#include "accounts/links.hpp"
#include "accounts/memberships.hpp"
#include "accounts/sessions.hpp"
#include "accounts/tenants.hpp"
#include "kernel/crypto.hpp"
#include "support/scenario.hpp"
#include "support/scenario_given.hpp"
#include "support/scenario_world.hpp"

namespace kontor::test {
namespace {

/// Everybody's password in the stories.
constexpr std::string_view kPassword = "korrekt pferd batterie";

using Words = std::span<const std::string>;

SetupInput setup_input() {
  SetupInput input;
  input.company = "Nordwerk Technik";
  input.city = "Bremen";
  input.country = "DE";
  input.currency = "EUR";
  input.locale = Locale::de;
  input.time_zone = "Europe/Berlin";
  input.email = "admin@nordwerk.example";
  input.name = "Miriam Rasch";
  input.password = std::string(kPassword);
  return input;
}

std::string password_hash(World& world) {
  auto hash = world.program().services().passwords.hash_wait(std::string(kPassword));
  if (!hash) throw ScenarioFailure("the password gate is full");
  return *hash;
}

TenantId make_tenant(World& world, const std::string& company) {
  auto& services = world.program().services();
  std::array<std::uint8_t, 8> random{};
  services.random.fill(random);
  const TenantId id(make_uuid7(world.clock().now_ms(), 0, random));
  auto input = setup_input();
  input.company = company;
  const auto hash = password_hash(world);
  services.database.write_wait(id, [&](Tx& tx) { create_tenant(tx, input, hash); });
  services.tenants->load();
  return id;
}

Actor actor_of(World& world) { return Actor::system(world.tenant()); }

AccountId account_id(World& world, const std::string& name) {
  const auto found = world.variables().find(name);
  const auto id = found == world.variables().end() ? std::nullopt : AccountId::parse(found->second);
  if (!id) throw ScenarioFailure("no account is called '" + name + "'");
  return *id;
}

std::string capitalised(std::string name) {
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') {
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
  }
  return name;
}

Account root_account(Tx& tx) {
  auto root = find_account(tx, own_tenant(tx).root_account_id);
  if (!root) throw ScenarioFailure("the tenant has no root account");
  return *root;
}

/// given customer weber [of nord] [named "Weber GmbH"]
GivenStep account_step(AccountKind kind) {
  return [kind](World& world, Words words) {
    if (words.empty()) throw ScenarioFailure("given customer NAME [of PARENT] [named \"TEXT\"]");
    AccountInput input;
    input.kind = kind;
    input.name = capitalised(words[0]);
    std::string parent;
    for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
      if (words[i] == "of") parent = words[i + 1];
      if (words[i] == "named") input.name = words[i + 1];
    }
    Address address;
    address.company = input.name;
    address.street = "Hafenstraße 1";
    address.postcode = "28195";
    address.city = "Bremen";
    address.country = "DE";
    address.is_default = true;
    input.addresses.push_back(address);
    address.kind = AddressKind::shipping;
    input.addresses.push_back(address);
    const auto account = world.write([&](Tx& tx) {
      input.parent_id = parent.empty() ? root_account(tx).id : account_id(world, parent);
      return create_account(tx, actor_of(world), input);
    });
    world.variables()[words[0]] = account.id.text();
    world.variables()[words[0] + "_number"] = account.number;
  };
}

struct Joined {
  User user;
  Membership membership;
};

/// The user of that name, made when there is none, as an active member of the account.
Joined join(Tx& tx, const Actor& actor, const std::string& name, const AccountId& account_id,
            Role role, Words capabilities, const std::string& hash) {
  InviteInput input;
  input.email = name + "@kontor.example";
  input.name = capitalised(name);
  input.role = role;
  for (const auto& word : capabilities) {
    const auto capability = parse_enum<Capability>(word);
    if (!capability) throw ScenarioFailure("no capability is called " + word);
    input.capabilities.push_back(*capability);
  }
  auto user = find_user_by_email(tx, input.email);
  if (!user) user = create_user(tx, actor, input.email, input.name, Locale::de, hash);
  return {*user, invite_member(tx, actor, account_id, input)};
}

/// given user anna ROLE [of ACCOUNT] [with CAPABILITY ...]
void user_step(World& world, Words words) {
  if (words.size() < 2) throw ScenarioFailure("given user NAME ROLE [of ACCOUNT] [with RIGHT ...]");
  const auto role = parse_enum<Role>(words[1]);
  if (!role) throw ScenarioFailure("no role is called " + words[1]);
  std::string account;
  std::size_t next = 2;
  if (words.size() > 3 && words[2] == "of") {
    account = words[3];
    next = 4;
  }
  Words capabilities;
  if (next < words.size() && words[next] == "with") capabilities = words.subspan(next + 1);
  const auto hash = password_hash(world);
  const auto opened = world.write([&](Tx& tx) {
    const auto id = account.empty() ? root_account(tx).id : account_id(world, account);
    const auto joined = join(tx, actor_of(world), words[0], id, *role, capabilities, hash);
    world.variables()[words[0] + "_membership"] = joined.membership.id.text();
    return open_session(tx, joined.user, "127.0.0.1", "scenario");
  });
  world.variables()[words[0] + "_user"] = opened.user.id.text();
  world.variables()[words[0] + "_email"] = opened.user.email;
  Browser browser;
  browser.session = opened.token;
  browser.csrf_token = csrf_token_of(*Token::parse(opened.token));
  world.add_browser(words[0], browser);
}

/// given browser laptop: somebody who is not logged in yet
void browser_step(World& world, Words words) {
  if (words.size() != 1) throw ScenarioFailure("given browser NAME");
  world.add_browser(words[0], {});
}

/// given link NAME reset|invitation of USER [for ACCOUNT]: the token that the mail carries
void link_step(World& world, Words words) {
  if (words.size() < 4) throw ScenarioFailure("given link NAME PURPOSE of USER [for ACCOUNT]");
  const auto purpose = parse_enum<LinkPurpose>(words[1]);
  if (!purpose) throw ScenarioFailure("no link is for " + words[1]);
  const auto link = world.write([&](Tx& tx) {
    const auto email =
        words[3].find('@') == std::string::npos ? words[3] + "@kontor.example" : words[3];
    const auto user = find_user_by_email(tx, email);
    if (!user) throw ScenarioFailure("nobody has the address " + email);
    std::optional<AccountId> account;
    std::string new_email;
    if (words.size() > 5 && words[4] == "for") account = account_id(world, words[5]);
    if (words.size() > 5 && words[4] == "to") new_email = words[5];
    return issue_link(tx, *purpose, user->id, account, new_email);
  });
  world.variables()[words[0]] = link.token;
}

/// given key NAME from VARIABLE: requests with this API key
void key_step(World& world, Words words) {
  if (words.size() != 3) throw ScenarioFailure("given key NAME from VARIABLE");
  Browser browser;
  browser.bearer = world.variables()[words[2]];
  world.add_browser(words[0], browser);
}

}  // namespace

const TenantId& World::tenant() {
  if (tenant_.is_nil()) {
    tenant_ = make_tenant(*this, "Nordwerk Technik");
    read([&](Tx& tx) { variables_["operator"] = own_tenant(tx).root_account_id.text(); });
  }
  return tenant_;
}

void add_account_steps(GivenSteps& steps) {
  steps["tenant"] = [](World& world, Words) { world.tenant(); };
  steps["partner"] = account_step(AccountKind::partner);
  steps["sub_partner"] = account_step(AccountKind::sub_partner);
  steps["reseller"] = account_step(AccountKind::reseller);
  steps["customer"] = account_step(AccountKind::customer);
  steps["prospect"] = account_step(AccountKind::prospect);
  steps["key_account"] = account_step(AccountKind::key_account);
  steps["user"] = user_step;
  steps["browser"] = browser_step;
  steps["link"] = link_step;
  steps["key"] = key_step;
  steps["setup_code"] = [](World& world, Words) {
    world.variables()["setup_code"] = world.program().services().tenants->setup_code();
  };
}

}  // namespace kontor::test
