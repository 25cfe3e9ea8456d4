#!/bin/bash
# Runs fuzz targets, as many at a time as there are processors.
# Usage: tests/fuzz/run.sh BUILD-FOLDER [SECONDS [TARGET…]]     TARGET: csv, arff, … (all of them)
# With FUZZ_SEED=N it draws the same inputs as another run with N, as far as time reaches.
# What is found new is kept in BUILD-FOLDER/corpus; a fault leaves crash-* there and fails.
set -euo pipefail
build=$1
seconds=${2:-60}
here=$(cd "$(dirname "$0")" && pwd)
targets=("${@:3}")
if [ ${#targets[@]} -eq 0 ]; then
  for program in "$build"/*_fuzz; do targets+=("$(basename "$program" _fuzz)"); done
fi

fuzz() {
  local name=$1 kept=$build/corpus/$1 words=()
  if [ ! -x "$build/${name}_fuzz" ]; then
    echo "there is no $build/${name}_fuzz: build it with cmake --preset fuzz && cmake --build $build" >&2
    return 1
  fi
  mkdir -p "$kept"
  [ -e "$here/dictionaries/$name" ] && words=(-dict="$here/dictionaries/$name")
  # Weighing the thousands of features of such an input takes longer than running it.
  [ "$name" = keras ] && words+=(-entropic=0)
  if ! "$build/${name}_fuzz" -seed="${FUZZ_SEED:-0}" -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=2048 \
    -timeout=20 -print_final_stats=1 -artifact_prefix="$build/crash-$name-" "${words[@]}" \
    "$kept" "$here/corpus/$name" >"$build/$name.log" 2>&1; then
    tail -60 "$build/$name.log"
    echo "fuzzing $name found a fault; the input is $build/crash-$name-*" >&2
    return 1
  fi
  echo "fuzzed $name for $seconds s: $(grep -o "cov: [0-9]*" "$build/$name.log" | tail -1)," \
    "$(awk '/number_of_executed_units/ {print $2}' "$build/$name.log") inputs"
}

failed=0
running=0
for name in "${targets[@]}"; do
  if [ "$running" -ge "$(nproc)" ]; then
    wait -n || failed=1
    running=$((running - 1))
  fi
  fuzz "$name" &
  running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
  wait -n || failed=1
  running=$((running - 1))
done
exit "$failed"
