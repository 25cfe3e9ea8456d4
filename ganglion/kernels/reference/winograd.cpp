#include <algorithm>
#include <array>

#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/fused_activation.h"
#include "ganglion/kernels/reference/typed.h"
#include "ganglion/ops/blocked.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/tiled_conv.h"
#include "ganglion/ops/winograd.h"

/// Convolution by Winograd's tiles (ops/winograd.h), tile by tile, of values in blocks or row-major
/// (ops/tiled_conv.h), which are blocks of one channel. Sums in double.
namespace ganglion::kernels::reference {
namespace {

constexpr std::int64_t kSide = 4;
template <std::size_t rows, std::size_t columns>
using Matrix = std::array<std::array<double, columns>, rows>;

constexpr Matrix<4, 3> kKernel = {
    {{1.0, 0.0, 0.0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0.0, 0.0, 1.0}}};
constexpr Matrix<4, 4> kInput = {
    {{1.0, 0.0, -1.0, 0.0}, {0.0, 1.0, 1.0, 0.0}, {0.0, -1.0, 1.0, 0.0}, {0.0, 1.0, 0.0, -1.0}}};
constexpr Matrix<2, 4> kOutput = {{{1.0, 1.0, 1.0, 0.0}, {0.0, 1.0, -1.0, -1.0}}};

/// m x mᵀ.
template <std::size_t rows, std::size_t columns>
Matrix<rows, rows> on_both_sides(const Matrix<rows, columns>& m,
                                 const Matrix<columns, columns>& x) {
  Matrix<rows, rows> result{};
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < rows; ++j) {
      for (std::size_t a = 0; a < columns; ++a) {
        for (std::size_t b = 0; b < columns; ++b) result[i][j] += m[i][a] * x[a][b] * m[j][b];
      }
    }
  }
  return result;
}

template <class T>
class WinogradKernel : public Kernel {
 public:
  explicit WinogradKernel(const Node& node)
      : factor_(ops::winograd_factor_of(node)),
        turned_(ops::turns_kernel(node)),
        shape_(node.inputs[0].shape()) {}

  void run(const KernelArguments& arguments) override {
    const T* from = input<T>(arguments, 0);
    T* to = output<T>(arguments);
    std::fill(to, to + ops::kWinogradPlaces * factor_.size(), T{0});
    for (std::int64_t f = 0; f < shape_[0]; ++f) {
      for (std::int64_t c = 0; c < shape_[1]; ++c) {
        const Matrix<3, 3> window = window_of(from);
        from += 9;
        std::int64_t place = 0;
        for (const auto& row : on_both_sides(kKernel, window)) {
          for (const double number : row) {
            const std::int64_t element = turned_ ? factor_.place(f, c) : factor_.place(c, f);
            to[place++ * factor_.size() + element] = static_cast<T>(number);
          }
        }
      }
    }
  }

 private:
  Matrix<3, 3> window_of(const T* from) const {
    Matrix<3, 3> window;
    for (std::size_t i = 0; i < 9; ++i) {
      window[i / 3][i % 3] = static_cast<double>(from[turned_ ? 8 - i : i]);
    }
    return window;
  }

  ops::PackedFactor factor_;
  bool turned_;
  Shape shape_;
};

template <class T>
class WinogradConv : public Kernel {
 public:
  explicit WinogradConv(const Node& node)
      : w_(ops::blocked_windows_of(node)),
        factor_(ops::winograd_factor_of(node)),
        has_bias_(node.inputs.size() == 3),
        activation_(node) {
    if (node.op == &ops::kTiledConv) w_.block = 1;
  }

  void run(const KernelArguments& arguments) override {
    const ops::WindowGeometry& g = w_.geometry;
    for (std::int64_t n = 0; n < g.batch; ++n) {
      for (std::int64_t f = 0; f < g.filters; ++f) {
        for (std::int64_t row = 0; row < g.rows.output; row += 2) {
          for (std::int64_t column = 0; column < g.columns.output; column += 2) {
            tile(arguments, n, f, row, column);
          }
        }
      }
    }
  }

 private:
  void tile(const KernelArguments& arguments, std::int64_t n, std::int64_t f, std::int64_t row,
            std::int64_t column) const {
    const ops::WindowGeometry& g = w_.geometry;
    const T* kernel = input<T>(arguments, 1);
    Matrix<4, 4> sums{};
    for (std::int64_t c = 0; c < factor_.k; ++c) {
      const Matrix<4, 4> spread = on_both_sides(kInput, seen(arguments, n, c, row, column));
      for (std::int64_t p = 0; p < ops::kWinogradPlaces; ++p) {
        at(sums, p) +=
            at(spread, p) * static_cast<double>(kernel[p * factor_.size() + factor_.place(c, f)]);
      }
    }
    const Matrix<2, 2> places = on_both_sides(kOutput, sums);
    const double bias = has_bias_ ? static_cast<double>(input<T>(arguments, 2)[f]) : 0.0;
    for (std::int64_t i = 0; i < 2 && row + i < g.rows.output; ++i) {
      for (std::int64_t j = 0; j < 2 && column + j < g.columns.output; ++j) {
        const double value =
            places[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] + bias;
        const std::int64_t block = n * (g.filters / w_.block) + f / w_.block;
        const std::int64_t place = (row + i) * g.columns.output + column + j;
        output<T>(arguments)[(block * g.rows.output * g.columns.output + place) * w_.block +
                             f % w_.block] = activation_(static_cast<T>(value));
      }
    }
  }

  Matrix<4, 4> seen(const KernelArguments& arguments, std::int64_t n, std::int64_t c,
                    std::int64_t row, std::int64_t column) const {
    const ops::WindowGeometry& g = w_.geometry;
    const std::int64_t block = n * (g.channels / w_.block) + c / w_.block;
    const T* plane =
        input<T>(arguments, 0) + block * g.rows.input * g.columns.input * w_.block + c % w_.block;
    Matrix<4, 4> result{};
    for (std::int64_t p = 0; p < ops::kWinogradPlaces; ++p) {
      const std::int64_t y = row + p / kSide - g.rows.before;
      const std::int64_t x = column + p % kSide - g.columns.before;
      if (y < 0 || y >= g.rows.input || x < 0 || x >= g.columns.input) continue;
      at(result, p) = static_cast<double>(plane[(y * g.columns.input + x) * w_.block]);
    }
    return result;
  }

  template <class M>
  static auto& at(M& matrix, std::int64_t place) {
    return matrix[static_cast<std::size_t>(place / kSide)][static_cast<std::size_t>(place % kSide)];
  }

  ops::BlockedWindows w_;
  ops::PackedFactor factor_;
  bool has_bias_;
  FusedActivation activation_;
};

}  // namespace

std::unique_ptr<Kernel> make_winograd_kernel(const Node& node) {
  return make_typed<WinogradKernel>(node);
}
std::unique_ptr<Kernel> make_winograd_conv(const Node& node) {
  return make_typed<WinogradConv>(node);
}

}  // namespace ganglion::kernels::reference
