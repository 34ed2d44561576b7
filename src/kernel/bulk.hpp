// Many rows with few statements: lists of values in one SQL text, in a few fixed sizes so that the
// engines keep their prepared statements.
#pragma once

#include <algorithm>
#include <bit>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db.hpp"

namespace kontor {

inline constexpr std::size_t kRowsPerStatement = 32;

namespace bulk_detail {

template <class T>
std::string values_sql(std::size_t rows, std::string_view tail) {
  std::string sql =
      "INSERT INTO " + std::string(T::kTable) + " (" + column_list<T>() + ") VALUES ";
  std::size_t param = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    sql += row == 0 ? "(" : ", (";
    for (std::size_t i = 0; i < kFieldCount<T>; ++i) {
      sql += (i == 0 ? "$" : ", $") + std::to_string(++param);
    }
    sql += ')';
  }
  sql += ' ';
  sql += tail;
  return sql;
}

}  // namespace bulk_detail

// A row of a query whose columns are the fields of T.
template <class T>
T row_of(const Rows::Row& row) {
  T item;
  std::size_t column = 0;
  for_each_field(item, [&](const char*, auto& member) {
    member = row.template get<std::decay_t<decltype(member)>>(column++);
  });
  return item;
}

// `tail` is SQL behind the values ("ON CONFLICT DO NOTHING").
template <class T>
void insert_all(Tx& tx, const std::vector<T>& items, std::string_view tail = "") {
  for (std::size_t at = 0; at < items.size();) {
    const std::size_t left = items.size() - at;
    // Six sizes: a few statements for any number, and few texts to keep prepared.
    const std::size_t rows = std::min(kRowsPerStatement, std::bit_floor(left));
    const std::string sql = bulk_detail::values_sql<T>(rows, tail);
    std::vector<std::unique_ptr<RowValues<T>>> texts;  // keep JSON texts until the statement ran
    std::vector<SqlValue> values;
    values.reserve(rows * kFieldCount<T>);
    for (std::size_t i = 0; i < rows; ++i) {
      texts.push_back(std::make_unique<RowValues<T>>(items[at + i]));
      const auto& row = texts.back()->values();
      values.insert(values.end(), row.begin(), row.end());
    }
    tx.send_write(sql, values);
    at += rows;
  }
}

// Runs `head` + "($n, $n+1, ...)" + `tail` for all `keys` in portions and gives each row to `fn`.
// `fixed` are the first parameters. The last key fills up a portion.
template <class Key, class Fn>
void query_in(Tx& tx, std::string_view head, std::string_view tail,
              const std::vector<SqlValue>& fixed, const std::vector<Key>& keys, Fn&& fn) {
  for (std::size_t at = 0; at < keys.size();) {
    const std::size_t left = keys.size() - at;
    const std::size_t portion = left > 100 ? 200 : left > 10 ? 100 : left > 1 ? 10 : 1;
    std::string sql(head);
    std::vector<SqlValue> values = fixed;
    for (std::size_t i = 0; i < portion; ++i) {
      const Key& key = keys[at + std::min(i, left - 1)];
      values.push_back(Column<Key>::bind(key));
      sql += (i == 0 ? "($" : ", $") + std::to_string(values.size());
    }
    sql += ')';
    sql += tail;
    const Rows rows = tx.run(sql, values);
    for (const auto row : rows) fn(row);
    at += std::min(portion, left);
  }
}

}  // namespace kontor
