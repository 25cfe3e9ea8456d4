#pragma once
#include <string>
#include <vector>

#include "ganglion/nn/index_limits.h"
#include "ganglion/train/step/step_network.h"
#include "ganglion/train/step/step_options.h"

namespace ganglion::train {

/// An input of a step's function, as it was declared for one batch size.
struct StepInput {
  std::string name;
  TensorType type;
  nn::IndexLimit limit;  ///< where it picks rows of a table or classes
};

/// The graph of a step for batches of `rows` rows: what the function says, the derivatives, and the
/// update, or, unless `updates`, the sum of gradients so far. Outputs: "loss", with regularisers
/// "penalty", those of the function, and, if they are to be kept, "gradient/<path>". Variables:
/// those of the networks, and their slots. Returns the inputs of the function.
std::vector<StepInput> build_step(Graph& graph, std::span<const StepNetwork> networks,
                                  const StepFunction& function, const StepOptions& options,
                                  std::int64_t rows, bool updates);

/// Names of the slots of a step beside the optimizer's, and of the outputs that are gradients.
inline constexpr std::string_view kSumSlot = "gradient_sum";
inline constexpr std::string_view kAverageSlot = "average";
std::string gradient_output(const StepNetwork& network, std::string_view path);

}  // namespace ganglion::train
