#pragma once
// How an actor stands in the log.

#include <string>
#include <string_view>
#include <vector>

#include "accounts/actor.hpp"
#include "kernel/event.hpp"

namespace kontor {

/// `on_behalf_of`: name of the account that he acted for, when it is not his own.
EventActor event_actor(const Actor& actor, std::string_view on_behalf_of = {});
Via via_of(const Actor& actor);

/// A draft with the actor filled in. `data` is JSON.
Draft draft_by(const Actor& actor, std::string_view kind, Visibility visibility,
               RawJson data = RawJson("{}"), std::string_view on_behalf_of = {});

/// Collects old and new values of a change: `fields.set("city", account.city, input.city)`.
class ChangedFields {
 public:
  /// Sets the value and notes the change; true when it differed.
  template <class T, class V>
  bool set(std::string_view name, T& target, const V& value) {
    T converted(value);
    if (target == converted) return false;
    note(name, text_of(target), text_of(converted));
    target = std::move(converted);
    return true;
  }
  template <class T, class V>
  bool set(std::string_view name, T& target, const Patch<V>& patch) {
    return patch.present && set(name, target, patch.value);
  }
  void note(std::string_view name, std::string old_value, std::string new_value) {
    changes_.push_back({std::string(name), std::move(old_value), std::move(new_value)});
  }
  void append(const ChangedFields& more) {
    changes_.insert(changes_.end(), more.changes_.begin(), more.changes_.end());
  }
  bool empty() const { return changes_.empty(); }
  const std::vector<FieldChange>& changes() const { return changes_; }
  /// {"fields": [...]}
  RawJson json() const;

 private:
  template <class T>
  static std::string text_of(const T& value) {
    if constexpr (std::is_base_of_v<std::string, T>) {
      return value;
    } else if constexpr (requires { value.has_value(); }) {
      return value ? text_of(*value) : std::string();
    } else if constexpr (requires { value.text(); }) {
      return value.text();
    } else if constexpr (std::is_enum_v<T>) {
      return std::string(enum_name(value));
    } else {
      return to_json(value);
    }
  }
  std::vector<FieldChange> changes_;
};

}  // namespace kontor
