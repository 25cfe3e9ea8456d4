#pragma once
#include <string>
#include <string_view>

namespace ganglion::train {

/// A message of the library in the words of the program, which are also those of the report:
/// settings of a job, in backticks, become flags ("--encoding latin1"). So do `resume` and `full`.
std::string with_flags(std::string_view message);

}  // namespace ganglion::train
