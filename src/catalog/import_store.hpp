// Rows of imports that only this module's files see.
#pragma once

#include "catalog/import.hpp"

namespace kontor::catalog {

struct ImportFile {
  static constexpr std::string_view kTable = "import_files";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  ImportId import_id;
  Bytes content;
};
BOOST_DESCRIBE_STRUCT(ImportFile, (), (tenant_id, import_id, content))

struct ImportErrorRow {
  static constexpr std::string_view kTable = "import_errors";
  static constexpr int kKeyColumns = 4;
  TenantId tenant_id;
  ImportId import_id;
  std::int64_t line = 0;
  std::int64_t position = 0;
  std::string column_name;
  std::string cell;
  std::string code;
  Json<std::vector<ImportParam>> params;
};
BOOST_DESCRIBE_STRUCT(ImportErrorRow, (),
                      (tenant_id, import_id, line, position, column_name, cell, code, params))

}  // namespace kontor::catalog
