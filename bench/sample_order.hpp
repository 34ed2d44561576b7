#pragma once
// What the bare programs share: the rows of one finished order are written again and again; its ids
// become fresh ones, the same everywhere in one order, and its keys get a number.

#include <cstdint>
#include <ctime>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>

inline bool is_own_id(std::string_view column) {
  return column == "id" || column == "order_id" || column == "subject_id" || column == "event_id";
}

inline bool is_unique_text(std::string_view column) {
  return column == "cart_number" || column == "order_number" || column == "job_key" ||
         column == "message_id";
}

/// Which of `count` rows are written in that part of the work: [from, until).
inline std::pair<std::size_t, std::size_t> part_of(std::size_t count, int part, int parts) {
  const auto cut = [&](int at) {
    return count * static_cast<std::size_t>(at) / static_cast<std::size_t>(parts);
  };
  return {cut(part), cut(part + 1)};
}

inline std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

/// The result on standard output: orders, and processor time per order since `start`.
inline void print_result(std::int64_t orders, std::clock_t start) {
  const double cpu_us = static_cast<double>(std::clock() - start) * 1e6 / CLOCKS_PER_SEC;
  std::cout << "{\"orders\": " << orders << ", \"cpu_us\": "
            << cpu_us / static_cast<double>(orders) << "}\n";
}

class FreshIds {
 public:
  /// Writers with different seeds never meet, nor do runs of different seconds.
  explicit FreshIds(std::uint8_t seed)
      : seed_(seed), random_(seed), run_("-" + std::to_string(std::time(nullptr)) + "-" +
                                         std::to_string(seed) + "-") {}

  void next_order() {
    ids_.clear();
    ++number_;
  }
  std::string number() const { return run_ + std::to_string(number_); }
  /// In the order of time, as the program's own ids are.
  const std::string& of(const std::string& old) {
    auto [at, is_new] = ids_.try_emplace(old);
    if (is_new) {
      const auto now = static_cast<std::uint64_t>(std::time(nullptr)) << 16;
      for (int shift = 40; shift >= 0; shift -= 8) at->second += static_cast<char>(now >> shift);
      ++counter_;
      for (int shift = 56; shift >= 0; shift -= 8) {
        at->second += static_cast<char>(counter_ >> shift);
      }
      at->second += static_cast<char>(seed_);
      at->second += static_cast<char>(random_());
    }
    return at->second;
  }

 private:
  std::uint8_t seed_;
  std::mt19937 random_;
  std::string run_;
  std::map<std::string, std::string> ids_;
  std::uint64_t counter_ = 0;
  std::int64_t number_ = 0;
};
