#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "ganglion/io/keras/step.h"
#include "ganglion/io/row_layers.h"
#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/layers/extremes.h"
#include "ganglion/nn/layers/multiply.h"
#include "ganglion/nn/layers/permute.h"
#include "ganglion/nn/layers/relu.h"
#include "ganglion/nn/layers/rescaling.h"
#include "ganglion/nn/layers/reshape.h"

/// Functions of keras.ops that reduce rows, pick from them, put them in another shape or order, or
/// change each number.
namespace ganglion::io {
namespace {

using Extents = std::vector<std::int64_t>;

/// The layers one behind the other; the last one has the name of the function.
Placed chain(KerasStep& step, Placed x, const std::vector<nn::Layer>& layers, int rank) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    x = step.call(i + 1 == layers.size() ? "" : fmt::format("part_{}", i + 1), layers[i], x);
  }
  x.rank = rank;
  return x;
}

/// An axis of a row, from 0 on, of one that counts the batch.
int row_axis(KerasStep& step, std::int64_t axis, int rank) {
  if (axis < 0) axis += rank + 1;
  if (axis < 1 || axis > rank) step.config.refuse("its axis is none behind the batch");
  return static_cast<int>(axis) - 1;
}

template <Reduction What>
Placed apply_reduction(KerasStep& step) {
  const Placed x = step.plain();
  const Shape row = step.to.shape_of(x);
  const Extents axes = step.config.integers("axis", {});
  const bool keep = step.config.flag("keepdims", false);
  if (step.config.find("initial") != nullptr) step.config.refuse("it has an initial value");
  if (axes.empty()) step.config.refuse("it is over all axes, the batch among them");
  std::vector<bool> marked(static_cast<std::size_t>(row.rank()));
  for (const std::int64_t axis : axes) {
    marked[static_cast<std::size_t>(row_axis(step, axis, row.rank()))] = true;
  }
  Extents wanted;
  for (int i = 0; i < row.rank(); ++i) {
    const bool reduced = marked[static_cast<std::size_t>(i)];
    if (!reduced || keep) wanted.push_back(reduced ? 1 : row[i]);
  }
  if (wanted.empty()) step.config.refuse("it leaves one number of a row");
  const Shape shape{std::span<const std::int64_t>(wanted)};
  return chain(step, x, layers_that_reduce(row, marked, What, shape), shape.rank());
}

Placed apply_transpose(KerasStep& step) {
  const Placed x = step.plain();
  Extents axes = step.config.integers("axes", {});
  if (axes.empty() || axes.front() != 0) step.config.refuse("it moves the axis of the batch");
  axes.erase(axes.begin());
  return chain(step, x, {nn::Permute{.dims = axes}}, x.rank);
}

Placed in_shape(KerasStep& step, const Placed& x, const Extents& shape) {
  if (shape.empty()) step.config.refuse("it leaves one number of a row");
  return chain(step, x, {nn::Reshape{.target = shape}}, static_cast<int>(shape.size()));
}

/// The first extent is that of the batch: open, or what is left by the others.
Placed apply_reshape(KerasStep& step) {
  const Placed x = step.plain();
  Extents shape = step.config.integers("newshape", {});
  if (shape.empty() || shape.front() != -1) step.config.refuse("it fixes the number of rows");
  shape.erase(shape.begin());
  std::int64_t size = 1;
  const bool fits = std::ranges::none_of(
      shape, [&](std::int64_t extent) { return __builtin_mul_overflow(size, extent, &size); });
  if (!fits || size != step.to.shape_of(x).size()) step.config.refuse("it mixes rows");
  return in_shape(step, x, shape);
}

Placed apply_expand(KerasStep& step) {
  const Placed x = step.plain();
  Extents shape = to_integers(step.to.shape_of(x));
  for (const std::int64_t axis : step.config.integers("axis", {})) {
    shape.insert(shape.begin() + row_axis(step, axis, static_cast<int>(shape.size()) + 1), 1);
  }
  return in_shape(step, x, shape);
}

Placed apply_squeeze(KerasStep& step) {
  const Placed x = step.plain();
  Extents shape = to_integers(step.to.shape_of(x));
  const Extents axes = step.config.integers("axis", {});
  if (axes.size() != 1) step.config.refuse("only one axis can be left out, which must be named");
  const int axis = row_axis(step, axes.front(), x.rank);
  if (shape[static_cast<std::size_t>(axis)] != 1) step.config.refuse("its axis is not of extent 1");
  shape.erase(shape.begin() + axis);
  return in_shape(step, x, shape);
}

/// What stands in brackets for one axis: a place, or those from start to stop.
struct Picked {
  std::int64_t start = 0;
  std::int64_t stop = 0;
  bool place = false;
};

