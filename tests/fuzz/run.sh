#!/bin/bash
# Runs every fuzz target for a while. Usage: tests/fuzz/run.sh BUILD-FOLDER [SECONDS]
# What is found new is kept in BUILD-FOLDER/corpus; a fault leaves crash-* there and fails.
set -euo pipefail
build=$1
seconds=${2:-60}
here=$(cd "$(dirname "$0")" && pwd)
for target in "$build"/*_fuzz; do
  name=$(basename "$target" _fuzz)
  kept=$build/corpus/$name
  mkdir -p "$kept"
  echo "fuzzing $name for $seconds s"
  if ! "$target" -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=2048 -timeout=20 \
    -print_final_stats=1 -artifact_prefix="$build/crash-$name-" \
    "$kept" "$here/corpus/$name" >"$build/$name.log" 2>&1; then
    tail -60 "$build/$name.log"
    echo "fuzzing $name found a fault; the input is $build/crash-$name-*" >&2
    exit 1
  fi
  grep -E "number_of_executed_units" "$build/$name.log"
done
