#include "kernel/number_blocks.hpp"

namespace kontor {

std::optional<std::int64_t> NumberBlocks::take(const NumberRangeKey& range) {
  const std::lock_guard lock(mutex_);
  Store& store = stores_[range];
  if (store.free.empty()) return {};
  const auto [first, last] = *store.free.begin();
  store.free.erase(store.free.begin());
  if (first < last) store.free.emplace(first + 1, last);
  --store.left;
  return first;
}

std::int64_t NumberBlocks::left(const NumberRangeKey& range) {
  const std::lock_guard lock(mutex_);
  const auto store = stores_.find(range);
  return store == stores_.end() ? 0 : store->second.left;
}

void NumberBlocks::give_back(const NumberRangeKey& range, std::int64_t number) {
  const std::lock_guard lock(mutex_);
  Store& store = stores_[range];
  ++store.left;
  const auto next = store.free.find(number + 1);
  if (next == store.free.end()) {
    store.free.emplace(number, number);
    return;
  }
  const std::int64_t last = next->second;
  store.free.erase(next);
  store.free.emplace(number, last);
}

void NumberBlocks::add(const NumberRangeKey& range, NumberSpan block) {
  const std::lock_guard lock(mutex_);
  Store& store = stores_[range];
  store.free.emplace(block.first, block.last);
  store.left += block.last - block.first + 1;
  store.refilling = false;
}

bool NumberBlocks::begin_refill(const NumberRangeKey& range) {
  constexpr std::int64_t kLow = kNumberBlock / 5;
  const std::lock_guard lock(mutex_);
  Store& store = stores_[range];
  if (store.left >= kLow || store.refilling) return false;
  store.refilling = true;
  return true;
}

std::vector<std::pair<NumberRangeKey, NumberSpan>> NumberBlocks::take_rest() {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<NumberRangeKey, NumberSpan>> rest;
  for (const auto& [range, store] : stores_) {
    for (const auto& [first, last] : store.free) {
      // Neighbours that came back one by one become one span again.
      if (!rest.empty() && rest.back().first == range && rest.back().second.last == first - 1) {
        rest.back().second.last = last;
      } else {
        rest.push_back({range, {first, last}});
      }
    }
  }
  stores_.clear();
  return rest;
}

}  // namespace kontor
