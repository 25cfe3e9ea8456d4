#include <cmath>

#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/typed.h"

/// What goes along one axis, line by line: argmax and cumulative sums.
namespace ganglion::kernels::reference {
namespace {

/// The lines of a tensor along an axis: line i begins at start(i), its elements are `stride` apart.
struct Lines {
  explicit Lines(const Node& node) {
    const Shape& shape = node.inputs[0].shape();
    const auto axis = static_cast<int>(node.attributes.integer("axis"));
    length = shape[axis];
    for (int i = axis + 1; i < shape.rank(); ++i) stride *= shape[i];
    count = length == 0 ? 0 : shape.size() / length;
  }
  std::int64_t start(std::int64_t line) const {
    return line / stride * length * stride + line % stride;
  }

  std::int64_t length = 1;
  std::int64_t stride = 1;
  std::int64_t count = 0;
};

template <class T>
class Argmax : public Kernel {
 public:
  explicit Argmax(const Node& node) : lines_(node) {}
  std::int64_t extent() const override { return lines_.count; }

  void run(const KernelArguments& arguments) override {
    auto* dst = output<std::int32_t>(arguments);
    for (std::int64_t line = arguments.begin; line < arguments.end; ++line) {
      dst[line] = place_of_largest(input<T>(arguments, 0) + lines_.start(line));
    }
  }

 private:
  std::int32_t place_of_largest(const T* line) const {
    std::int64_t best = 0;
    for (std::int64_t i = 1; i < lines_.length && !std::isnan(line[best * lines_.stride]); ++i) {
      // A NaN counts as the largest: it is never passed over in silence.
      if (!(line[i * lines_.stride] <= line[best * lines_.stride])) best = i;
    }
    return static_cast<std::int32_t>(best);
  }

  Lines lines_;
};

template <class T>
class CumulativeSum : public Kernel {
 public:
  explicit CumulativeSum(const Node& node)
      : lines_(node), reverse_(node.attributes.flag("reverse")) {}
  std::int64_t extent() const override { return lines_.count; }

  void run(const KernelArguments& arguments) override {
    for (std::int64_t line = arguments.begin; line < arguments.end; ++line) {
      const T* src = input<T>(arguments, 0) + lines_.start(line);
      T* dst = output<T>(arguments) + lines_.start(line);
      double sum = 0.0;
      for (std::int64_t i = 0; i < lines_.length; ++i) {
        const std::int64_t at = (reverse_ ? lines_.length - 1 - i : i) * lines_.stride;
        sum += static_cast<double>(src[at]);
        dst[at] = static_cast<T>(sum);
      }
    }
  }

 private:
  Lines lines_;
  bool reverse_;
};

}  // namespace

std::unique_ptr<Kernel> make_argmax(const Node& node) {
  if (node.inputs[0].dtype() == DType::f64) return std::make_unique<Argmax<double>>(node);
  return std::make_unique<Argmax<float>>(node);
}

std::unique_ptr<Kernel> make_cumulative_sum(const Node& node) {
  return make_typed<CumulativeSum>(node);
}

}  // namespace ganglion::kernels::reference
