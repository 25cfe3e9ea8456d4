#!/bin/bash
# Installs a build into a folder of its own and builds a program against it, once through
# find_package, once through pkg-config, and once as a part of another project's sources, which
# installs nothing and builds no program. Usage: tests/consumer/check.sh BUILD_FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
work=$build/consumer
rm -rf "$work"
mkdir -p "$work"

cmake --install "$build" --prefix "$work/installed" >"$work/install.log"

cmake -S "$here" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/installed" >"$work/cmake.log" ||
  { cat "$work/cmake.log"; exit 1; }
cmake --build "$work/build"
"$work/build/consumer"

PKG_CONFIG_PATH=$(dirname "$(find "$work/installed" -name ganglion.pc)")
export PKG_CONFIG_PATH
read -ra flags < <(pkg-config --cflags --libs ganglion)
"${CXX:-g++}" -std=c++20 "$here/main.cpp" "${flags[@]}" -o "$work/with_pkg_config"
"$work/with_pkg_config"

include=$work/installed/include/ganglion
if [ -e "$include/train/run" ] || [ -e "$include/kernels/lists.h" ] || [ ! -e "$include/ganglion.h" ]; then
  echo "installed: headers that <ganglion/ganglion.h> doesn't reach, or not those that it does"
  exit 1
fi

# Within another project: nothing is forced on it, and only the library is built.
cmake -S "$here/within" -B "$work/within" -G Ninja >"$work/within.log" || { cat "$work/within.log"; exit 1; }
cmake --install "$work/within" --prefix "$work/within_installed" >>"$work/within.log"
if [ -e "$work/within_installed" ] || grep -q "ganglion_cli\|Werror\|ganglion_tests" "$work/within/build.ninja"; then
  echo "add_subdirectory: it installs, builds the program or the tests, or makes warnings errors"
  exit 1
fi
grep -q '^CMAKE_BUILD_TYPE:STRING=$' "$work/within/CMakeCache.txt"  # left to the project
