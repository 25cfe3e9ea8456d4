#pragma once
#include <string>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/explain/explain_graph.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// A picture as SVG, or as a text for Graphviz.
enum class PictureFormat { svg, dot };

/// The computation graph from a row to its loss (without targets: to the number of the output that
/// is explained), with the value and the derivative at every node. Graphs of more than 48 nodes
/// show one box for each layer. `preprocessing` may be null. Throws what explain() throws.
std::string draw_explanation(const Model& model, const data::Dataset& row,
                             const data::Preprocessing* preprocessing, PictureFormat format,
                             const ExactNumbers& exact = {});

}  // namespace ganglion::train
