#include <algorithm>
#include <limits>
#include <span>

#include "ganglion/kernels/activation.h"
#include "ganglion/kernels/simd/all_finite.h"
#include "ganglion/kernels/simd/byte_tiles.h"
#include "ganglion/kernels/simd/families.h"
#include "ganglion/ops/byte_product.h"

namespace ganglion::kernels::simd {
namespace {

constexpr std::int64_t kRowsAtOnce = 96;  // of a: they stay in the second-level cache
constexpr float kTooLarge = 32768.0F;     // for an i16

/// Workers share the panels.
class ByteMatmul : public Kernel {
 public:
  ByteMatmul(const Node& node, const Activation& activation)
      : panels_(ops::byte_panels_of(node)),
        rows_(node.outputs[0].shape[0]),
        has_bias_(node.inputs.size() == 4),
        activation_(activation) {}

  std::size_t scratch_bytes() const override {
    const std::int64_t rows = std::min(rows_, kRowsAtOnce);
    return static_cast<std::size_t>(rows * 2 * panels_.pairs()) * sizeof(std::int16_t);
  }
  std::int64_t extent() const override { return panels_.panels(); }

  void run(const KernelArguments& arguments) override {
    auto* whole = static_cast<std::int16_t*>(arguments.scratch);
    for (std::int64_t i = 0; i < rows_; i += kRowsAtOnce) {
      const std::int64_t rows = std::min(kRowsAtOnce, rows_ - i);
      const float* a = static_cast<const float*>(arguments.inputs[0]) + i * panels_.k;
      const bool finite = all_finite({a, static_cast<std::size_t>(rows * panels_.k)});
      to_whole(a, rows, whole);
      for (std::int64_t j = arguments.begin; j < arguments.end; ++j) {
        multiply(arguments, whole, i, rows, j);
      }
      activate(arguments, i, rows);
      if (!finite) spoil(arguments, a, i, rows);
    }
  }

 private:
  /// Rows of whole numbers, each filled up to pairs.
  void to_whole(const float* from, std::int64_t rows, std::int16_t* to) const {
    const std::int64_t k = panels_.k;
    for (std::int64_t i = 0; i < rows; ++i, from += k, to += 2 * panels_.pairs()) {
      byte_tiles().to_whole(from, static_cast<std::size_t>(k), to);
      if (k % 2 != 0) to[k] = 0;
    }
  }

  /// The columns of a row of the result that these panels give.
  std::span<float> part_of_row(const KernelArguments& arguments, std::int64_t row) const {
    const std::int64_t begin = arguments.begin * panels_.width;
    const std::int64_t end = std::min(panels_.n, arguments.end * panels_.width);
    auto* dst = static_cast<float*>(arguments.outputs[0]) + row * panels_.n;
    return {dst + begin, dst + end};
  }

  void activate(const KernelArguments& arguments, std::int64_t first, std::int64_t rows) const {
    for (std::int64_t i = 0; i < rows; ++i) {
      const std::span<float> part = part_of_row(arguments, first + i);
      activation_.apply(part.data(), part.size());
    }
  }

  /// NaN for rows with a number that isn't finite.
  void spoil(const KernelArguments& arguments, const float* a, std::int64_t first,
             std::int64_t rows) const {
    for (std::int64_t i = 0; i < rows; ++i, a += panels_.k) {
      if (all_finite({a, static_cast<std::size_t>(panels_.k)})) continue;
      std::ranges::fill(part_of_row(arguments, first + i), std::numeric_limits<float>::quiet_NaN());
    }
  }

  void multiply(const KernelArguments& arguments, const std::int16_t* whole, std::int64_t first,
                std::int64_t rows, std::int64_t j) const {
    const ByteTiles& tiles = byte_tiles();
    const std::int64_t column = j * panels_.width;
    ByteTile t{
        .panel = static_cast<const std::int8_t*>(arguments.inputs[1]) + j * panels_.panel_size(),
        .pairs = panels_.pairs(),
        .scale = static_cast<const float*>(arguments.inputs[2]) + column,
        .c_stride = panels_.n,
        .columns = std::min(panels_.width, panels_.n - column)};
    if (has_bias_) t.bias = static_cast<const float*>(arguments.inputs[3]) + column;
    auto* dst = static_cast<float*>(arguments.outputs[0]) + first * panels_.n + column;
    for (std::int64_t i = 0; i < rows; i += tiles.rows) {
      const std::int64_t count = std::min(tiles.rows, rows - i);
      t.a = whole + i * 2 * panels_.pairs();
      t.c = dst + i * panels_.n;
      tiles.tile[count - 1](t);
    }
  }

  ops::BytePanels panels_;
  std::int64_t rows_;
  bool has_bias_;
  Activation activation_;
};

bool fits(const Node& node) {
  return node.outputs[0].shape.size() > 0 && ops::byte_panels_of(node).width == byte_tiles().width;
}

}  // namespace

std::unique_ptr<Kernel> make_byte_matmul(const Node& node) {
  const auto activation = Activation::of(node);
  if (!fits(node) || !activation) return nullptr;
  return std::make_unique<ByteMatmul>(node, *activation);
}

}  // namespace ganglion::kernels::simd
