#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/fused_activation.h"
#include "ganglion/kernels/reference/scalar_functions.h"
#include "ganglion/kernels/reference/typed.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/windows.h"

/// Convolution and its two derivatives: each is a sum over the same products, kept at another of
/// their three places. Sums in double, so that they may judge others.
namespace ganglion::kernels::reference {
namespace {

/// One product of a convolution: element x of the input, k of the kernel, y of the output.
struct Term {
  std::int64_t x, k, y;
};

/// Calls visit(x, k, y) for every product, in a fixed order: kernel places innermost.
class Products {
 public:
  explicit Products(const Node& node) : g_(ops::geometry_of(node)) {}

  const ops::WindowGeometry& geometry() const { return g_; }
  std::int64_t input_plane() const { return g_.rows.input * g_.columns.input; }
  std::int64_t output_plane() const { return g_.rows.output * g_.columns.output; }
  std::int64_t kernel_plane() const { return g_.rows.kernel * g_.columns.kernel; }

  template <class Visit>
  void each(Visit visit) const {
    const std::int64_t inside = g_.channels / g_.groups;  // channels that one filter sees
    const std::int64_t filters = g_.filters / g_.groups;
    for (std::int64_t b = 0; b < g_.batch; ++b) {
      for (std::int64_t f = 0; f < g_.filters; ++f) {
        for (std::int64_t c = 0; c < inside; ++c) {
          const std::int64_t channel = f / filters * inside + c;
          each_place({(b * g_.channels + channel) * input_plane(),
                      (f * inside + c) * kernel_plane(), (b * g_.filters + f) * output_plane()},
                     visit);
        }
      }
    }
  }

 private:
  /// All products of one input plane with one kernel plane, from where they begin.
  template <class Visit>
  void each_place(const Term& begin, Visit& visit) const {
    for (std::int64_t o = 0; o < output_plane(); ++o) {
      for (std::int64_t k = 0; k < kernel_plane(); ++k) {
        const std::int64_t row = input_place(g_.rows, o / g_.columns.output, k / g_.columns.kernel);
        const std::int64_t column =
            input_place(g_.columns, o % g_.columns.output, k % g_.columns.kernel);
        const bool inside =
            row >= 0 && row < g_.rows.input && column >= 0 && column < g_.columns.input;
        if (inside) visit(begin.x + row * g_.columns.input + column, begin.k + k, begin.y + o);
      }
    }
  }

  static std::int64_t input_place(const ops::WindowAxis& axis, std::int64_t o, std::int64_t k) {
    return o * axis.stride + k * axis.dilation - axis.before;
  }

  ops::WindowGeometry g_;
};

/// What the three share: products summed in double, then stored.
template <class T>
class Sums : public Kernel {
 public:
  explicit Sums(const Node& node)
      : products_(node), op_(node.op), size_(node.outputs[0].shape.size()), activation_(node) {
    if (node.inputs.size() == 3) bias_plane_ = products_.output_plane();
    if (ops::rounds_factors(node)) rounding_ = find_scalar_function(&ops::kRoundBf16);
  }

  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(size_) * sizeof(double);
  }

  void run(const KernelArguments& arguments) override {
    auto* sums = static_cast<double*>(arguments.scratch);
    const T* a = input<T>(arguments, 0);
    const T* b = input<T>(arguments, 1);
    const T* bias = bias_plane_ > 0 ? input<T>(arguments, 2) : nullptr;
    const std::int64_t filters = products_.geometry().filters;
    for (std::int64_t i = 0; i < size_; ++i) {
      sums[i] = bias != nullptr ? static_cast<double>(bias[i / bias_plane_ % filters]) : 0.0;
    }
    const auto factor = [this](T x) {
      return static_cast<double>(rounding_ != nullptr ? rounding_->template apply<T>(&x, 0) : x);
    };
    const auto product = [&](T x, T y) { return factor(x) * factor(y); };
    if (op_ == &ops::kConvInputGradient) {
      products_.each([&](auto x, auto k, auto y) { sums[x] += product(a[y], b[k]); });
    } else if (op_ == &ops::kConvKernelGradient) {
      products_.each([&](auto x, auto k, auto y) { sums[k] += product(a[x], b[y]); });
    } else {
      products_.each([&](auto x, auto k, auto y) { sums[y] += product(a[x], b[k]); });
    }
    T* dst = output<T>(arguments);
    for (std::int64_t i = 0; i < size_; ++i) {
      dst[i] = activation_(static_cast<T>(sums[i]));
    }
  }

 private:
  Products products_;
  const OpDef* op_;
  std::int64_t size_;
  std::int64_t bias_plane_ = 0;               ///< 0: no bias
  const ScalarFunction* rounding_ = nullptr;  ///< of factors
  FusedActivation activation_;
};

}  // namespace

std::unique_ptr<Kernel> make_conv(const Node& node) {
  return make_typed<Sums>(node);
}

}  // namespace ganglion::kernels::reference
