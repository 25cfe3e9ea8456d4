#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ganglion::data {

/// Whether a name is one that labels go by: "y", "label", "labels", "target", "targets", "class" or
/// "classes", in capitals or not.
bool names_labels(std::string_view name);

/// The columns at the end that are the parts of one array of labels by their names: "y_1", "y_2",
/// "y_3" (or "Y1", "Y2"); empty if there are none, or a single one.
std::vector<std::string> numbered_labels(const std::vector<std::string>& names);

}  // namespace ganglion::data
