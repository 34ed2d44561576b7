#pragma once
// A statement put together from parts that may be there or not. Values are never part of the text:
// bind() keeps them and gives the placeholder.

#include <deque>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernel/db.hpp"

namespace kontor {

class Statement {
 public:
  explicit Statement(std::string sql) : sql_(std::move(sql)) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  template <class T>
  std::string bind(const T& value) {
    if constexpr (std::is_base_of_v<std::string, T>) {
      values_.push_back(Column<std::string>::bind(texts_.emplace_back(value)));
    } else if constexpr (std::is_base_of_v<Uuid, T>) {
      values_.push_back(Column<Uuid>::bind(ids_.emplace_back(value)));
    } else {
      values_.push_back(Column<T>::bind(value));
    }
    return "$" + std::to_string(values_.size());
  }
  Statement& operator+=(const std::string& more) {
    sql_ += more;
    return *this;
  }
  Rows run(Tx& tx) const { return tx.run(sql_, values_); }

 private:
  std::string sql_;
  std::deque<std::string> texts_;
  std::deque<Uuid> ids_;
  std::vector<SqlValue> values_;
};

}  // namespace kontor
