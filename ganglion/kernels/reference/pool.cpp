#include <algorithm>
#include <cmath>

#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/typed.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/windows.h"

/// Pooling and its derivatives, plane by plane.
namespace ganglion::kernels::reference {
namespace {

/// The part of a window that lies in the input.
struct Span {
  std::int64_t begin, end;
};

Span span_of(const ops::WindowAxis& axis, std::int64_t o) {
  const std::int64_t first = o * axis.stride - axis.before;
  return {std::max<std::int64_t>(first, 0), std::min(first + axis.kernel, axis.input)};
}

/// Calls visit(output place, rows, columns) for each window of each plane, with the places where
/// the plane begins in the input.
class WindowWalk {
 public:
  explicit WindowWalk(const Node& node) : g_(ops::geometry_of(node)) {}

  std::int64_t width() const { return g_.columns.input; }

  template <class Visit>
  void each(Visit visit) const {
    std::int64_t o = 0;
    for (std::int64_t plane = 0; plane < g_.batch * g_.channels; ++plane) {
      const std::int64_t begin = plane * g_.rows.input * g_.columns.input;
      for (std::int64_t row = 0; row < g_.rows.output; ++row) {
        for (std::int64_t column = 0; column < g_.columns.output; ++column) {
          visit(o++, begin, span_of(g_.rows, row), span_of(g_.columns, column));
        }
      }
    }
  }

  /// Where in the input the window's largest element is: the first of equal ones; a NaN is larger
  /// than any number, so that it shows.
  template <class T>
  std::int64_t largest(const T* x, std::int64_t begin, Span rows, Span columns) const {
    std::int64_t best = -1;
    for (std::int64_t row = rows.begin; row < rows.end; ++row) {
      for (std::int64_t column = columns.begin; column < columns.end; ++column) {
        const std::int64_t at = begin + row * width() + column;
        const bool larger =
            best < 0 || x[at] > x[best] || (std::isnan(x[at]) && !std::isnan(x[best]));
        if (larger) best = at;
      }
    }
    return best;
  }

 private:
  ops::WindowGeometry g_;
};

template <class T>
class MaxPool : public Kernel {
 public:
  /// max_pool picks from x itself, max_pool_pick from its second input.
  explicit MaxPool(const Node& node) : walk_(node), values_(node.inputs.size() - 1) {}

  void run(const KernelArguments& arguments) override {
    const T* x = input<T>(arguments, 0);
    const T* values = input<T>(arguments, values_);
    T* dst = output<T>(arguments);
    walk_.each([&](std::int64_t o, std::int64_t begin, Span rows, Span columns) {
      dst[o] = values[walk_.largest(x, begin, rows, columns)];
    });
  }

 private:
  WindowWalk walk_;
  std::size_t values_;
};

template <class T>
class MaxPoolGradient : public Kernel {
 public:
  explicit MaxPoolGradient(const Node& node) : walk_(node), size_(node.outputs[0].shape.size()) {}

  void run(const KernelArguments& arguments) override {
    const T* x = input<T>(arguments, 0);
    const T* dy = input<T>(arguments, 1);
    T* dx = output<T>(arguments);
    std::fill_n(dx, size_, T(0));
    walk_.each([&](std::int64_t o, std::int64_t begin, Span rows, Span columns) {
      dx[walk_.largest(x, begin, rows, columns)] += dy[o];
    });
  }

 private:
  WindowWalk walk_;
  std::int64_t size_;
};

template <class T>
class AvgPool : public Kernel {
 public:
  explicit AvgPool(const Node& node) : walk_(node) {}

  void run(const KernelArguments& arguments) override {
    const T* x = input<T>(arguments, 0);
    T* dst = output<T>(arguments);
    walk_.each([&](std::int64_t o, std::int64_t begin, Span rows, Span columns) {
      double sum = 0.0;
      for (std::int64_t row = rows.begin; row < rows.end; ++row) {
        for (std::int64_t column = columns.begin; column < columns.end; ++column) {
          sum += static_cast<double>(x[begin + row * walk_.width() + column]);
        }
      }
      const std::int64_t count = (rows.end - rows.begin) * (columns.end - columns.begin);
      dst[o] = static_cast<T>(sum / static_cast<double>(count));
    });
  }

 private:
  WindowWalk walk_;
};

template <class T>
class AvgPoolGradient : public Kernel {
 public:
  explicit AvgPoolGradient(const Node& node) : walk_(node), size_(node.outputs[0].shape.size()) {}

  void run(const KernelArguments& arguments) override {
    const T* dy = input<T>(arguments, 0);
    T* dx = output<T>(arguments);
    std::fill_n(dx, size_, T(0));
    walk_.each([&](std::int64_t o, std::int64_t begin, Span rows, Span columns) {
      const std::int64_t count = (rows.end - rows.begin) * (columns.end - columns.begin);
      const T share = dy[o] / static_cast<T>(count);
      for (std::int64_t row = rows.begin; row < rows.end; ++row) {
        for (std::int64_t column = columns.begin; column < columns.end; ++column) {
          dx[begin + row * walk_.width() + column] += share;
        }
      }
    });
  }

 private:
  WindowWalk walk_;
  std::int64_t size_;
};

}  // namespace

std::unique_ptr<Kernel> make_max_pool(const Node& node) {
  return make_typed<MaxPool>(node);
}
std::unique_ptr<Kernel> make_max_pool_gradient(const Node& node) {
  return make_typed<MaxPoolGradient>(node);
}
std::unique_ptr<Kernel> make_avg_pool(const Node& node) {
  return make_typed<AvgPool>(node);
}
std::unique_ptr<Kernel> make_avg_pool_gradient(const Node& node) {
  return make_typed<AvgPoolGradient>(node);
}

}  // namespace ganglion::kernels::reference
