# shellcheck shell=bash
# The fuzz targets of tests/fuzz. Needs common.sh, packages.sh and cmake.sh.

FUZZ_BUILD=$ROOT/build/fuzz

fuzz_targets() { (cd "$ROOT/tests/fuzz" && printf '%s\n' *.cpp | sed 's/\.cpp$//'); }

# build_fuzz TARGET...: only the folders of server/ that these need are compiled.
build_fuzz() {
  install_packages "$BUILD_PACKAGES" "$FUZZ_PACKAGES"
  (
    cd "$ROOT" || exit 1
    mkdir -p build
    quiet build/configure-fuzz.log cmake --preset fuzz || exit 1
    cmake --build "$FUZZ_BUILD" -j "${OPERATOR_JOBS:-$(nproc)}" --target "${@/#/fuzz_}"
  )
}

# fuzz_one TARGET OPTION...: one line about the run. A target that broke has said why before.
fuzz_one() {
  local target=$1 new=$FUZZ_BUILD/corpus/$1 log=$FUZZ_BUILD/log/$1.log code=0 file
  local options=(-artifact_prefix="$FUZZ_BUILD/found/$1-" -print_final_stats=1 -timeout=25
    -rss_limit_mb=2048 -max_len=2048 -seed="${FUZZ_SEED:-0}")
  shift
  mkdir -p "$new" "$FUZZ_BUILD/log" "$FUZZ_BUILD/found"
  file=$ROOT/tests/fuzz/$target.dict
  [ ! -f "$file" ] || options+=(-dict="$file")
  UBSAN_OPTIONS=print_stacktrace=1 \
    "$FUZZ_BUILD/fuzz_$target" "${options[@]}" "$@" "$new" "$ROOT/tests/fuzz/corpus/$target" \
    >"$log" 2>&1 || code=$?
  if [ "$code" -ne 0 ]; then
    file=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    grep -aE 'does not hold|runtime error|ERROR:|libFuzzer: ' "$log" | head -n 4 >&2 || true
    warn "$target broke; the whole log: $log; again: build/fuzz/fuzz_$target ${file#"$ROOT/"}"
    return 1
  fi
  awk -v target="$target" '
    /INITED/ {for (i = 1; i <= NF; i++) if ($i == "cov:") first = $(i + 1)}
    /DONE/ {for (i = 1; i <= NF; i++) if ($i == "cov:") cov = $(i + 1)}
    /stat::number_of_executed_units/ {runs = $2}
    /stat::average_exec_per_sec/ {rate = $2}
    END {printf "%-14s %10d runs %7d/s  %5d edges, %d new\n", target, runs, rate, cov, cov - first}
  ' "$log"
}

# fuzz_all SECONDS RUNS JOBS TARGET...: SECONDS in all, or RUNS for each when that is not empty.
fuzz_all() {
  local seconds=$1 runs=$2 jobs=$3 share code=0 target
  shift 3
  share=$((seconds * jobs / $#))
  [ "$share" -gt 0 ] || share=1
  local limit=(-max_total_time="$share")
  [ -z "$runs" ] || limit=(-runs="$runs")
  local running=0
  for target; do
    if [ "$running" -ge "$jobs" ]; then
      wait -n || code=1
      running=$((running - 1))
    fi
    fuzz_one "$target" "${limit[@]}" &
    running=$((running + 1))
  done
  while [ "$running" -gt 0 ]; do
    wait -n || code=1
    running=$((running - 1))
  done
  return $code
}

# merge_corpora TARGET...: the fewest inputs, of those kept and those found, that cover everything.
merge_corpora() {
  local target kept
  for target; do
    kept=$FUZZ_BUILD/merged/$target
    rm -rf "$kept"
    mkdir -p "$kept"
    "$FUZZ_BUILD/fuzz_$target" -merge=1 -max_len=2048 "$kept" "$ROOT/tests/fuzz/corpus/$target" \
      "$FUZZ_BUILD/corpus/$target" >"$FUZZ_BUILD/log/$target-merge.log" 2>&1
    say "$target: $(find "$kept" -type f | wc -l) inputs in $kept"
  done
}
