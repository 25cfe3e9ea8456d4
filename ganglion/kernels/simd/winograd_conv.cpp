#include "ganglion/kernels/simd/winograd_conv.h"

#include <algorithm>

#include "ganglion/kernels/activation.h"
#include "ganglion/kernels/simd/conv_band.h"
#include "ganglion/kernels/simd/families.h"
#include "ganglion/kernels/simd/packed_product.h"
#include "ganglion/kernels/simd/winograd_tiles.h"
#include "ganglion/ops/winograd.h"

/// Convolutions by Winograd's tiles: a band of them is spread to 16 numbers a tile and channel,
/// each of the 16 is multiplied with its factor of the kernel, and the sums are gathered to 2x2
/// places.
namespace ganglion::kernels::simd {
namespace {

constexpr std::int64_t kPlaces = ops::kWinogradPlaces;
/// Of the spread tiles and their sums: about half of a second-level cache.
constexpr std::int64_t kBandNumbers = 56 * 1024;
/// Between the 16 matrices, so that they don't meet in one set of the cache.
constexpr std::int64_t kGap = 16;
/// Channels and filters from which on it is faster (benchmarks/convolutions_bench.cpp, with AVX2
/// and with AVX-512), and places of an axis.
constexpr std::int64_t kChannels = 32;
constexpr std::int64_t kFewest = 4;

std::int64_t parts_of(std::int64_t count, std::int64_t most) {
  return (count + most - 1) / most;
}

/// Rows of tiles that are computed together.
std::int64_t rows_of_band(const ops::WindowGeometry& g) {
  const std::int64_t rows = parts_of(g.rows.output, 2);
  const std::int64_t row = parts_of(g.columns.output, 2) * kPlaces * (g.channels + g.filters);
  const std::int64_t fit = std::max<std::int64_t>(1, kBandNumbers / row);
  // A lone image is two pieces at least, which threads share.
  const std::int64_t fewest = g.batch == 1 ? 2 : 1;
  return parts_of(rows, std::max(fewest, parts_of(rows, fit)));
}

/// Pieces of work are the bands of all images.
class WinogradConv : public Kernel {
 public:
  WinogradConv(const Node& node, const Activation& activation)
      : w_(ops::blocked_windows_of(node)),
        factor_(ops::winograd_factor_of(node)),
        tiles_(parts_of(w_.geometry.columns.output, 2)),
        rows_(rows_of_band(w_.geometry)),
        bands_(parts_of(parts_of(w_.geometry.rows.output, 2), rows_)),
        band_(w_, 2 * rows_, 2 * tiles_),
        has_bias_(node.inputs.size() == 3),
        activation_(activation) {}

  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(product_at()) * sizeof(float) +
           std::max(product(0).scratch_bytes(), product(bands_ - 1).scratch_bytes());
  }
  std::int64_t extent() const override { return w_.geometry.batch * bands_; }

  void run(const KernelArguments& arguments) override {
    const ops::WindowGeometry& g = w_.geometry;
    const std::int64_t image = g.channels * g.rows.input * g.columns.input;
    const std::int64_t result = g.filters * g.rows.output * g.columns.output;
    auto* const seen = static_cast<float*>(arguments.scratch);
    for (std::int64_t i = arguments.begin; i < arguments.end; ++i) {
      const std::int64_t band = i % bands_;
      const std::int64_t first = band * rows_;
      const std::int64_t rows = rows_of(band);
      const std::int64_t n = i / bands_;
      band_.copy(static_cast<const float*>(arguments.inputs[0]) + n * image, 2 * first, 2 * rows,
                 seen);
      spread(seen, rows);
      multiply(seen, static_cast<const float*>(arguments.inputs[1]), product(band));
      gather(seen, has_bias_ ? static_cast<const float*>(arguments.inputs[2]) : nullptr, rows,
             std::min(2 * rows, g.rows.output - 2 * first),
             static_cast<float*>(arguments.outputs[0]) + n * result +
                 2 * first * g.columns.output * w_.block);
    }
  }

