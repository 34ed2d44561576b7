# Fault tests: tests/faults/run.py on build/debug, which has the known-bad settings.

# The short runs of all, as one step of ./dev test.
short_faults() {
  python3 tests/faults/run.py all
}

long_faults() {
  python3 tests/faults/run.py all --long "$@"
}
