#include "catalog/import.hpp"

#include <algorithm>

#include "kernel/bulk.hpp"
#include "catalog/import_store.hpp"
#include "catalog/routes.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/jobs.hpp"
#include "kernel/text.hpp"

namespace kontor {

namespace {

using catalog::ApplyContext;
using catalog::ApplyMode;
using catalog::ImportError;
using catalog::ImportErrorRow;
using catalog::ImportFile;
using catalog::ImportKind;
using catalog::ImportPlan;
using catalog::Mapping;
using catalog::Outcome;
using catalog::Sheet;

struct RunJob {
  ImportId import_id;
};
BOOST_DESCRIBE_STRUCT(RunJob, (), (import_id))

// Positions of errors within a line: those of the plan first, those of the run behind them.
constexpr std::int64_t kRunPositions = 1000;

std::string_view view_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

char character_of(Separator separator) {
  switch (separator) {
    case Separator::semicolon: return ';';
    case Separator::comma: return ',';
    case Separator::tab: return '\t';
    case Separator::pipe: return '|';
  }
  return ';';
}

Separator separator_of(char character) {
  if (character == ',') return Separator::comma;
  if (character == '\t') return Separator::tab;
  return character == '|' ? Separator::pipe : Separator::semicolon;
}

Sheet sheet_of(const Import& import, std::string_view bytes) {
  const auto encoding = csv::encoding_from_text(import.encoding);
  const std::string text = csv::decode(bytes, encoding.value_or(csv::Encoding::utf8));
  return catalog::read_sheet(text, character_of(import.separator));
}

ImportPlan plan_of(const Import& import, const Sheet& sheet) {
  ImportPlan plan =
      catalog::make_plan(import.kind, sheet, Mapping{import.preset, import.fields.value});
  if (import.kind == ImportKind::customers) catalog::sort_by_parents(plan.customers);
  return plan;
}

std::size_t size_of(const ImportPlan& plan) {
  return plan.products.size() + plan.customers.size() + plan.prices.size();
}

ApplyContext context_of(const Actor& actor, ApplyMode mode, const ImportPlan& plan) {
  ApplyContext context{actor, mode, {}};
  for (const auto& customer : plan.customers) {
    context.numbers_in_file.insert(catalog_key(customer.number));
  }
  return context;
}

// Items [from, from + count) of whichever list the plan has.
void apply_range(Tx& tx, const ApplyContext& context, const ImportPlan& plan, std::size_t from,
                 std::size_t count, Outcome& outcome) {
  const auto part = [&](const auto& items) {
    return std::span(items).subspan(from, std::min(count, items.size() - from));
  };
  if (!plan.products.empty()) apply_products(tx, context, part(plan.products), outcome);
  if (!plan.customers.empty()) apply_customers(tx, context, part(plan.customers), outcome);
  if (!plan.prices.empty()) apply_prices(tx, context, part(plan.prices), outcome);
}

// Names of fields become the headers of the file.
void name_columns(const Import& import, std::vector<ImportError>& errors) {
  for (ImportError& error : errors) {
    const auto& fields = import.fields.value;
    const auto found = std::find(fields.begin(), fields.end(), error.column);
    const auto index = static_cast<std::size_t>(found - fields.begin());
    if (error.column.empty() || index >= import.head->headers.size()) continue;
    error.column = import.head->headers[index];
  }
}

void store_errors(Tx& tx, const ImportId& id, const std::vector<ImportError>& errors,
                  std::int64_t first_position) {
  std::vector<ImportErrorRow> rows;
  std::map<std::int64_t, std::int64_t> positions;
  for (const ImportError& error : errors) {
    if (rows.size() >= catalog::kMaxImportErrors) break;
    rows.push_back({tx.tenant(), id, error.line, first_position + positions[error.line]++,
                    error.column, first_graphemes(repaired_utf8(error.cell), 200), error.code,
                    error.params});
  }
  insert_all(tx, rows);
}

std::int64_t bad_lines(const ImportPlan& plan) {
  std::set<std::int64_t> lines;
  for (const ImportError& error : plan.errors) lines.insert(error.line);
  return static_cast<std::int64_t>(lines.size());
}

// What was found and is still to be stored: errors with the position of the first in its line.
struct Found {
  std::vector<ImportError> of_file;
  std::vector<ImportError> of_comparison;
};

// The state before a run: what the file alone says.
void start_counts(Import& import, const ImportPlan& plan) {
  import.counts = catalog::ImportCounts{};
  import.counts->bad = bad_lines(plan);
  import.counts->skipped = plan.skipped;
  import.rows_total = plan.rows_total;
  import.items_total = static_cast<std::int64_t>(size_of(plan));
  import.items_done = 0;
}

void add_outcome(Import& import, Outcome& outcome) {
  name_columns(import, outcome.errors);
  import.counts->add(outcome.counts);
}

void replace_errors(Tx& tx, const ImportId& id, const Found& found) {
  tx.execute("DELETE FROM import_errors WHERE tenant_id = $1 AND import_id = $2", tx.tenant(), id);
  store_errors(tx, id, found.of_file, 0);
  store_errors(tx, id, found.of_comparison, kRunPositions);
}

ImportHead head_of(const Sheet& sheet) {
  ImportHead head;
  head.headers = sheet.headers;
  for (const csv::Record& row : sheet.rows) {
    if (head.rows.size() == kPreviewLines) break;
    head.lines.push_back(row.line);
    auto& cells = head.rows.emplace_back();
    for (std::size_t i = 0; i < row.fields.size() && i < sheet.headers.size(); ++i) {
      cells.push_back(first_graphemes(row.fields[i], 120));
    }
  }
  return head;
}

enum class Columns { recognise, keep };

// What a run would do. Batch by batch in a snapshot of its own: nobody waits for the whole.
Outcome compare(Database& database, const Actor& actor, const ImportPlan& plan) {
  Outcome outcome;
  const ApplyContext context = context_of(actor, ApplyMode::check, plan);
  for (std::size_t at = 0; at < size_of(plan); at += kBatchItems) {
    database.read_wait(actor.tenant, [&](Tx& tx) {
      Outcome part;  // a snapshot may be read again after a lost connection
      apply_range(tx, context, plan, at, kBatchItems, part);
      outcome.append(std::move(part));
    });
  }
  return outcome;
}

// Recognises the columns anew or keeps the mapping, and finds out what a run would do.
Found check(Database& database, const Actor& actor, Import& import, std::string_view bytes,
            Columns columns) {
  const Sheet sheet = sheet_of(import, bytes);
  if (sheet.headers.empty()) throw Refused(kImportUnreadable);
  import.head = head_of(sheet);
  if (columns == Columns::recognise) {
    Mapping mapping = catalog::map_columns(import.kind, sheet.headers);
    import.preset = mapping.preset;
    import.fields = std::move(mapping.fields);
  }
  const Mapping mapping{import.preset, import.fields.value};
  ImportPlan plan = plan_of(import, sheet);
  start_counts(import, plan);
  import.state = ImportState::uploaded;
  if (!catalog::missing_fields(import.kind, mapping).empty()) {
    // Without these every line would be bad, which helps nobody.
    import.counts = catalog::ImportCounts{};
    return {};
  }
  Outcome outcome = compare(database, actor, plan);
  add_outcome(import, outcome);
  import.state = ImportState::checked;
  return {std::move(plan.errors), std::move(outcome.errors)};
}

void require_import(const Actor& actor, ImportKind kind) {
  require(actor, Right::data_import);
  if (kind == ImportKind::products) require(actor, Right::catalog_manage);
  if (kind == ImportKind::prices) require(actor, Right::price_manage);
  if (kind == ImportKind::customers) require(actor, Right::account_create);
}

// A workbook, an archive, a PDF or an old Excel file under the name of a CSV file.
bool is_foreign_format(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") || bytes.starts_with("\xD0\xCF\x11\xE0") ||
         bytes.starts_with("%PDF");
}

void need_open(const Import& import) {
  if (import.state == ImportState::running) throw Refused(kImportRunning);
  if (import.state == ImportState::done) {
    throw Refused(kWrongState, {{"state", std::string("done")}});
  }
}

// Row first; it must still be as it was when the long half began.
Import take_import(Tx& tx, const Import& seen) {
  auto import = take<Import>(tx, seen.id, std::nullopt, "");
  need_open(import);
  if (import.version != seen.version + 1) throw Refused(kConflict);
  return import;
}

Bytes load_bytes(Tx& tx, const ImportId& id) {
  auto file = tx.find<ImportFile>("WHERE tenant_id = $1 AND import_id = $2", tx.tenant(), id);
  if (!file) throw Refused(kNotFound);
  return std::move(file->content);
}

struct Stored {
  Import import;
  Bytes bytes;
};

Stored read_open_import(Database& database, const Actor& actor, const ImportId& id) {
  return database.read_wait(actor.tenant, [&](Tx& tx) {
    auto import = tx.find<Import>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
    if (!import) throw Refused(kNotFound);
    require_import(actor, import->kind);
    need_open(*import);
    return Stored{std::move(*import), load_bytes(tx, id)};
  });
}

void set_columns(Import& import, const Actor& actor, const List<ColumnChoice, 500>& columns) {
  std::vector<std::string>& fields = *import.fields;
  for (const ColumnChoice& choice : columns) {
    const auto index = static_cast<std::size_t>(choice.index.value);
    if (index >= fields.size()) {
      throw Refused::field("/columns", "too_large", std::to_string(fields.size() - 1),
                           std::to_string(index));
    }
    const std::string field = choice.field ? std::string(*choice.field) : std::string();
    if (!field.empty() && catalog::find_import_field(import.kind, field) == nullptr) {
      throw Refused::field("/columns", "unknown", "", field);
    }
    fields[index] = field;
  }
  std::set<std::string> seen;
  for (const std::string& field : fields) {
    if (!field.empty() && !seen.insert(field).second) {
      throw Refused(kImportFieldTwice,
                    {{"field", catalog::field_label(import.kind, field, actor.locale)}});
    }
  }
}

// One batch of a run; returns whether it was the last. Writes progress in the same transaction.
bool run_batch(Tx& tx, const Actor& actor, const ImportId& id, const ImportPlan& plan) {
  auto import = take<Import>(tx, id, std::nullopt, "");
  if (import.state != ImportState::running) return true;
  Outcome outcome;
  const auto from = static_cast<std::size_t>(import.items_done);
  const std::size_t count = std::min(kBatchItems, size_of(plan) - std::min(from, size_of(plan)));
  if (count > 0) {
    apply_range(tx, context_of(actor, ApplyMode::run, plan), plan, from, count, outcome);
  }
  add_outcome(import, outcome);
  store_errors(tx, id, outcome.errors, kRunPositions);
  import.items_done += static_cast<std::int64_t>(count);
  const bool last = import.items_done >= import.items_total;
  if (last) import.state = ImportState::done;
  import.changed_at_ms = tx.now_ms();
  tx.update(import);
  return last;
}

}  // namespace

ImportStep prepare_upload(Database& database, const Actor& actor, ImportKind kind,
                          std::string_view file_name, std::string_view bytes) {
  require_import(actor, kind);
  if (is_foreign_format(bytes)) throw Refused(kImportIsSpreadsheet);
  Import import;
  import.tenant_id = actor.tenant;
  import.kind = kind;
  import.file_name = first_graphemes(repaired_utf8(file_name), 200);
  const csv::Encoding encoding = csv::detect_encoding(bytes);
  import.encoding = csv::to_text(encoding);
  import.separator =
      separator_of(csv::detect_separator(csv::decode(bytes.substr(0, 64 * 1024), encoding)));
  import.actor_name = actor.name;
  if (!actor.user_id.is_nil()) import.user_id = actor.user_id;
  import.version = 1;
  auto found = std::make_shared<const Found>(
      check(database, actor, import, bytes, Columns::recognise));
  auto content = std::make_shared<const Bytes>(bytes.begin(), bytes.end());
  return [import, found, content](Tx& tx) {
    Import fresh = import;
    fresh.id = tx.new_id<ImportId>();
    fresh.created_at_ms = fresh.changed_at_ms = tx.now_ms();
    tx.insert(fresh);  // the errors name it
    tx.insert(ImportFile{tx.tenant(), fresh.id, *content});
    replace_errors(tx, fresh.id, *found);
    return fresh;
  };
}

ImportStep prepare_change(Database& database, const Actor& actor, const ImportId& id,
                          const ImportPatch& patch) {
  const Stored stored = read_open_import(database, actor, id);
  Import import = stored.import;
  Columns columns = Columns::keep;
  if (patch.encoding.present) {
    if (!csv::encoding_from_text(patch.encoding.value)) {
      throw Refused::field("/encoding", "not_an_encoding",
                           "utf-8, utf-16le, utf-16be, windows-1252", patch.encoding.value);
    }
    import.encoding = patch.encoding.value;
    columns = Columns::recognise;
  }
  if (patch.separator.present) {
    import.separator = patch.separator.value;
    columns = Columns::recognise;
  }
  const std::string_view bytes = view_of(stored.bytes);
  if (patch.columns.present && columns == Columns::keep) {
    set_columns(import, actor, patch.columns.value);
  }
  Found found = check(database, actor, import, bytes, columns);
  if (patch.columns.present && columns == Columns::recognise) {
    set_columns(import, actor, patch.columns.value);
    found = check(database, actor, import, bytes, Columns::keep);
  }
  auto shared = std::make_shared<const Found>(std::move(found));
  return [import, shared](Tx& tx) {
    Import changed = import;
    changed.version = take_import(tx, import).version;
    changed.changed_at_ms = tx.now_ms();
    replace_errors(tx, changed.id, *shared);
    tx.update(changed);
    return changed;
  };
}

ImportStep prepare_run(Database& database, const Actor& actor, const ImportId& id) {
  const Stored stored = read_open_import(database, actor, id);
  Import import = stored.import;
  const Mapping mapping{import.preset, import.fields.value};
  const auto missing = catalog::missing_fields(import.kind, mapping);
  if (!missing.empty()) {
    std::string names;
    for (const std::string& field : missing) {
      names += names.empty() ? "" : ", ";
      names += catalog::field_label(import.kind, field, actor.locale);
    }
    throw Refused(kImportColumnsMissing, {{"fields", names}});
  }
  auto plan = std::make_shared<const ImportPlan>(
      plan_of(import, sheet_of(import, view_of(stored.bytes))));
  start_counts(import, *plan);
  import.state = ImportState::running;
  return [import, plan, actor](Tx& tx) {
    Import running = import;
    running.version = take_import(tx, import).version;
    running.changed_at_ms = tx.now_ms();
    replace_errors(tx, running.id, {plan->errors, {}});
    tx.update(running);
    if (size_of(*plan) <= kBatchItems) {
      run_batch(tx, actor, running.id, *plan);
    } else {
      enqueue(tx, {.queue = std::string(kImportQueue),
                   .key = running.id.text(),
                   .payload = to_json(RunJob{running.id}),
                   .subject = running.id.text()});
    }
    return *tx.find<Import>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), running.id);
  };
}

