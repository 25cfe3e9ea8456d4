#include <algorithm>
#include <type_traits>

#include "ganglion/kernels/simd/families.h"
#include "ganglion/kernels/simd/pool_halves.h"
#include "ganglion/kernels/simd/window_inside.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/windows.h"

/// Pooling in f32, plane by plane: rows of a window are joined first, which compilers turn into
/// vector code; then columns.
namespace ganglion::kernels::simd {
namespace {

/// The larger one; a NaN is larger than any number, so that it shows. Without branches: for
/// vectors.
float larger(float best, float x) {
  const int keep = static_cast<int>(x <= best) | static_cast<int>(best != best);
  return keep != 0 ? best : x;
}

/// A kernel whose pieces of work are the planes.
class Planes : public Kernel {
 public:
  explicit Planes(const Node& node) : g_(ops::geometry_of(node)) {}
  std::int64_t extent() const override { return g_.batch * g_.channels; }

 protected:
  std::int64_t input_plane() const { return g_.rows.input * g_.columns.input; }
  std::int64_t output_plane() const { return g_.rows.output * g_.columns.output; }
  std::size_t row_bytes() const {
    return static_cast<std::size_t>(g_.columns.input) * sizeof(float);
  }

  ops::WindowGeometry g_;
};

/// Whether pairs of neighbours are what windows see of a row, but for a last one of odd length.
bool halves_columns(const ops::WindowGeometry& g) {
  return g.columns.kernel == 2 && g.columns.stride == 2 && g.columns.before == 0;
}

struct Largest {
  static float join(float a, float b) { return larger(a, b); }
  static float finish(float joined, std::int64_t) { return joined; }
};
struct Mean {
  static float join(float a, float b) { return a + b; }
  static float finish(float joined, std::int64_t count) {
    return joined / static_cast<float>(count);
  }
};

template <class Join>
class Pool : public Planes {
 public:
  using Planes::Planes;
  std::size_t scratch_bytes() const override { return row_bytes(); }

  void run(const KernelArguments& arguments) override {
    const auto* x = static_cast<const float*>(arguments.inputs[0]);
    auto* y = static_cast<float*>(arguments.outputs[0]);
    auto* joined = static_cast<float*>(arguments.scratch);
    const std::int64_t width = g_.columns.input;
    for (std::int64_t plane = arguments.begin; plane < arguments.end; ++plane) {
      for (std::int64_t o = 0; o < g_.rows.output; ++o) {
        const Inside rows = inside_of(g_.rows, o);
        const float* row = x + plane * input_plane() + rows.begin * width;
        float* to = y + plane * output_plane() + o * g_.columns.output;
        if (halves_of(rows)) {
          halves_.largest(row, row + width, to, static_cast<std::size_t>(g_.columns.output));
          continue;
        }
        const float* source = row;
        if (rows.count() > 1) {
          for (std::int64_t j = 0; j < width; ++j) joined[j] = Join::join(row[j], row[width + j]);
          for (std::int64_t r = 2; r < rows.count(); ++r) {
            const float* next = row + r * width;
            for (std::int64_t j = 0; j < width; ++j) joined[j] = Join::join(joined[j], next[j]);
          }
          source = joined;
        }
        join_columns(source, to, rows.count());
      }
    }
  }

 private:
  bool halves_of(const Inside& rows) const {
    return std::is_same_v<Join, Largest> && rows.count() == 2 && halves_columns(g_) &&
           2 * g_.columns.output <= g_.columns.input;
  }

  void join_columns(const float* source, float* y, std::int64_t rows) const {
    std::int64_t o = 0;
    if (halves_columns(g_)) {
      for (; o < g_.columns.input / 2; ++o) {
        y[o] = Join::finish(Join::join(source[2 * o], source[2 * o + 1]), rows * 2);
      }
    }
    for (; o < g_.columns.output; ++o) {
      const Inside columns = inside_of(g_.columns, o);
      float value = source[columns.begin];
      for (std::int64_t j = columns.begin + 1; j < columns.end; ++j) {
        value = Join::join(value, source[j]);
      }
      y[o] = Join::finish(value, rows * columns.count());
    }
  }

