#pragma once
// What the program consists of. A new module adds its lines to modules.cpp and nowhere else.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/api.hpp"
#include "kernel/jobs.hpp"
#include "kernel/ledger.hpp"
#include "kernel/services.hpp"
#include "kernel/verify.hpp"

namespace kontor {

/// How the accounts module answers "who is this?" for the API.
ApiHooks api_hooks(Services& services);

/// All routes below /api/v1, module by module.
void add_routes(Api& api, Services& services);
/// Pages for people without a login.
void add_public_pages(http::Router& router, Api& api, const Services& services);

struct BytesColumn;
/// Who names bytes of the store of files. What is not here loses them when the row of a file with
/// the same bytes goes.
std::span<const BytesColumn> bytes_columns();

/// The queues that the job workers serve.
std::vector<Queue> job_queues(Services& services);

/// What `kontor verify` checks.
std::vector<VerifyCheck> verify_checks();
/// What it checks besides with --idle, of a program that has had time to finish.
std::vector<VerifyCheck> idle_checks();
/// What it compares with the store of files.
std::vector<StoreCheck> store_checks();
/// What it compares with a ledger.
std::vector<LedgerCheck> ledger_checks();

/// What every tenant has to do when the clock went back (JobRunner::on_clock_back).
void after_clock_back(Tx& tx, std::int64_t seen_until_ms);

/// The code that lets somebody set up an empty installation; nothing once that was done.
std::optional<std::string> setup_code(Services& services);

/// Every tenant of the database.
std::vector<TenantId> all_tenants(Tx& tx);

}  // namespace kontor
