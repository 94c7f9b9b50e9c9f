# shellcheck shell=bash
# The stages of scripts/test. Each leaves `passed failed skipped` in $RESULTS/STAGE.counts.

RESULTS=$ROOT/build/test-results

# run_stage NAME: header, stage, duration. A failure is remembered and the next stage still runs.
run_stage() {
  local name=$1 start=$SECONDS code
  say "=== $name"
  # A shell of its own, outside any condition, so that `set -e` holds in it.
  set +e
  (
    set -e
    "stage_$name"
  )
  code=$?
  set -e
  [ -e "$RESULTS/$name.counts" ] || echo "0 0 0" >"$RESULTS/$name.counts"
  if [ "$code" -ne 0 ]; then
    touch "$RESULTS/$name.failed"
    # A stage that broke before it counted anything is one failure.
    awk '$2 == 0 {$2 = 1} {print}' "$RESULTS/$name.counts" >"$RESULTS/counts.new"
    mv "$RESULTS/counts.new" "$RESULTS/$name.counts"
  fi
  say "=== $name: $([ "$code" -eq 0 ] && echo ok || echo FAILED) after $((SECONDS - start)) s"
}

# The last line is the one that machines read.
summary() {
  local passed=0 failed=0 skipped=0 p f s file names=()
  for file in "$RESULTS"/*.counts; do
    read -r p f s <"$file"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  done
  for file in "$RESULTS"/*.failed; do
    [ ! -e "$file" ] || names+=("$(basename "$file" .failed)")
  done
  if [ "${CI:-}" = true ] && [ "$skipped" -gt 0 ]; then
    warn "$skipped tests or stages were skipped: in CI that is a failure"
    failed=$((failed + skipped))
    skipped=0
  fi
  # Once more, where whoever reads only the end of a long log finds them.
  cat "$RESULTS"/*.broken 2>/dev/null || true
  [ ${#names[@]} -eq 0 ] || warn "failed stages: ${names[*]}"
  [ "$skipped" -eq 0 ] || say "$skipped skipped"
  say "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# skip_stage WHY: for a stage whose name is in $name.
skip_stage() {
  say "skipped: $1"
  echo "0 0 1" >"$RESULTS/$name.counts"
}

# Counts doctest's cases, which ctest's own summary does not know.
count_unit() {
  awk -F'|' '/\[doctest\] test cases:/ {
      split($2, a, " "); split($3, b, " "); split($4, c, " ")
      passed += a[1]; failed += b[1]
    } END {print passed + 0, failed + 0, 0}' \
    "$ROOT/build/$1/Testing/Temporary/LastTest.log" >"$RESULTS/$2.counts"
}

stage_unit() {
  build_preset debug
  local code=0
  unit_tests debug || code=$?
  count_unit debug unit
  return $code
}

stage_sanitize() {
  build_preset sanitize
  local code=0
  export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1
  unit_tests sanitize || code=$?
  count_unit sanitize sanitize
  return $code
}

# The package as well, because that is what the workbench tests install.
stage_release() {
  build_preset release
  [ ! -f "$ROOT/extension/package.json" ] || package_extension
}

# Each target is a test. The seed is fixed, so that two runs begin with the same inputs: what is new
# is found by scripts/fuzz, what comes back is found here.
stage_fuzz() {
  local targets code=0 broken
  mapfile -t targets < <(fuzz_targets)
  build_fuzz "${targets[@]}"
  rm -rf "$FUZZ_BUILD/corpus" "$FUZZ_BUILD/found"
  FUZZ_SEED=1 fuzz_all 60 '' "$(nproc)" "${targets[@]}" || code=$?
  broken=$(find "$FUZZ_BUILD/found" -type f -printf '%f\n' | sed 's/-.*//' | sort -u | wc -l)
  echo "$((${#targets[@]} - broken)) $broken 0" >"$RESULTS/fuzz.counts"
  return $code
}

stage_generated() {
  local passed=0
  if [ -f "$ROOT/protocol/generate.mjs" ]; then
    node "$ROOT/protocol/generate.mjs" --check
    passed=$((passed + 1))
  fi
  (cd "$ROOT/tests" && npx tsc --noEmit -p .)
  passed=$((passed + 1))
  echo "$passed 0 0" >"$RESULTS/generated.counts"
}

# count_vitest JSON STAGE: a test file that does not load counts as a failure of its own.
count_vitest() {
  [ -s "$1" ] || return 0
  node -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const broken = r.testResults.filter((t) => t.status === "failed" && t.assertionResults.length === 0).length;
    console.log(r.numPassedTests, r.numFailedTests + broken, r.numPendingTests + (r.numTodoTests ?? 0));
    for (const file of r.testResults) {
      const failed = file.assertionResults.filter((t) => t.status === "failed");
      if (file.status === "failed" && failed.length === 0) console.error(`FAILED: ${file.name}\n${file.message}`);
      for (const t of failed) console.error(`FAILED: ${t.fullName}\n${(t.failureMessages[0] ?? "").slice(0, 1500)}`);
    }
  ' "$1" >"$RESULTS/$2.counts" 2>"$RESULTS/$2.broken"
}

stage_extension() {
  local code=0 json=$RESULTS/extension.json name=extension
  [ -f "$ROOT/extension/package.json" ] || {
    skip_stage 'there is no extension'
    return
  }
  npm_packages "$ROOT/extension"
  (cd "$ROOT/extension" && npm test --silent -- --reporter=default --reporter=json --outputFile.json="$json") || code=$?
  count_vitest "$json" extension
  return $code
}

# vitest_stage FOLDER: one vitest run over tests/FOLDER.
vitest_stage() {
  local name=$1 code=0 json=$RESULTS/$1.json
  if [ -z "$(find "$ROOT/tests/$name" -name '*.test.ts' 2>/dev/null | head -n 1)" ]; then
    skip_stage "tests/$name has no test"
    return
  fi
  (
    cd "$ROOT/tests"
    npx vitest run --dir "$name" --reporter=default --reporter=json --outputFile.json="$json"
  ) || code=$?
  count_vitest "$json" "$name"
  return $code
}

stage_wire() { vitest_stage wire; }
stage_streams() { vitest_stage streams; }
stage_agents() { vitest_stage agents; }
stage_crash() { vitest_stage crash; }

# The seed is fixed, as of the fuzz stage: what is new is found by scripts/faults. Each workspace is a test.
stage_faults() {
  "$(node_home)/bin/node" "$ROOT/tests/faults/main.ts" --seconds 180 --seed 1 --counts "$RESULTS/faults.counts"
}

stage_e2e() { vitest_stage e2e; }
