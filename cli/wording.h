#pragma once
#include <string>
#include <string_view>

namespace CLI {
class App;
}

/// How messages of the library name settings to whoever typed a command.
namespace ganglion::cli {

/// The command that was typed, as of now.
void word_for(const CLI::App& command);

/// A message with settings as flags; those that the command lacks as options of `train`.
std::string worded(std::string_view message);

}  // namespace ganglion::cli
