// kontor demo: something to look at.

#include <CLI/CLI.hpp>
#include <ostream>

#include "cli.hpp"
#include "demo.hpp"
#include "program.hpp"

namespace kontor {
namespace {

int run_demo(const CommandLine& line, bool if_empty) {
  const auto config = line.config();
  const bool made = make_demo(config);
  if (!made && !if_empty) {
    line.err << "The database is in use already. The demonstration wants an empty one: give "
                "another --data-dir or --database-url.\n";
    return kExitFailed;
  }
  Program program(config);
  print_demo_people(demo_people(program.database()), line.out);
  return kExitDone;
}

}  // namespace

void add_demo_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("demo", "Fills an empty database with demo data");
  const auto if_empty = std::make_shared<bool>(false);
  command->add_flag("--if-empty", *if_empty, "Do nothing, and be content, when there is data");
  command->footer(
      "A merchant in Bremen with staff, partners, customers, about sixty products and sixty\n"
      "orders in all states. Prints one login per role. No mail leaves the machine.\n\n"
      "Examples:\n"
      "  kontor demo\n"
      "  kontor demo --data-dir look && kontor serve --data-dir look");
  add_config_options(*command, line);
  command->callback([&line, if_empty] { line.exit_code = run_demo(line, *if_empty); });
}

}  // namespace kontor
