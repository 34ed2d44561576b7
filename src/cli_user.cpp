// kontor user: lets an administrator in where the web UI cannot help, because nobody can log in.

#include <CLI/CLI.hpp>
#include <ostream>

#include "accounts/links.hpp"
#include "accounts/tenants.hpp"
#include "accounts/users.hpp"
#include "cli.hpp"
#include "kernel/migrate.hpp"
#include "program.hpp"

namespace kontor {
namespace {

struct UserOptions {
  std::string tenant;
  std::string email;
  std::string name;
  std::string role = "admin";
  std::string reason = "Blocked from the command line";
};

Tenant pick_tenant(Program& program, const std::string& code) {
  const auto tenants = program.database().read_wait(TenantId{}, list_tenants);
  std::string codes;
  for (const auto& tenant : tenants) {
    if (tenant.code == code || (code.empty() && tenants.size() == 1)) return tenant;
    codes += "\n  " + tenant.code + "  " + tenant.name;
  }
  if (tenants.empty()) {
    throw std::runtime_error("this installation was not set up yet: start `kontor serve` and open "
                             "its address, or run `kontor demo`");
  }
  throw std::runtime_error((code.empty() ? "say which with --tenant CODE:"
                                         : "no tenant has the code " + code + ":") +
                           codes);
}

User known_user(Tx& tx, const std::string& email) {
  auto user = find_user_by_email(tx, email);
  if (!user) throw std::runtime_error("nobody has the address " + email);
  return *user;
}

void print_link(const Config& config, const IssuedLink& link, std::ostream& out) {
  const auto minutes = kResetLife_ms / 60'000;
  out << "Set a password here, once, within " << minutes << " minutes:\n  "
      << config.effective_public_url() << link_path(LinkPurpose::reset, link.token) << "\n";
}

/// Does one thing for one tenant, in one transaction.
template <class F>
void in_tenant(CommandLine& line, const UserOptions& options, F action) {
  const auto config = line.config();
  Program program(config);
  migrate(program.database());
  const auto tenant = pick_tenant(program, options.tenant);
  action(program, tenant, config);
}

void run_add(CommandLine& line, const UserOptions& options) {
  in_tenant(line, options, [&](Program& program, const Tenant& tenant, const Config& config) {
    const auto role = parse_enum<Role>(options.role);
    if (!role || !is_staff_role(*role)) {
      throw std::runtime_error("no staff role is called " + options.role);
    }
    // A password that nobody knows: the login works once the link was used.
    std::array<std::uint8_t, 24> random{};
    program.services().random.fill(random);
    const auto hash = program.services().passwords.hash_wait(to_base64url(random));
    const auto link = program.database().write_wait(tenant.tenant_id, [&](Tx& tx) {
      const auto actor = Actor::system(tx.tenant(), "kontor user");
      if (!find_user_by_email(tx, options.email)) {
        create_user(tx, actor, options.email, options.name, tenant.locale, hash.value());
      }
      InviteInput input;
      input.email = options.email;
      input.role = *role;
      invite_member(tx, actor, tenant.root_account_id, input);
      return issue_link(tx, LinkPurpose::reset, known_user(tx, options.email).id);
    });
    line.out << options.email << " is now " << options.role << " of " << tenant.name << ".\n";
    print_link(config, link, line.out);
  });
}

void run_link(CommandLine& line, const UserOptions& options) {
  in_tenant(line, options, [&](Program& program, const Tenant& tenant, const Config& config) {
    const auto link = program.database().write_wait(tenant.tenant_id, [&](Tx& tx) {
      return issue_link(tx, LinkPurpose::reset, known_user(tx, options.email).id);
    });
    print_link(config, link, line.out);
  });
}

void run_block(CommandLine& line, const UserOptions& options, bool block) {
  in_tenant(line, options, [&](Program& program, const Tenant& tenant, const Config&) {
    program.database().write_wait(tenant.tenant_id, [&](Tx& tx) {
      const auto actor = Actor::system(tx.tenant(), "kontor user");
      const auto user = known_user(tx, options.email);
      if (block) {
        block_user(tx, actor, user.id, options.reason);
      } else {
        unblock_user(tx, actor, user.id);
      }
    });
    line.out << options.email
             << (block ? " is blocked; all sessions have ended.\n" : " can log in again.\n");
  });
}

void run_list(CommandLine& line, const UserOptions& options) {
  in_tenant(line, options, [&](Program& program, const Tenant& tenant, const Config&) {
    const Rows rows = program.database().read_wait(tenant.tenant_id, [&](Tx& tx) {
      return tx.query(
          "SELECT u.email, u.name, m.role, u.state FROM memberships m "
          "JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id "
          "WHERE m.tenant_id = $1 AND m.account_id = $2 AND m.state = 'active' "
          "ORDER BY u.sort_key, u.id",
          tx.tenant(), tenant.root_account_id);
    });
    line.out << "Staff of " << tenant.name << " (" << tenant.code << "):\n";
    for (const auto row : rows) {
      line.out << "  " << row.get<std::string>(0) << "  " << row.get<std::string>(1) << ", "
               << row.get<std::string>(2)
               << (row.get<std::string>(3) == "blocked" ? ", blocked" : "") << "\n";
    }
  });
}

/// One word of `kontor user`, with what all of them share.
CLI::App* add_action(CLI::App& user, CommandLine& line, UserOptions& options, const char* name,
                     const char* help) {
  auto* action = user.add_subcommand(name, help);
  action->add_option("--tenant", options.tenant, "Code of the tenant, where there are several")
      ->type_name("CODE");
  add_config_options(*action, line);
  return action;
}

}  // namespace

void add_user_command(CLI::App& app, CommandLine& line) {
  auto* user = app.add_subcommand("user", "Lets staff in from the command line");
  user->require_subcommand(1);
  user->footer(
      "For the day on which nobody can log in. May run beside `kontor serve`.\n\n"
      "Examples:\n"
      "  kontor user list\n"
      "  kontor user add anna@example.com --name 'Anna Keller' --role admin\n"
      "  kontor user link anna@example.com\n"
      "  kontor user block anna@example.com --reason 'left the company'");
  const auto options = std::make_shared<UserOptions>();
  const auto email = [&](CLI::App* action) {
    action->add_option("email", options->email, "E-mail address of the login")->required();
  };
  auto* add = add_action(*user, line, *options, "add", "Makes somebody staff, prints a link");
  email(add);
  add->add_option("--name", options->name, "Name that others see");
  add->add_option("--role", options->role,
                  "admin, sales, pricing, warehouse, accounting, support or read_only [admin]");
  add->callback([&line, options] { run_add(line, *options); });

  auto* link = add_action(*user, line, *options, "link", "Prints a link to set a new password");
  email(link);
  link->callback([&line, options] { run_link(line, *options); });

  auto* block = add_action(*user, line, *options, "block", "Ends all sessions, forbids login");
  email(block);
  block->add_option("--reason", options->reason, "Stands in the log of the user");
  block->callback([&line, options] { run_block(line, *options, true); });

  auto* unblock = add_action(*user, line, *options, "unblock", "Allows login again");
  email(unblock);
  unblock->callback([&line, options] { run_block(line, *options, false); });

  auto* list = add_action(*user, line, *options, "list", "Prints the staff");
  list->callback([&line, options] { run_list(line, *options); });
}

}  // namespace kontor
