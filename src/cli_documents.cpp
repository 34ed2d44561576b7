// Commands that print what the program knows about itself.

#include <CLI/CLI.hpp>
#include <ostream>

#include "cli.hpp"
#include "program.hpp"

namespace kontor {
namespace {

/// The routes need a database to be declared, not to be asked: one in memory serves.
Config config_in_memory() {
  Config config;
  config.database_url = "sqlite::memory:";
  config.data_dir = std::filesystem::temp_directory_path();
  return config;
}

}  // namespace

void add_document_commands(CLI::App& app, CommandLine& line) {
  auto* openapi = app.add_subcommand("openapi", "Prints the description of the API (OpenAPI 3.1)");
  openapi->footer(
      "Needs neither configuration nor database. The same document is served at\n"
      "/api/v1/openapi.json, as a page to read at /api/v1/docs.\n\n"
      "Example:\n"
      "  kontor openapi > openapi.json");
  openapi->callback([&line] {
    Seams seams;
    seams.secrets.emplace(std::array<std::uint8_t, SecretBox::kKeyBytes>{});
    Program program(config_in_memory(), std::move(seams));
    line.out << boost::json::serialize(program.api().openapi()) << "\n";
  });
}

}  // namespace kontor
