# Fault tests and bad input: tests/faults, tests/bad_input, on build/debug, which has the
# known-bad settings.

# The short runs of all, as one step of ./dev test.
short_faults() {
  python3 tests/faults/run.py all
}

# What is asked there lives in memory where there is room.
bad_input() {
  local quick=${TMPDIR:-/tmp}
  if has_room /dev/shm 2; then quick=/dev/shm; fi
  TMPDIR=$quick python3 tests/bad_input/run.py "$@"
}
