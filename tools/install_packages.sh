#!/bin/bash
# Installs the Debian packages that are missing. Usage: tools/install_packages.sh [build|mpi|test|fuzz]
#   build   what compiles the library, the program and the tests (the default)
#   mpi     the same, and Open MPI, for jobs on several machines, with what `make test-mpi` tries them by
#   test    the same, and what `make test` and `make docs` need
#   fuzz    the same as build, and clang with libFuzzer for `make fuzz`
# Asks nothing; does nothing when all is there. Needs root or sudo only if something is missing.
set -euo pipefail

packages=(
  g++ cmake ninja-build pkg-config
  libdnnl-dev libhwy-dev libfmt-dev libcli11-dev libtomlplusplus-dev nlohmann-json3-dev
  libboost-dev libxxhash-dev zlib1g-dev libpng-dev libjpeg-dev
  libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev libturbojpeg0-dev
)
if [ "${1:-build}" = mpi ]; then
  packages+=(libopenmpi-dev openmpi-bin python3 python3-yaml iproute2)
elif [ "${1:-build}" = test ]; then
  packages+=(libopenmpi-dev openmpi-bin clang-format-14 clang-tidy-14 python3 libcsv-dev
    chromium python3-venv python3-dev mkdocs mkdocs-material libjs-katex fonts-katex)
elif [ "${1:-build}" = fuzz ]; then
  packages+=(clang-14 libclang-rt-14-dev)
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "no apt here: install what the Debian packages ${packages[*]} contain, if not yet done" >&2
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
    missing+=("$package")
done
install_missing() {
  local run=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "missing packages; as root: apt-get install ${missing[*]}" >&2
      exit 1
    fi
    run=(sudo)
  fi
  echo "installing: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  "${run[@]}" apt-get update -qq
  "${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

[ ${#missing[@]} -eq 0 ] || install_missing
[ "${1:-build}" != test ] || "$(dirname "$0")/install_playwright.sh"
