#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/nn/layers/table.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/nn/metrics/metric_table.h"
#include "ganglion/optim/optimizer_table.h"
#include "ganglion/train/options.h"

namespace ganglion::nn {
class Network;
}

namespace ganglion::train {

/// Structs of one's own that a model file names, for load_model():
///     load_model(path, {.layers = {nn::layer_kind<Radial>()}, .losses =
///     {nn::loss_kind<Pinball>()}})
struct CustomKinds {
  std::vector<nn::LayerKind> layers = {};
  std::vector<nn::LossKind> losses = {};
  std::vector<nn::MetricKind> metrics = {};
  std::vector<optim::OptimizerKind> optimizers = {};
};

/// The text of a loss, or of an optimizer, in a model file: "huber delta=2"; of somebody's own one
/// that nobody takes for one of the library's, "custom pinball share=0.9".
std::string saved_text(const nn::Loss& loss);
std::string saved_text(const optim::Optimizer& optimizer);

/// The kind of the first loss whose predictions aren't the outputs of the network, and that isn't
/// the library's; empty if there is none.
std::string needed_to_predict(const CompileOptions& options, const nn::Network& network);

/// Losses, metrics and optimizer that aren't the library's, and metrics of the library whose name
/// doesn't tell their settings, as docs/formats/model.md describes them ("custom"): a list, empty
/// where there are none. `task` is that of the model.
io::Json::Array own_kinds_json(const CompileOptions& options, nn::Task task);

/// Puts them into options that have anything in their places: those that `kinds` tells how to make,
/// and what stands for the others (see unknown_kinds.h). `needed`: as needed_to_predict() gave it.
/// Throws Error for a damaged list.
void read_own_kinds(const io::Json& list, const CustomKinds& kinds, std::string_view needed,
                    CompileOptions& options);

}  // namespace ganglion::train
