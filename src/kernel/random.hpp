#pragma once
// Randomness is a seam, so that a failing run can be replayed from its seed.

#include <cstdint>
#include <span>

namespace kontor {

struct Random {
  virtual ~Random() = default;
  /// Any thread.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace kontor
