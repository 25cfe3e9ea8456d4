#pragma once
#include <string>
#include <utility>
#include <vector>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/explain/explain_graph.h"

namespace ganglion::train {

/// A number of the output that is worth explaining: value = scale * output + offset.
struct ExplainedElement {
  OutputElement element = {};
  std::string name;  ///< "logit of setosa", "price", "output[3]"
  double scale = 1.0;
  double offset = 0.0;
};

/// What a network says of a row.
struct ShownPrediction {
  /// "setosa" → its probability; "price" → its value in its own unit.
  std::vector<std::pair<std::string, double>> numbers;
  /// The class, or the labels that are yes; or empty.
  std::string answer;
  /// Which numbers of the output to explain: the predicted class's, else all of them.
  std::vector<ExplainedElement> elements;
};

/// `predictions`: one tensor for each output of the network, [1, …] f64. `preprocessing` may be
/// null; it gives names and units.
ShownPrediction shown_prediction(const Model& model, const std::vector<Tensor>& predictions,
                                 const data::Preprocessing* preprocessing);

/// What derivatives are taken of.
struct ExplainGoal {
  ExplainGraph::Goal goal = {};
  std::string name = "loss";
};

/// The loss for a row with targets, else the first number that shown_prediction() would explain.
ExplainGoal goal_of(const Model& model, const data::Dataset& row,
                    const data::Preprocessing* preprocessing);

/// The row as the network and its losses take it, without targets if they can't be used. Throws
/// Error when it doesn't fit or isn't a single row.
data::Dataset checked_row(const Model& model, const data::Dataset& row);

}  // namespace ganglion::train
