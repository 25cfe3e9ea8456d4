#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/train/evaluate/bootstrap.h"

namespace ganglion::train::report {

struct Compared {
  std::string name;
  double value = 0.0;
  std::optional<Interval> interval = {};
};

/// One number of several models, a line each, on one axis, which for a share ends at 1; an interval
/// is a bar around its dot. `title` is what the number is called.
std::string comparison_chart(const std::vector<Compared>& models, const std::string& title,
                             bool is_share);

}  // namespace ganglion::train::report
