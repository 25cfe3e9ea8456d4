#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/io/read/read_model_file.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// A model of any file (see io/read/read_model_file.h) that predicts from arrays.
class ArrayPredictor {
 public:
  /// Throws Error, beginning with the path it was read from, for a network that can't be used.
  ArrayPredictor(io::ReadModel read, const std::string& path);

  /// What it takes: name, type ("float32", "int64") and extents, with names or "?" for those that
  /// are free: "x: float32 [batch, 64]".
  struct Input {
    std::string name;
    std::string type;
    std::vector<std::string> extents;
    std::string to_string() const;
    /// Whether the axis is of this extent, or of any.
    bool takes(std::size_t axis, std::int64_t extent) const;
  };
  const std::vector<Input>& inputs() const { return inputs_; }
  /// In the order of predict(), without those that are texts.
  const std::vector<std::string>& output_names() const { return output_names_; }

  /// The network that predicts; null: the graph of an ONNX file is run as it is.
  Model* network() { return model_ ? &*model_ : nullptr; }

  /// What is fed: arrays and, for inputs of texts, a text for each row.
  struct Fed {
    std::map<std::string, Tensor> arrays;
    std::map<std::string, std::vector<std::string>> texts;
  };
  /// An output, of numbers or of texts.
  struct Output {
    std::string name;
    Tensor values;
    std::vector<std::string> texts;
  };
  /// All outputs, those that are texts too.
  std::vector<Output> predict_all(const Fed& fed);

  /// The outputs for arrays by the names of inputs. Doubles are rounded to float where that is what
  /// the model takes. Throws Error naming the input and what the model takes: a missing or unknown
  /// name, another shape, a number that its type can't hold, such as a fraction for an index.
  std::vector<Tensor> predict(const std::map<std::string, Tensor>& arrays);

 private:
  std::vector<Tensor> predict_network(const std::map<std::string, Tensor>& arrays);
  std::vector<Output> predict_graph(const Fed& fed) const;
  void describe_network();
  void describe_graph();
  void check(const Fed& fed) const;

  io::ReadModel read_;
  std::optional<Model> model_;  // of a network; a graph is run as it is
  std::vector<Input> inputs_;
  std::vector<std::string> output_names_;
};

}  // namespace ganglion::train