Import load_import(Tx& tx, const Actor& actor, const ImportId& id) {
  require(actor, Right::data_import);
  auto import = tx.find<Import>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
  if (!import) throw Refused(kNotFound);
  return *import;
}

Page<Import> list_imports(Tx& tx, const Actor& actor, const std::optional<ImportId>& before,
                          std::int64_t limit) {
  require(actor, Right::data_import);
  ImportId from;
  from.bytes.fill(0xFF);
  Page<Import> page;
  page.items = tx.select<Import>("WHERE tenant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
                                 tx.tenant(), before.value_or(from), limit + 1);
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.pop_back();
    page.next_cursor = page.items.back().id.text();
  }
  return page;
}

namespace {

// PostgreSQL plans by what it counted last, and its own counting comes minutes later: a table that
// was empty then would be read as a whole for each batch.
void count_anew(Database& database, const TenantId& tenant, ImportKind kind) {
  if (database.engine() != Engine::postgres) return;
  const char* const tables = kind == ImportKind::products    ? "products, variants, product_terms, "
                                                               "prices, floor_prices"
                             : kind == ImportKind::customers ? "accounts, account_numbers, "
                                                               "account_terms"
                                                             : "prices, floor_prices";
  database.write_wait(tenant,
                      [&](Tx& tx) { tx.run_script("ANALYZE " + std::string(tables)); });
}

}  // namespace

void finish_import(Database& database, const TenantId& tenant, const ImportId& id) {
  Import import;
  Bytes bytes;
  database.read_wait(tenant, [&](Tx& tx) {
    import = *tx.find<Import>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
    bytes = load_bytes(tx, id);
  });
  if (import.state != ImportState::running) return;
  const ImportPlan plan = plan_of(import, sheet_of(import, view_of(bytes)));
  // Who started it was asked for his right then; the log shows his name.
  const Actor actor = Actor::system(tenant, import.actor_name);
  bool last = false;
  for (unsigned batches = 1; !last; ++batches) {
    last = database.write_wait(tenant, [&](Tx& tx) { return run_batch(tx, actor, id, plan); });
    // From four batches on the tables are large enough to be asked by their indexes.
    if (last || batches == 1 || batches == 4) count_anew(database, tenant, import.kind);
  }
}

std::vector<Queue> catalog_queues() {
  Queue queue;
  queue.name = std::string(kImportQueue);
  queue.handle = [](JobContext& context) {
    const auto id = context.job.payload_as<RunJob>().import_id;
    finish_import(context.database, context.job.tenant_id, id);
  };
  return {queue};
}

}  // namespace kontor
