#!/bin/bash
# tests/browser/run.sh SCRIPT BUILD_FOLDER [--keep FOLDER]: a script of this folder with the Playwright that
# tools/install_packages.sh puts into build/, or else with the system's.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
python=$root/build/playwright/bin/python
[ -x "$python" ] || python=python3
exec "$python" "$root/tests/browser/$1" "${@:2}"
