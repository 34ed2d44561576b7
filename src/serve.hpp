#pragma once
// The program with its network: what `kontor serve` does until somebody stops it.

#include <iosfwd>

#include "kernel/config.hpp"

namespace kontor {

/// Migrates, starts jobs and server, prints the address, waits for SIGINT or SIGTERM, drains and
/// stops. A second signal ends at once. Returns the exit code. Call it from the main thread before
/// any other thread runs. Throws with a readable reason when it cannot start.
int serve(const Config& config, std::ostream& out);

}  // namespace kontor
