#pragma once
// What statements a piece of code runs. For tests of query plans and for measuring.

#include <functional>
#include <span>
#include <string_view>

#include "kernel/sql_value.hpp"

namespace kontor {

using StatementTrace = std::function<void(std::string_view sql, std::span<const SqlValue> params)>;

/// While it lives, every query of the process is told to `trace` before it runs, one at a time.
/// Not nested.
class TraceStatements {
 public:
  explicit TraceStatements(StatementTrace trace);
  ~TraceStatements();
  TraceStatements(const TraceStatements&) = delete;
  TraceStatements& operator=(const TraceStatements&) = delete;

 private:
  StatementTrace trace_;
};

}  // namespace kontor
