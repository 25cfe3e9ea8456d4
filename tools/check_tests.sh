#!/bin/bash
# Checks two habits that let tests pass or fail by accident.
set -euo pipefail
cd "$(dirname "$0")/.."

# rc::check returns whether the property holds, and GoogleTest would not hear of it.
! git grep --untracked -n 'rc::check(' -- '*.cpp' '*.h' ||
  { echo "the result of rc::check is dropped: write RC_GTEST_PROP" >&2; exit 1; }

# Tests run beside each other, each in a process of its own: a file of a fixed name is theirs all.
! git grep --untracked -nE 'TempDir\(\)|temp_directory_path\(\) /' -- '*_test.cpp' ||
  { echo "another test may have this file at the same time: write ScratchFolder" >&2; exit 1; }
