#include "ganglion/nn/layers/normalization.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

double checked(double value, std::size_t feature) {
  if (std::isfinite(value)) return value;
  throw Error(
      fmt::format("normalization: feature {} (counted from 0) has a value that is not "
                  "finite; remove or replace it before adapt()",
                  feature));
}

}  // namespace

Normalization Normalization::adapt(const Tensor& data) {
  if (data.shape().rank() < 2 || data.size() == 0) {
    throw Error(fmt::format("normalization: adapt() needs data [rows, …, features], got {}",
                            data.shape().to_string()));
  }
  const Tensor wide = data.cast(DType::f64);
  const auto numbers = wide.values<double>();
  const auto features = static_cast<std::size_t>(data.shape()[-1]);
  const auto rows = static_cast<double>(numbers.size()) / static_cast<double>(features);
  Normalization result{std::vector<double>(features), std::vector<double>(features)};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    result.mean[i % features] += checked(numbers[i], i % features) / rows;
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const double distance = numbers[i] - result.mean[i % features];
    result.variance[i % features] += distance * distance / rows;
  }
  for (std::size_t i = 0; i < features; ++i) {
    // What rounding makes of a constant feature is no variance.
    const double rounding = 1e-14 * std::abs(result.mean[i]);
    if (result.variance[i] <= rounding * rounding) result.variance[i] = 1.0;
  }
  return result;
}

Value Normalization::build(GraphBuilder& builder, Value x) const {
  check_floating(builder, x, 2, "[None, …, features]");
  const std::int64_t features = x.shape()[-1];
  if (std::cmp_not_equal(mean.size(), features) || variance.size() != mean.size()) {
    builder.refuse(
        fmt::format("was fitted on {} features ({} variances), but the input {} has {}; "
                    "make it with Normalization::adapt(data) from such data",
                    mean.size(), variance.size(), batch_shape_text(x.shape()), features));
  }
  for (const double value : variance) {
    if (!(value > 0.0)) builder.refuse(fmt::format("variance {} must lie above 0", value));
  }
  const Value center = builder.state("mean", {features}, values(mean));
  const Value spread = builder.state("variance", {features}, values(variance));
  return (x - center) / ops::sqrt(spread);
}

Symbol Normalization::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn
