#pragma once
#include <string>

#include "ganglion/train/tune/tune_result.h"

namespace ganglion::train {

/// What came of a search for people: the ranking, the fresh folds, the test, and what follows.
std::string tune_text(const TuneResult& result);

}  // namespace ganglion::train
