#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/runtime/interpreter.h"

/// The worked example of docs/adding_an_op.md: softsign(x) = x / (1 + |x|), as a user of the
/// library would add it. The last test keeps the document's code and this file the same.

namespace example {

using ganglion::Kernel;
using ganglion::KernelArguments;
using ganglion::Node;
using ganglion::OpDef;
using ganglion::Value;
namespace ops = ganglion::ops;

std::vector<Value> softsign_gradient(const Node& node, std::span<const Value> dy) {
  // d/dx x / (1 + |x|) = 1 / (1 + |x|)^2, on both sides of 0
  const Value scale = ops::abs(node.inputs[0]) + 1.0;
  return {dy[0] / (scale * scale)};
}

template <class T>
class Softsign : public Kernel {
 public:
  explicit Softsign(const Node& node) : size_(node.outputs[0].shape.size()) {}
  void run(const KernelArguments& arguments) override {
    const T* x = static_cast<const T*>(arguments.inputs[0]);
    T* y = static_cast<T*>(arguments.outputs[0]);
    for (std::int64_t i = arguments.begin; i < arguments.end; ++i) {
      y[i] = x[i] / (T(1) + std::abs(x[i]));
    }
  }
  std::int64_t extent() const override { return size_; }

 private:
  std::int64_t size_;
};

std::unique_ptr<Kernel> make_softsign(const Node& node) {
  if (node.outputs[0].dtype == ganglion::DType::f64)
    return std::make_unique<Softsign<double>>(node);
  return std::make_unique<Softsign<float>>(node);
}

const OpDef kSoftsign = {
    .name = "softsign",
    .infer = ops::rules::infer_unary,
    .gradient = softsign_gradient,
    .place = ops::rules::place_elementwise,
    .make_kernel = make_softsign,
    .types = {ganglion::DType::f32, ganglion::DType::f64},  // what make_softsign knows
};

Value softsign(Value x) {
  return x.graph->add(kSoftsign, {x});
}

}  // namespace example

namespace ganglion {
namespace {

struct Sample {
  Graph graph;
  Value x = graph.input("x", {DType::f64, {5}});
  Value y = example::softsign(x);
  std::map<std::string, Tensor> feeds = {{"x", Tensor::of<double>({5}, {-3, -0.5, 0.25, 1, 4})}};
};

TEST(SoftsignExample, GivesTheValuesOnPaper) {
  Sample sample;
  const runtime::Evaluation run(sample.graph, sample.feeds);
  const double wanted[] = {-0.75, -1.0 / 3.0, 0.2, 0.5, 0.8};
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_DOUBLE_EQ(run.at(sample.y).values<double>()[i], wanted[i]);
}

TEST(SoftsignExample, HasTheDerivativeOfItsDifferences) {
  Sample sample;
  const Value wrt[] = {sample.x};
  const Value loss = ops::reduce_sum(sample.y);
  const Value dx = gradients(loss, wrt)[0];
  const Tensor got = runtime::Evaluation(sample.graph, sample.feeds).at(dx);
  constexpr double kStep = 1e-6;
  for (std::size_t i = 0; i < 5; ++i) {
    const auto loss_at = [&](double step) {
      auto feeds = sample.feeds;
      feeds.at("x").values<double>()[i] += step;
      return runtime::Evaluation(sample.graph, feeds).at(loss).values<double>()[0];
    };
    EXPECT_NEAR(got.values<double>()[i], (loss_at(kStep) - loss_at(-kStep)) / (2 * kStep), 1e-8);
  }
}

TEST(SoftsignExample, RefusesIndices) {
  Graph graph;
  const Value indices = graph.input("i", {DType::i32, {5}});
  EXPECT_THROW(example::softsign(indices), Error);
}

std::string content_of(const char* path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(SoftsignExample, IsWhatTheDocumentSays) {
  const std::string document = content_of("docs/adding_an_op.md");
  const std::string code = content_of("tests/ops/softsign_example_test.cpp");
  ASSERT_FALSE(document.empty() || code.empty()) << "run the tests in the root of the sources";
  // Blocks opened by "```cpp example" are quotations of this file.
  const std::string opening = "```cpp example\n";
  int blocks = 0;
  for (std::size_t at = document.find(opening); at != std::string::npos;
       at = document.find(opening, at + 1)) {
    const std::size_t begin = at + opening.size();
    const std::string block = document.substr(begin, document.find("```", begin) - begin);
    EXPECT_NE(code.find(block), std::string::npos) << "not in this file:\n" << block;
    ++blocks;
  }
  EXPECT_GE(blocks, 3);
}

}  // namespace
}  // namespace ganglion
