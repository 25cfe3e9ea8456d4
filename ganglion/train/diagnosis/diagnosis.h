#pragma once
#include <vector>

#include "ganglion/train/diagnosis/evidence.h"
#include "ganglion/train/results/finding.h"

namespace ganglion::train {

/// What is wrong with a finished run, what matters most first, kMaxFindings at most; empty when
/// nothing stands out. A verdict that follows from another is left out: a training that is not
/// finished needn't be told that a linear model is better. Empty without an assessment.
std::vector<Finding> diagnose(const Evidence& evidence);

inline constexpr std::size_t kMaxFindings = 5;

}  // namespace ganglion::train