 private:
  /// Rows of tiles: all bands have as many, but for the last one.
  std::int64_t rows_of(std::int64_t band) const {
    return std::min(rows_, parts_of(w_.geometry.rows.output, 2) - band * rows_);
  }
  PackedProduct product(std::int64_t band) const { return {rows_of(band) * tiles_, factor_}; }

  /// Numbers from one of the 16 matrices of so many columns to the next.
  std::int64_t apart(std::int64_t columns) const { return rows_ * tiles_ * columns + kGap; }
  /// Where in the scratch memory, behind the copy of the input, the spread tiles begin.
  std::int64_t spread_at() const { return parts_of(band_.size(), kGap) * kGap; }
  /// Their sums behind them, and what a product needs for itself.
  std::int64_t sums_at() const { return spread_at() + kPlaces * apart(factor_.k); }
  std::int64_t product_at() const { return sums_at() + kPlaces * apart(factor_.n); }

  void spread(float* scratch, std::int64_t rows) const {
    for (std::int64_t k = 0; k < band_.groups(); ++k) {
      for (std::int64_t r = 0; r < rows; ++r) {
        winograd_tiles().input({.x = scratch + k * band_.group() + 2 * r * band_.row(),
                                .row = band_.row(),
                                .tiles = tiles_,
                                .to = scratch + spread_at() + r * tiles_ * factor_.k + k * w_.block,
                                .next = factor_.k,
                                .apart = apart(factor_.k)});
      }
    }
  }

  void multiply(float* scratch, const float* kernel, const PackedProduct& product) const {
    const float* tiles = scratch + spread_at();
    float* sums = scratch + sums_at();
    for (std::int64_t p = 0; p < kPlaces; ++p) {
      product.run({.a = tiles + p * apart(factor_.k),
                   .b = kernel + p * factor_.size(),
                   .bias = nullptr,
                   .c = sums + p * apart(factor_.n),
                   .scratch = scratch + product_at()},
                  0, factor_.panels());
    }
  }

  void gather(const float* scratch, const float* bias, std::int64_t rows, std::int64_t places,
              float* result) const {
    const ops::WindowGeometry& g = w_.geometry;
    const float* sums = scratch + sums_at();
    const std::int64_t row = g.columns.output * w_.block;
    for (std::int64_t b = 0; b < g.filters / w_.block; ++b) {
      float* y = result + b * g.rows.output * row;
      for (std::int64_t r = 0; r < rows; ++r) {
        winograd_tiles().output({.from = sums + r * tiles_ * factor_.n + b * w_.block,
                                 .next = factor_.n,
                                 .apart = apart(factor_.n),
                                 .bias = bias == nullptr ? nullptr : bias + b * w_.block,
                                 .y = y + 2 * r * row,
                                 .row = row,
                                 .rows = std::min<std::int64_t>(2, places - 2 * r),
                                 .columns = g.columns.output});
      }
      activation_.apply(y, static_cast<std::size_t>(places * row));
    }
  }

  ops::BlockedWindows w_;
  ops::PackedFactor factor_;
  std::int64_t tiles_;         ///< of a row
  std::int64_t rows_, bands_;  ///< of tiles
  ConvBand band_;
  bool has_bias_;
  Activation activation_;
};

}  // namespace

bool winograd_is_faster(const Node& conv, std::int64_t block) {
  const ops::WindowGeometry g = ops::geometry_of(conv);
  const auto fits = [](const ops::WindowAxis& axis) {
    return axis.kernel == 3 && axis.stride == 1 && axis.dilation == 1 && axis.output >= kFewest;
  };
  return block == winograd_tiles().block && g.groups == 1 && fits(g.rows) && fits(g.columns) &&
         g.channels % block == 0 && g.channels >= kChannels && g.filters >= kChannels;
}

std::unique_ptr<Kernel> make_winograd_conv(const Node& node) {
  const auto activation = Activation::of(node);
  if (!activation || node.outputs[0].dtype != DType::f32 ||
      ops::blocked_windows_of(node).block != winograd_tiles().block ||
      ops::winograd_factor_of(node).width != packed_width()) {
    return nullptr;
  }
  return std::make_unique<WinogradConv>(node, *activation);
}

}  // namespace ganglion::kernels::simd
