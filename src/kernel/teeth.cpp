#include "kernel/teeth.hpp"

#include <array>
#include <atomic>
#include <cctype>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "kernel/log.hpp"

namespace kontor {
namespace {

#ifdef KONTOR_TEETH

struct Named {
  std::string_view name;
  Tooth tooth;
};
constexpr std::array kTeeth{
    Named{"answer_before_commit", Tooth::answer_before_commit},
    Named{"relaxed_sync", Tooth::relaxed_sync},
    Named{"enqueue_after_commit", Tooth::enqueue_after_commit},
    Named{"new_message_id", Tooth::new_message_id},
    Named{"ignore_idempotency_key", Tooth::ignore_idempotency_key},
    Named{"blind_retry", Tooth::blind_retry},
    Named{"ignore_version", Tooth::ignore_version},
    Named{"links_live_on", Tooth::links_live_on},
    Named{"trust_batch", Tooth::trust_batch},
    Named{"trust_clock", Tooth::trust_clock},
    Named{"trust_text", Tooth::trust_text},
    Named{"no_tenant_filter", Tooth::no_tenant_filter},
};
using Bitten = std::array<std::atomic<bool>, kTeeth.size()>;

bool read_teeth(const char* value, Bitten& bitten) {
  std::string_view rest = value ? value : "";
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    const auto name = rest.substr(0, comma);
    bool known = false;
    for (const auto& [known_name, tooth] : kTeeth) {
      if (known_name != name) continue;
      bitten[static_cast<std::size_t>(tooth)] = known = true;
    }
    if (!known) {
      throw std::runtime_error(std::string(kTeethVariable) + ": no tooth is called " +
                               std::string(name));
    }
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return true;
}

Bitten& teeth() {
  static Bitten bitten{};
  [[maybe_unused]] static const bool read = read_teeth(std::getenv(kTeethVariable), bitten);
  return bitten;
}

#endif

}  // namespace

std::string without_tenant_filter(std::string_view sql) {
  constexpr std::string_view kColumn = "tenant_id = ";
  const auto is_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '$';
  };
  std::string open;
  for (std::size_t at = 0; at < sql.size();) {
    const auto found = std::min(sql.find(kColumn, at), sql.size());
    auto start = found;
    while (start > at && is_name(sql[start - 1])) --start;
    open += sql.substr(at, start - at);
    if (found == sql.size()) {
      open += sql.substr(start);
      break;
    }
    at = found + kColumn.size();
    while (at < sql.size() && is_name(sql[at])) ++at;
    open += "true";
  }
  return open;
}

#ifdef KONTOR_TEETH

bool bites(Tooth tooth) { return teeth()[static_cast<std::size_t>(tooth)]; }

Biting::Biting(Tooth tooth) : tooth_(tooth) { teeth()[static_cast<std::size_t>(tooth)] = true; }
Biting::~Biting() { teeth()[static_cast<std::size_t>(tooth_)] = false; }

void check_teeth() {
  teeth();
  if (const char* value = std::getenv(kTeethVariable); value && *value) {
    log_warn("teeth", {{"warning", "this program is broken on purpose"}, {"by", value}});
  }
}

#else

void check_teeth() {
  if (std::getenv(kTeethVariable)) {
    throw std::runtime_error(std::string(kTeethVariable) +
                             " is set, but this program was built without known-bad settings");
  }
}

#endif

}  // namespace kontor
