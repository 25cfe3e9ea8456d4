#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ganglion::cli {

/// "usage: ganglion evaluate MODEL DATA [options]"
std::string usage_line(const CLI::App& command);
/// "DATA is", "MODEL and DATA are": arguments that were needed and not given.
std::string missing_arguments(const CLI::App& command);
/// All about one command.
std::string command_help(const CLI::App& command);
/// How a network is written as text: `ganglion help network`.
std::string network_help();
/// What there is.
std::string program_help(const CLI::App& app);

/// "--epochs", …
std::vector<std::string> option_names(const CLI::App& command);
std::vector<std::string> command_names(const CLI::App& app);

}  // namespace ganglion::cli
