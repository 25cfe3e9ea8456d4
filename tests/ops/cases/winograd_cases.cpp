#include <array>
#include <cmath>
#include <utility>

#include "ganglion/kernels/simd/packed_product.h"
#include "ganglion/kernels/simd/winograd_tiles.h"
#include "ganglion/ops/blocked.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/tiled_conv.h"
#include "ganglion/ops/winograd.h"
#include "tests/ops/cases/op_case.h"

/// Convolution by Winograd's tiles, by the equations of Lavin and Gray (2015), section 4.1.
namespace ganglion::op_tests {
namespace {

/// 3x3 windows over [n, c, rows, columns] with `pad` zeros on each side.
struct TiledPicture {
  const char* name;
  std::int64_t n, c, rows, columns, filters, pad;

  std::int64_t high() const { return rows + 2 * pad - 2; }
  std::int64_t wide() const { return columns + 2 * pad - 2; }
};

constexpr TiledPicture kTiledPictures[] = {{"same", 2, 32, 6, 8, 32, 1},
                                           {"odd_extents", 1, 16, 7, 5, 48, 1},
                                           {"valid", 3, 16, 9, 6, 16, 0},
                                           {"many_tiles", 1, 16, 40, 44, 16, 1},
                                           {"many_channels", 1, 512, 4, 18, 16, 1}};

/// What multiplies a number of a tile: B, and A, from the paper.
constexpr double kInput[4][4] = {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}};
constexpr double kOutput[2][4] = {{1, 1, 1, 0}, {0, 1, -1, -1}};
constexpr double kKernel[4][3] = {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};

ops::PackedFactor factor_here(const TiledPicture& p) {
  return {.k = p.c, .n = p.filters, .width = kernels::simd::packed_width()};
}

Shape shape_in_blocks(const TiledPicture& p) {
  const std::int64_t block = kernels::simd::winograd_tiles().block;
  return {p.n, p.c / block, p.rows, p.columns, block};
}

std::int64_t number_at(std::int64_t n, std::int64_t c, std::int64_t place, std::int64_t channels,
                       std::int64_t places, std::int64_t block) {
  return ((n * (channels / block) + c / block) * places + place) * block + c % block;
}

/// Place p of Bᵀ d B, of the tile whose window begins at (row, column).
double spread(const TiledPicture& p, const Operands& in, std::int64_t n, std::int64_t c,
              std::int64_t row, std::int64_t column, std::int64_t place, std::int64_t block) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < 4; ++i) {
    for (std::int64_t j = 0; j < 4; ++j) {
      const std::int64_t y = row + i - p.pad;
      const std::int64_t x = column + j - p.pad;
      if (y < 0 || y >= p.rows || x < 0 || x >= p.columns) continue;
      sum += kInput[place / 4][i] * kInput[place % 4][j] *
             in[0][number_at(n, c, y * p.columns + x, p.c, p.rows * p.columns, block)];
    }
  }
  return sum;
}

/// `block`: channels that lie beside each other, 1 of row-major values.
Expected by_tiles(const TiledPicture& p, std::int64_t block) {
  return [=](const Operands& in, const Shape& shape) {
    std::vector<double> result(static_cast<std::size_t>(shape.size()));
    const ops::PackedFactor factor = factor_here(p);
    for (std::int64_t i = 0; i < p.n * p.high() * p.wide(); ++i) {
      const std::int64_t n = i / (p.high() * p.wide());
      const std::int64_t row = i / p.wide() % p.high();
      const std::int64_t column = i % p.wide();
      std::vector<double> sums(static_cast<std::size_t>(p.filters), 0.0);
      for (std::int64_t place = 0; place < 16; ++place) {
        const double share = kOutput[row % 2][place / 4] * kOutput[column % 2][place % 4];
        if (share == 0.0) continue;
        for (std::int64_t c = 0; c < p.c; ++c) {
          const double x = spread(p, in, n, c, row - row % 2, column - column % 2, place, block);
          for (std::int64_t f = 0; f < p.filters; ++f) {
            sums[static_cast<std::size_t>(f)] +=
                share * x * in[1][place * factor.size() + factor.place(c, f)];
          }
        }
      }
      for (std::int64_t f = 0; f < p.filters; ++f) {
        const auto at =
            number_at(n, f, row * p.wide() + column, p.filters, p.high() * p.wide(), block);
        result[static_cast<std::size_t>(at)] =
            std::max(sums[static_cast<std::size_t>(f)] + in[2][f], 0.0);
      }
    }
    return result;
  };
}

/// The plain convolution with a relu, which is what a graph has before.
Value conv_with_relu(const TiledPicture& p, Value x, Value kernel, Value bias) {
  const Value image = ops::from_blocks(x);
  const Value plain =
      ops::conv(image, kernel, {.pads_before = {p.pad, p.pad}, .pads_after = {p.pad, p.pad}});
  return ops::fused_conv(plain.producer(), image, kernel, bias, "relu", 0.0, "");
}

