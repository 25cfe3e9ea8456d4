#include "ganglion/train/report/scatter_chart.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/train/report/axis.h"

namespace ganglion::train::report {

std::string scatter_chart(const std::vector<double>& actual, const std::vector<double>& predicted,
                          const std::string& name) {
  constexpr std::size_t kMaxPoints = 800;
  std::vector<double> all = actual;
  all.insert(all.end(), predicted.begin(), predicted.end());
  const Range range = range_of(all);
  const std::string x_title = "actual " + name;
  const Frame frame(range, range, {.height = 300.0, .x_title = x_title, .y_title = "predicted"});
  std::string content = fmt::format("<path class=\"dash\" d=\"M{}L{}\"/>",
                                    point(frame.x(range.low), frame.y(range.low)),
                                    point(frame.x(range.high), frame.y(range.high)));
  const std::size_t step = actual.size() / kMaxPoints + 1;
  for (std::size_t i = 0; i < actual.size(); i += step) {
    if (!std::isfinite(actual[i]) || !std::isfinite(predicted[i])) continue;
    content += fmt::format("<circle class=\"f0 soft\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.6\"/>",
                           frame.x(actual[i]), frame.y(predicted[i]));
  }
  return frame.drawing("predicted over actual " + name, content);
}

}  // namespace ganglion::train::report
