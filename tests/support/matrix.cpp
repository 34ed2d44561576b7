#include "support/matrix.hpp"

#include <fstream>
#include <sstream>

namespace kontor::test {

std::map<std::string, MatrixRow> read_matrix() {
  std::map<std::string, MatrixRow> rows;
  std::ifstream file(kMatrixFile);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    MatrixRow row;
    if (const auto arrow = line.find(" <- "); arrow != std::string::npos) {
      row.body = line.substr(arrow + 4);
      line.resize(arrow);
    }
    std::istringstream words(line);
    std::string method, path, cell;
    words >> method >> path;
    while (words >> cell) row.cells += (row.cells.empty() ? "" : " ") + cell;
    rows[method + " " + path] = row;
  }
  return rows;
}

}  // namespace kontor::test
