// `kontor doctor`: looks at an installation from outside and says what to mend.
#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "kernel/config.hpp"

namespace kontor {

struct Finding {
  enum class Level { good, advice, broken };
  Level level;
  std::string subject;  // "data directory"
  std::string what;     // what is the case
  std::string mend;     // what to do; empty when good
};

// What the kernel below cannot know by itself is handed in by main.
struct DoctorProbes {
  // Opens the database named by the configuration and gives its schema version and the newest
  // version that this program knows; throws with a readable reason.
  struct Schema {
    std::int64_t found;
    std::int64_t known;
  };
  std::function<Schema(const Config&)> database_schema;
};

// Never throws; a probe that throws becomes a finding. Changes nothing on disk except a file of
// a few bytes in the data directory that is removed at once. Takes a few seconds at most.
std::vector<Finding> doctor(const Config& config, const DoctorProbes& probes);
// One line per finding and one for what to do. True when nothing is broken.
bool print_findings(const std::vector<Finding>& findings, std::ostream& out);

}  // namespace kontor
