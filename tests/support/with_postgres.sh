#!/usr/bin/env bash
# Runs a command with a fresh PostgreSQL server of its own and removes it afterwards.
#
#   tests/support/with_postgres.sh COMMAND...
#
# The server lives in a temporary folder, listens on a free port of 127.0.0.1 and on a socket in
# that folder, and runs as an unprivileged user, because PostgreSQL refuses to run as root. The
# command finds in its environment:
#   KONTOR_POSTGRES        database "kontor", role "kontor": owner of it, no superuser, so that row
#                          level security holds for it; it may create databases
#   KONTOR_POSTGRES_ADMIN  the same database as superuser
# Nothing is done for durability or vacuum: these databases do not outlive the command.
set -euo pipefail

bin=$(find /usr/lib/postgresql/*/bin -maxdepth 0 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || {
  echo "PostgreSQL is not installed (no /usr/lib/postgresql/*/bin/initdb)" >&2
  exit 1
}

folder=$(mktemp -d "${TMPDIR:-/tmp}/kontor-pg-XXXXXX")
if [ "$(id -u)" = 0 ]; then
  user=postgres
  id "$user" >/dev/null 2>&1 || user=nobody
  chown "$user" "$folder"
  unprivileged=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
else
  unprivileged=()
fi
as_server() { (cd "$folder" && env -u LD_PRELOAD LC_ALL=C.UTF-8 "${unprivileged[@]}" "$@"); }

stop() {
  trap - EXIT
  if [ -s "$folder/data/postmaster.pid" ]; then
    as_server "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  fi
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

as_server "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \
  --no-sync >"$folder/initdb.log" 2>&1 || {
  cat "$folder/initdb.log" >&2
  exit 1
}
free_port='import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
# Another program may take the port between the question and the start: ask again then.
for attempt in 1 2 3 4 5; do
  port=$(python3 -c "$free_port")
  options="-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
  options+=" -c synchronous_commit=off -c max_connections=200 -c shared_buffers=64MB"
  options+=" -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0"
  if as_server "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 30 -o "$options" \
    start >/dev/null 2>&1; then
    break
  fi
  [ "$attempt" != 5 ] || {
    cat "$folder/server.log" >&2
    exit 1
  }
done

as_server "$bin/psql" -q -h "$folder" -p "$port" -U postgres -d postgres \
  -c "CREATE ROLE kontor LOGIN CREATEDB" -c "CREATE DATABASE kontor OWNER kontor"
export KONTOR_POSTGRES="host=127.0.0.1 port=$port user=kontor dbname=kontor"
export KONTOR_POSTGRES_ADMIN="host=127.0.0.1 port=$port user=postgres dbname=kontor"
"$@"
