#!/bin/bash
# clang-tidy over the sources of the library and the program that changed since origin/main, committed
# or not; a changed header counts as the source beside it. A change of more than 40 sources, as when
# folders are renamed, is left to `make tidy`. Usage: tools/tidy.sh [--all]
set -euo pipefail
cd "$(dirname "$0")/.."

tidy=clang-tidy-14
command -v "$tidy" >/dev/null || tidy=clang-tidy
if [ "${1:-}" = --all ]; then
  files=$(git ls-files 'ganglion/*.cpp' 'cli/*.cpp')
elif base=$(git merge-base origin/main HEAD 2>/dev/null); then
  files=$({ git diff --name-only --diff-filter=d "$base"; git ls-files --others --exclude-standard; } |
    sed -nE 's/^((ganglion|cli)\/.*)\.(cpp|h)$/\1.cpp/p' | sort -u |
    while IFS= read -r file; do [ ! -e "$file" ] || echo "$file"; done)
else
  echo "tidy: no origin/main to compare with, nothing checked"
  exit 0
fi
count=$(grep -c . <<<"$files" || true)
if [ "${1:-}" != --all ] && [ "$count" -gt 40 ]; then
  echo "tidy: $count sources changed, too many for a quick check; run \`make tidy\`"
  exit 0
fi
[ -n "$files" ] || { echo "tidy: nothing changed since origin/main"; exit 0; }
command -v "$tidy" >/dev/null || { echo "clang-tidy is missing: tools/install_packages.sh test" >&2; exit 1; }

echo "tidy: $(wc -l <<<"$files") sources"
cmake --preset debug >/dev/null  # writes compile_commands.json
xargs -n 1 -P "$(nproc)" "$tidy" --quiet -p build-debug <<<"$files" 2> >(grep -v 'warnings generated' >&2) ||
  { echo "clang-tidy has found something" >&2; exit 1; }
