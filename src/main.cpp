#include <cstdio>

#include "kernel/embedded.hpp"

int main() {
  std::printf("kontor %s, %zu embedded files\n", KONTOR_VERSION, kontor::embedded_files().size());
  return 0;
}
