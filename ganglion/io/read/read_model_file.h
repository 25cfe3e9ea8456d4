#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/io/model_file.h"

namespace ganglion::io {

namespace onnx {
struct StoredModel;
}

/// A model of whatever file it came from: a network of layers or, where a file of another system
/// computes what no layers do, a graph that can only be run.
struct ReadModel {
  std::string format = "ganglion";  ///< "ONNX, opset 13, from pytorch 2.1", "Keras 3.15.1"
  std::optional<SavedModel> saved = std::nullopt;
  /// An ONNX file as it is, and why it is no network where it isn't.
  std::shared_ptr<const onnx::StoredModel> graph = nullptr;
  std::string reason = {};
  /// Outputs of an ONNX file that `saved` doesn't give.
  std::vector<std::string> left_out = {};
  /// What of the file isn't kept, a sentence each.
  std::vector<std::string> notes = {};
};

/// Reads a model by what the file holds, whatever its name: a model or checkpoint of this library,
/// ONNX or Keras. Throws Error beginning with the path for a file that is none of them.
ReadModel read_model_file(const std::string& path, const LoadOptions& options = {});

/// Whether a path is a folder that TensorFlow saved (SavedModel), which read_model_file() refuses:
/// it holds programs of TensorFlow's ops.
bool is_saved_model(const std::string& path);

/// The network of what was read from a path. Throws Error naming the node that is no layer for a
/// graph that is none.
SavedModel network_of(ReadModel read, const std::string& path);
/// Both in one.
SavedModel read_network_file(const std::string& path, const LoadOptions& options = {});

}  // namespace ganglion::io
