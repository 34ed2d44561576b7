// Commands that print what the program knows about itself.

#include <CLI/CLI.hpp>
#include <fstream>
#include <ostream>

#include "cli.hpp"
#include "program.hpp"
#include "reference.hpp"

namespace kontor {
namespace {

/// The routes need a database to be declared, not to be asked: one in memory serves.
Config config_in_memory() {
  Config config;
  config.database_url = "sqlite::memory:";
  config.data_dir = std::filesystem::temp_directory_path();
  return config;
}

int write_reference(const std::filesystem::path& folder, std::ostream& out) {
  for (const auto& page : reference_pages()) {
    const auto path = folder / page.path;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    if (!(file << page.text).flush()) {
      throw std::runtime_error("cannot write " + path.string());
    }
    out << path.string() << "\n";
  }
  return kExitDone;
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

  auto* reference =
      app.add_subcommand("reference", "Writes the pages of docs/ that come from the program");
  const auto folder = std::make_shared<std::string>();
  reference->add_option("folder", *folder, "Where docs/ is")->required()->type_name("FOLDER");
  reference->footer(
      "The lives of orders and other things as tables and diagrams, and all settings.\n\n"
      "Example:\n"
      "  kontor reference docs");
  reference->callback([&line, folder] { line.exit_code = write_reference(*folder, line.out); });
}

}  // namespace kontor
