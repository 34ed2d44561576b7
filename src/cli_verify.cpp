// kontor verify: what must always be true of the data, and of what people were told about it.

#include <CLI/CLI.hpp>
#include <ostream>

#include "accounts/tenants.hpp"
#include "cli.hpp"
#include "kernel/migrate.hpp"
#include "modules.hpp"
#include "program.hpp"

namespace kontor {
namespace {

struct VerifyOptions {
  bool idle = false;
  bool json = false;
  std::string ledger;
  std::string tenant;
};

struct ReportedFinding {
  std::string check;
  std::string tenant;
  std::string subject;
  std::string what;
};
BOOST_DESCRIBE_STRUCT(ReportedFinding, (), (check, tenant, subject, what))

struct VerifyReport {
  std::int64_t checks = 0;
  std::int64_t tenants = 0;
  std::vector<ReportedFinding> findings;

  void add(std::string_view check, const TenantId& tenant, std::vector<VerifyFinding> found) {
    for (auto& finding : found) {
      findings.push_back({std::string(check), tenant.text(), std::move(finding.subject),
                          std::move(finding.what)});
    }
  }
};
BOOST_DESCRIBE_STRUCT(VerifyReport, (), (checks, tenants, findings))

void print(const VerifyReport& report, const VerifyOptions& options, std::ostream& out) {
  if (options.json) {
    out << to_json(report) << "\n";
    return;
  }
  for (const auto& finding : report.findings) {
    out << "BROKEN " << finding.check << ": " << finding.tenant << " " << finding.subject << ": "
        << finding.what << "\n";
  }
  out << report.checks << " checks on " << report.tenants << " tenants, "
      << report.findings.size() << (report.findings.size() == 1 ? " finding\n" : " findings\n");
}

/// The tenant that a ledger speaks of.
TenantId tenant_of_ledger(Database& database, const std::string& code) {
  const auto tenants = database.read_wait(TenantId{}, list_tenants);
  for (const auto& tenant : tenants) {
    if (tenant.code == code || (code.empty() && tenants.size() == 1)) return tenant.tenant_id;
  }
  throw std::runtime_error("a ledger speaks of one tenant: say which with --tenant CODE");
}

int run_verify(const Config& config, const VerifyOptions& options, std::ostream& out) {
  Program program(config);
  auto& database = program.database();
  const int newest = migrations().empty() ? 0 : migrations().back().number;
  if (const int found = schema_version(database); found != newest) {
    out << "The database has schema " << found << ", this program knows " << newest
        << ": run `kontor migrate` first.\n";
    return kExitFailed;
  }
  auto checks = verify_checks();
  if (options.idle) {
    for (const auto& check : idle_checks()) checks.push_back(check);
  }
  VerifyReport report;
  const auto tenants = database.read_wait(TenantId{}, all_tenants);
  report.checks = static_cast<std::int64_t>(checks.size());
  report.tenants = static_cast<std::int64_t>(tenants.size());
  for (const auto& tenant : tenants) {
    for (const auto& check : checks) {
      report.add(check.name, tenant,
                 database.read_wait(tenant, [&](Tx& tx) { return check.run(tx); }));
    }
  }
  const auto in_store = store_checks();
  report.checks += static_cast<std::int64_t>(in_store.size());
  for (const auto& tenant : tenants) {
    for (const auto& check : in_store) {
      report.add(check.name, tenant, database.read_wait(tenant, [&](Tx& tx) {
        return check.run(tx, program.services().blobs);
      }));
    }
  }
  if (!options.ledger.empty()) {
    const Ledger ledger = read_ledger(options.ledger);
    const TenantId tenant = tenant_of_ledger(database, options.tenant);
    for (const auto& check : ledger_checks()) {
      ++report.checks;
      report.add(check.name, tenant,
                 database.read_wait(tenant, [&](Tx& tx) { return check.run(tx, ledger); }));
    }
  }
  print(report, options, out);
  return report.findings.empty() ? kExitDone : kExitFailed;
}

}  // namespace

void add_verify_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("verify", "Checks what must always be true of the data");
  const auto options = std::make_shared<VerifyOptions>();
  command->add_flag("--idle", options->idle,
                    "Also: no job, import or mail is left to do (after some time without load)");
  command
      ->add_option("--ledger", options->ledger,
                   "Also: compare with acknowledged writes and arrived mails, one JSON per line")
      ->type_name("FILE");
  command->add_option("--tenant", options->tenant, "Whose ledger it is, where there are several")
      ->type_name("CODE");
  command->add_flag("--json", options->json, "One JSON document instead of lines");
  command->footer(
      "Reads everything and changes nothing; may run beside `kontor serve`. One line per finding,\n"
      "exit code 1 if there is one: sums of orders, legal states, the chain of every log, jobs\n"
      "of events, files with their bytes, and that no row names another tenant's.\n\n"
      "Examples:\n"
      "  kontor verify\n"
      "  kontor verify --idle --json\n"
      "  kontor verify --data-dir /backup/kontor-2026-11-22 --secret-key-file data/secret.key");
  add_config_options(*command, line);
  command->callback(
      [&line, options] { line.exit_code = run_verify(line.config(), *options, line.out); });
}

}  // namespace kontor
