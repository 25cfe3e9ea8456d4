#!/bin/bash
# Checks that every C++ file of the repository is as clang-format 14 writes it.
# Usage: tools/check_format.sh [--fix]
set -euo pipefail
cd "$(dirname "$0")/.."

formatter=clang-format-14  # other versions break lines in other places
command -v "$formatter" >/dev/null || formatter=clang-format
command -v "$formatter" >/dev/null || { echo "clang-format is missing" >&2; exit 1; }

if [ "${1:-}" = --fix ]; then
  arguments=(-i)
else
  arguments=(--dry-run --Werror)
fi
git ls-files -z --cached --others --exclude-standard -- '*.h' '*.cpp' |
  while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
  xargs -0 -r -n 20 -P 2 "$formatter" "${arguments[@]}" ||
  { echo "not formatted: run 'make format'" >&2; exit 1; }
