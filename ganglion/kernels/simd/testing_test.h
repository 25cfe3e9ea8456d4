#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <vector>

#include "ganglion/core/rng.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"

/// What the tests of this folder share: one node, run by the fast kernel in f32 and by the
/// reference in f64.
namespace ganglion::kernels::simd {

/// Numbers where functions change their ways.
inline constexpr float kInf = std::numeric_limits<float>::infinity();
inline constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
inline const std::vector<float> kSpecials = {
    0.0F,     -0.0F,    kInf,      -kInf,  kNaN,   1.0F,    -1.0F,   1e-42F, -1e-42F,    1.2e-38F,
    1e-8F,    -1e-8F,   88.72F,    88.73F, -87.4F, -103.0F, -104.5F, 1e4F,   -1e4F,      3.4e38F,
    -3.4e38F, 0.99999F, -0.99999F, 4.1F,   -17.0F, -16.0F,  9.0F,    1e-20F, 16777216.0F};

/// Makes the node to be tested from inputs of the given types.
using Build = std::function<Value(Graph&, const std::vector<Value>&)>;

inline Tensor random_tensor(const Shape& shape, std::uint64_t stream, double low = -3.0,
                            double high = 3.0) {
  Tensor tensor(shape);
  std::uint64_t i = 0;
  for (float& x : tensor.values<float>()) {
    x = static_cast<float>(low + (high - low) * random_uniform(1, stream, i++));
  }
  return tensor;
}

inline std::vector<Tensor> run_kernel(const Node& node, Kernel& kernel,
                                      const std::vector<const void*>& inputs, int parts = 1) {
  std::vector<Tensor> outputs;
  for (const TensorType& type : node.outputs) outputs.emplace_back(type.shape, type.dtype);
  std::vector<void*> pointers;
  for (Tensor& output : outputs) pointers.push_back(output.data());
  const std::int64_t extent = kernel.extent();
  for (int part = 0; part < parts; ++part) {
    Tensor scratch(Shape{static_cast<std::int64_t>(kernel.scratch_bytes())}, DType::u8);
    kernel.run({.inputs = inputs.data(),
                .outputs = pointers.data(),
                .scratch = scratch.data(),
                .begin = extent * part / parts,
                .end = extent * (part + 1) / parts});
  }
  return outputs;
}

inline Value build_node(Graph& graph, const Build& build, const std::vector<Tensor>& inputs,
                        DType dtype) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const DType type = is_floating(inputs[i].dtype()) ? dtype : inputs[i].dtype();
    values.push_back(graph.input("x" + std::to_string(i), {type, inputs[i].shape()}));
  }
  return build(graph, values);
}

inline std::vector<const void*> pointers_of(const std::vector<Tensor>& tensors) {
  std::vector<const void*> pointers;
  for (const Tensor& tensor : tensors) pointers.push_back(tensor.data());
  return pointers;
}

inline std::vector<Tensor> run_fast(const Build& build, const std::vector<Tensor>& inputs,
                                    int parts = 1) {
  Graph graph;
  const Value value = build_node(graph, build, inputs, DType::f32);
  const Made made = make(value.producer());
  EXPECT_TRUE(made.name.starts_with("simd:")) << made.name;
  return run_kernel(value.producer(), *made.kernel, pointers_of(inputs), parts);
}

inline std::vector<Tensor> run_reference(const Build& build, const std::vector<Tensor>& inputs) {
  Graph graph;
  const Value value = build_node(graph, build, inputs, DType::f64);
  std::vector<Tensor> wide;
  for (const Tensor& input : inputs) {
    wide.push_back(is_floating(input.dtype()) ? input.cast(DType::f64) : input);
  }
  const Made made = make(value.producer(), Choice::reference);
  return run_kernel(value.producer(), *made.kernel, pointers_of(wide));
}

/// Equal up to `relative` and to what f32 can hold at all.
inline void expect_close(const Tensor& actual, const Tensor& expected, double relative,
                         double absolute = 0.0) {
  ASSERT_EQ(actual.shape(), expected.shape());
  const auto a = actual.values<float>();
  const auto e = expected.values<double>();
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto rounded = static_cast<float>(e[i]);
    if (a[i] == rounded || (std::isnan(a[i]) && std::isnan(rounded))) continue;
    const double denormal = std::numeric_limits<float>::min();
    const double allowed = relative * std::max(std::abs(e[i]), denormal) + absolute;
    ASSERT_LE(std::abs(static_cast<double>(a[i]) - e[i]), allowed)
        << "element " << i << ": " << a[i] << ", expected " << e[i];
  }
}

inline void expect_same_bits(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].bytes(), b[i].bytes());
    const auto* bytes = static_cast<const unsigned char*>(a[i].data());
    EXPECT_TRUE(
        std::equal(bytes, bytes + a[i].bytes(), static_cast<const unsigned char*>(b[i].data())));
  }
}

/// The fast kernel against the reference, whole and in parts.
inline void expect_agrees(const Build& build, const std::vector<Tensor>& inputs,
                          double relative = 2e-6, double absolute = 0.0) {
  const auto fast = run_fast(build, inputs);
  const auto reference = run_reference(build, inputs);
  for (std::size_t i = 0; i < fast.size(); ++i) {
    expect_close(fast[i], reference[i], relative, absolute);
  }
  expect_same_bits(fast, run_fast(build, inputs, 3));
}

}  // namespace ganglion::kernels::simd
