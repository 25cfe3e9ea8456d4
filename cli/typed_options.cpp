#include "cli/typed_options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>

#include "cli/commands.h"

namespace ganglion::cli {

void refuse_options(const CLI::App& command, std::span<const std::string_view> options,
                    const std::string& why) {
  for (const std::string_view option : options) {
    if (command.count(std::string(option)) > 0)
      throw UsageError(fmt::format("{}: {}", option, why));
  }
}

}  // namespace ganglion::cli
