#!/bin/bash
# Installs a build into a folder of its own and builds a program against it, once through
# find_package and once through pkg-config. Usage: tests/consumer/check.sh BUILD_FOLDER
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
read -ra flags < <(pkg-config --cflags --libs --static ganglion)
"${CXX:-g++}" -std=c++20 "$here/main.cpp" "${flags[@]}" -o "$work/with_pkg_config"
"$work/with_pkg_config"
