#include "ganglion/graph/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"

namespace ganglion {
namespace {

/// A graph that is whole, and one node of it to be broken. Graphs can't be changed once built, so
/// the tests reach round that.
struct Sample {
  Graph graph;
  Value x = graph.input("x", {DType::f32, {2, 3}});
  Value w = graph.variable("w", {DType::f32, {3}});
  Value y = ops::relu(x * w);
  Sample() {
    graph.set_output("y", y);
    graph.assign(w, w + 1.0);
    graph.set_guard(ops::reduce_sum(y));
  }
  Node& node(Value value) { return const_cast<Node&>(value.producer()); }
};

void expect_fault(const Graph& graph, std::initializer_list<const char*> fragments) {
  try {
    verify(graph);
    ADD_FAILURE() << "found nothing";
  } catch (const Error& error) {
    for (const char* fragment : fragments)
      EXPECT_THAT(std::string(error.what()), testing::HasSubstr(fragment));
  }
}

TEST(Verify, AcceptsAWholeGraph) {
  EXPECT_NO_THROW(verify(Sample().graph));
  EXPECT_NO_THROW(verify(Graph()));
}

TEST(Verify, FindsAnInputThatComesLater) {
  Sample sample;
  sample.node(sample.y).inputs[0] = sample.graph.guard();
  expect_fault(sample.graph, {"relu", "input 0", "before it"});
}

TEST(Verify, FindsAnInputOfAnotherGraph) {
  Sample sample;
  Sample other;
  sample.node(sample.y).inputs[0] = other.x;
  expect_fault(sample.graph, {"relu", "input 0"});
}

TEST(Verify, FindsAnOutputThatIsNotThere) {
  Sample sample;
  sample.node(sample.y).inputs[0].output = 1;
  expect_fault(sample.graph, {"relu", "input 0"});
}

TEST(Verify, FindsAStoredTypeThatIsWrong) {
  Sample sample;
  sample.node(sample.y).outputs[0].shape = {2, 4};
  expect_fault(sample.graph, {"relu", "f32[2, 4]", "f32[2, 3]"});
}

TEST(Verify, FindsWhatTheShapeRuleRefuses) {
  Sample sample;
  sample.node(sample.w).outputs[0].shape = {5};
  sample.node(sample.w).attributes.set("shape", std::vector<std::int64_t>{5});
  expect_fault(sample.graph, {"mul", "don't broadcast", "f32[5]"});
}

TEST(Verify, FindsNamesThatAreMissingOrTaken) {
  Sample sample;
  sample.node(sample.graph.input("z", {DType::f32, {1}})).name = "x";
  expect_fault(sample.graph, {"input", "'x'", "taken"});
  Sample nameless;
  nameless.node(nameless.w).name.clear();
  expect_fault(nameless.graph, {"variable", "needs a name"});
}

TEST(Verify, FindsAnInputAndAVariableOfOneName) {
  Sample sample;
  sample.node(sample.graph.input("z", {DType::f32, Shape{2}})).name = "w";
  expect_fault(sample.graph, {"input", "'w'", "taken"});
}

TEST(Verify, FindsRootsThatAreNotThere) {
  Sample sample;
  Sample other;
  sample.graph.set_output("foreign", sample.y);
  const_cast<Value&>(sample.graph.outputs().back().second) = other.y;
  expect_fault(sample.graph, {"output 'foreign'"});
}

TEST(Verify, FindsAnAssignmentThatNoLongerFits) {
  Sample sample;
  const_cast<Value&>(sample.graph.assignments()[0].second) = sample.y;
  expect_fault(sample.graph, {"'w'", "f32[3]", "f32[2, 3]"});
  const_cast<Value&>(sample.graph.assignments()[0].first) = sample.x;
  expect_fault(sample.graph, {"'x'", "no variable"});
}

TEST(Verify, FindsAnIdOutOfPlace) {
  Sample sample;
  sample.node(sample.y).id = 0;
  expect_fault(sample.graph, {"relu", "place"});
}

}  // namespace
}  // namespace ganglion
