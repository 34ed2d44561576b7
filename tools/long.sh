# What `./dev long` runs: too long for `./dev test`. Each step but the fault tests, which tell more
# themselves, leaves bench/results/long-KEY.md.

long_steps=(faults badinput fuzz axe tsan asan)

# want_steps [STEP...]: all, or the named ones
want_steps() {
  local step
  wanted_steps=("${@:-${long_steps[@]}}")
  for step in "${wanted_steps[@]}"; do
    if [[ " ${long_steps[*]} " != *" $step "* ]]; then
      echo "./dev long: $step is none of ${long_steps[*]}" >&2
      exit 2
    fi
  done
}

is_wanted() { [[ " ${wanted_steps[*]} " == *" $1 "* ]]; }

run_long() {
  local step
  log_lines=200
  counting=yes
  long faults "Fault tests, long" python3 tests/faults/run.py all --long
  long badinput "Bad input, long" bad_input --long
  long fuzz "Fuzz, 10 million runs each" tests/fuzz/run.py --runs 10000000
  long axe "axe, every language and theme" env KONTOR_AXE=all \
    KONTOR_BIN="$PWD/build/debug/kontor" npm --prefix web run e2e -- axe
  long tsan "Everything, thread sanitizer" sanitized tsan
  long asan "Everything, address sanitizer" sanitized asan
  run_queue
  for step in "${wanted_steps[@]}"; do
    [ "$step" = faults ] || [ -z "${step_result[long-$step]:-}" ] || write_long_result "$step"
  done
}

# long KEY TITLE COMMAND...: queues a step that is wanted
long() {
  is_wanted "$1" || return 0
  if [ "$1" = fuzz ] && ! fuzz_possible; then
    skip fuzz "$2" 1 "clang-19 cannot be had here"
    return 0
  fi
  queue "long-$1" "${@:2}"
}

# sanitized asan|tsan: unit tests and scenarios on both databases fail by what is used after its
# end, leaks or is undefined (asan), or is touched by two threads without a lock (tsan)
sanitized() {
  local races="exitcode=66 history_size=4 suppressions=$PWD/tests/support/tsan_suppressions.txt"
  local leaks="print_suppressions=0 suppressions=$PWD/tests/support/lsan_suppressions.txt"
  local quick=${TMPDIR:-/tmp} program status=0 sum=(0 0 0) log=$logs/long-$1-part.log
  if has_room /dev/shm 2; then quick=/dev/shm; fi
  for program in unit_tests scenarios; do
    status=0
    env TSAN_OPTIONS="$races" ASAN_OPTIONS="exitcode=66:detect_leaks=1" \
      LSAN_OPTIONS="$leaks" UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1" TMPDIR="$quick" \
      tests/support/with_postgres.sh "build/$1/$program" 2>&1 | tee "$log" || status=1
    count_results "$log" "$status"
    sum=($((sum[0] + step_passed)) $((sum[1] + step_failed)) $((sum[2] + step_skipped)))
  done
  echo "${sum[0]} passed, ${sum[1]} failed, ${sum[2]} skipped"
  [ "${sum[1]}" = 0 ]
}

write_long_result() {
  local key=long-$1
  {
    echo "# ./dev long $1"
    echo
    echo "- Date: $(date -u +%Y-%m-%dT%H:%MZ), commit $(git rev-parse --short HEAD)"
    echo "- Machine: $(machine)"
    echo "- ${step_title[$key]}: ${step_result[$key]}, in ${step_took[$key]}"
    grep -aE '^(seed|ok|FAILED) ' "$logs/$key.log" | sed 's/^/- /' || true
  } >"bench/results/$key.md"
}
