#pragma once
// What listeners hear after a commit: that something changed, never the data itself.

#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "kernel/id.hpp"

namespace kontor {

/// A change that listeners (SSE) may want to fetch.
struct ChangeHint {
  TenantId tenant;
  std::string type;
  std::string subject;
  std::int64_t version = 0;
  std::string reach;  ///< account path; empty: for staff only, as with everything internal
};

/// Stands in for the hints of a transaction that changed more than a listener could follow:
/// "fetch everything again". A nil tenant means all tenants.
inline constexpr std::string_view kEverythingChanged = "everything";
inline constexpr std::size_t kMostHintsPerTransaction = 32;

/// Who listens to the changes of one database. Any thread.
class ChangeListener {
 public:
  using Listen = std::function<void(const ChangeHint&)>;
  /// Null: nobody. Returns when the one before is not being called any more.
  void set(Listen listen) {
    const std::unique_lock lock(mutex_);
    listen_ = std::move(listen);
  }
  void tell(const ChangeHint& hint) const {
    const std::shared_lock lock(mutex_);
    if (listen_) listen_(hint);
  }

 private:
  mutable std::shared_mutex mutex_;
  Listen listen_;
};

}  // namespace kontor
