#pragma once
#include <algorithm>
#include <cstdlib>

namespace ganglion::support {

/// How many changed files of a format are tried: FAULT_MUTANTS (`make test-faults`), shared among
/// `kinds` tests; `few` where it isn't set.
inline int mutants(int few, int kinds = 1) {
  const char* text = std::getenv("FAULT_MUTANTS");
  return text == nullptr ? few : std::max(1, std::atoi(text) / kinds);
}

}  // namespace ganglion::support
