#pragma once
#include <span>
#include <string_view>

/// Well-known networks by name, for the text form.
namespace ganglion::nn {

struct NetworkPreset {
  std::string_view name;
  std::string_view text;     ///< what the name stands for
  std::string_view meaning;  ///< for whom it is, and where it comes from
};

std::span<const NetworkPreset> network_presets();

}  // namespace ganglion::nn
