#pragma once
#include <string>
#include <vector>

#include "ganglion/train/job/listener.h"

namespace ganglion::train {

/// What a run told, for its report.
struct RunMessages {
  std::vector<Choice> choices = {};
  std::vector<std::string> notes = {};
  std::vector<std::string> column_notes = {};
  std::vector<std::string> warnings = {};
};

/// A listener that tells `listener`, and keeps what it told. Both must outlive what is made.
Listener recording(const Listener& listener, RunMessages& messages);

}  // namespace ganglion::train
