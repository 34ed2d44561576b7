#pragma once
// The parts of docs/ that are printed from the program itself, so that they cannot be wrong:
// the life of each thing from its table of transitions, the settings from theirs.

#include <string>
#include <vector>

namespace kontor {

struct ReferencePage {
  std::string path;  ///< below docs/: "lives/order.md"
  std::string text;
};

std::vector<ReferencePage> reference_pages();

}  // namespace kontor
