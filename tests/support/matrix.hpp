#pragma once
// tests/authorisation/matrix.txt: who is let in where, and a body that is right for each route.

#include <map>
#include <string>

namespace kontor::test {

inline constexpr const char* kMatrixFile = "tests/authorisation/matrix.txt";

struct MatrixRow {
  std::string cells;
  std::string body;
};

/// "METHOD /path" -> row.
std::map<std::string, MatrixRow> read_matrix();

}  // namespace kontor::test
