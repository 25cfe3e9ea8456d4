#pragma once
#include <span>
#include <string_view>

#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// How a kind of layer is made again from its saved settings.
struct LayerKind {
  std::string_view kind;
  Layer (*from_config)(const Attributes&);
  bool (*made)(const Layer&);  ///< whether a layer is of the struct, not only of the same name
};

/// The entry of a layer struct T with `kind` and `fields` (see graph/fields.h), or `static T
/// from_config(const Attributes&)`.
template <class T>
LayerKind layer_kind() {
  return {T::kind, [](const Attributes& config) { return Layer(made_from<T>(config)); },
          [](const Layer& layer) { return layer.as<T>() != nullptr; }};
}

/// Every kind of the library.
std::span<const LayerKind> layer_kinds();

/// Whether the layer is of somebody's own struct, but its kind is one of the library's: from a file
/// the library's layer would be made.
bool borrows_kind(const Layer& layer);

/// A layer of that kind, from the library or from `custom`; settings that are missing have their
/// defaults. Throws Error for an unknown kind (listing those there are), an unknown setting, or a
/// setting of the wrong type or value.
Layer make_layer(std::string_view kind, const Attributes& config,
                 std::span<const LayerKind> custom = {});

}  // namespace ganglion::nn
