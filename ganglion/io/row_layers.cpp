#include "ganglion/io/row_layers.h"

#include <algorithm>
#include <numeric>

#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/layers/permute.h"
#include "ganglion/nn/layers/pooling.h"
#include "ganglion/nn/layers/rescaling.h"
#include "ganglion/nn/layers/reshape.h"
#include "ganglion/nn/layers/resizing.h"

namespace ganglion::io {
namespace {

std::int64_t product_of(const Shape& shape, int begin, int end) {
  std::int64_t product = 1;
  for (int i = begin; i < end; ++i) product *= shape[i];
  return product;
}

nn::Layer shaped(const Shape& shape) {
  return nn::Reshape{.target = {shape.begin(), shape.end()}};
}

}  // namespace

// A strip that is cut out of an image [entries before the axis, axis, entries behind].
std::vector<nn::Layer> layers_that_cut(const Shape& row, int axis, std::int64_t start,
                                       std::int64_t count, const Shape& wanted) {
  const std::int64_t behind = row[axis] - start - count;
  if (start == 0 && behind == 0) {
    return row == wanted ? std::vector<nn::Layer>{} : std::vector<nn::Layer>{shaped(wanted)};
  }
  return {shaped({product_of(row, 0, axis), row[axis], product_of(row, axis + 1, row.rank())}),
          nn::Cropping{.cropping = {start, 0, behind, 0}}, shaped(wanted)};
}

// The axes go to the end, where a global pooling takes them.
std::vector<nn::Layer> layers_that_reduce(const Shape& row, const std::vector<bool>& axes,
                                          Reduction reduction, const Shape& wanted) {
  std::vector<std::int64_t> order;
  std::int64_t taken = 1;
  for (const bool last : {false, true}) {
    for (int i = 0; i < row.rank(); ++i) {
      if (axes[static_cast<std::size_t>(i)] != last) continue;
      order.push_back(i + 1);
      if (last) taken *= row[i];
    }
  }
  const std::int64_t left = row.size() / std::max<std::int64_t>(taken, 1);
  std::vector<nn::Layer> layers;
  if (!std::ranges::is_sorted(order)) layers.emplace_back(nn::Permute{.dims = order});
  const bool channels = layers.empty() && row.rank() >= 2 && row.rank() <= 3 && row[0] == left;
  const bool turned = layers.size() == 1 && row.rank() == 2;  // has the shape that is wanted
  if (!channels && !turned) layers.push_back(shaped({left, taken}));
  if (reduction == Reduction::largest) {
    layers.emplace_back(nn::GlobalMaxPooling{});
  } else {
    layers.emplace_back(nn::GlobalAveragePooling{});
  }
  if (reduction == Reduction::sum) {
    layers.emplace_back(nn::Rescaling{.scale = static_cast<double>(taken)});
  }
  if (wanted != Shape{left}) layers.push_back(shaped(wanted));
  return layers;
}

std::vector<nn::Layer> layers_over_axis(nn::Activation activation, const Shape& row, int axis) {
  if (axis + 1 == row.rank()) return {nn::Activate{activation}};
  const nn::Permute turn{.dims = order_with_last(row.rank(), axis)};
  return {turn, nn::Activate{activation}, turn};
}

std::vector<std::int64_t> order_with_last(int rank, int axis) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(rank));
  std::iota(order.begin(), order.end(), 1);
  std::swap(order[static_cast<std::size_t>(axis)], order.back());
  return order;
}

}  // namespace ganglion::io
