#!/bin/bash
# Checks files for other systems with those systems themselves: makes virtual environments outside the tree, once, and runs
# the scripts of this folder.
#
#     tests/interop/run.sh PROGRAM FOLDER
set -euo pipefail
program=$1
folder=${2:?name a folder for the virtual environments, outside the tree}
here=$(dirname "$0")

# environment NAME PACKAGE…: makes it unless it is there whole, with these packages.
environment() {
  local name=$1
  shift
  if [ "$(cat "$folder/$name/complete" 2> /dev/null)" != "$*" ]; then
    python3 -m venv "$folder/$name"
    "$folder/$name/bin/pip" install --quiet "$@"
    echo "$*" > "$folder/$name/complete"
  fi
}

environment tools numpy h5py==3.16.0 safetensors==0.8.0 tensorboard==2.21.0 setuptools==65.5.0 onnx==1.23.2 onnxruntime==1.32.0 \
  netron==9.3.3 playwright
environment keras numpy keras==3.15.1 jax==0.10.2 h5py==3.16.0
environment tensorflow tensorflow-cpu==2.14.1

failed=0
check() {
  local environment=$1
  shift
  "$folder/$environment/bin/python" "$here/$1" "$program" "${@:2}" 2> "$folder/errors" || { cat "$folder/errors"; failed=1; }
}
check tools check_weights.py
check tools check_events.py
check tools check_onnx.py
check tools check_cases.py
check tools check_netron.py
check keras check_keras.py keras
check tensorflow check_keras.py tensorflow
exit $failed
