#pragma once
#include <string>
#include <vector>

namespace ganglion::train::report {

/// Predicted values over actual ones with the line on which both are equal. At most 800 points are
/// drawn, evenly taken.
std::string scatter_chart(const std::vector<double>& actual, const std::vector<double>& predicted,
                          const std::string& name);

}  // namespace ganglion::train::report
