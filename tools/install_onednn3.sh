#!/bin/bash
# Puts oneDNN 3, which Debian 12 doesn't have, into build/onednn3 (headers and library), for
# `make onednn3`. Does nothing when it is there.
set -euo pipefail
version=2023.2.0  # of the package, which holds oneDNN 3.2
folder=$(cd "$(dirname "$0")/.." && pwd)/build/onednn3
[ ! -e "$folder/version-$version" ] || exit 0

echo "installing: oneDNN 3 (onednn-cpu-gomp $version), into build/onednn3"
rm -rf "$folder"
python3 -m venv "$folder"
"$folder/bin/pip" install -q --disable-pip-version-check --retries 3 --timeout 20 \
  "onednn-cpu-gomp==$version" "onednn-devel-cpu-gomp==$version" ||
  { echo "oneDNN 3 could not be installed: pip found no onednn-cpu-gomp $version, or no package index" >&2; exit 1; }
touch "$folder/version-$version"
