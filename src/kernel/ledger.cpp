#include "kernel/ledger.hpp"

#include <fstream>
#include <stdexcept>

namespace kontor {

Ledger read_ledger(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  Ledger ledger;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty()) continue;
    try {
      ledger.push_back(from_json<LedgerEntry>(line));
    } catch (const Refused& refused) {
      throw std::runtime_error(path.string() + ":" + std::to_string(number) +
                               ": not a line of a ledger (" + std::string(refused.code().name) +
                               ")");
    }
  }
  return ledger;
}

}  // namespace kontor
