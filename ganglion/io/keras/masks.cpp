#include "ganglion/io/keras/masks.h"

#include <algorithm>

#include "ganglion/nn/layers/step_mask.h"

namespace ganglion::io {
namespace {

/// x != 0
Placed convert_not_equal(KerasStep& step) {
  const Json::Array& arguments = *step.arguments;
  if (step.inputs.size() != 1 || arguments.size() != 2 || !arguments[1].is_number()) {
    step.config.refuse("it can be imported with a tensor and a number");
  }
  Placed result = step.plain();
  result.differs_from = arguments[1].as_number();
  return result;
}

Placed convert_any(KerasStep& step) {
  Placed x = step.x();
  const std::vector<std::int64_t> axes = step.config.integers("axis", {});
  const bool last = axes.size() == 1 && (axes.front() == -1 || axes.front() == 2);
  if (!x.differs_from || x.rank != 2 || !last || step.config.flag("keepdims", false)) {
    step.config.refuse("it can only be imported as a part of a mask, any(x != 0, axis=-1)");
  }
  x.rank = 1;
  return x;
}

constexpr KerasConverter kMaskFunctions[] = {{"NotEqual", convert_not_equal, Masks::made},
                                             {"Any", convert_any, Masks::made}};

}  // namespace

std::span<const KerasConverter> keras_mask_functions() {
  return kMaskFunctions;
}

void give_mask(Conversion& to, const KerasLayer& layer, const Placed& mask,
               std::vector<Placed>& inputs) {
  if (inputs.empty() || !mask.differs_from || mask.rank != 1) {
    LayerConfig(layer).refuse(
        "it is called with a mask that isn't any(x != 0, axis=-1), or x != 0");
  }
  inputs.front().mask = to.call(layer, "mask", nn::StepMask{*mask.differs_from}, {mask.symbol});
}

void check_numbers(const KerasLayer& layer, const std::vector<Placed>& inputs) {
  const auto compared = [](const Placed& x) { return x.differs_from.has_value(); };
  if (std::ranges::any_of(inputs, compared)) {
    LayerConfig(layer).refuse("it reads a comparison, which can only be imported for masks");
  }
}

std::optional<nn::Symbol> mask_behind(KerasStep& step, Masks masks) {
  const auto has_mask = [](const Placed& x) { return x.mask.has_value(); };
  if (std::ranges::none_of(step.inputs, has_mask)) return std::nullopt;
  // Wrappers and classes of one's own need not do with a mask what the layer itself does.
  const bool itself = step.layer().own_class.empty() &&
                      (step.layer().wrapper.empty() || step.layer().wrapper == "TimeDistributed");
  if (masks == Masks::refused || !itself) {
    step.config.refuse(
        "steps are hidden from it (by Masking, or an Embedding with mask_zero); that can be "
        "imported for recurrent layers and global average pooling");
  }
  return masks == Masks::kept ? step.x().mask : std::nullopt;
}

}  // namespace ganglion::io
