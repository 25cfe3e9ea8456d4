#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace ganglion::train::report {

/// How many colours a drawing has.
inline constexpr std::size_t kClassColours = 8;

/// The colours of classes, labels or targets.
struct ClassColours {
  std::vector<std::size_t> of;      ///< of each output
  std::vector<std::string> legend;  ///< what each colour means
};

/// A colour for each of up to eight outputs. Of more, the seven of the largest `weights` get one
/// each, and all others share the last.
ClassColours class_colours(const std::vector<std::string>& outputs,
                           const std::vector<double>& weights);

}  // namespace ganglion::train::report
