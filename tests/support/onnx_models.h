#pragma once
#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/io/onnx/model.h"

namespace ganglion::support {

/// Builds ONNX models for tests, node by node. Keeps what their tensors look into.
class OnnxModel {
 public:
  explicit OnnxModel(std::int64_t opset = 17);
  OnnxModel(OnnxModel&&) = default;
  OnnxModel(const OnnxModel&) = delete;

  /// An input of floats; an extent of 0 is free.
  OnnxModel& input(const std::string& name, const std::vector<std::int64_t>& extents,
                   io::onnx::ElementType type = io::onnx::ElementType::f32);
  OnnxModel& output(const std::string& name);
  /// Constants.
  OnnxModel& floats(const std::string& name, const std::vector<std::int64_t>& dims,
                    const std::vector<float>& values);
  OnnxModel& integers(const std::string& name, const std::vector<std::int64_t>& values);
  /// A node with the output of that name.
  OnnxModel& node(const std::string& op, const std::vector<std::string>& inputs,
                  const std::string& output);
  /// Attributes of the last node.
  OnnxModel& with(const std::string& name, std::int64_t value);
  OnnxModel& with(const std::string& name, float value);
  OnnxModel& with(const std::string& name, const char* value);
  OnnxModel& with(const std::string& name, const std::vector<std::int64_t>& values);

  const io::onnx::StoredModel& model() const { return model_; }
  io::onnx::StoredModel& model() { return model_; }
  std::string bytes() const { return io::onnx::to_bytes(model_); }

 private:
  io::onnx::StoredAttribute& attribute(const std::string& name,
                                       io::onnx::StoredAttribute::Type type);
  io::onnx::StoredModel model_;
  std::list<std::vector<float>> floats_;
  std::list<std::vector<std::int64_t>> integers_;
};

/// The numbers of the only output for inputs given by name.
std::vector<float> run_onnx(const io::onnx::StoredModel& model,
                            const std::map<std::string, Tensor>& inputs);

}  // namespace ganglion::support
