// How each setting of config.hpp gets into the struct and out of it again. Only for the kernel's
// own config*.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kernel/config.hpp"

namespace kontor {

// A value as the source gave it. Environment and flags give text only, TOML gives the rest too.
using RawSetting = std::variant<std::string, std::int64_t, bool, std::vector<std::string>>;

struct BoundSetting {
  Setting setting;
  // Nothing when it fits; otherwise what was expected ("a whole number 1..65535").
  std::function<std::optional<std::string>(Config&, const RawSetting&)> set;
  std::function<std::string(const Config&)> get;
};

const std::vector<BoundSetting>& bound_settings();
const BoundSetting* find_bound_setting(std::string_view name);

}  // namespace kontor
