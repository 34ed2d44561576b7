#pragma once
// The database: closures over a transaction, on embedded SQLite or on PostgreSQL.
//
//   auto order = db.write_wait(tenant, [&](Tx& tx) { return confirm(tx, actor, id, ...); });
//
// A closure is plain synchronous code. It may run again after a conflict, therefore it touches
// nothing but `Tx`: clock, randomness and ids come from it. It ends by returning (commit) or by an
// exception (rollback). An answer is delivered after its commit is durable, never before.
//
// SQL is one text for both engines with $1..$n. Every statement on a tenant's table names
// tenant_id; on PostgreSQL row level security is the second wall (setting "kontor.tenant").

#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernel/change_hint.hpp"
#include "kernel/clock.hpp"
#include "kernel/columns.hpp"
#include "kernel/id.hpp"
#include "kernel/json.hpp"
#include "kernel/number_blocks.hpp"
#include "kernel/random.hpp"
#include "kernel/sql_value.hpp"

namespace kontor {

enum class Engine { sqlite, postgres };

/// A statement failed for a reason that is no rule of ours: a bug or a broken schema.
class DatabaseError : public std::exception {
 public:
  explicit DatabaseError(std::string message) : message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string message_;
};

/// A unique index or primary key said no. Ends the transaction; commands that expect it turn it
/// into a refusal. `where()` holds the index or table name as the engine reports it.
class UniqueViolation : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// Rows of one answer, all read. Cells are views into it.
class Rows {
 public:
  class Row {
   public:
    Row(const Rows& rows, std::size_t index) : rows_(&rows), index_(index) {}
    template <class T>
    T get(std::size_t column) const {
      return Column<T>::read(rows_->cell(index_, column));
    }
    bool is_null(std::size_t column) const { return rows_->cell(index_, column).is_null(); }

   private:
    const Rows* rows_;
    std::size_t index_;
  };

  std::size_t size() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
  bool empty() const { return cells_.empty(); }
  Row operator[](std::size_t index) const { return {*this, index}; }
  Row front() const { return {*this, 0}; }

  class Iterator {
   public:
    Iterator(const Rows& rows, std::size_t index) : rows_(&rows), index_(index) {}
    Row operator*() const { return {*rows_, index_}; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const Rows* rows_;
    std::size_t index_;
  };
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size()}; }

  /// For the engines: one answer is filled cell by cell.
  void start(std::size_t columns) {
    columns_ = columns;
    // Room for a few rows, so that the usual answer does not grow bit by bit.
    cells_.reserve(4 * columns);
    arena_.reserve(1000);
  }
  void add_null() { cells_.push_back({}); }
  void add_integer(std::int64_t value) { cells_.push_back({CellKind::integer, value, 0, 0}); }
  void add_bytes(CellKind kind, std::string_view bytes) {
    cells_.push_back({kind, 0, arena_.size(), bytes.size()});
    arena_.append(bytes);
  }

 private:
  struct Slot {
    CellKind kind = CellKind::null;
    std::int64_t integer = 0;
    std::size_t offset = 0;
    std::size_t size = 0;
  };
  Cell cell(std::size_t row, std::size_t column) const {
    const Slot& slot = cells_[row * columns_ + column];
    return {slot.kind, slot.integer, std::string_view(arena_).substr(slot.offset, slot.size)};
  }

  std::size_t columns_ = 0;
  std::vector<Slot> cells_;
  std::string arena_;
};

class SqliteSession;
class PostgresSession;

/// What all transactions of a database share beside its connections.
struct TxParts {
  Clock& clock;
  Random& random;
  ChangeListener& listener;
  NumberBlocks& numbers;
};

/// One running transaction of one tenant. Lives on the engine's thread, only inside the closure.
class Tx {
 public:
  Tx(SqliteSession* sqlite, PostgresSession* postgres, TenantId tenant, const TxParts& parts);
  Tx(const Tx&) = delete;
  Tx& operator=(const Tx&) = delete;

