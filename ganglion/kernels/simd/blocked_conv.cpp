#include <algorithm>

#include "ganglion/kernels/activation.h"
#include "ganglion/kernels/simd/conv_band.h"
#include "ganglion/kernels/simd/conv_tiles.h"
#include "ganglion/kernels/simd/families.h"
#include "ganglion/ops/blocked.h"

/// Convolutions of channels in blocks, by tiles of neighbouring places. A band of the result's rows
/// is computed from a copy of the rows that its windows see, with the zeros around the image, so
/// that no tile has an edge.
namespace ganglion::kernels::simd {
namespace {

/// About what a second-level cache holds beside a few blocks of filters.
constexpr std::int64_t kBandNumbers = 32 * 1024;
/// Pieces that an image is cut into at least, for threads to share.
constexpr std::int64_t kBands = 4;
constexpr std::int64_t kLongBlock = 16;

/// Rows of the result that are computed together.
std::int64_t rows_of_band(const ops::BlockedWindows& w) {
  const ops::WindowGeometry& g = w.geometry;
  const std::int64_t row = (g.columns.before + g.columns.input + g.columns.after) * g.channels;
  const std::int64_t fit = (kBandNumbers / row - window_reach(g.rows)) / g.rows.stride + 1;
  return std::clamp<std::int64_t>(fit, 1, std::max<std::int64_t>(1, g.rows.output / kBands));
}

/// Pieces of work are the bands of all images.
class BlockedConv : public Kernel {
 public:
  BlockedConv(const Node& node, const Activation& activation)
      : w_(ops::blocked_windows_of(node)),
        rows_(rows_of_band(w_)),
        bands_((w_.geometry.rows.output + rows_ - 1) / rows_),
        band_(w_, rows_, w_.geometry.columns.output),
        has_bias_(node.inputs.size() == 3),
        activation_(activation) {}

  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(band_.size()) * sizeof(float);
  }
  std::int64_t extent() const override { return w_.geometry.batch * bands_; }

  void run(const KernelArguments& arguments) override {
    const ops::WindowGeometry& g = w_.geometry;
    const std::int64_t image = g.channels * g.rows.input * g.columns.input;
    const std::int64_t result = g.filters * g.rows.output * g.columns.output;
    auto* seen = static_cast<float*>(arguments.scratch);
    for (std::int64_t i = arguments.begin; i < arguments.end; ++i) {
      const std::int64_t n = i / bands_;
      const std::int64_t first = first_row(i % bands_);
      const std::int64_t rows = first_row(i % bands_ + 1) - first;
      band_.copy(static_cast<const float*>(arguments.inputs[0]) + n * image, first, rows, seen);
      auto* y = static_cast<float*>(arguments.outputs[0]) + n * result;
      convolve(arguments, seen, rows, y + first * g.columns.output * w_.block);
    }
  }

 private:
  std::int64_t first_row(std::int64_t band) const {
    return w_.geometry.rows.output * band / bands_;
  }

  /// A band of one image, a few blocks of filters after another.
  void convolve(const KernelArguments& arguments, const float* seen, std::int64_t rows,
                float* result) const {
    const ops::WindowGeometry& g = w_.geometry;
    const ConvTiles& tiles = conv_tiles();
    const std::int64_t row = g.columns.output * w_.block;
    ConvTile t = tile();
    const auto* kernel = static_cast<const float*>(arguments.inputs[1]);
    const auto* bias = has_bias_ ? static_cast<const float*>(arguments.inputs[2]) : nullptr;
    const std::int64_t blocks = g.filters / w_.block;
    for (std::int64_t b = 0; b < blocks;) {
      const ConvTiles::Width& width = b + tiles.wide.blocks <= blocks ? tiles.wide : tiles.single;
      t.kernel = kernel + b * t.kernel_block;
      t.bias = bias == nullptr ? nullptr : bias + b * w_.block;
      for (std::int64_t r = 0; r < rows; ++r) {
        float* y = result + b * t.y_block + r * row;
        convolve_row(t, width, seen + r * g.rows.stride * band_.row(), y);
        for (std::int64_t i = 0; i < width.blocks; ++i) {
          activation_.apply(y + i * t.y_block, static_cast<std::size_t>(row));
        }
      }
      b += width.blocks;
    }
  }

  /// By tiles as equal as they can be.
  void convolve_row(ConvTile t, const ConvTiles::Width& width, const float* x, float* y) const {
    const std::int64_t places = w_.geometry.columns.output;
    const bool next = t.step == w_.block;
    const auto& list = next ? width.next : width.apart;
    const std::int64_t count = (places + width.places - 1) / width.places;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t begin = places * i / count;
      t.x = x + begin * t.step;
      t.y = y + begin * w_.block;
      list[places * (i + 1) / count - begin - 1](t);
    }
  }

  ConvTile tile() const {
    const ops::WindowGeometry& g = w_.geometry;
    // Neighbouring columns of a window lie beside each other, unless it is dilated.
    const bool dense = g.columns.dilation == 1;
    return {.step = g.columns.stride * band_.together(),
            .groups = band_.groups(),
            .rows = g.rows.kernel,
            .runs = dense ? 1 : g.columns.kernel,
            .group = band_.group(),
            .row = g.rows.dilation * band_.row(),
            .run = g.columns.dilation * band_.together(),
            .length = band_.together() * (dense ? g.columns.kernel : 1),
            .kernel_block = g.channels * g.rows.kernel * g.columns.kernel * w_.block,
            .y_block = g.rows.output * g.columns.output * w_.block};
  }

  ops::BlockedWindows w_;
  std::int64_t rows_, bands_;
  ConvBand band_;
  bool has_bias_;
  Activation activation_;
};

/// oneDNN's are as fast for vectors of 16 numbers, or faster (benchmarks/convolutions_bench.cpp),
/// and where windows are single places, of which nothing needs to be copied.
bool is_faster(const ops::BlockedWindows& w) {
  const ops::WindowGeometry& g = w.geometry;
  return w.block == conv_tiles().block && w.block < kLongBlock &&
         g.rows.kernel * g.columns.kernel > 1;
}

}  // namespace

std::unique_ptr<Kernel> make_blocked_conv(const Node& node) {
  const auto activation = Activation::of(node);
  if (!activation || node.outputs[0].dtype != DType::f32 ||
      !is_faster(ops::blocked_windows_of(node))) {
    return nullptr;
  }
  return std::make_unique<BlockedConv>(node, *activation);
}

}  // namespace ganglion::kernels::simd
