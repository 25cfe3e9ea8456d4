#include <algorithm>

#include "ganglion/core/arithmetic/strided_walk.h"
#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/scalar_functions.h"
#include "ganglion/kernels/reference/typed.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/rules.h"

/// Any element-wise op, one element at a time.
namespace ganglion::kernels::reference {
namespace {

constexpr std::size_t kMaxOperands = 3;

template <class T>
class Elementwise : public Kernel {
 public:
  explicit Elementwise(const Node& node)
      : function_(*find_scalar_function(node.op)),
        parameter_(ops::parameter_of(node)),
        shape_(node.outputs[0].shape) {
    for (const Value& input : node.inputs) operands_.push_back(input.shape());
  }

  void run(const KernelArguments& arguments) override {
    const StridedWalk start[kMaxOperands] = {walk(0), walk(1), walk(2)};
    StridedWalk at[kMaxOperands] = {start[0], start[1], start[2]};
    T* dst = output<T>(arguments);
    const std::int64_t size = shape_.size();
    for (std::int64_t i = 0; i < size; ++i) {
      T values[kMaxOperands]{};
      for (std::size_t k = 0; k < operands_.size(); ++k) {
        values[k] = input<T>(arguments, k)[at[k].offset()];
        at[k].next();
      }
      dst[i] = function_.template apply<T>(values, parameter_);
    }
  }

 private:
  StridedWalk walk(std::size_t k) const {
    return {shape_, k < operands_.size() ? operands_[k] : Shape{}};
  }
  const ScalarFunction& function_;
  double parameter_;
  Shape shape_;
  std::vector<Shape> operands_;
};

/// The program of a fused node, run whole for one element after another.
template <class T>
class Registers {
 public:
  explicit Registers(const Node& node)
      : program_(ops::program_of(node)), shape_(node.attributes.shape("shape")) {
    if (node.attributes.has("partial")) partial_ = node.attributes.integers("partial");
    for (const Value& input : node.inputs) operands_.push_back(input.shape());
    for (const auto& instruction : program_)
      functions_.push_back(find_scalar_function(instruction.op));
  }

  std::size_t bytes() const {
    return (operands_.size() + program_.size()) * sizeof(double) +
           operands_.size() * sizeof(StridedWalk);
  }

  /// Calls f(i, registers) for each element i. `scratch` holds bytes().
  template <class F>
  void for_each(const KernelArguments& arguments, void* scratch, F f) const {
    auto* walks = static_cast<StridedWalk*>(scratch);
    auto* registers = reinterpret_cast<T*>(walks + operands_.size());
    for (std::size_t k = 0; k < operands_.size(); ++k) walks[k] = StridedWalk(shape_, operands_[k]);
    const std::int64_t size = shape_.size();
    for (std::int64_t i = 0; i < size; ++i) {
      load(arguments, walks, registers);
      for (std::size_t k = 0; k < program_.size(); ++k) {
        T values[kMaxOperands]{};
        for (std::size_t j = 0; j < program_[k].operands.size(); ++j) {
          values[j] = registers[program_[k].operands[j]];
        }
        registers[operands_.size() + k] =
            functions_[k]->template apply<T>(values, program_[k].parameter);
      }
      f(i, registers);
    }
  }

 private:
  /// A partial input has one pointer per replica (partial_ holds pairs: input, replicas).
  void load(const KernelArguments& arguments, StridedWalk* walks, T* registers) const {
    std::size_t pointer = 0;
    for (std::size_t k = 0; k < operands_.size(); ++k) {
      const std::int64_t replicas = replicas_of(k);
      registers[k] = tree_sum(arguments, pointer, replicas, walks[k].offset());
      pointer += static_cast<std::size_t>(replicas);
      walks[k].next();
    }
  }
  static T tree_sum(const KernelArguments& arguments, std::size_t first, std::int64_t count,
                    std::int64_t offset) {
    if (count == 1) return input<T>(arguments, first)[offset];
    const std::int64_t half = count / 2;
    return tree_sum(arguments, first, half, offset) +
           tree_sum(arguments, first + static_cast<std::size_t>(half), half, offset);
  }
  std::int64_t replicas_of(std::size_t k) const {
    for (std::size_t i = 0; i + 1 < partial_.size(); i += 2) {
      if (partial_[i] == static_cast<std::int64_t>(k)) return partial_[i + 1];
    }
    return 1;
  }

  std::vector<ops::Instruction> program_;
  std::vector<const ScalarFunction*> functions_;
  std::vector<std::int64_t> partial_;
  Shape shape_;
  std::vector<Shape> operands_;
};

template <class T>
class FusedElementwise : public Kernel {
 public:
  explicit FusedElementwise(const Node& node)
      : registers_(node), results_(node.attributes.integers("results")) {}

  std::size_t scratch_bytes() const override { return registers_.bytes(); }

  void run(const KernelArguments& arguments) override {
    registers_.for_each(arguments, arguments.scratch, [&](std::int64_t i, const T* registers) {
      for (std::size_t r = 0; r < results_.size(); ++r)
        output<T>(arguments, r)[i] = registers[results_[r]];
    });
  }

 private:
  Registers<T> registers_;
  std::vector<std::int64_t> results_;
};

/// The same with sums, which are added up in double.
template <class T>
class FusedSums : public Kernel {
 public:
  explicit FusedSums(const Node& node)
      : registers_(node),
        results_(node.attributes.integers("results")),
        sums_(node.attributes.integers("sums")),
        shape_(node.attributes.shape("shape")),
        kept_(ops::rules::reduced_shape(shape_, node.attributes.integers("axes"), true)) {}

  std::size_t scratch_bytes() const override {
    return sums_.size() * count() * sizeof(double) + registers_.bytes();
  }

  void run(const KernelArguments& arguments) override {
    auto* totals = static_cast<double*>(arguments.scratch);
    std::fill_n(totals, sums_.size() * count(), 0.0);
    StridedWalk to(shape_, kept_);
    registers_.for_each(arguments, totals + sums_.size() * count(),
                        [&](std::int64_t i, const T* registers) {
                          for (std::size_t r = 0; r < results_.size(); ++r)
                            output<T>(arguments, r)[i] = registers[results_[r]];
                          for (std::size_t s = 0; s < sums_.size(); ++s) {
                            totals[s * count() + static_cast<std::size_t>(to.offset())] +=
                                static_cast<double>(registers[sums_[s]]);
                          }
                          to.next();
                        });
    for (std::size_t s = 0; s < sums_.size(); ++s) {
      T* sum = output<T>(arguments, results_.size() + s);
      for (std::size_t k = 0; k < count(); ++k) sum[k] = static_cast<T>(totals[s * count() + k]);
    }
  }

 private:
  std::size_t count() const { return static_cast<std::size_t>(kept_.size()); }

  Registers<T> registers_;
  std::vector<std::int64_t> results_;
  std::vector<std::int64_t> sums_;
  Shape shape_;
  Shape kept_;
};

}  // namespace

std::unique_ptr<Kernel> make_elementwise(const Node& node) {
  return make_typed<Elementwise>(node);
}

std::unique_ptr<Kernel> make_fused_elementwise(const Node& node) {
  return make_typed<FusedElementwise>(node);
}

std::unique_ptr<Kernel> make_fused_sums(const Node& node) {
  return make_typed<FusedSums>(node);
}

}  // namespace ganglion::kernels::reference
