#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ganglion::train {

/// A message of the library in the words of the program, which are also those of the report:
/// settings of a job, in backticks, become flags ("--encoding latin1"). So do `resume` and `full`.
std::string with_flags(std::string_view message);

/// A command that takes no settings of a job but some.
struct CommandFlags {
  std::string command;             ///< "predict"
  std::vector<std::string> flags;  ///< "--encoding", …
};
/// The same for such a command: a setting that it lacks is said to be an option of `train`, so that
/// nobody gives it here.
std::string with_flags(std::string_view message, const CommandFlags& of);

}  // namespace ganglion::train
