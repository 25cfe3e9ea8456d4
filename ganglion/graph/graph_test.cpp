#include "ganglion/graph/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/error_of.h"

/// Graphs that are built wrongly.
namespace ganglion {
namespace {

using support::error_of;
using testing::HasSubstr;

const TensorType kTwo{DType::f32, Shape{2}};

TEST(Graph, AnEmptyValueIsRefusedByWhoeverIsAsked) {
  Graph graph;
  const Value x = graph.input("x", kTwo);
  const std::string missing = "a value is missing";
  EXPECT_THAT(error_of([] { static_cast<void>(Value{}.shape()); }), HasSubstr(missing));
  EXPECT_THAT(error_of([&] { Value{} + x; }), HasSubstr(missing));
  EXPECT_THAT(error_of([&] { x + Value{}; }), HasSubstr("missing"));
  EXPECT_THAT(error_of([] { ops::relu({}); }), HasSubstr(missing));
  EXPECT_THAT(error_of([] { ops::reduce_sum({}); }), HasSubstr(missing));
  EXPECT_THAT(error_of([] { ops::scalar_like({}, 1.0); }), HasSubstr(missing));
  EXPECT_THAT(error_of([] { ops::concat({Value{}}, 0); }), HasSubstr(missing));
}

TEST(Graph, InputsAndVariablesHaveNamesOfTheirOwn) {
  Graph graph;
  graph.input("x", kTwo);
  EXPECT_EQ(error_of([&] { graph.input("x", kTwo); }),
            "the graph has an input or variable 'x' already; give the input another name");
  EXPECT_EQ(error_of([&] { graph.variable("x", kTwo); }),
            "the graph has an input or variable 'x' already; give the variable another name");
}

/// Twice its input, in f32 only.
class Twice : public Kernel {
 public:
  void run(const KernelArguments& arguments) override {
    const auto* x = static_cast<const float*>(arguments.inputs[0]);
    auto* y = static_cast<float*>(arguments.outputs[0]);
    for (int i = 0; i < 2; ++i) y[i] = 2 * x[i];
  }
};

OpDef twice() {
  return {.name = "twice",
          .infer = ops::rules::infer_unary,
          .make_kernel = [](const Node&) -> std::unique_ptr<Kernel> {
            return std::make_unique<Twice>();
          }};
}

TEST(OwnOp, GetsOnlyTypesThatItTakes) {
  const OpDef narrow = twice();
  Graph graph;
  EXPECT_NO_THROW(graph.add(narrow, {graph.input("x", kTwo)}));
  const Value wide = graph.input("wide", {DType::f64, Shape{2}});
  EXPECT_EQ(error_of([&] { graph.add(narrow, {wide}); }),
            "twice: its kernel doesn't compute f64, but a tensor is f64[2]; if it does, say so: "
            "`types` of the OpDef (explanations are computed in f64)");
  OpDef both = twice();
  both.types = {DType::f32, DType::f64};
  EXPECT_NO_THROW(graph.add(both, {wide}));
}

TEST(OwnOp, MayBeStretchedOnlyWhereItsRuleAllows) {
  // Element-wise, and both operands must have one shape: a broadcast in front of it stays.
  OpDef same = twice();
  same.infer = [](const Node& node) {
    if (node.inputs[0].shape() != Shape{2}) throw Error("twice: needs two");
    return std::vector{node.inputs[0].type()};
  };
  same.elementwise = true;
  Graph graph;
  const Value one = graph.input("x", {DType::f32, Shape{1}}, false);
  graph.set_output("y", graph.add(same, {ops::broadcast_to(one, {2})}));
  runtime::Plan plan(graph);
  const auto x = Tensor::of<float>({1}, {3});
  plan.bind("x", x);
  plan.run();
  EXPECT_THAT(plan.read("y").values<float>(), testing::ElementsAre(6, 6));
}

TEST(OwnOp, NeedsRulesAndAKernel) {
  Graph graph;
  const Value x = graph.input("x", kTwo);
  OpDef op = twice();
  op.infer = nullptr;
  EXPECT_EQ(error_of([&] { graph.add(op, {x}); }), "twice: the OpDef has no rule `infer`");
  op.infer = [](const Node&) { return std::vector<TensorType>{}; };
  EXPECT_THAT(error_of([&] { graph.add(op, {x}); }), HasSubstr("gave no type"));
  OpDef without = twice();
  without.make_kernel = [](const Node&) -> std::unique_ptr<Kernel> { return nullptr; };
  const Value y = graph.add(without, {x});
  graph.set_output("y", y);
  const std::string message = "twice: make_kernel gave no kernel for f32[2]";
  EXPECT_EQ(error_of([&] { const runtime::Plan plan(graph); }), message);
  EXPECT_EQ(error_of([&] {
              const runtime::Evaluation values(graph, {{"x", Tensor(Shape{2})}});
            }),
            message);
}

}  // namespace
}  // namespace ganglion
