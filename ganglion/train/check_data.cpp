#include "ganglion/train/check_data.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/data/row_source.h"
#include "ganglion/kernels/simd/all_finite.h"
#include "ganglion/train/step_graph.h"

namespace ganglion::train {
namespace {

std::string column_name(const std::vector<std::string>& names, std::int64_t column) {
  const auto at = static_cast<std::size_t>(column);
  return at < names.size() ? fmt::format("'{}'", names[at]) : fmt::format("{}", column + 1);
}

void check_finite(const Tensor& tensor, const std::vector<std::string>& names, const char* what,
                  const char* kind) {
  if (tensor.dtype() != DType::f32) return;
  const auto values = tensor.values<float>();
  if (kernels::simd::all_finite(values)) return;
  const std::int64_t rows = std::max<std::int64_t>(tensor.shape()[0], 1);
  const std::int64_t width = std::max<std::int64_t>(tensor.size() / rows, 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    const auto at = static_cast<std::int64_t>(i);
    throw Error(fmt::format(
        "{}: {} {} of row {} is {}; training needs finite numbers: replace it or drop the row",
        what, kind, column_name(names, at % width), at / width + 1, values[i]));
  }
}

void check_labels(const Tensor& labels, std::int64_t classes, const char* what) {
  const auto values = labels.values<std::int32_t>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] >= 0 && values[i] < classes) continue;
    throw Error(fmt::format(
        "{}: the label of row {} is {}, but the output has {} classes (labels 0 to {}); number "
        "the classes from 0, or give the last layer more units",
        what, i + 1, values[i], classes, classes - 1));
  }
}

void check_range(const Tensor& target, const nn::Loss& loss, const char* what) {
  const nn::TargetRange range = loss.target_range();
  if (target.dtype() != DType::f32) return;
  const auto values = target.values<float>();
  const auto fits = [&](float value) {
    const double number = static_cast<double>(value);
    return number >= range.least && number <= range.most;
  };
  const auto at = std::ranges::find_if_not(values, fits);
  if (at == values.end()) return;
  const std::int64_t width = target.size() / std::max<std::int64_t>(target.shape()[0], 1);
  throw Error(fmt::format(
      "{}: the target of row {} is {}, but the loss {} takes targets {}; correct "
      "it, or use another loss",
      what, (at - values.begin()) / std::max<std::int64_t>(width, 1) + 1, *at, loss.name(),
      std::isfinite(range.most) ? fmt::format("from {} to {}", range.least, range.most)
                                : fmt::format("from {} on", range.least)));
}

/// `scaling`: whether bytes are made floats on their way.
void check_input(const nn::InputSpec& input, const TensorType& data, std::int64_t rows,
                 bool scaling, const char* what) {
  const Shape wanted = input.shape.prepended(rows);
  const bool scaled_bytes = scaling && data.dtype == DType::u8 && input.dtype == DType::f32;
  if (data.shape == wanted && (data.dtype == input.dtype || scaled_bytes)) return;
  throw Error(fmt::format("{}: input '{}' expects {}{} for {} rows, but the data has {}{}", what,
                          input.name, name_of(input.dtype), wanted.to_string(), rows,
                          name_of(data.dtype), data.shape.to_string()));
}

/// Throws Error for a number that is no row of the table which a layer looks up by it. `data` are
/// rows from `first` on.
void check_indices(const nn::InputSpec& input, const nn::IndexLimit& limit, const Tensor& data,
                   const char* what, std::int64_t first = 0) {
  if (limit.below == 0) return;
  const Tensor numbers = data.cast(DType::f64);
  const auto values = numbers.values<double>();
  const double below = static_cast<double>(limit.below);
  const auto at = std::ranges::find_if_not(values, [&](double x) { return x > -1.0 && x < below; });
  if (at == values.end()) return;
  const std::int64_t width = data.size() / std::max<std::int64_t>(data.shape()[0], 1);
  throw Error(fmt::format(
      "{}: input '{}' is {} in row {}, but {} knows the indices 0 to {}; number what it stands for "
      "from 0, or raise the layer's input_dim",
      what, input.name, *at, first + (at - values.begin()) / std::max<std::int64_t>(width, 1) + 1,
      limit.layer, limit.below - 1));
}

/// The same of stored rows.
void check_stored_indices(const nn::InputSpec& input, const nn::IndexLimit& limit,
                          const data::RowSource& source, const char* what) {
  constexpr std::int64_t kAtOnce = 1024;
  if (limit.below == 0) return;
  data::in_blocks(source, kAtOnce, [&](const Tensor& rows, std::int64_t first) {
    check_indices(input, limit, rows, what, first);
  });
}

void check_weights(const Tensor* weights, const char* what) {
  if (weights == nullptr) return;
  if (weights->shape().rank() != 1) {
    throw Error(fmt::format("{}: sample weights are {}; give one number for each row", what,
                            weights->shape().to_string()));
  }
  for (float weight : weights->values<float>()) {
    if (std::isfinite(weight) && weight >= 0) continue;
    throw Error(fmt::format("{}: a sample weight is {}; weights must be finite and not negative",
                            what, weight));
  }
}

const Tensor& target_tensor(const data::Dataset& data, std::size_t output) {
  return output == 0 ? data.targets : data.more_targets[output - 1];
}

TensorType target_type(const nn::Network& network, const CompileOptions& options,
                       std::size_t output, std::int64_t rows) {
  const auto& shapes = network.output_shapes();
  return loss_of(options, output, shapes.size())
      .target_type({DType::f32, shapes[output].prepended(rows)});
}

}  // namespace

