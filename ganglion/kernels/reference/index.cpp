#include <algorithm>

#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/typed.h"

namespace ganglion::kernels::reference {
namespace {

template <class T>
class Gather : public Kernel {
 public:
  explicit Gather(const Node& node)
      : rows_(node.inputs[0].shape()[0]), count_(node.inputs[1].shape().size()) {
    width_ = node.inputs[0].shape().without(0).size();
  }

  void run(const KernelArguments& arguments) override {
    const T* table = input<T>(arguments, 0);
    const auto* indices = input<std::int32_t>(arguments, 1);
    T* dst = output<T>(arguments);
    for (std::int64_t i = 0; i < count_; ++i, dst += width_) {
      if (indices[i] >= 0 && indices[i] < rows_) {
        std::copy_n(table + indices[i] * width_, width_, dst);
      } else {
        std::fill_n(dst, width_, T(0));
      }
    }
  }

 private:
  std::int64_t rows_, count_, width_;
};

template <class T>
class ScatterAdd : public Kernel {
 public:
  explicit ScatterAdd(const Node& node)
      : rows_(node.outputs[0].shape[0]), count_(node.inputs[0].shape().size()) {
    width_ = node.outputs[0].shape.without(0).size();
  }

  void run(const KernelArguments& arguments) override {
    const auto* indices = input<std::int32_t>(arguments, 0);
    const T* updates = input<T>(arguments, 1);
    T* dst = output<T>(arguments);
    std::fill_n(dst, rows_ * width_, T(0));
    for (std::int64_t i = 0; i < count_; ++i, updates += width_) {
      if (indices[i] < 0 || indices[i] >= rows_) continue;
      T* row = dst + indices[i] * width_;
      for (std::int64_t j = 0; j < width_; ++j) row[j] += updates[j];
    }
  }

 private:
  std::int64_t rows_, count_, width_;
};

template <class T>
class OneHot : public Kernel {
 public:
  explicit OneHot(const Node& node)
      : count_(node.inputs[0].shape().size()), depth_(node.attributes.integer("depth")) {}

  void run(const KernelArguments& arguments) override {
    const auto* indices = input<std::int32_t>(arguments, 0);
    T* dst = output<T>(arguments);
    std::fill_n(dst, count_ * depth_, T(0));
    for (std::int64_t i = 0; i < count_; ++i) {
      if (indices[i] >= 0 && indices[i] < depth_) dst[i * depth_ + indices[i]] = T(1);
    }
  }

 private:
  std::int64_t count_, depth_;
};

/// Between any two of f32, f64 and i32.
template <class To>
class Cast : public Kernel {
 public:
  explicit Cast(const Node& node)
      : from_(node.inputs[0].dtype()), size_(node.outputs[0].shape.size()) {}

  void run(const KernelArguments& arguments) override {
    if (from_ == DType::f32) convert<float>(arguments);
    if (from_ == DType::f64) convert<double>(arguments);
    if (from_ == DType::i32) convert<std::int32_t>(arguments);
  }

 private:
  template <class From>
  void convert(const KernelArguments& arguments) const {
    const From* src = input<From>(arguments, 0);
    To* dst = output<To>(arguments);
    for (std::int64_t i = 0; i < size_; ++i) dst[i] = static_cast<To>(src[i]);
  }
  DType from_;
  std::int64_t size_;
};

}  // namespace

std::unique_ptr<Kernel> make_gather(const Node& node) {
  return make_typed<Gather>(node);
}
std::unique_ptr<Kernel> make_scatter_add(const Node& node) {
  return make_typed<ScatterAdd>(node);
}
std::unique_ptr<Kernel> make_one_hot(const Node& node) {
  return make_typed<OneHot>(node);
}

std::unique_ptr<Kernel> make_cast(const Node& node) {
  const DType from = node.inputs[0].dtype();
  if (from == DType::i64 || from == DType::u8) return nullptr;
  if (node.outputs[0].dtype == DType::i32) return std::make_unique<Cast<std::int32_t>>(node);
  return make_typed<Cast>(node);
}

}  // namespace ganglion::kernels::reference
