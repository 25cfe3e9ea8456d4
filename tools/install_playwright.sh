#!/bin/bash
# Puts Playwright, which drives a browser and isn't in Debian, into build/playwright, for
# tests/browser/. Where PyPI can't be reached it says so and ends well: those tests are skipped then.
set -uo pipefail
version=1.65.2
folder=$(cd "$(dirname "$0")/.." && pwd)/build/playwright
[ ! -e "$folder/version-$version" ] || exit 0

echo "installing: playwright $version, into build/playwright"
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1  # Debian's Chromium does
if python3 -m venv --clear "$folder" &&
  "$folder/bin/pip" install -q --disable-pip-version-check --retries 1 --timeout 20 \
    "playwright==$version"; then
  touch "$folder/version-$version"
else
  rm -rf "$folder"
  echo "no Playwright: the browser tests will be skipped" >&2
fi