  Engine engine() const { return sqlite_ ? Engine::sqlite : Engine::postgres; }
  const TenantId& tenant() const { return tenant_; }
  /// The same instant for the whole transaction.
  std::int64_t now_ms() const { return now_ms_; }
  /// Version 7, growing within the transaction.
  Uuid new_uuid();
  template <class IdType>
  IdType new_id() {
    return IdType(new_uuid());
  }
  void fill_random(std::span<std::uint8_t> bytes) { parts_.random.fill(bytes); }

  template <class... P>
  Rows query(std::string_view sql, const P&... params) {
    const std::array<SqlValue, sizeof...(P)> values{Column<P>::bind(params)...};
    return run(sql, values);
  }
  /// The number of rows that the statement wrote.
  template <class... P>
  std::int64_t execute(std::string_view sql, const P&... params) {
    const std::array<SqlValue, sizeof...(P)> values{Column<P>::bind(params)...};
    return run_write(sql, values);
  }

  /// A write whose count nobody needs. On PostgreSQL it goes out with the next statement and costs
  /// no round trip of its own; what is wrong with it is thrown by that one or by the commit.
  template <class... P>
  void send(std::string_view sql, const P&... params) {
    const std::array<SqlValue, sizeof...(P)> values{Column<P>::bind(params)...};
    send_write(sql, values);
  }

  /// "SELECT <fields of T> FROM <T::kTable> " + tail ("WHERE tenant_id = $1 ...").
  template <class T, class... P>
  std::vector<T> select(std::string_view tail, const P&... params) {
    return read_rows<T>(query(select_sql<T>() + std::string(tail), params...));
  }
  /// Rows whose columns are column_list<T>().
  template <class T>
  static std::vector<T> read_rows(const Rows& rows) {
    std::vector<T> items;
    items.reserve(rows.size());
    for (const auto row : rows) items.push_back(read_row<T>(row));
    return items;
  }
  template <class T, class... P>
  std::optional<T> find(std::string_view tail, const P&... params) {
    const Rows rows = query(select_sql<T>() + std::string(tail), params...);
    if (rows.empty()) return std::nullopt;
    return read_row<T>(rows.front());
  }
  template <class T>
  void insert(const T& item) {
    const RowValues<T> row(item);
    send_write(insert_sql<T>(), row.values());
  }
  /// Writes all columns of the row with this primary key; false when there is none.
  template <class T>
  bool update(const T& item) {
    const RowValues<T> row(item);
    return run_write(update_sql<T>(), row.values()) == 1;
  }
  template <class T>
  bool erase(const T& item) {
    const RowValues<T> row(item);
    return run_write(erase_sql<T>(), std::span(row.values()).first(T::kKeyColumns)) == 1;
  }

  /// Runs after the commit is durable and only then: hints to listeners, waking of workers.
  void after_commit(std::function<void()> action) { after_commit_.push_back(std::move(action)); }

  /// Tells the database's listener after the commit, and on PostgreSQL the listeners of all other
  /// programs on this database.
  void announce(ChangeHint hint) { hints_.push_back(std::move(hint)); }
  /// PostgreSQL only, see next_reserved() in number_range.hpp.
  std::int64_t reserved_number(std::string_view name, std::int64_t first);
  void expect_reserved(std::string_view name, std::int64_t first, std::int64_t count);

  Rows run(std::string_view sql, std::span<const SqlValue> params);
  std::int64_t run_write(std::string_view sql, std::span<const SqlValue> params);
  void send_write(std::string_view sql, std::span<const SqlValue> params);
  /// Several statements without parameters (migrations).
  void run_script(const std::string& sql);

  // For the engines.
  struct TakenNumber {
    NumberRangeKey range;
    std::int64_t number = 0;
  };
  std::vector<std::function<void()>> take_after_commit();
  /// What there is to tell, in few hints.
  const std::vector<ChangeHint>& hints();
  const std::vector<TakenNumber>& taken_numbers() const { return taken_numbers_; }

