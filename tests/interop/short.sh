#!/bin/bash
# The part of tests/interop/run.sh that takes a minute: exported ONNX files, by ONNX's checker and ONNX Runtime, and ONNX's own
# cases. Where their packages can't be had, it says so and checks nothing.
#
#     tests/interop/short.sh PROGRAM FOLDER
set -euo pipefail
program=$1
folder=${2:?name a folder for the virtual environment, outside the tree}/short
if [ ! -e "$folder/complete" ]; then
  python3 -m venv --clear "$folder"
  if ! "$folder/bin/pip" install --quiet --timeout 10 --retries 1 numpy onnx==1.23.2 onnxruntime==1.32.0; then
    echo "note: onnx and onnxruntime can't be installed (no network?); ONNX Runtime checked nothing"
    exit 0
  fi
  touch "$folder/complete"
fi
"$folder/bin/python" "$(dirname "$0")/check_onnx.py" "$program" --short
"$folder/bin/python" "$(dirname "$0")/check_cases.py" "$program"
