#include <algorithm>
#include <cmath>

#include "ganglion/kernels/onednn/blocked_conv.h"
#include "ganglion/ops/blocked.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

/// Convolution and pooling of values in blocks of channels.
namespace ganglion::op_tests {
namespace {

/// A convolution or pooling over [n, c, rows, columns], square windows of 2k + 1 places in as many
/// zeros as keep the extents.
struct Picture {
  const char* name;
  std::int64_t n, c, rows, columns, filters, k, stride;
  bool flat;
};

constexpr Picture kPictures[] = {
    {"same", 2, 16, 5, 6, 32, 1, 1, false},       {"stride_2", 1, 32, 7, 7, 16, 1, 2, false},
    {"one_place", 2, 16, 4, 3, 16, 0, 1, false},  {"three_channels", 2, 3, 8, 9, 16, 1, 1, false},
    {"one_channel", 1, 1, 9, 9, 32, 1, 1, false}, {"signal", 2, 16, 1, 20, 16, 2, 1, true}};

std::int64_t block_here() {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{1, 16, 4, 4}});
  const Value kernel = graph.input("kernel", {DType::f32, Shape{16, 16, 1, 1}});
  const std::int64_t block = kernels::onednn::channel_block(ops::conv(x, kernel).producer());
  return block == 0 ? 8 : block;
}

/// Where element (n, c, place) of [n, c, places] lies in blocks.
std::int64_t in_block(std::int64_t n, std::int64_t c, std::int64_t place, std::int64_t channels,
                      std::int64_t places, std::int64_t block) {
  return ((n * (channels / block) + c / block) * places + place) * block + c % block;
}

/// What lies under a window, as numbers of places in a plane; -1 for a zero.
std::vector<std::int64_t> window_of(const Picture& p, std::int64_t row, std::int64_t column) {
  std::vector<std::int64_t> places;
  const std::int64_t high = p.flat ? 0 : p.k;
  for (std::int64_t i = row * p.stride - high; i <= row * p.stride + high; ++i) {
    for (std::int64_t j = column * p.stride - p.k; j <= column * p.stride + p.k; ++j) {
      const bool inside = i >= 0 && i < p.rows && j >= 0 && j < p.columns;
      places.push_back(inside ? i * p.columns + j : -1);
    }
  }
  return places;
}

std::int64_t out(std::int64_t extent, std::int64_t stride) {
  return (extent - 1) / stride + 1;
}

Shape shape_of(const Picture& p, std::int64_t n, std::int64_t c, std::int64_t rows,
               std::int64_t columns) {
  return p.flat ? Shape{n, c, columns} : Shape{n, c, rows, columns};
}

Shape blocked_shape(const Picture& p, std::int64_t block) {
  return p.flat ? Shape{p.n, p.c / block, p.columns, block}
                : Shape{p.n, p.c / block, p.rows, p.columns, block};
}

std::vector<std::int64_t> for_axes(const Picture& p, std::int64_t value) {
  return p.flat ? std::vector{value} : std::vector{value, value};
}

/// The node's op with its own attributes on these inputs.
Value again(const Value& made, const Inputs& in) {
  return in[0].owner().add(*made.producer().op, in.values, made.producer().attributes);
}

Expected convolved(const Picture& p, std::int64_t block) {
  return [=](const Operands& in, const Shape& shape) {
    std::vector<double> result(static_cast<std::size_t>(shape.size()));
    const bool few = p.c % block != 0;
    const std::int64_t together = few ? p.c : block;
    const std::int64_t rows = out(p.rows, p.stride);
    const std::int64_t columns = out(p.columns, p.stride);
    for (std::int64_t n = 0; n < p.n; ++n) {
      for (std::int64_t f = 0; f < p.filters; ++f) {
        for (std::int64_t o = 0; o < rows * columns; ++o) {
          double sum = in[2][f];
          const auto window = window_of(p, o / columns, o % columns);
          const auto size = static_cast<std::int64_t>(window.size());
          for (std::int64_t c = 0; c < p.c; ++c) {
            for (std::int64_t w = 0; w < size; ++w) {
              const std::int64_t place = window[static_cast<std::size_t>(w)];
              if (place < 0) continue;
              const std::int64_t outer = f / block * (p.c / together) + c / together;
              sum += in[0][in_block(n, c, place, p.c, p.rows * p.columns, few ? 1 : block)] *
                     in[1][((outer * size + w) * together + c % together) * block + f % block];
            }
          }
          const auto at = in_block(n, f, o, p.filters, rows * columns, block);
          result[static_cast<std::size_t>(at)] = std::max(sum, 0.0);
        }
      }
    }
    return result;
  };
}

/// The plain convolution of what has the shapes of the inputs.
Value plain_conv(const Picture& p, Value x, Value kernel, bool few) {
  const std::int64_t side = 2 * p.k + 1;
  const Value image = few ? x : ops::from_blocks(x);
  return ops::conv(image,
                   ops::reshape(kernel, shape_of(p, p.filters, p.c, p.flat ? 1 : side, side)),
                   {.strides = for_axes(p, p.stride),
                    .pads_before = for_axes(p, p.k),
                    .pads_after = for_axes(p, p.k)});
}

