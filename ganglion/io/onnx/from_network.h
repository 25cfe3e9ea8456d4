#pragma once
#include <cstdint>
#include <string>

#include "ganglion/io/model_file.h"

namespace ganglion::io::onnx {

/// How a model is written as ONNX.
struct ExportOptions {
  std::int64_t opset = 17;  ///< 13 to 23
  /// Only the network, which takes features, also where the model takes rows of a table, images or
  /// signals.
  bool raw = false;
};

/// The network of a model as an ONNX file (a ModelProto in bytes): what Model::predict computes of
/// features, the number of rows free. A layer becomes the nodes that compute it, named after it;
/// batch normalization one node, dropout none. Predictions are probabilities where the loss works
/// on logits. Where the model takes rows of a table, each column is an input, prepared inside, and
/// the predicted class or the value in its own unit is an output (table_columns.h); images and
/// signals are scaled inside. With `raw` it is the network alone: scaled targets stay scaled then.
/// Names of features, classes and targets are metadata. The same model gives the same bytes. Before
/// they are returned, the bytes are read again and run beside the network on some rows. Throws
/// Error naming a layer that ONNX, or this library's way of writing it, can't say.
std::string to_onnx(const SavedModel& model, const ExportOptions& options = {});

}  // namespace ganglion::io::onnx
