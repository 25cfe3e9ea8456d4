#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/dataset.h"
#include "ganglion/nn/quantization.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// How much may be lost.
struct QuantizeOptions {
  /// By what part of itself the loss on the rows may grow: 0.01 is one in a hundred.
  double max_loss = 0.01;
};

/// What became of a layer that has a kernel.
struct QuantizedLayer {
  std::string layer;
  std::int64_t weights = 0;
  /// With a step, its products are of 8 bits on both sides; without, only its kernel has 8 bits.
  /// None: it stays as it was.
  std::optional<nn::Quantization> quantization = {};
};

/// What quantize() gives.
struct Quantized {
  Model model;
  std::vector<QuantizedLayer> layers = {};
  double loss_before = 0.0;  ///< on the rows
  double loss_after = 0.0;
};

/// A model whose dense layers and convolutions compute with kernels of 8 bits, a grid for each unit
/// (nn/quantization.h); dense layers round what they read, too, on grids that are fitted to the
/// first 1,024 rows. Where the loss on `rows` (labelled; as the model is fed) grows by more than
/// allowed, the layers that do most of it, each tried by itself, get back first their input, then
/// their kernel. Throws Error for a model that isn't compiled, is quantised already or has no such
/// layer, and where none could be quantised.
Quantized quantize(const Model& model, const data::Dataset& rows,
                   const QuantizeOptions& options = {});

}  // namespace ganglion::train
