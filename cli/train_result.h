#pragma once
#include "ganglion/train/run/run.h"

namespace ganglion::cli {

/// Prints what a run has found: task, layers, scores, what is wrong, and what to do next.
void print_train_result(const train::RunResult& result);

}  // namespace ganglion::cli