OpDescription blocked_conv_op() {
  OpDescription description{&ops::kBlockedConv, {}, {}};
  const std::int64_t block = block_here();
  for (const Picture& p : kPictures) {
    const bool few = p.c % block != 0;
    const std::int64_t side = 2 * p.k + 1;
    OpCase made{.name = p.name,
                .inputs = {{.shape = few ? shape_of(p, p.n, p.c, p.rows, p.columns)
                                         : blocked_shape(p, block)},
                           {.shape = {p.filters * p.c * side * (p.flat ? 1 : side)}},
                           {.shape = {p.filters}}},
                .build = {},
                .expected = convolved(p, block),
                .derivative = Derivative::skipped,
                .whole_scale = true,
                // Padding times an infinite weight is NaN to some kernels, and left out by others.
                .specials = p.k == 0};
    made.build = [=](const Inputs& in) {
      const Value plain = plain_conv(p, in[0], in[1], few);
      const Value fused = ops::fused_conv(plain.producer(), plain.producer().inputs[0],
                                          plain.producer().inputs[1], in[2], "relu", 0.0, "");
      return again(
          ops::blocked_conv(fused.producer(), {in[0], plain.producer().inputs[1], in[2]}, block),
          in);
    };
    description.cases.push_back(std::move(made));
  }
  return description;
}

OpDescription block_kernel_op() {
  OpDescription description{&ops::kBlockKernel, {}, {}};
  const std::int64_t block = block_here();
  for (const Picture& p : kPictures) {
    const bool few = p.c % block != 0;
    const std::int64_t side = 2 * p.k + 1;
    const std::int64_t places = side * (p.flat ? 1 : side);
    const Expected expected = [=](const Operands& in, const Shape& shape) {
      std::vector<double> result(static_cast<std::size_t>(shape.size()));
      const std::int64_t together = few ? p.c : block;
      for (std::int64_t i = 0; i < shape.size(); ++i) {
        const std::int64_t f = i / places / p.c;
        const std::int64_t c = i / places % p.c;
        const std::int64_t outer = f / block * (p.c / together) + c / together;
        const std::int64_t at =
            ((outer * places + i % places) * together + c % together) * block + f % block;
        result[static_cast<std::size_t>(at)] = in[0][i];
      }
      return result;
    };
    description.cases.push_back(
        {.name = p.name,
         .inputs = {{.shape = shape_of(p, p.filters, p.c, p.flat ? 1 : side, side)}},
         .build =
             [=](const Inputs& in) {
               return in[0].owner().add(ops::kBlockKernel, {in[0]},
                                        {{"block", block}, {"blocked_input", !few}});
             },
         .expected = expected,
         .derivative = Derivative::skipped});
  }
  return description;
}

OpDescription blocked_pool_op(const OpDef& op) {
  OpDescription description{&op, {}, {}};
  const std::int64_t block = block_here();
  const bool largest = &op == &ops::kBlockedMaxPool;
  for (const Picture& p : kPictures) {
    if (p.c % block != 0) continue;
    OpCase made{.name = p.name,
                .inputs = {{.shape = blocked_shape(p, block)}},
                .build = {},
                .expected = {},
                .derivative = Derivative::skipped,
                .whole_scale = !largest};
    made.build = [=](const Inputs& in) {
      const ops::PoolOptions options = {.window = for_axes(p, 2 * p.k + 1),
                                        .strides = for_axes(p, p.stride),
                                        .pads_before = for_axes(p, p.k),
                                        .pads_after = for_axes(p, p.k)};
      const Value image = ops::from_blocks(in[0]);
      const Value plain = largest ? ops::max_pool(image, options) : ops::avg_pool(image, options);
      return again(ops::blocked_pool(plain.producer(), in[0]), in);
    };
    made.expected = [=](const Operands& in, const Shape& shape) {
      std::vector<double> result(static_cast<std::size_t>(shape.size()));
      const std::int64_t columns = out(p.columns, p.stride);
      const std::int64_t places = out(p.rows, p.stride) * columns;
      for (std::int64_t i = 0; i < p.n * p.c * places; ++i) {
        const std::int64_t n = i / places / p.c;
        const std::int64_t c = i / places % p.c;
        double most = -INFINITY;
        double sum = 0.0;
        double count = 0.0;
        for (const std::int64_t place : window_of(p, i % places / columns, i % places % columns)) {
          if (place < 0) continue;
          const double x = in[0][in_block(n, c, place, p.c, p.rows * p.columns, block)];
          most = std::max(most, x);
          sum += x;
          count += 1.0;
        }
        const auto at = in_block(n, c, i % places, p.c, places, block);
        result[static_cast<std::size_t>(at)] = largest ? most : sum / count;
      }
      return result;
    };
    description.cases.push_back(std::move(made));
  }
  return description;
}

}  // namespace

std::vector<OpDescription> blocked_ops() {
  return {block_kernel_op(), blocked_conv_op(), blocked_pool_op(ops::kBlockedMaxPool),
          blocked_pool_op(ops::kBlockedAvgPool)};
}

}  // namespace ganglion::op_tests
