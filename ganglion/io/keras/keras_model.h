#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/io/json.h"

/// A model as a file of Keras describes it, whatever version wrote it.
namespace ganglion::io {

/// A tensor of a functional model: what the call `node` of a layer gave.
struct KerasRef {
  std::string layer;
  std::int64_t node = 0;
  std::int64_t tensor = 0;
};

/// One call of a layer: the tensors it reads. What else stands among its arguments is in
/// `arguments`, with null for each tensor: [null, 2.0].
struct KerasCall {
  std::vector<KerasRef> inputs = {};
  Json::Array arguments = {};
  bool causal = false;                ///< an attention that is called with use_causal_mask
  std::optional<KerasRef> mask = {};  ///< which steps count, where that is said
  Shape result = {};  ///< what it gives of an example; only in a model that is to be written
};

struct KerasModel;

/// A layer with its settings under the names of today, and its weights in Keras' order.
struct KerasLayer {
  std::string name;
  std::string class_name;  ///< "Conv2D"
  bool is_op = false;      ///< a function of keras.ops rather than a layer: x * 2
  Json config = Json::Object{};
  std::vector<KerasCall> calls = {};            ///< in a functional model
  std::shared_ptr<KerasModel> model = nullptr;  ///< of a layer that is a model itself
  std::vector<Tensor> weights = {};
  /// What it was wrapped in, where that says nothing more: "TimeDistributed", and the group of its
  /// weights within the wrapper's.
  std::string wrapper = {};
  std::string own_class = {};  ///< in the file, where a KerasClassMap says it is `class_name`
  std::string inner_place = {};
};

struct KerasModel {
  std::string name;
  std::string class_name;  ///< Sequential, Functional or Model
  bool sequential = false;
  std::vector<KerasLayer> layers = {};
  std::vector<KerasRef> inputs = {};  ///< of a functional model
  std::vector<KerasRef> outputs = {};
  Json build_shape = {};  ///< of a sequential one: the shape it was built for, or null
};

/// Whether the version is 1.x.
bool is_keras_1(const std::string& version);
/// Whether it is 3 or newer.
bool is_keras_3(const std::string& version);

/// A member that is a text, or "" where there is none.
std::string text_or_empty(const Json& json, std::string_view key);

}  // namespace ganglion::io
