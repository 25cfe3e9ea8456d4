#include "ganglion/nn/layers/table.h"

#include <fmt/format.h>

#include <array>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layers.h"

namespace ganglion::nn {
namespace {

void check_settings(const Layer& made, const Attributes& given) {
  const Attributes known = made.config();
  for (const auto& [name, value] : given.entries()) {
    if (!known.has(name)) {
      throw Error(fmt::format("layer kind '{}' has no setting '{}'; it has: {}", made.kind(), name,
                              known.to_string()));
    }
  }
}

}  // namespace

std::span<const LayerKind> layer_kinds() {
  static const std::array kTable = {layer_kind<Dense>(), layer_kind<Activate>(),
                                    layer_kind<Dropout>(), layer_kind<Flatten>()};
  return kTable;
}

Layer make_layer(std::string_view kind, const Attributes& config,
                 std::span<const LayerKind> custom) {
  std::string known;
  for (const auto& kinds : {layer_kinds(), custom}) {
    for (const LayerKind& candidate : kinds) {
      known += fmt::format("{}{}", known.empty() ? "" : ", ", candidate.kind);
      if (candidate.kind != kind) continue;
      Layer made = candidate.from_config(config);
      check_settings(made, config);
      return made;
    }
  }
  throw Error(
      fmt::format("unknown layer kind '{}'; known are: {} (a layer of your own must be "
                  "listed among the custom kinds)",
                  kind, known));
}

}  // namespace ganglion::nn
