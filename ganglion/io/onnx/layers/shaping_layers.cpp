#include <algorithm>
#include <functional>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/layers/network_maker.h"
#include "ganglion/io/row_layers.h"
#include "ganglion/nn/layers/resizing.h"

/// Parts of a row, margins around it, and means over some of its axes.
namespace ganglion::io::onnx {
namespace {

using Extents = std::vector<std::int64_t>;

/// An axis of a row, from 0 on (which is axis 1 of the batch).
int row_axis(std::int64_t axis, int row_rank) {
  if (axis < 0) axis += row_rank + 1;
  if (axis < 1 || axis > row_rank) throw Error("it acts along the batch");
  return static_cast<int>(axis) - 1;
}

/// Entries of an axis, one after the other, in steps of 1.
void add_slice(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const bool inputs = call.opset() >= 10;
  const auto list = [&](int input, const char* name) {
    if (!inputs) return call.integers(name);
    return call.has(input) ? call.integers(input, name) : Extents{};
  };
  const Extents starts = list(1, "starts");
  Extents axes = list(3, "axes");
  const Extents steps = inputs ? list(4, "steps") : Extents{};
  if (axes.empty()) {
    axes.resize(starts.size());
    std::iota(axes.begin(), axes.end(), 0);
  }
  if (std::ranges::any_of(steps, [](std::int64_t step) { return step != 1; })) {
    throw Error("it takes other steps than 1");
  }
  Shape row = maker.row_shape(node.inputs[0]);
  const Shape wanted = maker.row_shape(node.outputs[0]);
  nn::Symbol x = maker.symbol(node.inputs[0]);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    // Rows are left whole: the shape says so, which has them all.
    if (axes[i] == 0 || axes[i] == -row.rank() - 1) continue;
    const int axis = row_axis(axes[i], row.rank());
    const std::int64_t start = starts[i] < 0 ? std::max<std::int64_t>(0, starts[i] + row[axis])
                                             : std::min(starts[i], row[axis]);
    const Shape next = row.with(axis, wanted[axis]);
    x = maker.chain(x, layers_that_cut(row, axis, start, wanted[axis], next));
    row = next;
  }
  maker.set(node.outputs[0], x);
}

void add_split(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const Shape row = maker.row_shape(node.inputs[0]);
  const int axis = row_axis(call.integer("axis", 0), row.rank());
  std::int64_t start = 0;
  for (const std::string& output : node.outputs) {
    const Shape part = maker.row_shape(output);
    maker.set(output, maker.chain(maker.symbol(node.inputs[0]),
                                  layers_that_cut(row, axis, start, part[axis], part)));
    start += part[axis];
  }
}

/// One entry of an axis, or a few that follow each other.
void add_entries(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const Shape row = maker.row_shape(node.inputs[0]);
  const int axis = row_axis(call.integer("axis", 0), row.rank());
  const Extents places = call.integers(1, "the indices");
  const Shape wanted = maker.row_shape(node.outputs[0]);
  if (places.empty()) throw Error("it picks nothing");
  for (std::size_t i = 1; i < places.size(); ++i) {
    if (places[i] != places[i - 1] + 1)
      throw Error("it picks entries that don't follow each other");
  }
  const std::int64_t start = places[0] < 0 ? places[0] + row[axis] : places[0];
  maker.set(node.outputs[0],
            maker.chain(maker.symbol(node.inputs[0]),
                        layers_that_cut(row, axis, start, std::ssize(places), wanted)));
}

/// The axes that a reduction is over; all where none are named.
std::vector<bool> reduced_axes(const Call& call, const Shape& row) {
  const bool as_input = call.opset() >= (call.op() == "ReduceSum" ? 13 : 18);
  Extents axes =
      as_input ? (call.has(1) ? call.integers(1, "the axes") : Extents{}) : call.integers("axes");
  if (axes.empty()) throw Error("it is over all axes");
  std::vector<bool> reduced(static_cast<std::size_t>(row.rank()));
  for (const std::int64_t axis : axes) {
    reduced[static_cast<std::size_t>(row_axis(axis, row.rank()))] = true;
  }
  return reduced;
}

void add_reduction(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const Shape row = maker.row_shape(node.inputs[0]);
  const Reduction what = node.op == "ReduceMax"   ? Reduction::largest
                         : node.op == "ReduceSum" ? Reduction::sum
                                                  : Reduction::mean;
  maker.set(node.outputs[0], maker.chain(maker.symbol(node.inputs[0]),
                                         layers_that_reduce(row, reduced_axes(call, row), what,
                                                            maker.row_shape(node.outputs[0]))));
}

/// Zeros around images and signals; a negative pad cuts off.
void add_pad(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const int rank = maker.row_shape(node.inputs[0]).rank() + 1;
  const bool inputs = call.opset() >= 11;
  const Extents pads = inputs ? call.integers(1, "pads") : call.integers("pads");
  const bool valued = inputs && call.has(2) && call.shape(2).size() > 0;
  const double value =
      inputs ? (valued ? call.number(2, "the value") : 0.0) : call.number("value", 0.0);
  if (call.text("mode", "constant") != "constant" || value != 0.0) {
    throw Error("it pads with other numbers than 0");
  }
  if (call.has(3) || std::ssize(pads) != 2 * rank || rank < 3 || rank > 4) {
    throw Error("it pads no image and no signal");
  }
  Extents around, off;
  for (int i = 0; i < 2 * rank; ++i) {
    const std::int64_t pad = pads[static_cast<std::size_t>(i)];
    if (i % rank < 2 && pad != 0) throw Error("it pads channels");
    if (i % rank < 2) continue;
    around.push_back(std::max<std::int64_t>(pad, 0));
    off.push_back(std::max<std::int64_t>(-pad, 0));
  }
  std::vector<nn::Layer> layers;
  const auto some = [](const Extents& all) { return std::ranges::any_of(all, std::identity{}); };
  if (some(off)) layers.emplace_back(nn::Cropping{.cropping = off});
  if (some(around)) layers.emplace_back(nn::ZeroPadding{.padding = around});
  maker.set(node.outputs[0], maker.chain(maker.symbol(node.inputs[0]), layers));
}

/// The nearest element by whole factors; whether others are nearest is seen when both are run.
void add_upsampling(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const Shape from = maker.row_shape(node.inputs[0]);
  const Shape to = maker.row_shape(node.outputs[0]);
  if (call.text("mode", "nearest") != "nearest" || from.rank() < 2 || from.rank() > 3 ||
      from[0] != to[0]) {
    throw Error("it repeats no elements of an image or a signal");
  }
  nn::UpSampling layer{.size = {}};
  for (int i = 1; i < from.rank(); ++i) {
    if (from[i] == 0 || to[i] % from[i] != 0) throw Error("it doesn't enlarge by a whole factor");
    layer.size.push_back(to[i] / from[i]);
  }
  maker.set(node.outputs[0], maker.chain(maker.symbol(node.inputs[0]), {layer}));
}

}  // namespace

nn::Layer margins(Extents before, const Extents& after) {
  before.insert(before.end(), after.begin(), after.end());
  return nn::ZeroPadding{.padding = std::move(before)};
}

bool add_shaping_layer(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  if (!node.domain.empty() || node.inputs.empty() || maker.is_constant(node.inputs[0]))
    return false;
  if (node.op == "Slice") {
    add_slice(maker, node, call);
  } else if (node.op == "Split") {
    add_split(maker, node, call);
  } else if (node.op == "Gather") {
    add_entries(maker, node, call);
  } else if (node.op == "ReduceMean" || node.op == "ReduceMax" || node.op == "ReduceSum") {
    add_reduction(maker, node, call);
  } else if (node.op == "Pad") {
    add_pad(maker, node, call);
  } else if (node.op == "Resize" || node.op == "Upsample") {
    add_upsampling(maker, node, call);
  } else {
    return false;
  }
  return true;
}

}  // namespace ganglion::io::onnx
