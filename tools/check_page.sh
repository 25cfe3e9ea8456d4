#!/bin/bash
# tools/check_page.sh [--build]: the committed page of Studio is what its sources give, and passes its own tests. Where neither its
# packages nor npm's registry are there, that is said, and the exit code is 77. --build writes the page.
set -euo pipefail
cd "$(dirname "$0")/../studio/page"
if ! command -v npm > /dev/null; then
  echo "skipped: npm is missing, so the page of Studio isn't built from its sources"
  exit 77
fi
if [ ! -d node_modules ] && ! npm ci --silent; then
  rm -rf node_modules
  echo "skipped: the packages of studio/page can't be fetched, so the page isn't built from its sources"
  exit 77
fi
npx tsc --noEmit
if [ "${1:-}" = --build ]; then
  exec node build.mjs
fi
exec npm test --silent
