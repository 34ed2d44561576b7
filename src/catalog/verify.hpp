// What must be true of the catalog at any time (`kontor verify`).
#pragma once

#include "kernel/verify.hpp"

namespace kontor {

/// Rows of products and price lists end where their logs end.
std::vector<VerifyFinding> verify_catalog_logs(Tx& tx);
/// Each product has a variant, the search words are those of its texts, prices name what there is,
/// and where there are price lists one of them is the default.
std::vector<VerifyFinding> verify_catalog(Tx& tx);
/// What variants, prices and imports name is of the same tenant.
std::vector<VerifyFinding> verify_catalog_references(Tx& tx);
/// No import is still running.
std::vector<VerifyFinding> verify_no_import_left(Tx& tx);

}  // namespace kontor
