#pragma once
#include <string>
#include <vector>

#include "ganglion/data/table.h"

namespace ganglion::data {

/// A column of texts, one a row; an empty one is missing.
Column text_column(std::string name, const std::vector<std::string>& texts);

}  // namespace ganglion::data