 private:
  template <class T>
  static T read_row(const Rows::Row& row) {
    T item;
    std::size_t column = 0;
    for_each_field(item, [&](const char*, auto& member) {
      member = row.template get<std::decay_t<decltype(member)>>(column++);
    });
    return item;
  }

  SqliteSession* sqlite_;
  PostgresSession* postgres_;
  TenantId tenant_;
  TxParts parts_;
  std::int64_t now_ms_;
  std::uint16_t id_counter_ = 0;
  std::vector<std::function<void()>> after_commit_;
  std::vector<ChangeHint> hints_;
  std::vector<TakenNumber> taken_numbers_;
};

struct DatabaseConfig {
  /// "sqlite:/path/kontor.db" or a PostgreSQL URL or DSN ("postgresql://...", "host=... ...").
  std::string url;
  int readers = 2;              ///< SQLite: reader threads.
  int connections = 8;          ///< PostgreSQL: pool size.
  std::size_t max_queue = 4096; ///< Waiting closures; one more is refused as overloaded.
  std::size_t max_batch = 128;  ///< SQLite: closures per commit.
  std::uint64_t ballast_bytes = 0;  ///< SQLite: see kernel/ballast.hpp.
};

class Database {
 public:
  using Work = std::function<void(Tx&)>;
  /// Called exactly once, from a database thread; null means committed.
  using Done = std::function<void(std::exception_ptr)>;

  Database(const DatabaseConfig& config, Clock& clock, Random& random);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Engine engine() const;
  Clock& clock() { return clock_; }
  Random& random() { return random_; }
  /// Which program this is among those on the same database.
  const Uuid& node() const { return node_; }
  /// Called after commits, from database threads, with what this program's transactions announce.
  void listen(ChangeListener::Listen listen) { listener_.set(std::move(listen)); }

  /// A snapshot; writing is an error. `tenant` may be nil for tables without a tenant.
  void read(TenantId tenant, Work work, Done done);
  void write(TenantId tenant, Work work, Done done);
  /// PostgreSQL: READ COMMITTED, for claims from queues; SQLite: the same as write.
  void claim(TenantId tenant, Work work, Done done);

  template <class F>
  auto read_wait(TenantId tenant, F fn) {
    return wait(&Database::read, tenant, std::move(fn));
  }
  template <class F>
  auto write_wait(TenantId tenant, F fn) {
    return wait(&Database::write, tenant, std::move(fn));
  }
  template <class F>
  auto claim_wait(TenantId tenant, F fn) {
    return wait(&Database::claim, tenant, std::move(fn));
  }

  /// For the server, once it is up: room is kept for a full disk from here on (SQLite).
  void keep_ballast();

  /// Waits for running closures, refuses new ones.
  void close();

 private:
  template <class F>
  auto wait(void (Database::*how)(TenantId, Work, Done), TenantId tenant, F fn) {
    using Result = std::invoke_result_t<F, Tx&>;
    std::promise<void> finished;
    auto future = finished.get_future();
    auto done = [&](std::exception_ptr error) {
      if (error) {
        finished.set_exception(error);
      } else {
        finished.set_value();
      }
    };
    if constexpr (std::is_void_v<Result>) {
      (this->*how)(tenant, [&](Tx& tx) { fn(tx); }, done);
      future.get();
    } else {
      std::optional<Result> result;
      (this->*how)(tenant, [&](Tx& tx) { result.emplace(fn(tx)); }, done);
      future.get();
      return std::move(*result);
    }
  }

  struct Engines;
  Clock& clock_;
  Random& random_;
  Uuid node_;
  ChangeListener listener_;
  NumberBlocks numbers_;
  std::unique_ptr<Engines> engines_;
};

}  // namespace kontor