  PoolHalves halves_ = pool_halves();
};

class MaxPoolGradient : public Planes {
 public:
  using Planes::Planes;

  void run(const KernelArguments& arguments) override {
    const auto* x = static_cast<const float*>(arguments.inputs[0]);
    const auto* dy = static_cast<const float*>(arguments.inputs[1]);
    auto* dx = static_cast<float*>(arguments.outputs[0]);
    for (std::int64_t plane = arguments.begin; plane < arguments.end; ++plane) {
      const std::int64_t at = plane * input_plane();
      std::fill_n(dx + at, input_plane(), 0.0F);
      add_plane(x + at, dy + plane * output_plane(), dx + at);
    }
  }

 private:
  void add_plane(const float* x, const float* dy, float* dx) const {
    const std::int64_t width = g_.columns.input;
    for (std::int64_t row = 0; row < g_.rows.output; ++row, dy += g_.columns.output) {
      const Inside rows = inside_of(g_.rows, row);
      const bool halves = halves_columns(g_) && rows.count() == 2 && g_.rows.stride >= 2;
      std::int64_t column = 0;
      if (halves) {
        column = width / 2;
        const std::int64_t at = rows.begin * width;
        halves_.gradient(x + at, x + at + width, dy, dx + at, dx + at + width,
                         static_cast<std::size_t>(column));
      }
      for (; column < g_.columns.output; ++column) {
        const Inside columns = inside_of(g_.columns, column);
        const std::int64_t begin = rows.begin * width + columns.begin;
        dx[begin + largest(x + begin, rows.count(), columns.count())] += dy[column];
      }
    }
  }

  static bool beats(float x, float best) { return x > best || (x != x && best == best); }

  /// Where in the window the first of the largest elements is.
  std::int64_t largest(const float* x, std::int64_t rows, std::int64_t columns) const {
    std::int64_t best = 0;
    float value = x[0];
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t j = 0; j < columns; ++j) {
        const std::int64_t at = i * g_.columns.input + j;
        if (!beats(x[at], value)) continue;
        best = at;
        value = x[at];
      }
    }
    return best;
  }

  PoolHalves halves_ = pool_halves();
};

class AvgPoolGradient : public Planes {
 public:
  using Planes::Planes;
  std::size_t scratch_bytes() const override { return row_bytes(); }

  void run(const KernelArguments& arguments) override {
    const auto* dy = static_cast<const float*>(arguments.inputs[0]);
    auto* dx = static_cast<float*>(arguments.outputs[0]);
    auto* shares = static_cast<float*>(arguments.scratch);
    const std::int64_t width = g_.columns.input;
    for (std::int64_t plane = arguments.begin; plane < arguments.end; ++plane) {
      float* to = dx + plane * input_plane();
      std::fill_n(to, input_plane(), 0.0F);
      for (std::int64_t o = 0; o < g_.rows.output; ++o) {
        const Inside rows = inside_of(g_.rows, o);
        spread(dy + plane * output_plane() + o * g_.columns.output, shares, rows.count());
        for (std::int64_t r = rows.begin; r < rows.end; ++r) {
          for (std::int64_t j = 0; j < width; ++j) to[r * width + j] += shares[j];
        }
      }
    }
  }

 private:
  /// What each column of a row of windows gets.
  void spread(const float* dy, float* shares, std::int64_t rows) const {
    std::fill_n(shares, g_.columns.input, 0.0F);
    for (std::int64_t o = 0; o < g_.columns.output; ++o) {
      const Inside columns = inside_of(g_.columns, o);
      const float share = dy[o] / static_cast<float>(rows * columns.count());
      for (std::int64_t j = columns.begin; j < columns.end; ++j) shares[j] += share;
    }
  }
};

}  // namespace

std::unique_ptr<Kernel> make_pool(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  if (node.op == &ops::kMaxPool) return std::make_unique<Pool<Largest>>(node);
  if (node.op == &ops::kAvgPool) return std::make_unique<Pool<Mean>>(node);
  if (node.op == &ops::kMaxPoolGradient) return std::make_unique<MaxPoolGradient>(node);
  return std::make_unique<AvgPoolGradient>(node);
}

}  // namespace ganglion::kernels::simd
