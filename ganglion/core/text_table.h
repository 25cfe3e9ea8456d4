#pragma once
#include <string>
#include <vector>

namespace ganglion {

/// A line for each row, columns as wide as they need to be, two blanks between them.
std::string text_table(const std::vector<std::vector<std::string>>& rows, const char* indent = "");

}  // namespace ganglion
