#!/bin/bash
# Makes the Python environment build/peers with what requirements.txt names. Package by package, so
# that one that can't be had here is left out, and said so. PYTHON: which Python (python3).
set -euo pipefail
cd "$(dirname "$0")/../.."
requirements=benchmarks/peers/requirements.txt

[ -x build/peers/bin/python ] || "${PYTHON:-python3}" -m venv build/peers
if [ build/peers/installed -nt "$requirements" ]; then exit 0; fi
grep -v '^#' "$requirements" | while read -r package; do
  build/peers/bin/python -m pip install --quiet --constraint "$requirements" "$package" ||
    echo "left out, as it can't be installed here: $package" >&2
done
touch build/peers/installed
