#include <algorithm>
#include <vector>

#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/fused_activation.h"
#include "ganglion/kernels/reference/typed.h"
#include "ganglion/ops/blocked.h"
#include "ganglion/ops/ops.h"

/// Convolution and pooling of channels in blocks (ops/blocked.h), place by place. Sums in double.
namespace ganglion::kernels::reference {
namespace {

/// The kernel of a convolution, element by element to its place.
template <class T>
class BlockKernel : public Kernel {
 public:
  explicit BlockKernel(const Node& node)
      : shape_(node.inputs[0].shape()),
        block_(node.attributes.integer("block")),
        few_(!node.attributes.flag("blocked_input")) {}

  void run(const KernelArguments& arguments) override {
    const std::int64_t channels = shape_[1];
    const std::int64_t places = shape_.size() / shape_[0] / channels;
    const std::int64_t together = few_ ? channels : block_;  // channels that lie beside each other
    const T* from = input<T>(arguments, 0);
    T* to = output<T>(arguments);
    for (std::int64_t f = 0; f < shape_[0]; ++f) {
      for (std::int64_t c = 0; c < channels; ++c) {
        for (std::int64_t p = 0; p < places; ++p) {
          const std::int64_t outer = f / block_ * (channels / together) + c / together;
          to[((outer * places + p) * together + c % together) * block_ + f % block_] = *from++;
        }
      }
    }
  }

 private:
  Shape shape_;
  std::int64_t block_;
  bool few_;
};

/// Where windows lie in a blocked or plain tensor.
class Windows {
 public:
  explicit Windows(const Node& node) : w_(ops::blocked_windows_of(node)) {}
  const ops::WindowGeometry& geometry() const { return w_.geometry; }
  const ops::BlockedWindows& windows() const { return w_; }

  std::int64_t input(std::int64_t n, std::int64_t c, std::int64_t row, std::int64_t column) const {
    const ops::WindowGeometry& g = w_.geometry;
    const std::int64_t block = w_.blocked_input ? w_.block : 1;
    return place(n, c, row * g.columns.input + column, g.channels, g.rows.input * g.columns.input,
                 block);
  }
  std::int64_t output(std::int64_t n, std::int64_t c, std::int64_t place_in,
                      std::int64_t channels) const {
    const ops::WindowGeometry& g = w_.geometry;
    return place(n, c, place_in, channels, g.rows.output * g.columns.output, w_.block);
  }
  /// Calls f(row, column, place in the window) for what place `o` sees of the input.
  template <class F>
  void for_each(std::int64_t o, F f) const {
    const ops::WindowGeometry& g = w_.geometry;
    for (std::int64_t i = 0; i < g.rows.kernel; ++i) {
      const std::int64_t row = at(g.rows, o / g.columns.output, i);
      for (std::int64_t j = 0; j < g.columns.kernel; ++j) {
        const std::int64_t column = at(g.columns, o % g.columns.output, j);
        const bool inside =
            row >= 0 && row < g.rows.input && column >= 0 && column < g.columns.input;
        if (inside) f(row, column, i * g.columns.kernel + j);
      }
    }
  }

 private:
  static std::int64_t at(const ops::WindowAxis& axis, std::int64_t o, std::int64_t k) {
    return o * axis.stride + k * axis.dilation - axis.before;
  }
  static std::int64_t place(std::int64_t n, std::int64_t c, std::int64_t p, std::int64_t channels,
                            std::int64_t places, std::int64_t block) {
    return ((n * channels / block + c / block) * places + p) * block + c % block;
  }
  ops::BlockedWindows w_;
};

template <class T>
class BlockedConv : public Kernel {
 public:
  explicit BlockedConv(const Node& node)
      : windows_(node), has_bias_(node.inputs.size() == 3), activation_(node) {}

  void run(const KernelArguments& arguments) override {
    const ops::WindowGeometry& g = windows_.geometry();
    T* y = output<T>(arguments);
    for (std::int64_t n = 0; n < g.batch; ++n) {
      for (std::int64_t f = 0; f < g.filters; ++f) {
        for (std::int64_t o = 0; o < g.rows.output * g.columns.output; ++o) {
          y[windows_.output(n, f, o, g.filters)] =
              activation_(static_cast<T>(sum(arguments, n, f, o)));
        }
      }
    }
  }

 private:
  double sum(const KernelArguments& arguments, std::int64_t n, std::int64_t f,
             std::int64_t o) const {
    const T* x = input<T>(arguments, 0);
    const T* kernel = input<T>(arguments, 1);
    double sum = has_bias_ ? static_cast<double>(input<T>(arguments, 2)[f]) : 0.0;
    for (std::int64_t c = 0; c < windows_.geometry().channels; ++c) {
      windows_.for_each(o, [&](std::int64_t row, std::int64_t column, std::int64_t p) {
        sum += static_cast<double>(x[windows_.input(n, c, row, column)]) *
               static_cast<double>(kernel[kernel_place(f, c, p)]);
      });
    }
    return sum;
  }

  std::int64_t kernel_place(std::int64_t f, std::int64_t c, std::int64_t p) const {
    const ops::WindowGeometry& g = windows_.geometry();
    const std::int64_t block = windows_.windows().block;
    const std::int64_t together = windows_.windows().blocked_input ? block : g.channels;
    const std::int64_t outer = f / block * (g.channels / together) + c / together;
    const std::int64_t places = g.rows.kernel * g.columns.kernel;
    return ((outer * places + p) * together + c % together) * block + f % block;
  }

  Windows windows_;
  bool has_bias_;
  FusedActivation activation_;
};

template <class T>
class BlockedPool : public Kernel {
 public:
  explicit BlockedPool(const Node& node)
      : windows_(node), largest_(node.op == &ops::kBlockedMaxPool) {}

  void run(const KernelArguments& arguments) override {
    const ops::WindowGeometry& g = windows_.geometry();
    const T* x = input<T>(arguments, 0);
    T* y = output<T>(arguments);
    for (std::int64_t n = 0; n < g.batch; ++n) {
      for (std::int64_t c = 0; c < g.channels; ++c) {
        for (std::int64_t o = 0; o < g.rows.output * g.columns.output; ++o) {
          std::vector<T> seen;
          windows_.for_each(o, [&](std::int64_t row, std::int64_t column, std::int64_t) {
            seen.push_back(x[windows_.input(n, c, row, column)]);
          });
          y[windows_.output(n, c, o, g.channels)] = largest_ ? largest(seen) : mean(seen);
        }
      }
    }
  }

 private:
  static T largest(const std::vector<T>& seen) {
    T best = seen[0];
    for (const T x : seen) {
      if (x > best || (x != x && best == best)) best = x;
    }
    return best;
  }
  static T mean(const std::vector<T>& seen) {
    double sum = 0.0;
    for (const T x : seen) sum += static_cast<double>(x);
    return static_cast<T>(sum / static_cast<double>(seen.size()));
  }

  Windows windows_;
  bool largest_;
};

}  // namespace

std::unique_ptr<Kernel> make_block_kernel(const Node& node) {
  return make_typed<BlockKernel>(node);
}
std::unique_ptr<Kernel> make_blocked_conv(const Node& node) {
  return make_typed<BlockedConv>(node);
}
std::unique_ptr<Kernel> make_blocked_pool(const Node& node) {
  return make_typed<BlockedPool>(node);
}

}  // namespace ganglion::kernels::reference
