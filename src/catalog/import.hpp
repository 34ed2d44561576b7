// An uploaded file on its way in: recognised, mapped, checked, run. Good lines go in, bad ones are
// listed with line, column and reason; running a file twice changes nothing the second time.
//
// A run writes kBatchItems items per transaction and `items_done` with them: whoever writes
// meanwhile waits for one batch only, and an interrupted run goes on where it stopped. Small
// files run in the request, larger ones as a job.
#pragma once

#include "catalog/import_apply.hpp"
#include "kernel/api_schema.hpp"

namespace kontor {

struct ImportTag {
  static constexpr std::string_view kPrefix = "import";
};
using ImportId = Id<ImportTag>;

enum class ImportState { uploaded, checked, running, done };
BOOST_DESCRIBE_ENUM(ImportState, uploaded, checked, running, done)

enum class Separator { semicolon, comma, tab, pipe };
BOOST_DESCRIBE_ENUM(Separator, semicolon, comma, tab, pipe)

inline constexpr Code kImportUnreadable{"import_unreadable", 422};
inline constexpr Code kImportIsSpreadsheet{"import_is_spreadsheet", 422};
inline constexpr Code kImportColumnsMissing{"import_columns_missing", 409};
inline constexpr Code kImportFieldTwice{"import_field_twice", 422};
inline constexpr Code kImportRunning{"import_running", 409};

inline constexpr std::size_t kMaxImportBytes = std::size_t{20} * 1024 * 1024;
inline constexpr std::size_t kBatchItems = 250;
inline constexpr std::size_t kPreviewLines = 20;
inline constexpr std::string_view kImportQueue = "catalog.import";

/// The first lines as they are in the file, kept so that the page does not read the file again.
struct ImportHead {
  std::vector<std::string> headers;
  std::vector<std::int64_t> lines;
  std::vector<std::vector<std::string>> rows;
};
BOOST_DESCRIBE_STRUCT(ImportHead, (), (headers, lines, rows))

struct Import {
  static constexpr std::string_view kTable = "imports";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  ImportId id;
  catalog::ImportKind kind = catalog::ImportKind::products;
  ImportState state = ImportState::uploaded;
  std::string file_name;
  std::string encoding;
  Separator separator = Separator::semicolon;
  catalog::Preset preset = catalog::Preset::none;
  Json<std::vector<std::string>> fields;
  Json<ImportHead> head;
  std::int64_t rows_total = 0;
  std::int64_t items_total = 0;
  std::int64_t items_done = 0;
  Json<catalog::ImportCounts> counts;
  std::string actor_name;
  std::optional<UserId> user_id;
  std::int64_t created_at_ms = 0;
  std::int64_t changed_at_ms = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Import, (),
                      (tenant_id, id, kind, state, file_name, encoding, separator, preset, fields,
                       head, rows_total, items_total, items_done, counts, actor_name, user_id,
                       created_at_ms, changed_at_ms, version))

struct ColumnChoice {
  Bounded<0, 500> index;
  std::optional<Text<40>> field;  ///< null: the column is ignored
};
BOOST_DESCRIBE_STRUCT(ColumnChoice, (), (index, field))

struct ImportPatch {
  Patch<List<ColumnChoice, 500>> columns;
  Patch<Text<20>> encoding;
  Patch<Separator> separator;
};
BOOST_DESCRIBE_STRUCT(ImportPatch, (), (columns, encoding, separator))

/// The short half of a command on an import: what its transaction does.
using ImportStep = std::function<Import(Tx&)>;

// The long halves: they read the file and compare it with the database in short snapshots, and
// write nothing. They block, so they run neither on a database thread nor on an io thread. The
// step refuses with conflict when somebody else changed the import meanwhile.

/// Recognises the file and says what a run would do; the step stores it.
ImportStep prepare_upload(Database& database, const Actor& actor, catalog::ImportKind kind,
                          std::string_view file_name, std::string_view bytes);
/// Another mapping, encoding or separator; checks again.
ImportStep prepare_change(Database& database, const Actor& actor, const ImportId& id,
                          const ImportPatch& patch);
/// The step runs at once up to kBatchItems items, else it leaves a job. A run that is done is
/// not run again.
ImportStep prepare_run(Database& database, const Actor& actor, const ImportId& id);

/// Newest first, those with ids below `before`.
Page<Import> list_imports(Tx& tx, const Actor& actor, const std::optional<ImportId>& before,
                          std::int64_t limit);
Import load_import(Tx& tx, const Actor& actor, const ImportId& id);

/// For the job and the command line: runs batch after batch until done. Any thread.
void finish_import(Database& database, const TenantId& tenant, const ImportId& id);

}  // namespace kontor
