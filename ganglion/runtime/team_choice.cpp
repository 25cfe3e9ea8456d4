#include "ganglion/runtime/team_choice.h"

#include <algorithm>

namespace ganglion::runtime {

bool TeamChoice::team() const {
  const bool trial = runs_ >= interval_ && means_[1] < kLong;
  return trial ? !usual_ : usual_;
}

void TeamChoice::took(double seconds) {
  if (team() == usual_) {
    usual_took(seconds);
  } else {
    trial_took(seconds);
  }
}

void TeamChoice::usual_took(double seconds) {
  double& mean = means_[usual_ ? 1 : 0];
  if (mean == 0.0) {
    if (runs_ > 0) mean = seconds;  // not the very first run
  } else {
    // A single interruption says little: it counts as four times what is usual.
    mean += 0.125 * (std::min(seconds, 4.0 * mean) - mean);
  }
  const double other = means_[usual_ ? 0 : 1];
  const bool late = other > 0.0 && other < mean && runs_ >= kFirst;
  runs_ = late ? interval_ : std::min(runs_ + 1, interval_);
}

void TeamChoice::trial_took(double seconds) {
  ++tried_;
  if (tried_ > 1) trial_seconds_ += seconds;
  if (tried_ < kTrial) return;
  constexpr double kClearly = 0.9;
  double& other = means_[usual_ ? 0 : 1];
  other = trial_seconds_ / (kTrial - 1);
  const bool better = other < kClearly * means_[usual_ ? 1 : 0];
  interval_ = better ? kFirst : std::min(2 * interval_, kMax);
  if (better) usual_ = !usual_;
  runs_ = tried_ = 0;
  trial_seconds_ = 0.0;
}

}  // namespace ganglion::runtime
