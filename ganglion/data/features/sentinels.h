#pragma once
#include <optional>
#include <string>

#include "ganglion/data/table.h"

namespace ganglion::data {

/// What is to be said of a column of numbers in which one number seems to stand for a missing
/// value: the least or the greatest one, of nines only (-99, 999, 9999.99) or one that programs
/// write there (-32768, 2147483647, 1e20, 9.96921e36, 3.40282e38), in two rows or more, and further
/// from the others than they are from each other. Nothing is done about it.
std::optional<std::string> sentinel_note(const Column& column);

}  // namespace ganglion::data
