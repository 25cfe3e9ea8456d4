#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// Numbers of a layer that have places, f64.
struct LayerMaps {
  std::string layer;
  Tensor maps = {};
};

/// What a network makes of one image or signal, place by place. Plain data; drawings.h draws it.
struct ActivationMaps {
  data::SampleKind kind = data::SampleKind::image;
  /// As the network is given it, but in the unit in which it was read: [channels, height, width] or
  /// [channels, length], f64.
  Tensor input = {};
  /// Of every layer that gives [channels, height, width] or [channels, length] and changes what it
  /// is given, from first to last.
  std::vector<LayerMaps> layers = {};
  /// The weights of the first layer that has any, [filters, channels, …window]: those of a
  /// convolution, or of a dense layer that sees the whole input, [units, …shape of the input].
  std::optional<LayerMaps> filters = std::nullopt;
  std::string goal = {};  ///< what derivatives are of: "logit of circle"
  /// Derivative times input, of the input as it is scaled: what each number adds to the goal,
  /// compared to the mean, if the network were linear (Shrikumar et al. 2016). Shape of the input.
  Tensor saliency = {};
  /// Grad-CAM (Selvaraju et al. 2017) of the last convolution: relu(sum over its maps A_k of
  /// a_k A_k), where a_k is the mean over all places of the goal's derivative to A_k; [height,
  /// width] or [length]. The maps are taken behind the layers that follow the convolution
  /// and keep their shape: its normalisation and activation.
  std::optional<LayerMaps> grad_cam = std::nullopt;
};

/// Looks at one row, [1, …]; the goal is the first number of the output that explain() explains:
/// for classes the one that is predicted. `preprocessing` may be null. Computed in double
/// precision, node by node. Throws Error for networks that take no image or signal, or several
/// inputs, and for data that doesn't fit or hasn't exactly one row.
ActivationMaps activation_maps(const Model& model, const data::Dataset& row,
                               const data::Preprocessing* preprocessing);

}  // namespace ganglion::train
