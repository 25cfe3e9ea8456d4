#include <algorithm>
#include <vector>

#include "ganglion/kernels/simd/families.h"
#include "ganglion/kernels/simd/sums.h"
#include "ganglion/ops/row_axes.h"

namespace ganglion::kernels::simd {
namespace {

constexpr std::int64_t kStrip = 64;  // columns summed as one piece of work

class RowSums : public Kernel {
 public:
  explicit RowSums(const ops::RowAxes& shape) : shape_(shape), row_(sums().row) {}

  std::int64_t extent() const override { return shape_.kept; }

  void run(const KernelArguments& arguments) override {
    const auto* src = static_cast<const float*>(arguments.inputs[0]);
    auto* dst = static_cast<float*>(arguments.outputs[0]);
    for (std::int64_t k = arguments.begin; k < arguments.end; ++k) {
      double sum = 0.0;
      for (std::int64_t i = 0; i < shape_.outer; ++i) {
        sum += row_(src + (i * shape_.kept + k) * shape_.inner,
                    static_cast<std::size_t>(shape_.inner));
      }
      dst[k] = static_cast<float>(sum);
    }
  }

 private:
  ops::RowAxes shape_;
  double (*row_)(const float*, std::size_t);
};

/// [outer, rows, columns] -> [outer, columns].
class ColumnSums : public Kernel {
 public:
  ColumnSums(std::int64_t outer, std::int64_t rows, std::int64_t columns)
      : outer_(outer),
        rows_(rows),
        columns_(columns),
        strips_((columns + kStrip - 1) / kStrip),
        sum_(sums().columns) {}

  std::int64_t extent() const override { return outer_ * strips_; }

  void run(const KernelArguments& arguments) override {
    for (std::int64_t piece = arguments.begin; piece < arguments.end; ++piece) {
      const std::int64_t outer = piece / strips_;
      const std::int64_t column = piece % strips_ * kStrip;
      sum_(static_cast<const float*>(arguments.inputs[0]) + outer * rows_ * columns_ + column,
           static_cast<float*>(arguments.outputs[0]) + outer * columns_ + column,
           static_cast<std::size_t>(rows_), static_cast<std::size_t>(columns_),
           static_cast<std::size_t>(std::min(kStrip, columns_ - column)));
    }
  }

 private:
  std::int64_t outer_, rows_, columns_, strips_;
  void (*sum_)(const float*, float*, std::size_t, std::size_t, std::size_t);
};

class RowMaxima : public Kernel {
 public:
  RowMaxima(std::int64_t rows, std::int64_t columns)
      : rows_(rows), columns_(columns), max_(sums().row_max) {}

  std::int64_t extent() const override { return rows_; }

  void run(const KernelArguments& arguments) override {
    const auto* src = static_cast<const float*>(arguments.inputs[0]);
    auto* dst = static_cast<float*>(arguments.outputs[0]);
    for (std::int64_t i = arguments.begin; i < arguments.end; ++i) {
      dst[i] = max_(src + i * columns_, static_cast<std::size_t>(columns_));
    }
  }

 private:
  std::int64_t rows_, columns_;
  float (*max_)(const float*, std::size_t);
};

bool fits(const Node& node) {
  return node.outputs[0].dtype == DType::f32 && node.inputs[0].shape().size() > 0;
}

}  // namespace

std::unique_ptr<Kernel> make_reduce_sum(const Node& node) {
  if (!fits(node)) return nullptr;
  const Shape& shape = node.inputs[0].shape();
  const auto& axes = node.attributes.integers("axes");
  if (const auto rows = ops::row_axes(shape, axes)) return std::make_unique<RowSums>(*rows);
  const std::vector<ops::AxisRun> runs = ops::axis_runs(shape, axes);
  if (runs.size() == 2) return std::make_unique<ColumnSums>(1, runs[0].extent, runs[1].extent);
  if (runs.size() == 3 && runs[1].summed) {
    return std::make_unique<ColumnSums>(runs[0].extent, runs[1].extent, runs[2].extent);
  }
  return nullptr;
}

std::unique_ptr<Kernel> make_reduce_max(const Node& node) {
  if (!fits(node)) return nullptr;
  const auto rows = ops::row_axes(node.inputs[0].shape(), node.attributes.integers("axes"));
  if (!rows || rows->outer > 1) return nullptr;
  return std::make_unique<RowMaxima>(rows->kept, rows->inner);
}

}  // namespace ganglion::kernels::simd
