#include "ganglion/train/linear/linear_model.h"

namespace ganglion::train {

Tensor LinearModel::kernel() const {
  const auto outputs = static_cast<std::size_t>(outputs_);
  const auto weights_of_output = static_cast<std::size_t>(features_ + 1);
  Tensor result(Shape{features_, outputs_});
  const auto to = result.values<float>();
  for (std::size_t i = 0; i < to.size(); ++i) {
    to[i] = static_cast<float>(weights_[i % outputs * weights_of_output + i / outputs]);
  }
  return result;
}

Tensor LinearModel::bias() const {
  const auto features = static_cast<std::size_t>(features_);
  Tensor result(Shape{outputs_});
  const auto to = result.values<float>();
  for (std::size_t c = 0; c < to.size(); ++c) {
    to[c] = static_cast<float>(weights_[c * (features + 1) + features]);
  }
  return result;
}

}  // namespace ganglion::train