Picked picked_of(KerasStep& step, const Json& key, std::int64_t extent) {
  const auto inside = [&](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? at + extent : at, 0, extent);
  };
  if (key.is_integer()) {
    const std::int64_t at = inside(key.as_integer());
    return {at, at + 1, true};
  }
  if (text_or_empty(key, "class_name") != "__slice__") {
    step.config.refuse("what it picks can't be read");
  }
  const auto bound = [&](const char* name, std::int64_t otherwise) {
    const Json* value = key.at("config").find(name);
    return value == nullptr || value->is_null() ? otherwise : value->as_integer();
  };
  if (bound("step", 1) != 1) step.config.refuse("it picks in other steps than 1");
  return {inside(bound("start", 0)), inside(bound("stop", extent)), false};
}

/// x[:, 1:3], x[:, -1]: what stands in the brackets, an axis each, from the batch on.
Placed apply_pick(KerasStep& step) {
  const Json::Array& keys = *step.arguments;
  const Placed x = step.plain();
  Shape row = step.to.shape_of(x);
  if (step.inputs.size() != 1 || keys.size() < 2 || std::ssize(keys) > row.rank() + 2) {
    step.config.refuse("what it picks can't be read");
  }
  constexpr std::int64_t kRows = std::int64_t{1} << 40;  // of any batch
  const Picked rows = picked_of(step, keys[1], kRows);
  if (rows.start != 0 || rows.stop != kRows) step.config.refuse("it picks rows of the batch");
  std::vector<nn::Layer> layers;
  Extents left = to_integers(row);
  for (int axis = 0; axis + 2 < static_cast<int>(keys.size()); ++axis) {
    const Picked picked = picked_of(step, keys[static_cast<std::size_t>(axis + 2)], row[axis]);
    const std::int64_t count = picked.stop - picked.start;
    if (count < 1 || picked.stop > row[axis]) step.config.refuse("it picks nothing");
    const Shape next = row.with(axis, count);
    std::ranges::move(layers_that_cut(row, axis, picked.start, count, next),
                      std::back_inserter(layers));
    row = next;
    left[static_cast<std::size_t>(axis)] = picked.place ? -1 : count;
  }
  std::erase(left, -1);
  if (left.empty()) step.config.refuse("it leaves one number of a row");
  layers.emplace_back(nn::Reshape{.target = left});
  return chain(step, x, layers, static_cast<int>(left.size()));
}

Placed with_itself(KerasStep& step, const nn::Layer& layer, const Placed& other) {
  Placed result = step.x();
  result.symbol = step.to.call(step.layer(), "", layer, {step.x().symbol, other.symbol});
  return result;
}

Placed apply_negative(KerasStep& step) {
  return step.call("", nn::Rescaling{.scale = -1.0}, step.x());
}

Placed apply_square(KerasStep& step) {
  return with_itself(step, nn::Multiply{}, step.x());
}

Placed apply_absolute(KerasStep& step) {
  return with_itself(step, nn::Maximum{},
                     step.call("negative", nn::Rescaling{.scale = -1.0}, step.x()));
}

Placed apply_leaky_relu(KerasStep& step) {
  return step.call("", nn::ReLU{.negative_slope = step.config.number("negative_slope", 0.2)},
                   step.x());
}

template <nn::Activation Function>
Placed apply_over_axis(KerasStep& step) {
  const Placed x = step.plain();
  const Extents axes = step.config.integers("axis", {-1});
  if (axes.size() != 1) step.config.refuse("it is over several axes");
  return chain(
      step, x,
      layers_over_axis(Function, step.to.shape_of(x), row_axis(step, axes.front(), x.rank)),
      x.rank);
}

constexpr KerasConverter kRowFunctions[] = {
    {"Mean", apply_reduction<Reduction::mean>},
    {"Sum", apply_reduction<Reduction::sum>},
    {"Max", apply_reduction<Reduction::largest>},
    {"Transpose", apply_transpose},
    {"Reshape", apply_reshape},
    {"ExpandDims", apply_expand},
    {"Squeeze", apply_squeeze},
    {"GetItem", apply_pick},
    {"Negative", apply_negative},
    {"Square", apply_square},
    {"Absolute", apply_absolute},
    {"Abs", apply_absolute},
    {"LeakyRelu", apply_leaky_relu},
    {"Softmax", apply_over_axis<nn::Activation::softmax>},
    {"LogSoftmax", apply_over_axis<nn::Activation::log_softmax>}};

}  // namespace

std::span<const KerasConverter> keras_row_functions() {
  return kRowFunctions;
}

}  // namespace ganglion::io