void check_features(const nn::Network& network, const data::Dataset& data, const char* what) {
  if (data.rows() == 0) throw Error(fmt::format("{}: the data has no rows", what));
  data.check();
  const auto inputs = data.inputs();
  if (inputs.size() != network.inputs().size()) {
    throw Error(fmt::format(
        "{}: the network has {} inputs, the data {}; put further ones into more_features", what,
        network.inputs().size(), inputs.size()));
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const data::RowSource* stored = data.stored_input(i);
    const TensorType type = stored != nullptr ? TensorType{stored->dtype(), stored->shape()}
                                              : TensorType{inputs[i]->dtype(), inputs[i]->shape()};
    check_input(network.inputs()[i], type, data.rows(), i == 0 && data.scaling, what);
    if (stored != nullptr) {  // whether values are finite was looked at when they were stored
      check_stored_indices(network.inputs()[i], network.index_limits()[i], *stored, what);
      continue;
    }
    check_finite(*inputs[i], i == 0 ? data.feature_names : std::vector<std::string>{}, what,
                 "feature");
    check_indices(network.inputs()[i], network.index_limits()[i], *inputs[i], what);
  }
}

void check_one_output(const nn::Network& network) {
  const auto names = network.output_names();
  if (names.size() == 1) return;
  throw Error(
      fmt::format("predict: the network has {} outputs ({}), a tensor of features gives one; pass "
                  "a Dataset, Dataset{{.features = …}}, which gives all of them",
                  names.size(), fmt::join(names, ", ")));
}

void check_class_weights(const nn::Network& network, const CompileOptions& options,
                         const std::vector<std::vector<double>>& class_weights) {
  const auto& shapes = network.output_shapes();
  for (std::size_t i = 0; i < std::min(shapes.size(), class_weights.size()); ++i) {
    const nn::Loss& loss = loss_of(options, i, shapes.size());
    const bool labels = target_type(network, options, i, 1).dtype == DType::i32;
    const bool binary = loss.outputs() == nn::Outputs::answers;
    if (class_weights[i].empty() || !(labels || binary)) continue;
    const std::int64_t classes = labels ? shapes[i][-1] : 2;
    if (static_cast<std::int64_t>(class_weights[i].size()) == classes) continue;
    throw Error(
        fmt::format("fit: output {} has {} classes, but there are {} class weights; give "
                    "one for each class",
                    network.output_names()[i], classes, class_weights[i].size()));
  }
}

void check_batch_size(const nn::Network& network, std::int64_t batch_size, std::int64_t rows,
                      const char* what) {
  const nn::RowsNeeded& needed = network.rows_needed();
  if (batch_size >= 1 && batch_size < needed.rows) {
    throw Error(fmt::format("{}: {} normalises each feature by its mean over the rows of a batch, "
                            "and needs {} of them, but `batch_size` is {}; use `batch_size = 32`",
                            what, needed.layer, needed.rows, batch_size),
                {.setting = "batch_size", .value = "32"});
  }
  if (rows >= needed.rows) return;
  throw Error(fmt::format("{}: {} needs batches of {} rows, but there is {} training row", what,
                          needed.layer, needed.rows, rows));
}

data::Dataset with_fitting_targets(const nn::Network& network, const CompileOptions& options,
                                   const data::Dataset& data) {
  data::Dataset result = data;
  for (std::size_t i = 0; i < network.outputs().size() && i <= data.more_targets.size(); ++i) {
    Tensor& target = i == 0 ? result.targets : result.more_targets[i - 1];
    const TensorType wanted = target_type(network, options, i, data.rows());
    const bool class_indices =
        target.dtype() == DType::i32 || target.dtype() == DType::i64 || target.dtype() == DType::u8;
    if (target.dtype() != wanted.dtype && (class_indices || wanted.dtype != DType::i32)) {
      target = target.cast(wanted.dtype);
    }
    if (target.shape() != wanted.shape && target.size() == wanted.shape.size()) {
      target = std::move(target).reshaped(wanted.shape);
    }
  }
  return result;
}

void check_targets(const nn::Network& network, const CompileOptions& options,
                   const data::Dataset& data, const char* what) {
  const std::size_t outputs = network.outputs().size();
  if (!data.has_targets()) throw Error(fmt::format("{}: the data has no targets", what));
  if (data.more_targets.size() + 1 != outputs) {
    throw Error(fmt::format(
        "{}: the network has {} outputs, the data {} targets; put further ones into more_targets",
        what, outputs, data.more_targets.size() + 1));
  }
  for (std::size_t i = 0; i < outputs; ++i) {
    const Tensor& target = target_tensor(data, i);
    const TensorType wanted = target_type(network, options, i, data.rows());
    const Shape prediction = network.output_shapes()[i].prepended(data.rows());
    if (target.shape() != wanted.shape || target.dtype() != wanted.dtype) {
      loss_of(options, i, outputs).check_target(prediction, target.shape());
      throw Error(fmt::format("{}: the loss {} takes targets {}, but the data has {}{}", what,
                              loss_of(options, i, outputs).name(), wanted.to_string(),
                              name_of(target.dtype()), target.shape().to_string()));
    }
    if (wanted.dtype == DType::i32) check_labels(target, prediction[-1], what);
    check_finite(target, data.target_names, what, "target");
    check_range(target, loss_of(options, i, outputs), what);
  }
  for (std::size_t i = 0; i < outputs; ++i) check_weights(data.weights_of(i), what);
}

}  // namespace ganglion::train
