#pragma once
// What a fuzz target says when a promise does not hold: the fuzzer keeps the input that led here.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace kontor::fuzz {

inline void promise(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace kontor::fuzz
