#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/explain/attribution.h"
#include "ganglion/train/explain/baseline.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// A tensor of a row, without the batch axis, and the derivative of the loss (or of the output) to
/// it; both f64, in the same shape.
struct ExplainedValue {
  std::string name;  ///< of an input or a weight: "features", "dense/kernel"
  Tensor value = {};
  /// None for integers, and for what isn't trained (a moving average): none is taken by that.
  std::optional<Tensor> derivative = std::nullopt;
};

/// What a layer computes for a row.
struct ExplainedLayer {
  std::string name;
  std::string kind;
  std::string activation;           ///< "relu"; empty for layers without
  std::vector<std::string> inputs;  ///< layers or inputs of the network
  std::vector<ExplainedValue> parameters;
  std::optional<ExplainedValue> z = std::nullopt;  ///< for layers that compute a weighted sum
  std::string formula = {};                        ///< of z: "x W + b", see weighted_sum()
  ExplainedValue output;
};

/// A column of the table, and its features.
struct ExplainedColumn {
  std::string name;
  std::string raw;  ///< as written; empty where missing
  std::size_t first_feature = 0;
  std::size_t features = 0;
};

/// Contributions to one output: why it differs from that of an average row.
struct ExplainedOutput {
  std::string name;  ///< "logit of setosa", "price"
  double at_row = 0.0;
  double at_baseline = 0.0;
  std::vector<double> features;  ///< contribution of each feature; NaN of integers: they have none
  std::vector<std::pair<std::string, double>> columns;  ///< the same, summed by column
  double sum = 0.0;                                     ///< of the contributions
  int points = 0;                                       ///< on the path between baseline and row
};

/// The cost of back propagation, counted while it ran: N + P steps for N numbers and P parameters.
struct ExplainedCount {
  int nodes = 0;                ///< between weights and loss, by the graph; each an array
  std::int64_t numbers = 0;     ///< N, the elements of those nodes
  int visits = 0;               ///< of nodes by the backward pass
  int arrays = 0;               ///< weights, each an array
  int reached = 0;              ///< arrays at which a derivative arrived
  std::int64_t parameters = 0;  ///< P, the elements of the weight arrays
};

/// All values of the forward and backward pass of one row. Plain data; explain_text.h prints it.
struct Explanation {
  std::string title;                     ///< "row 3 of iris.csv"
  std::vector<ExplainedColumn> columns;  ///< empty for rows that come from no table
  std::vector<std::string> feature_names;
  std::vector<ExplainedValue> inputs;  ///< one for each input of the network
  std::vector<ExplainedLayer> layers;
  /// More than 1: layers are those of as many networks ("net1_dense"), one after the other, and
  /// their mean.
  int networks = 1;
  /// "setosa" → its probability; "price" → its value in its own unit.
  std::vector<std::pair<std::string, double>> prediction;
  std::string answer;  ///< the predicted class, or the labels that are yes; or empty
  std::string target;  ///< as written in the data; empty if missing
  std::optional<double> loss = std::nullopt;  ///< of the row, as the model was compiled
  std::string loss_name;
  /// Penalty of the weights (L1, L2), which training adds to the loss. It is the same for every
  /// row, and neither in `loss` nor in the derivatives. None without a loss.
  std::optional<double> regularization = std::nullopt;
  /// What derivatives are of: "loss", or the name of a number of the output.
  std::string goal;
  ExplainedCount count;
  std::vector<ExplainedOutput> outputs;
};

/// What explain() calls things, and what it compares the row with.
struct ExplainOptions {
  AttributionOptions attribution = {};
  std::string title = "the row";
  /// Whom features belong to; what they are called is else made up: "input[3]".
  const data::Preprocessing* preprocessing = nullptr;
  /// Numbers that the model and the row have in f32 only.
  ExactNumbers exact = {};
  /// Whether to compute Explanation::outputs, which for large networks takes some seconds.
  bool contributions = true;
  /// What integrated gradients start from: one row. By default an average one, see baseline.h.
  const data::Dataset* baseline = nullptr;
};

/// Explains one row of tensors, [1, …] each. Everything (but integrated gradients of large
/// networks) is computed in double precision from one graph and its derivatives, node by node. With
/// targets (and a compiled model) derivatives are those of the loss, else those of the first
/// explained number of the output. Explained are: for classes, the one that is predicted; else
/// every number of the output. Throws Error for data that doesn't fit the network or hasn't exactly
/// one row.
Explanation explain(const Model& model, const data::Dataset& row,
                    const ExplainOptions& options = {});

/// Explains a row of a table, counted from 1. Throws Error when there is no such row, and what
/// Preprocessing::apply throws.
Explanation explain(const Model& model, const data::Preprocessing& preprocessing,
                    const data::Table& table, std::int64_t row,
                    const AttributionOptions& options = {});

/// A row of a table, counted from 1, as a network takes it, with its targets if all are there.
data::Dataset row_of(const data::Preprocessing& preprocessing, const data::Table& table,
                     std::int64_t row);

}  // namespace ganglion::train
