#include "ganglion/data/dataset.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"

namespace ganglion::data {
namespace {

void check_rows(const Tensor& tensor, const std::string& name, std::int64_t rows) {
  if (tensor.shape().rank() == 0 || tensor.shape()[0] != rows) {
    throw Error(
        fmt::format("dataset: {} has shape {}, but there are {} rows of features; each tensor "
                    "needs one entry per row along its first axis",
                    name, tensor.shape().to_string(), rows));
  }
}

}  // namespace

std::vector<const Tensor*> Dataset::inputs() const {
  std::vector<const Tensor*> result = {&features};
  for (const Tensor& tensor : more_features) result.push_back(&tensor);
  return result;
}

std::vector<const Tensor*> Dataset::outputs() const {
  std::vector<const Tensor*> result;
  if (has_targets()) result.push_back(&targets);
  for (const Tensor& tensor : more_targets) result.push_back(&tensor);
  return result;
}

const Tensor* Dataset::weights_of(std::size_t output) const {
  if (output > 0 && output <= more_sample_weights.size()) return &more_sample_weights[output - 1];
  const bool shared = output == 0 || more_sample_weights.empty();
  return sample_weights && shared ? &*sample_weights : nullptr;
}

const RowSource* Dataset::stored_input(std::size_t input) const {
  if (input == 0) return stored.get();
  return input <= more_stored.size() ? more_stored[input - 1].get() : nullptr;
}

void Dataset::check() const {
  if (features.shape().rank() == 0) {
    throw Error("dataset: features are a scalar; they need rows along their first axis");
  }
  if (more_stored.size() > more_features.size()) {
    throw Error(
        fmt::format("dataset: more_stored has {} entries, more_features {}; give a tensor "
                    "[rows, 0] for each",
                    more_stored.size(), more_features.size()));
  }
  for (std::size_t i = 0; i <= more_features.size(); ++i) {
    const RowSource* source = stored_input(i);
    if (source == nullptr || source->shape()[0] == rows()) continue;
    throw Error(fmt::format("dataset: {} rows are stored, but features has {}; make it [{}, 0]",
                            source->shape()[0], rows(), source->shape()[0]));
  }
  if (has_targets()) check_rows(targets, "targets", rows());
  if (exact_targets) check_rows(*exact_targets, "exact_targets", rows());
  if (series_values) check_rows(*series_values, "series_values", rows());
  for (std::size_t i = 0; i < more_features.size(); ++i) {
    check_rows(more_features[i], fmt::format("more_features[{}]", i), rows());
  }
  for (std::size_t i = 0; i < more_targets.size(); ++i) {
    check_rows(more_targets[i], fmt::format("more_targets[{}]", i), rows());
  }
  if (sample_weights) check_rows(*sample_weights, "sample_weights", rows());
  for (std::size_t i = 0; i < more_sample_weights.size(); ++i) {
    check_rows(more_sample_weights[i], fmt::format("more_sample_weights[{}]", i), rows());
  }
}

Dataset Dataset::in_memory() const {
  bool all_here = true;
  for (std::size_t i = 0; i <= more_features.size(); ++i)
    all_here = all_here && stored_input(i) == nullptr;
  if (all_here) return *this;
  return rows(row_range(0, rows()));
}

Dataset Dataset::rows(std::span<const std::int64_t> indices) const {
  check();
  Dataset result{.features = stored ? stored->rows(indices) : features.rows(indices),
                 .targets = has_targets() ? targets.rows(indices) : targets,
                 .feature_names = feature_names,
                 .target_names = target_names,
                 .class_names = class_names,
                 .scaling = scaling};
  for (std::size_t i = 0; i < more_features.size(); ++i) {
    const RowSource* source = stored_input(i + 1);
    result.more_features.push_back(source != nullptr ? source->rows(indices)
                                                     : more_features[i].rows(indices));
  }
  for (const Tensor& tensor : more_targets) result.more_targets.push_back(tensor.rows(indices));
  if (exact_targets) result.exact_targets = exact_targets->rows(indices);
  if (series_values) result.series_values = series_values->rows(indices);
  if (sample_weights) result.sample_weights = sample_weights->rows(indices);
  for (const Tensor& tensor : more_sample_weights)
    result.more_sample_weights.push_back(tensor.rows(indices));
  return result;
}

Dataset Dataset::drawn(std::int64_t count, std::uint64_t seed, std::uint64_t stream) const {
  if (rows() <= count) return in_memory();
  std::vector<std::int64_t> chosen = random_permutation(rows(), seed, stream);
  chosen.resize(static_cast<std::size_t>(count));
  return rows(chosen);
}

Dataset Dataset::as_floats() const {
  Dataset result = in_memory();
  if (!scaling) return result;
  result.features = scaled(result.features, *scaling);
  result.scaling.reset();
  return result;
}

}  // namespace ganglion::data