OpDescription winograd_conv_op() {
  OpDescription description{&ops::kWinogradConv, {}, {}};
  for (const TiledPicture& p : kTiledPictures) {
    OpCase made{.name = p.name,
                .inputs = {{.shape = shape_in_blocks(p)},
                           {.shape = {16 * factor_here(p).size()}},
                           {.shape = {p.filters}}},
                .build = {},
                .expected = by_tiles(p, kernels::simd::winograd_tiles().block),
                .derivative = Derivative::skipped,
                .whole_scale = true};
    made.build = [=](const Inputs& in) {
      Graph& graph = in[0].owner();
      const Value kernel = graph.constant(Tensor(Shape{p.filters, p.c, 3, 3}, in[0].dtype()));
      const Value conv = conv_with_relu(p, in[0], kernel, in[2]);
      const Value winograd =
          ops::winograd_conv(conv.producer(), {in[0], kernel, in[2]},
                             kernels::simd::winograd_tiles().block, kernels::simd::packed_width());
      return graph.add(ops::kWinogradConv, in.values, winograd.producer().attributes);
    };
    description.cases.push_back(std::move(made));
  }
  return description;
}

OpDescription tiled_conv_op() {
  OpDescription description{&ops::kTiledConv, {}, {}};
  for (const TiledPicture& p : kTiledPictures) {
    OpCase made{.name = p.name,
                .inputs = {{.shape = {p.n, p.c, p.rows, p.columns}},
                           {.shape = {16 * factor_here(p).size()}},
                           {.shape = {p.filters}}},
                .build = {},
                .expected = by_tiles(p, 1),
                .derivative = Derivative::skipped,
                .whole_scale = true};
    made.build = [=](const Inputs& in) {
      Graph& graph = in[0].owner();
      const Value kernel = graph.constant(Tensor(Shape{p.filters, p.c, 3, 3}, in[0].dtype()));
      const Value plain =
          ops::conv(in[0], kernel, {.pads_before = {p.pad, p.pad}, .pads_after = {p.pad, p.pad}});
      const Value conv = ops::fused_conv(plain.producer(), in[0], kernel, in[2], "relu", 0.0, "");
      const Value tiled =
          ops::tiled_conv(conv.producer(), {in[0], kernel, in[2]},
                          kernels::simd::winograd_tiles().block, kernels::simd::packed_width());
      return graph.add(ops::kTiledConv, in.values, tiled.producer().attributes);
    };
    description.cases.push_back(std::move(made));
  }
  return description;
}

OpCase spread_kernel(const TiledPicture& p, bool turned) {
  OpCase made{.name = std::string(p.name) + (turned ? "_turned" : ""),
              .inputs = {{.shape = {p.filters, p.c, 3, 3}}},
              .build = {},
              .expected = {},
              .derivative = Derivative::skipped,
              .whole_scale = true,
              .specials = false};  // the reference multiplies them by its zeros, too
  made.build = [=](const Inputs& in) {
    return in[0].owner().add(ops::kWinogradKernel, {in[0]},
                             {{"width", factor_here(p).width}, {"turned", turned}});
  };
  made.expected = [=](const Operands& in, const Shape& shape) {
    std::vector<double> result(static_cast<std::size_t>(shape.size()), 0.0);
    ops::PackedFactor factor = factor_here(p);
    if (turned) std::swap(factor.k, factor.n);
    for (std::int64_t i = 0; i < p.filters * p.c * 16; ++i) {
      const std::int64_t window = i / 16;
      const std::int64_t f = window / p.c, c = window % p.c;
      double sum = 0.0;
      for (std::int64_t k = 0; k < 9; ++k) {
        sum += kKernel[i % 16 / 4][k / 3] * kKernel[i % 4][k % 3] *
               in[0][9 * window + (turned ? 8 - k : k)];
      }
      const auto at = i % 16 * factor.size() + (turned ? factor.place(f, c) : factor.place(c, f));
      result[static_cast<std::size_t>(at)] = sum;
    }
    return result;
  };
  return made;
}

OpDescription winograd_kernel_op() {
  OpDescription description{&ops::kWinogradKernel, {}, {}};
  for (const TiledPicture& p : kTiledPictures) {
    for (const bool turned : {false, true}) {
      description.cases.push_back(spread_kernel(p, turned));
    }
  }
  return description;
}

}  // namespace

std::vector<OpDescription> winograd_ops() {
  return {winograd_kernel_op(), winograd_conv_op(), tiled_conv_op()};
}

}  // namespace ganglion::op_tests
