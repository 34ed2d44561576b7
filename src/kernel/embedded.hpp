// Files that are part of the program: texts, migrations and the built web UI.
//
// Paths are relative and use '/': "texts/de.json", "migrations/0001_accounts.sql", "web/index.html"
// (what stands in web/dist/). Each compressible file under web/ has its compressed forms beside it
// when they are smaller: "web/assets/app.js.gz" and, if the build machine has brotli,
// "web/assets/app.js.br". Without a web build there is no file under "web/".
//
// The bytes live as long as the process and may be read from any thread.
#pragma once

#include <span>
#include <string_view>

namespace kontor {

struct EmbeddedFile {
  std::string_view path;
  std::string_view bytes;
};

// All files, sorted by path.
std::span<const EmbeddedFile> embedded_files();

// The file with exactly this path, or nullptr.
const EmbeddedFile* find_embedded_file(std::string_view path);

}  // namespace kontor
