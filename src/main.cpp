#include <iostream>

#include "cli.hpp"

int main(int count, char** arguments) {
  return kontor::run_command_line({arguments + 1, arguments + count}, std::cout, std::cerr);
}
