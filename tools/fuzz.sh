# Fuzz targets: tests/fuzz, built by clang alone in build/fuzz.

fuzz_possible() { command -v clang++-19 >/dev/null; }

fuzz_build() { cpp_build fuzz all; }

# A few seconds each as one step of ./dev test.
fuzz_tests() {
  if fuzz_possible; then
    # So many seconds whatever the machine does: it takes what the others leave.
    queue fuzz "Fuzz" nice -n 19 tests/fuzz/run.py --seconds 15
  else
    skip fuzz "Fuzz" 1 "clang-19 cannot be had here"
  fi
}
