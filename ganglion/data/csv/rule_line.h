#pragma once
#include <string_view>

namespace ganglion::data {

/// Whether a line is drawn, as programs draw it below a header and around a table ("-----+----",
/// "|:---|---:|", "====== ===="): dashes or equals signs in a row, with marks between them, and
/// nothing else.
bool is_rule_line(std::string_view line);

}  // namespace ganglion::data
