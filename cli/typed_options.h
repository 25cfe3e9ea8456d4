#pragma once
#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace ganglion::cli {

/// Throws UsageError for the first of `options` ("--opset") that was typed: the option, then `why`,
/// which says what to do instead.
void refuse_options(const CLI::App& command, std::span<const std::string_view> options,
                    const std::string& why);

}  // namespace ganglion::cli
