#pragma once
#include <string>
#include <vector>

namespace ganglion::train::report {

struct Bar {
  std::string name;
  double value = 0.0;
  double deviation = 0.0;  ///< drawn as a whisker to both sides; 0: none
};

/// Bars from left to right, one under the other, with their values.
std::string bar_chart(const std::vector<Bar>& bars, const std::string& label);

}  // namespace ganglion::train::report
