# Measuring. What needs servers and load from outside is bench/bench_<name>.py, which writes its
# own results; what measures itself is bench/<name>.cpp, whose output becomes the result.

# bench_now NAME ARGUMENTS...
bench_now() {
  local name=$1 result=bench/results/$1.md
  shift
  mkdir -p bench/results
  if [ -f "bench/bench_$name.py" ]; then
    python3 "bench/bench_$name.py" "$@"
    return
  fi
  {
    echo "# ./dev bench $name"
    echo
    echo "- Date: $(date -u +%Y-%m-%dT%H:%MZ), commit $(git rev-parse --short HEAD)"
    echo "- Machine: $(machine), load average before $(cut -d' ' -f1 /proc/loadavg)"
    echo "- PostgreSQL: on the same machine, without fsync (tests/support/with_postgres.sh)"
    echo
    tests/support/with_postgres.sh "build/release/bench_$name" "$@"
  } >"$result.new"
  mv "$result.new" "$result"
  cat "$result"
}

# "2 x Intel Xeon ..., 23 GB, Debian 12"
machine() {
  local cpu memory system
  cpu=$(sed -n '/^model name/{s/^[^:]*: //p;q}' /proc/cpuinfo)
  memory=$(awk '/MemTotal/ {printf "%d", $2 / 1048576}' /proc/meminfo)
  system=$(. /etc/os-release && echo "$PRETTY_NAME")
  echo "$(nproc) x ${cpu:-unknown processor}, ${memory} GB, $system"
}
