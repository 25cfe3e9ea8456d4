#pragma once
#include <string>

#include "ganglion/train/tune/tune_result.h"

namespace ganglion::train {

/// What came of a search as a page of its own: the verdict, how the best error fell, each
/// hyperparameter's values over their error, and the ranking.
std::string tune_html(const TuneResult& result);

}  // namespace ganglion::train
