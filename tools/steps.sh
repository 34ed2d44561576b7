# Steps: named commands, each with its own log, time and test counts.
#
#   step KEY TITLE COMMAND...        runs it; on failure shows the log and ends the program
#   queue KEY TITLE COMMAND...       for the pool: run_queue runs one more than there are cores,
#                                    because most steps wait for a part of their time
#   skip KEY TITLE COUNT REASON      says loudly that something did not run
#   finish                           prints the slowest tests, the sum of all as the last line,
#                                    and exits
#
# The log is build/logs/KEY.log. Counts are read from the log (see count_results), and so is how
# long each test took: "12.3 s: NAME" as doctest says it, or "ok NAME (12.3 s)".
set -m # each background job is a process group of its own, so that it can be stopped as a whole

logs=$PWD/build/logs
passed=0 failed=0 skipped=0
counting=no # yes while tests run: only they are summed up
declare -A running_key=() step_title=() step_start_ms=() step_took=() step_result=()
ended_keys=()
queued_keys=()
declare -A queued_command=()

# No `head` in a pipe here: who writes to it is killed when it has read enough (SIGPIPE), which with
# pipefail ends this program, now and then.
timed_line='^[0-9]+\.[0-9]+ s: '

now_ms() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

if [ -t 1 ]; then
  bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' yellow=$'\e[33m' plain=$'\e[0m' erase=$'\r\e[K'
else
  bold='' green='' red='' yellow='' plain='' erase=''
fi

heading() { printf '%s%s%s\n' "$bold" "$1" "$plain"; }

seconds() { printf '%d.%d s' $(($1 / 1000)) $(($1 % 1000 / 100)); }

stop_running() {
  local pid
  for pid in "${!running_key[@]}"; do kill -TERM -- "-$pid" 2>/dev/null || true; done
}
trap 'echo; stop_running; exit 130' INT TERM
trap stop_running EXIT

# start KEY TITLE COMMAND...
start() {
  local key=$1
  mkdir -p "$logs"
  step_title[$key]=$2
  step_start_ms[$key]=$(now_ms)
  shift 2
  # A shell function runs here, a program is started: both in a group of their own.
  (
    trap - INT TERM EXIT
    "$@"
  ) >"$logs/$key.log" 2>&1 </dev/null &
  running_key[$!]=$key
}

# Sets step_passed, step_failed, step_skipped from a log: doctest's summary, or the last
# "N passed, M failed[, K skipped]". A step without counts is one test.
count_results() {
  local log=$1 status=$2 line
  step_passed=0 step_failed=0 step_skipped=0
  line=$(grep -aE '^\[doctest\] test cases:|[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
  line=$(sed $'s/\e\\[[0-9;]*m//g' <<<"$line")
  if [ -n "$line" ]; then
    step_passed=$(grep -oE '[0-9]+ passed' <<<"$line" | tail -n 1 | cut -d' ' -f1)
    step_failed=$(grep -oE '[0-9]+ failed' <<<"$line" | tail -n 1 | cut -d' ' -f1)
    step_skipped=$(grep -oE '[0-9]+ skipped' <<<"$line" | tail -n 1 | cut -d' ' -f1)
    step_skipped=${step_skipped:-0}
    step_counts="$step_passed passed"
    [ "$step_skipped" = 0 ] || step_counts+=", $step_skipped skipped"
    # Neither a runner that dies after its summary nor one that ran nothing has succeeded.
    if [ "$step_failed" = 0 ] && { [ "$status" != 0 ] || [ "$step_passed" = 0 ]; }; then
      step_failed=1
    fi
  else
    step_counts=''
    if [ "$status" = 0 ]; then step_passed=1; else step_failed=1; fi
  fi
}

# end PID STATUS: prints the result of a step; returns 1 when it failed.
end() {
  local key=${running_key[$1]} status=$2 took
  unset "running_key[$1]"
  ended_keys+=("$key")
  took=$(seconds $(($(now_ms) - step_start_ms[$key])))
  count_results "$logs/$key.log" "$status"
  step_took[$key]=$took
  step_result[$key]="$step_passed passed, $step_failed failed, $step_skipped skipped"
  skipped=$((skipped + step_skipped)) failed=$((failed + step_failed))
  if [ "$step_failed" = 0 ]; then
    [ "$counting" = no ] || passed=$((passed + step_passed))
    printf '%s  %sok%s    %-34s %9s   %s\n' "$erase" "$green" "$plain" "${step_title[$key]}" \
      "$took" "$step_counts"
    if [ "$step_skipped" != 0 ]; then
      grep -aiE '\bskip(ped|s)?\b' "$logs/$key.log" | grep -v ' passed, ' |
        sed -n '1,5s/^/          /p' || true
    fi
    return 0
  fi
  passed=$((passed + step_passed))
  printf '%s  %sFAIL%s  %-34s %9s   %s failed, log: build/logs/%s.log\n' "$erase" "$red" "$plain" \
    "${step_title[$key]}" "$took" "$step_failed" "$key"
  failures "$logs/$key.log" | tail -n "${log_lines:-80}" | sed 's/^/        | /'
  return 1
}

# failures LOG: what a log says, without the passed tests. With --duration doctest prints a block
# for each of them too: a ruled line, where the test stands, its name, its time.
failures() {
  awk '/^=+$/ && length > 70 { if (failed) printf "%s", block; block = ""; failed = 0; ruled = 1 }
       { block = block $0 "\n" }
       !ruled || /ERROR|\[doctest\]/ { failed = 1 }
       END { if (failed) printf "%s", block }' "$1" | grep -avE "$timed_line|^ok +" || true
}

# On a terminal: what is going on right now, on one line that is overwritten.
show_progress() {
  [ -t 1 ] || return 0
  local pid key text='' last
  for pid in "${!running_key[@]}"; do
    key=${running_key[$pid]}
    text+="${step_title[$key]} $((($(now_ms) - step_start_ms[$key]) / 1000)) s  "
  done
  if [ "${#running_key[@]}" = 1 ]; then
    last=$(tail -n 1 "$logs/$key.log" 2>/dev/null | tr -cd '[:print:]')
    text+="  $last"
  fi
  printf '%s  ...   %s' "$erase" "${text:0:$((${COLUMNS:-100} - 12))}"
}

wait_for_any() {
  local pid status
  while true; do
    for pid in "${!running_key[@]}"; do
      if ! kill -0 "$pid" 2>/dev/null; then
        status=0
        wait "$pid" || status=$?
        end "$pid" "$status" || any_failed=yes
        return 0
      fi
    done
    show_progress
    sleep 0.2
  done
}

step() {
  start "$@"
  [ -t 1 ] || printf '  ...   %s\n' "$2"
  any_failed=no
  wait_for_any
  [ "$any_failed" = no ] || finish
}

queue() {
  queued_keys+=("$1")
  step_title[$1]=$2
  queued_command[$1]=$(printf '%q ' "${@:3}")
}

run_queue() {
  local lanes key
  lanes=$(($(nproc) + 1))
  for key in "${queued_keys[@]}"; do
    while [ "${#running_key[@]}" -ge "$lanes" ]; do wait_for_any; done
    eval "start $key $(printf '%q' "${step_title[$key]}") ${queued_command[$key]}"
  done
  while [ "${#running_key[@]}" -gt 0 ]; do wait_for_any; done
  queued_keys=()
}

skip() {
  skipped=$((skipped + $3))
  printf '%s  %sSKIP%s  %-34s %s\n' "$erase" "$yellow" "$plain" "$2" "$4"
}

# show_slowest COUNT: the tests that took longest, with the step that they belong to
show_slowest() {
  local key
  echo "  The slowest tests:"
  for key in "${ended_keys[@]}"; do
    sed -nE -e 's/^([0-9]+\.[0-9]+) s: (.*)$/\1 \2/p' \
      -e 's/^(ok|FAILED) +(.*) \(([0-9]+\.[0-9]+) s\)$/\3 \2/p' "$logs/$key.log" |
      sed "s/ /\t${step_title[$key]}\t/"
  done | sort -rn | sed -n "1,$1p" | while IFS=$'\t' read -r took title name; do
    LC_ALL=C printf '  %8.1f s  %-34s %s\n' "$took" "$title" "$name"
  done
}

finish() {
  if [ "$counting" = no ] && [ "$failed" = 0 ]; then exit 0; fi
  [ "$counting" = no ] || show_slowest 10
  printf '%s%d passed, %d failed, %d skipped%s\n' "$bold" "$passed" "$failed" "$skipped" "$plain"
  [ "$failed" = 0 ] || exit 1
  exit 0
}
