#include <algorithm>

#include "catalog/import.hpp"
#include "catalog/import_store.hpp"
#include "catalog/routes.hpp"
#include "kernel/multipart.hpp"
#include "kernel/text.hpp"
#include "kernel/texts.hpp"

namespace kontor {

namespace {

using catalog::ImportErrorRow;
using catalog::ImportKind;

struct ImportErrorView {
  std::int64_t line = 0;
  std::string column;
  std::string value;
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(ImportErrorView, (), (line, column, value, code, message))

struct ImportColumn {
  std::int64_t index = 0;
  std::string header;
  std::vector<std::string> sample;
  std::optional<std::string> field;
};
BOOST_DESCRIBE_STRUCT(ImportColumn, (), (index, header, sample, field))

struct ImportFieldView {
  std::string name;
  std::string label;
  bool required = false;
};
BOOST_DESCRIBE_STRUCT(ImportFieldView, (), (name, label, required))

struct ImportPreviewLine {
  std::int64_t line = 0;
  std::vector<std::string> values;
  std::vector<ImportErrorView> errors;
};
BOOST_DESCRIBE_STRUCT(ImportPreviewLine, (), (line, values, errors))

struct ImportHint {
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(ImportHint, (), (code, message))

struct ImportView {
  ImportId id;
  ImportKind kind = ImportKind::products;
  std::string file_name;
  ImportState state = ImportState::uploaded;
  std::string encoding;
  Separator separator = Separator::semicolon;
  catalog::Preset preset = catalog::Preset::none;
  std::vector<ImportColumn> columns;
  std::vector<ImportFieldView> fields;
  std::vector<std::string> missing;  ///< names of fields without which it cannot run
  std::vector<ImportHint> hints;
  std::int64_t rows_total = 0;
  std::int64_t items_total = 0;
  std::int64_t items_done = 0;
  std::vector<ImportPreviewLine> preview;
  catalog::ImportCounts counts;
  std::string created_by;
  std::int64_t created_at_ms = 0;
  std::int64_t changed_at_ms = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ImportView, (),
                      (id, kind, file_name, state, encoding, separator, preset, columns, fields,
                       missing, hints, rows_total, items_total, items_done, preview, counts,
                       created_by, created_at_ms, changed_at_ms, version))

ImportErrorView error_view(const ImportErrorRow& row, Locale locale) {
  TextParams params = {{"column", row.column_name}, {"cell", row.cell}};
  for (const auto& param : row.params.value) params[param.name] = param.value;
  std::string key = "import_error." + row.code;
  if (!texts().has(locale, key)) key = "field_error." + row.code;
  if (!texts().has(locale, key)) key = "refusal." + row.code;
  return {row.line, row.column_name, row.cell, row.code, text(locale, key, params)};
}

std::vector<ImportErrorRow> errors_from(Tx& tx, const ImportId& id, std::int64_t line,
                                        std::int64_t position, std::int64_t limit) {
  return tx.select<ImportErrorRow>(
      "WHERE tenant_id = $1 AND import_id = $2 AND (line, position) > ($3, $4) "
      "ORDER BY line, position LIMIT $5",
      tx.tenant(), id, line, position, limit);
}

std::vector<ImportColumn> columns_of(const Import& import) {
  std::vector<ImportColumn> columns;
  const ImportHead& head = *import.head;
  for (std::size_t i = 0; i < head.headers.size(); ++i) {
    ImportColumn column;
    column.index = static_cast<std::int64_t>(i);
    column.header = head.headers[i];
    for (const auto& row : head.rows) {
      if (column.sample.size() == 3) break;
      if (i < row.size() && !row[i].empty()) column.sample.push_back(row[i]);
    }
    if (i < import.fields->size() && !import.fields.value[i].empty()) {
      column.field = import.fields.value[i];
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<ImportHint> hints_of(const Import& import, Locale locale) {
  std::vector<ImportHint> hints;
  std::string ignored;
  for (std::size_t i = 0; i < import.head->headers.size(); ++i) {
    if (i < import.fields->size() && !import.fields.value[i].empty()) continue;
    if (import.head->headers[i].empty()) continue;
    ignored += (ignored.empty() ? "" : ", ") + import.head->headers[i];
  }
  if (!ignored.empty()) {
    hints.push_back({"columns_ignored", text(locale, "import_hint.columns_ignored",
                                             {{"columns", ignored}})});
  }
  hints.push_back({"empty_cells", text(locale, "import_hint.empty_cells")});
  const bool shop = import.preset == catalog::Preset::woocommerce ||
                    import.preset == catalog::Preset::shopify;
  if (shop) hints.push_back({"sku_made", text(locale, "import_hint.sku_made")});
  return hints;
}

std::vector<ImportPreviewLine> preview_of(Tx& tx, const Import& import, Locale locale) {
  std::vector<ImportPreviewLine> preview;
  const ImportHead& head = *import.head;
  for (std::size_t i = 0; i < head.rows.size(); ++i) {
    preview.push_back({head.lines[i], head.rows[i], {}});
  }
  for (const auto& row : errors_from(tx, import.id, 0, 0, 200)) {
    const auto line = std::find_if(preview.begin(), preview.end(),
                                   [&](const auto& shown) { return shown.line == row.line; });
    if (line != preview.end()) line->errors.push_back(error_view(row, locale));
  }
  return preview;
}

ImportView view_of(Tx& tx, const Import& import, Locale locale) {
  ImportView view;
  view.id = import.id;
  view.kind = import.kind;
  view.file_name = import.file_name;
  view.state = import.state;
  view.encoding = import.encoding;
  view.separator = import.separator;
  view.preset = import.preset;
  view.columns = columns_of(import);
  for (const auto& field : catalog::import_fields(import.kind)) {
    view.fields.push_back({std::string(field.name),
                           catalog::field_label(import.kind, field.name, locale),
                           field.required});
  }
  view.missing = catalog::missing_fields(import.kind, {import.preset, import.fields.value});
  view.hints = hints_of(import, locale);
  view.rows_total = import.rows_total;
  view.items_total = import.items_total;
  view.items_done = import.items_done;
  view.preview = preview_of(tx, import, locale);
  view.counts = import.counts.value;
  view.created_by = import.actor_name;
  view.created_at_ms = import.created_at_ms;
  view.changed_at_ms = import.changed_at_ms;
  view.version = import.version;
  return view;
}

using ViewStep = std::function<ImportView(Tx&)>;

/// The step, then what the caller sees of it.
ViewStep shown(ImportStep step, Locale locale) {
  return [step = std::move(step), locale](Tx& tx) { return view_of(tx, step(tx), locale); };
}

struct ImportRow {
  ImportId id;
  ImportKind kind = ImportKind::products;
  std::string file_name;
  ImportState state = ImportState::uploaded;
  std::int64_t rows_total = 0;
  std::int64_t items_total = 0;
  std::int64_t items_done = 0;
  catalog::ImportCounts counts;
  std::string created_by;
  std::int64_t created_at_ms = 0;
  std::int64_t changed_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ImportRow, (),
                      (id, kind, file_name, state, rows_total, items_total, items_done, counts,
                       created_by, created_at_ms, changed_at_ms))

Page<ImportRow> list(Tx& tx, const Call& call) {
  std::optional<ImportId> before;
  const std::string cursor = call.query("cursor");
  if (!cursor.empty()) {
    before = ImportId::parse(cursor);
    if (!before) throw Refused::field("?cursor", "not_a_cursor");
  }
  auto found = list_imports(tx, call.actor, before, call.limit());
  Page<ImportRow> page;
  page.next_cursor = std::move(found.next_cursor);
  for (const Import& import : found.items) {
    page.items.push_back({import.id, import.kind, import.file_name, import.state,
                          import.rows_total, import.items_total, import.items_done,
                          import.counts.value, import.actor_name, import.created_at_ms,
                          import.changed_at_ms});
  }
  return page;
}

ViewStep upload(Database& database, const Call& call) {
  const http::MultipartLimits limits{.max_parts = 5,
                                     .max_header_bytes = 4096,
                                     .max_part_bytes = kMaxImportBytes,
                                     .max_total_bytes = kMaxImportBytes + 64 * 1024};
  const auto body = http::parse_multipart(call.request.body,
                                          call.request.headers.get("Content-Type"), limits);
  if (body.error == http::MultipartError::not_multipart) throw Refused(kUnsupportedMedia);
  if (body.error == http::MultipartError::part_too_large ||
      body.error == http::MultipartError::total_too_large) {
    throw Refused::field("/file", "file_too_large", std::to_string(kMaxImportBytes),
                         std::to_string(call.request.body.size()));
  }
  if (body.error != http::MultipartError::none) {
    throw Refused(kBadRequest, {{"what", std::string("multipart/form-data")}});
  }
  const http::Part* kind_part = body.find("kind");
  const http::Part* file = body.find("file");
  const std::string name(kind_part != nullptr ? kind_part->content : std::string_view());
  const auto kind = parse_enum<ImportKind>(name);
  if (!kind) {
    throw Refused::field("/kind", "not_allowed", "products, customers, prices",
                         first_graphemes(repaired_utf8(name), 60));
  }
  if (file == nullptr || file->content.empty()) throw Refused::field("/file", "file_missing");
  return shown(prepare_upload(database, call.actor, *kind,
                              file->file_name.value_or("import.csv"), file->content),
               call.locale);
}

Page<ImportErrorView> list_errors(Tx& tx, const Call& call) {
  const auto import = load_import(tx, call.actor, call.id<ImportId>("id"));
  std::int64_t line = 0;
  std::int64_t position = -1;
  const std::string cursor = call.query("cursor");
  if (!cursor.empty()) {
    const char* end = cursor.data() + cursor.size();
    const auto [dot, bad_line] = std::from_chars(cursor.data(), end, line);
    const bool has_dot = bad_line == std::errc() && dot != end && *dot == '.';
    const auto read = has_dot ? std::from_chars(dot + 1, end, position).ec : std::errc::io_error;
    if (read != std::errc()) throw Refused::field("?cursor", "not_a_cursor");
  }
  const std::int64_t limit = call.limit();
  auto rows = errors_from(tx, import.id, line, position, limit + 1);
  Page<ImportErrorView> page;
  if (rows.size() > static_cast<std::size_t>(limit)) {
    rows.pop_back();
    page.next_cursor =
        std::to_string(rows.back().line) + "." + std::to_string(rows.back().position);
  }
  for (const auto& row : rows) page.items.push_back(error_view(row, call.locale));
  return page;
}

http::Response errors_csv(Tx& tx, const Call& call) {
  const auto import = load_import(tx, call.actor, call.id<ImportId>("id"));
  csv::Writer writer;
  for (const char* column : {"line", "column", "value", "code", "message"}) {
    writer.field(text(call.locale, "import_error_column." + std::string(column)));
  }
  writer.end_record();
  const auto limit = static_cast<std::int64_t>(catalog::kMaxImportErrors) * 2;
  for (const auto& row : errors_from(tx, import.id, 0, -1, limit)) {
    const ImportErrorView error = error_view(row, call.locale);
    writer.record(
        {std::to_string(error.line), error.column, error.value, error.code, error.message});
  }
  http::Response response = http::Response::text(writer.take());
  response.content_type = "text/csv; charset=utf-8";
  response.headers.set("Content-Disposition", "attachment; filename=\"errors.csv\"");
  return response;
}

void add_upload_route(Api& api) {
  api.write_prepared(
      http::Method::post, "/imports",
      {.summary = "Uploads a CSV file and says what importing it would do",
       .tag = "Imports",
       .access = Access::staff,
       .status = 201,
       .errors = {kImportUnreadable, kImportIsSpreadsheet, kUnsupportedMedia},
       .description = "multipart/form-data with `file` and `kind` (products, customers, prices). "
                      "Encoding, separator and the columns of WooCommerce, Shopify and Kontor's "
                      "own exports are recognised.",
       .operation_id = "upload_import",
       .limits = {.max_body_bytes = kMaxImportBytes + 64 * 1024, .timeout_ms = 60'000}},
      [](Database& database, const Call& call) { return upload(database, call); });
}

void add_change_routes(Api& api) {
  const http::RouteLimits limits{.timeout_ms = 60'000};
  api.write_prepared(
      http::Method::patch, "/imports/{id}",
      {.summary = "Gives columns to fields, or another encoding or separator; checks again",
       .tag = "Imports",
       .access = Access::staff,
       .errors = {kImportFieldTwice, kImportRunning, kWrongState, kImportUnreadable},
       .operation_id = "change_import",
       .limits = limits},
      [](Database& database, const Call& call, const ImportPatch& body) {
        return shown(prepare_change(database, call.actor, call.id<ImportId>("id"), body),
                     call.locale);
      });
  api.write_prepared(
      http::Method::post, "/imports/{id}/run",
      {.summary = "Takes the good lines over; large files as a job",
       .tag = "Imports",
       .access = Access::staff,
       .errors = {kImportColumnsMissing, kImportRunning, kWrongState},
       .operation_id = "run_import",
       .limits = limits},
      [](Database& database, const Call& call) {
        return shown(prepare_run(database, call.actor, call.id<ImportId>("id")), call.locale);
      });
}

}  // namespace

void add_import_routes(Api& api) {
  add_upload_route(api);
  add_change_routes(api);
  ParameterDoc before;
  before.name = "cursor";
  api.read("/imports",
           {.summary = "Lists imports, newest first",
            .tag = "Imports",
            .access = Access::staff,
            .query = {before},
            .operation_id = "list_imports"},
           [](Tx& tx, const Call& call) { return list(tx, call); });
  api.read("/imports/{id}",
           {.summary = "Reads an import with its preview and counts",
            .tag = "Imports",
            .access = Access::staff,
            .operation_id = "get_import"},
           [](Tx& tx, const Call& call) {
             return view_of(tx, load_import(tx, call.actor, call.id<ImportId>("id")), call.locale);
           });
  ParameterDoc cursor;
  cursor.name = "cursor";
  api.read("/imports/{id}/errors",
           {.summary = "Lists what is wrong, by line",
            .tag = "Imports",
            .access = Access::staff,
            .query = {cursor},
            .operation_id = "list_import_errors"},
           [](Tx& tx, const Call& call) { return list_errors(tx, call); });
  api.read("/imports/{id}/errors.csv",
           {.summary = "The same as a CSV file",
            .tag = "Imports",
            .access = Access::staff,
            .operation_id = "download_import_errors"},
           [](Tx& tx, const Call& call) { return errors_csv(tx, call); });
}

}  // namespace kontor
