#pragma once
#include <span>
#include <string_view>

#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// How a kind of layer is made again from its saved settings.
struct LayerKind {
  std::string_view kind;
  Layer (*from_config)(const Attributes&);
};

/// The entry of a layer struct T with `kind` and `fields` (see graph/fields.h), or `static T
/// from_config(const Attributes&)`.
template <class T>
LayerKind layer_kind() {
  return {T::kind, [](const Attributes& config) { return Layer(made_from<T>(config)); }};
}

/// Every kind of the library.
std::span<const LayerKind> layer_kinds();

/// A layer of that kind, from the library or from `custom`; settings that are missing have their
/// defaults. Throws Error for an unknown kind (listing those there are), an unknown setting, or a
/// setting of the wrong type or value.
Layer make_layer(std::string_view kind, const Attributes& config,
                 std::span<const LayerKind> custom = {});

}  // namespace ganglion::nn
