#pragma once
// What a statement takes and gives: typed values that name the PostgreSQL type even when null.

#include <cstdint>
#include <string_view>

namespace kontor {

enum class CellKind : std::uint8_t { null, integer, text, bytes };
enum class SqlType : std::uint8_t { integer, text, bytes, uuid };

/// A parameter. Text and bytes are views: the caller's argument outlives the statement.
struct SqlValue {
  SqlType type = SqlType::text;
  bool null = true;
  std::int64_t integer = 0;
  std::string_view bytes;
};

struct Cell {
  CellKind kind = CellKind::null;
  std::int64_t integer = 0;
  std::string_view bytes;

  bool is_null() const { return kind == CellKind::null; }
};

}  // namespace kontor
