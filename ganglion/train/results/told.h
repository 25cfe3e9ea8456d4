#pragma once
#include <string>
#include <vector>

#include "ganglion/train/job/listener.h"

namespace ganglion::train {

/// What a run told, for its report.
struct Told {
  std::vector<Choice> choices = {};
  std::vector<std::string> notes = {};
  std::vector<std::string> warnings = {};
};

/// A listener that tells `listener`, and keeps what was told. Notes on single columns stand in the
/// table of the data. Both must outlive what is made.
Listener keeping(const Listener& listener, Told& told);

}  // namespace ganglion::train
