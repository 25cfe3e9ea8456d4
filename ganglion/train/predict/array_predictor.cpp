#include "ganglion/train/predict/array_predictor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/import_graph.h"
#include "ganglion/io/onnx/words.h"
#include "ganglion/train/save.h"

namespace ganglion::train {
namespace {

namespace onnx = io::onnx;

/// As NumPy calls a type.
std::string array_type(onnx::ElementType type) {
  if (type == onnx::ElementType::f32) return "float32";
  if (type == onnx::ElementType::f64) return "float64";
  return onnx::name_of(type);
}

onnx::ElementType element_type(DType dtype) {
  return dtype == DType::i32 ? onnx::ElementType::i32 : onnx::ElementType::f32;
}

/// An array as the type that an input has. Throws Error naming the input.
Tensor fitted(const Tensor& array, const std::string& name, onnx::ElementType type) {
  try {
    return onnx::to_held(array, type);
  } catch (const Error& error) {
    throw Error(fmt::format("input '{}' takes {}: {}", name, array_type(type), error.what()));
  }
}

/// Texts as the numbers that they are held as, in the shape of the input.
Tensor numbered(const onnx::Words& words, const std::vector<std::string>& texts,
                const onnx::StoredValue& input) {
  std::vector<double> numbers;
  for (const std::string& text : texts) numbers.push_back(words.number_of(text));
  const auto rows = static_cast<std::int64_t>(numbers.size());
  const bool column = input.extents && input.extents->size() == 2;
  return Tensor::of<double>(column ? Shape{rows, 1} : Shape{rows}, numbers);
}

}  // namespace

std::string ArrayPredictor::Input::to_string() const {
  return fmt::format("{}: {} [{}]", name, type, fmt::join(extents, ", "));
}

bool ArrayPredictor::Input::takes(std::size_t axis, std::int64_t extent) const {
  const std::string& wanted = extents.at(axis);
  return wanted.find_first_not_of("0123456789") != std::string::npos ||
         wanted == std::to_string(extent);
}

ArrayPredictor::ArrayPredictor(io::ReadModel read, const std::string& path)
    : read_(std::move(read)) {
  if (read_.graph) {
    describe_graph();
  } else {
    describe_network();
  }
  // Indices of ONNX count from the end where they are negative, and must lie inside: the graph
  // sees to that.
  const bool indexed =
      read_.graph && std::ranges::any_of(read_.graph->fed(), [](const auto* input) {
        return onnx::is_integer(input->type);
      });
  if (!read_.saved || indexed || !read_.left_out.empty()) return;
  model_.emplace(from_saved(std::move(*read_.saved), path));
}

void ArrayPredictor::describe_graph() {
  for (const onnx::StoredValue* input : read_.graph->fed()) {
    Input told{.name = input->name, .type = array_type(input->type), .extents = {}};
    const bool rows_are_free = read_.saved.has_value();
    for (const onnx::StoredExtent& extent :
         input->extents.value_or(std::vector<onnx::StoredExtent>{})) {
      const bool rows = rows_are_free && told.extents.empty();
      const std::string free = extent.name.empty() ? (rows ? "rows" : "?") : extent.name;
      told.extents.push_back(extent.value && !rows ? std::to_string(*extent.value) : free);
    }
    inputs_.push_back(std::move(told));
  }
  for (const onnx::StoredValue& output : read_.graph->outputs) {
    if (output.type != onnx::ElementType::text) output_names_.push_back(output.name);
  }
}

void ArrayPredictor::describe_network() {
  for (const nn::InputSpec& spec : read_.saved->network.inputs()) {
    Input told{
        .name = spec.name, .type = array_type(element_type(spec.dtype)), .extents = {"rows"}};
    for (const std::int64_t extent : spec.shape) told.extents.push_back(std::to_string(extent));
    inputs_.push_back(std::move(told));
  }
  output_names_ = read_.saved->network.output_names();
}

void ArrayPredictor::check(const Fed& fed) const {
  std::vector<std::string> names;
  for (const Input& input : inputs_) names.push_back(input.name);
  for (const auto& [name, array] : fed.arrays) {
    if (std::ranges::find(names, name) != names.end()) continue;
    throw Error(
        fmt::format("the model has no input '{}'; it has {}", name, fmt::join(names, ", ")));
  }
  for (const Input& input : inputs_) {
    if (fed.texts.contains(input.name)) continue;
    if (input.type == "string") {
      throw Error(
          fmt::format("the model's input {} takes texts, which arrays don't hold; give a "
                      "table with such a column",
                      input.to_string()));
    }
    const auto found = fed.arrays.find(input.name);
    if (found == fed.arrays.end()) {
      throw Error(fmt::format("the model's input {} is missing", input.to_string()));
    }
    const Shape& shape = found->second.shape();
    bool fits = shape.rank() == static_cast<int>(input.extents.size());
    for (int i = 0; fits && i < shape.rank(); ++i) {
      fits = input.takes(static_cast<std::size_t>(i), shape[i]);
    }
    if (!fits) {
      throw Error(fmt::format("the array given is {}, but the model takes {}", shape.to_string(),
                              input.to_string()));
    }
    if (shape.size() == 0) throw Error(fmt::format("the array of '{}' is empty", input.name));
  }
}

std::vector<Tensor> ArrayPredictor::predict(const std::map<std::string, Tensor>& arrays) {
  std::vector<Tensor> results;
  for (Output& output : predict_all({.arrays = arrays, .texts = {}})) {
    if (output.texts.empty()) results.push_back(std::move(output.values));  // else no array
  }
  return results;
}

std::vector<ArrayPredictor::Output> ArrayPredictor::predict_all(const Fed& fed) {
  check(fed);
  if (!model_) return predict_graph(fed);
  std::vector<Tensor> values = predict_network(fed.arrays);
  std::vector<Output> outputs;
  for (std::size_t i = 0; i < values.size(); ++i) {
    outputs.push_back({.name = output_names_[i], .values = std::move(values[i]), .texts = {}});
  }
  return outputs;
}

std::vector<Tensor> ArrayPredictor::predict_network(const std::map<std::string, Tensor>& arrays) {
  data::Dataset rows;
  const std::vector<nn::InputSpec>& specs = model_->network().inputs();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const onnx::ElementType type =
        read_.graph ? read_.graph->fed()[i]->type : element_type(specs[i].dtype);
    Tensor tensor = fitted(arrays.at(inputs_[i].name), inputs_[i].name, type).cast(specs[i].dtype);
    if (i == 0) {
      rows.features = std::move(tensor);
    } else {
      rows.more_features.push_back(std::move(tensor));
    }
  }
  return model_->predict(rows);
}

std::vector<ArrayPredictor::Output> ArrayPredictor::predict_graph(const Fed& fed) const {
  const onnx::Words words(*read_.graph);
  std::map<std::string, Tensor> held;
  for (const onnx::StoredValue* input : read_.graph->fed()) {
    if (input->type == onnx::ElementType::text) {
      held.emplace(input->name, numbered(words, fed.texts.at(input->name), *input));
    } else {
      held.emplace(input->name, fitted(fed.arrays.at(input->name), input->name, input->type));
    }
  }
  std::vector<Output> outputs;
  const std::vector<onnx::Operand> results = onnx::run(*read_.graph, held);
  for (std::size_t i = 0; i < results.size(); ++i) {
    Output output{.name = read_.graph->outputs[i].name, .values = {}, .texts = {}};
    if (results[i].type == onnx::ElementType::text) {
      for (const double number : results[i].constant->values<double>()) {
        output.texts.push_back(words.text_of(number));
      }
    } else {
      output.values = onnx::from_held(*results[i].constant, results[i].type);
    }
    outputs.push_back(std::move(output));
  }
  return outputs;
}

}  // namespace ganglion::train
