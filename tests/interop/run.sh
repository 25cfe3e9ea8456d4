#!/bin/bash
# Checks files for other systems with those systems themselves: makes a virtual environment outside
# the tree, once, and runs the scripts of this folder.
#
#     tests/interop/run.sh PROGRAM VENV
set -euo pipefail
program=$1
venv=${2:?name a folder for the virtual environment, outside the tree}
here=$(dirname "$0")
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet numpy safetensors tensorboard setuptools
fi
for script in "$here"/check_*.py; do
  "$venv/bin/python" "$script" "$program"
done
