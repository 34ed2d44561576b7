#pragma once
// A refusal: the command was understood and is not done. It ends the command and its transaction;
// nothing of it stays. Each code has one HTTP status and one sentence per language
// (texts/*.json, "refusal.<name>") that says what to do next. Bugs are other exceptions.

#include <cstdint>
#include <exception>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace kontor {

struct Code {
  std::string_view name;
  int status = 500;

  bool operator==(const Code& other) const { return name == other.name; }
};

inline constexpr Code kMalformedJson{"malformed_json", 400};
inline constexpr Code kBadRequest{"bad_request", 400};
inline constexpr Code kUnauthenticated{"unauthenticated", 401};
inline constexpr Code kForbidden{"forbidden", 403};
inline constexpr Code kNotFound{"not_found", 404};
inline constexpr Code kMethodNotAllowed{"method_not_allowed", 405};
inline constexpr Code kConflict{"conflict", 409};
inline constexpr Code kWrongState{"wrong_state", 409};
inline constexpr Code kIdempotencyInProgress{"idempotency_in_progress", 409};
inline constexpr Code kGone{"gone", 410};
inline constexpr Code kChangedMeanwhile{"changed_meanwhile", 412};
inline constexpr Code kTooLarge{"too_large", 413};  // params: limit, in bytes
inline constexpr Code kUnsupportedMedia{"unsupported_media", 415};
inline constexpr Code kInvalidInput{"invalid_input", 422};
inline constexpr Code kIdempotencyMismatch{"idempotency_mismatch", 422};
inline constexpr Code kPreconditionRequired{"precondition_required", 428};
inline constexpr Code kRateLimited{"rate_limited", 429};
inline constexpr Code kInternal{"internal", 500};
inline constexpr Code kDatabaseUnavailable{"database_unavailable", 503};
inline constexpr Code kOverloaded{"overloaded", 503};
inline constexpr Code kStorageFull{"storage_full", 507};

using ParamValue = std::variant<std::int64_t, std::string>;
/// Values for the sentence's placeholders, by name.
using Params = std::vector<std::pair<std::string, ParamValue>>;

/// One wrong field. `pointer` is a JSON pointer into the body (RFC 6901) or "?name" for a query
/// parameter. `code` has a text "field_error.<code>"; `limit` and `actual` may be empty.
struct FieldError {
  std::string pointer;
  std::string code;
  std::string limit;
  std::string actual;
};

class Refused : public std::exception {
 public:
  explicit Refused(Code code, Params params = {}) : code_(code), params_(std::move(params)) {}

  /// invalid_input with the fields that are wrong.
  static Refused fields(std::vector<FieldError> errors) {
    Refused refused(kInvalidInput, {{"count", static_cast<std::int64_t>(errors.size())}});
    refused.errors_ = std::move(errors);
    return refused;
  }
  static Refused field(std::string pointer, std::string code, std::string limit = "",
                       std::string actual = "") {
    return fields({{std::move(pointer), std::move(code), std::move(limit), std::move(actual)}});
  }
  /// Additional members of the problem document, already JSON ("changes": [...]).
  Refused&& with(std::string name, std::string json) && {
    extra_.emplace_back(std::move(name), std::move(json));
    return std::move(*this);
  }

  const char* what() const noexcept override { return code_.name.data(); }
  const Code& code() const { return code_; }
  const Params& params() const { return params_; }
  const std::vector<FieldError>& errors() const { return errors_; }
  const std::vector<std::pair<std::string, std::string>>& extra() const { return extra_; }

 private:
  Code code_;
  Params params_;
  std::vector<FieldError> errors_;
  std::vector<std::pair<std::string, std::string>> extra_;
};

}  // namespace kontor
