#pragma once
#include <string>

#include "ganglion/train/check/data_check.h"

namespace ganglion::train {

/// A check as a page of its own in the style of a report: it loads nothing from anywhere, and all
/// text of the data is escaped.
std::string check_html(const DataCheck& check);

}  // namespace ganglion::train
