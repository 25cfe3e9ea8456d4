#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/layers/network_maker.h"
#include "ganglion/io/row_layers.h"
#include "ganglion/nn/layers/flatten.h"
#include "ganglion/nn/layers/group_normalization.h"
#include "ganglion/nn/layers/layer_normalization.h"
#include "ganglion/nn/layers/normalization.h"
#include "ganglion/nn/layers/permute.h"
#include "ganglion/nn/layers/reshape.h"

/// Rows scaled by themselves, and by fixed numbers.
namespace ganglion::io::onnx {
namespace {

using Numbers = std::vector<double>;

Tensor as_floats(const Numbers& numbers) {
  return Tensor::of<double>(Shape{std::ssize(numbers)}, numbers).cast(DType::f32);
}

Numbers numbers_of(const Tensor& tensor) {
  const Tensor wide = tensor.cast(DType::f64);
  return {wide.values<double>().begin(), wide.values<double>().end()};
}

/// (x - offset) * scale by features of the last axis.
nn::Symbol scaled_by_feature(NetworkMaker& maker, const nn::Symbol& x, const Numbers& offset,
                             const Numbers& scale) {
  nn::Normalization layer{.mean = offset, .variance = {}};
  for (const double factor : scale) {
    if (!(factor > 0.0) || !std::isfinite(1.0 / (factor * factor))) {
      throw Error("it multiplies with numbers that aren't above 0");
    }
    layer.variance.push_back(1.0 / (factor * factor));
  }
  const std::string name = maker.layer_name(nn::Normalization::kind);
  maker.weight(name, "mean", as_floats(layer.mean));
  maker.weight(name, "variance", as_floats(layer.variance));
  return maker.call(std::move(layer), name, {x});
}

/// What a node does with a fixed tensor: (x - offset) * scale, number by number.
struct Affine {
  Numbers offset, scale;
};
Affine affine_of(const StoredNode& node, bool first, const Numbers& fixed) {
  const auto each = [&](auto function) {
    Numbers result;
    std::ranges::transform(fixed, std::back_inserter(result), function);
    return result;
  };
  const Numbers zeros(fixed.size(), 0.0);
  const Numbers ones(fixed.size(), 1.0);
  if (node.op == "Add") return {each([](double c) { return -c; }), ones};
  if (node.op == "Sub" && !first) return {fixed, ones};
  if (node.op == "Mul") return {zeros, fixed};
  if (node.op == "Div" && !first) return {zeros, each([](double c) { return 1.0 / c; })};
  throw Error("no layer computes this with a fixed operand in front");
}

/// The axis of a row along which a fixed tensor differs: -1 for several. Its shape lies at the end
/// of that of the batch.
int differing_axis(const Shape& fixed, const Shape& row) {
  int found = -1;
  for (int i = 0; i < fixed.rank(); ++i) {
    const int axis = row.rank() - fixed.rank() + i;
    if (fixed[i] == 1) continue;
    if (axis < 0) throw Error("its fixed operand differs by row");
    if (fixed[i] != row[axis] || found >= 0) return -1;
    found = axis;
  }
  return found;
}

/// A fixed tensor as large as a row.
Numbers spread(const Tensor& fixed, const Shape& row) {
  const Numbers numbers = numbers_of(fixed);
  constexpr std::int64_t kMost = std::int64_t{1} << 20;
  if (row.size() > kMost) throw Error("its fixed operand is too large for a layer");
  Numbers result;
  for (std::int64_t at = 0; at < row.size(); ++at) {
    std::int64_t rest = at;
    std::int64_t place = 0;
    std::int64_t stride = 1;
    for (int axis = row.rank() - 1; axis >= 0; --axis) {
      const int own = axis - row.rank() + fixed.shape().rank();
      const std::int64_t extent = own < 0 ? 1 : fixed.shape()[own];
      if (extent != 1) place += rest % row[axis] * stride;
      stride *= extent;
      rest /= row[axis];
    }
    result.push_back(numbers[static_cast<std::size_t>(place)]);
  }
  return result;
}

/// Sums and products with a fixed tensor that has the shape of a row, or is spread over it.
void add_affine(NetworkMaker& maker, const StoredNode& node) {
  const bool first = maker.is_constant(node.inputs[0]);
  const Tensor& fixed = maker.constant(node.inputs[first ? 0 : 1]);
  const std::string& read = node.inputs[first ? 1 : 0];
  const Shape row = maker.row_shape(read);
  if (row != maker.row_shape(node.outputs[0])) throw Error("it makes its rows larger");
  const nn::Symbol& x = maker.symbol(read);
  const int axis = differing_axis(fixed.shape(), row);
  if (axis < 0) {
    const Affine affine = affine_of(node, first, spread(fixed, row));
    const nn::Symbol flat = maker.chain(x, {nn::Flatten{}});
    const nn::Reshape back{.target = {row.begin(), row.end()}};
    return maker.set(
        node.outputs[0],
        maker.chain(scaled_by_feature(maker, flat, affine.offset, affine.scale), {back}));
  }
  const Affine affine = affine_of(node, first, numbers_of(fixed));
  std::vector<nn::Layer> turn;
  if (axis + 1 != row.rank()) {
    turn.emplace_back(nn::Permute{.dims = order_with_last(row.rank(), axis)});
  }
  const nn::Symbol scaled =
      scaled_by_feature(maker, maker.chain(x, turn), affine.offset, affine.scale);
  maker.set(node.outputs[0], maker.chain(scaled, turn));
}

/// ai.onnx.ml's (x - offset) * scale.
void add_scaler(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const auto features = static_cast<std::size_t>(maker.row_shape(node.inputs[0])[-1]);
  const auto list = [&](const char* name, double otherwise) {
    const std::vector<float> given = call.numbers(name);
    Numbers numbers(given.begin(), given.end());
    if (numbers.empty()) numbers.push_back(otherwise);
    if (numbers.size() == 1) numbers.resize(features, numbers[0]);
    return numbers;
  };
  maker.set(node.outputs[0], scaled_by_feature(maker, maker.symbol(node.inputs[0]),
                                               list("offset", 0.0), list("scale", 1.0)));
}

void add_layer_normalization(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const Shape row = maker.row_shape(node.inputs[0]);
  const std::int64_t axis = call.integer("axis", -1);
  if (axis != -1 && axis != row.rank()) throw Error("it is over several axes");
  if (call.wants(1) || call.wants(2)) throw Error("its mean or deviation is read");
  const nn::LayerNormalization layer{
      .epsilon = call.number("epsilon", 1e-5), .center = call.has(2), .scale = true};
  const std::string name = maker.layer_name(nn::LayerNormalization::kind);
  maker.set(node.outputs[0], maker.call(layer, name, {maker.symbol(node.inputs[0])}));
  maker.weight(name, "gamma", maker.constant(node.inputs[1]).reshaped(Shape{row[-1]}));
  if (layer.center) {
    maker.weight(name, "beta", maker.constant(node.inputs[2]).reshaped(Shape{row[-1]}));
  }
}

/// A number for each channel; before opset 21 a GroupNormalization has one for each group.
Tensor for_channels(const Tensor& given, std::int64_t channels) {
  if (given.size() == channels) return given.reshaped(Shape{channels});
  if (given.size() == 0 || channels % given.size() != 0) throw Error("its scale doesn't fit");
  Numbers all;
  for (const double value : numbers_of(given)) {
    all.insert(all.end(), static_cast<std::size_t>(channels / given.size()), value);
  }
  return as_floats(all);
}

void add_group_normalization(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const Shape row = maker.row_shape(node.inputs[0]);
  const std::int64_t channels = row[0];
  const bool by_itself = node.op == "InstanceNormalization";
  const nn::GroupNormalization layer{.groups = by_itself ? channels : call.integer("num_groups", 1),
                                     .epsilon = call.number("epsilon", 1e-5)};
  const std::string name = maker.layer_name(nn::GroupNormalization::kind);
  maker.set(node.outputs[0], maker.call(layer, name, {maker.symbol(node.inputs[0])}));
  maker.weight(name, "gamma", for_channels(maker.constant(node.inputs[1]), channels));
  maker.weight(name, "beta", for_channels(maker.constant(node.inputs[2]), channels));
}

bool is_affine(const NetworkMaker& maker, const StoredNode& node) {
  const bool op = node.op == "Add" || node.op == "Sub" || node.op == "Mul" || node.op == "Div";
  return op && node.inputs.size() == 2 &&
         (maker.is_constant(node.inputs[0]) || maker.is_constant(node.inputs[1]));
}

}  // namespace

bool add_normalizing_layer(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  if (node.domain == "ai.onnx.ml" && node.op == "Scaler") {
    add_scaler(maker, node, call);
  } else if (!node.domain.empty()) {
    return false;
  } else if (is_affine(maker, node)) {
    add_affine(maker, node);
  } else if (node.op == "LayerNormalization") {
    add_layer_normalization(maker, node, call);
  } else if (node.op == "InstanceNormalization" || node.op == "GroupNormalization") {
    add_group_normalization(maker, node, call);
  } else {
    return false;
  }
  return true;
}

}  // namespace ganglion::io::onnx
