# What `./dev test` runs after the build. Everything here works on build/debug.

run_checks() {
  local bin=$PWD/build/debug
  heading "Tests"
  counting=yes
  # What lives as long as a test need not reach a disk. The fault tests choose their own place.
  local quick=${TMPDIR:-/tmp}
  if has_room /dev/shm 2; then quick=/dev/shm; fi
  # It mostly waits, and is the last to suffer from a busy machine at the end.
  queue faults "Fault tests, short" short_faults
  # Both find the server in KONTOR_POSTGRES and use SQLite besides.
  queue unit "Unit tests" env TMPDIR="$quick" tests/support/with_postgres.sh \
    "$bin/unit_tests" --duration
  queue scenarios "Scenarios, SQLite and PostgreSQL" env TMPDIR="$quick" \
    tests/support/with_postgres.sh "$bin/scenarios"
  queue badinput "Bad input" bad_input
  fuzz_tests
  queue typecheck "Web type check" npm --prefix web run typecheck
  queue lint "Web lint" npm --prefix web run lint
  queue web-unit "Web unit tests" web_unit_tests
  queue types "Generated types are up to date" check_types
  queue openapi "OpenAPI lint" lint_openapi
  queue tidy "Structure" python3 tests/tidy/tidy.py
  run_queue
  # Alone: what a browser waits for comes late on a machine that also compiles and sorts.
  browser_tests
  run_queue
}

# has_room FOLDER GIGABYTES
has_room() {
  local free_kb
  free_kb=$(df --output=avail "$1" 2>/dev/null | tail -n 1)
  [ -w "$1" ] && [ "${free_kb:-0}" -ge $(($2 * 1024 * 1024)) ]
}

web_unit_tests() {
  local result=$logs/web-unit.json status=0
  rm -f "$result"
  npm --prefix web run test -- --reporter=default --reporter=json --outputFile.json="$result" ||
    status=$?
  node -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const failed = r.numFailedTests + r.testResults.filter(
      (file) => file.status === "failed" && file.assertionResults.length === 0).length;
    for (const file of r.testResults)
      for (const one of file.assertionResults)
        console.log(`${((one.duration ?? 0) / 1000).toFixed(3)} s: ${one.fullName}`);
    console.log(`${r.numPassedTests} passed, ${failed} failed, ` +
                `${r.numPendingTests + r.numTodoTests} skipped`);
  ' "$result"
  return $status
}

# A browser that starts is the condition, not a package: CHROMIUM may name another one.
browser_tests() {
  if "${CHROMIUM:-chromium-headless-shell}" --version >/dev/null 2>&1; then
    queue e2e "Browser tests" env TMPDIR="$quick" KONTOR_BIN="$PWD/build/debug/kontor" \
      npm --prefix web run e2e
  else
    skip e2e "Browser tests" 1 "${browser_packages[*]} does not start here"
  fi
}

# write_types FILE: the API's types from the program's own description
write_types() {
  mkdir -p build/api
  build/debug/kontor openapi >build/api/openapi.json
  web/node_modules/.bin/openapi-typescript build/api/openapi.json -o "$1"
}

check_types() {
  local written=web/src/api/schema.d.ts
  write_types build/api/schema.d.ts
  if cmp -s "$written" build/api/schema.d.ts; then return 0; fi
  diff -u "$written" build/api/schema.d.ts | sed -n 1,60p || true
  echo "Run ./dev types and commit the result."
  return 1
}

lint_openapi() {
  local document=build/api/openapi-lint.json
  mkdir -p build/api
  build/debug/kontor openapi | python3 -m json.tool --indent 1 --no-ensure-ascii >"$document"
  REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
    web/node_modules/.bin/redocly lint --config web/redocly.yaml "$document"
}

# format_cpp FLAGS...
format_cpp() {
  find src tests -name '*.[ch]pp' -print0 | xargs -0 clang-format "$@"
}
