#!/bin/bash
# Checks that no test calls rc::check: it returns whether the property holds, and GoogleTest would not
# hear of it. RC_GTEST_PROP is the test that fails.
set -euo pipefail
cd "$(dirname "$0")/.."
! git grep --untracked -n 'rc::check(' -- '*.cpp' '*.h' ||
  { echo "the result of rc::check is dropped: write RC_GTEST_PROP" >&2; exit 1; }
