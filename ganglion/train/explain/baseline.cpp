#include "ganglion/train/explain/baseline.h"

#include <algorithm>

#include "ganglion/nn/layers/normalization.h"

namespace ganglion::train {
namespace {

data::Dataset zeros_like(const data::Dataset& row) {
  data::Dataset zeros;
  const auto inputs = row.inputs();
  zeros.features = Tensor(inputs[0]->shape(), inputs[0]->dtype());
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    zeros.more_features.emplace_back(inputs[i]->shape(), inputs[i]->dtype());
  }
  return zeros;
}

/// The same numbers again and again along the last axis.
void fill(Tensor& input, const Tensor& means) {
  const Tensor like = means.cast(DType::f32);
  const auto from = like.values<float>();
  Tensor filled(input.shape());
  const auto to = filled.values<float>();
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = from[i % from.size()];
  input = filled.cast(input.dtype());
}

}  // namespace

data::Dataset baseline_of(const data::Preprocessing& preprocessing) {
  data::Dataset baseline;
  baseline.features = Tensor(preprocessing.input_shape().prepended(1));
  const auto values = baseline.features.values<float>();
  std::size_t first = 0;
  for (const data::FeatureColumn& column : preprocessing.state().features) {
    // 0 for scaled columns, the mean itself for those that are not.
    const bool one_number =
        column.kind == data::ColumnKind::number || column.kind == data::ColumnKind::boolean;
    if (one_number) {
      column.encode(column.fill,
                    values.subspan(first, static_cast<std::size_t>(1 + column.bins())));
    }
    for (std::size_t i = 0; i < column.dates.size(); ++i) {
      const data::DateFeature& date = column.dates[i];
      if (date.std != 0.0) {
        values[first + i] = static_cast<float>((date.fill - date.mean) / date.std);
      }
    }
    first += static_cast<std::size_t>(column.width());
  }
  return baseline;
}

data::Dataset average_row(const Model& model, const data::Dataset& row,
                          const data::Preprocessing* preprocessing) {
  data::Dataset average = preprocessing == nullptr ? zeros_like(row) : baseline_of(*preprocessing);
  const nn::Network& network = model.network();
  for (const nn::LayerCall& call : network.calls()) {
    const auto input = static_cast<std::size_t>(call.inputs[0]);
    if (input >= network.inputs().size() || call.handle.as<nn::Normalization>() == nullptr)
      continue;
    Tensor& features = input == 0 ? average.features : average.more_features[input - 1];
    fill(features, model.weight(call.layer + "/mean"));
  }
  return average;
}

}  // namespace ganglion::train
