#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/ops/ops.h"
#include "tests/ops/cases/run_node.h"

/// Values, refusals and coverage of every op; derivatives and fast kernels are checked next door.
namespace ganglion::op_tests {
namespace {

bool has_kernel(const OpDef* op) {
  for (const kernels::Entry& entry : kernels::table()) {
    if (entry.op == op) return true;
  }
  return false;
}

TEST(Ops, EachHasADescription) {
  std::vector<std::string_view> described;
  for (const OpDescription& description : all_descriptions()) {
    EXPECT_FALSE(description.cases.empty()) << description.op->name;
    described.push_back(description.op->name);
  }
  for (const OpDef* op : ops::all_ops()) {
    if (op == &kInput || op == &kVariable || op == &kConstant) continue;
    EXPECT_THAT(described, testing::Contains(op->name)) << "add a case in tests/ops/cases/";
  }
}

TEST(Ops, EachHasAReferenceKernel) {
  for (const OpDef* op : ops::all_ops()) {
    const bool plain = op == &kInput || op == &kVariable || op == &kConstant;
    if (plain || op == &ops::kReplicaRows || op == &ops::kAllRows) continue;
    bool found = false;
    for (const kernels::Entry& entry : kernels::table()) {
      found = found || (entry.op == op && entry.family == kernels::Family::reference);
    }
    EXPECT_TRUE(found) << op->name;
  }
}

TEST(Ops, AreFoundByTheirNames) {
  for (const OpDef* op : ops::all_ops()) EXPECT_EQ(ops::find_op(op->name), op);
  EXPECT_EQ(ops::find_op("no such op"), nullptr);
}

class OpTest : public testing::TestWithParam<const OpDescription*> {};

TEST_P(OpTest, ReferenceGivesTheExpectedValues) {
  for (const OpCase& c : GetParam()->cases) {
    for (DType real : {DType::f64, DType::f32}) {
      SCOPED_TRACE(c.name + " " + std::string(name_of(real)));
      const auto built = build_case(c, real);
      ASSERT_EQ(built->node().op, GetParam()->op) << "the case builds another op";
      if (!c.expected || !has_kernel(GetParam()->op)) continue;
      const auto made = kernels::make(built->node(), kernels::Choice::reference);
      const auto inputs = draw(c, real, 1);
      const auto got = numbers_of(run_node(*made.kernel, built->node(), inputs));
      const auto wanted = c.expected(operands_of(inputs), built->result.shape());
      const bool exact = real == DType::f64 && built->result.dtype() == DType::f64;
      EXPECT_EQ(compare(got, wanted, exact ? 1e-12 : 3e-6, c.whole_scale), "");
    }
  }
}

TEST_P(OpTest, RefusesBadInput) {
  for (const Refusal& refusal : GetParam()->refusals) {
    Graph graph;
    Inputs inputs;
    for (std::size_t i = 0; i < refusal.inputs.size(); ++i)
      inputs.values.push_back(graph.input("x" + std::to_string(i), refusal.inputs[i]));
    SCOPED_TRACE(refusal.fragment);
    try {
      refusal.build(inputs);
      ADD_FAILURE() << "not refused";
    } catch (const Error& error) {
      const std::string message = error.what();
      EXPECT_THAT(message, testing::HasSubstr(std::string(GetParam()->op->name)));
      EXPECT_THAT(message, testing::HasSubstr(refusal.fragment));
      if (!refusal.shows_types) continue;
      for (const TensorType& type : refusal.inputs)
        EXPECT_THAT(message, testing::HasSubstr(type.to_string()));
    }
  }
}

std::vector<const OpDescription*> described() {
  std::vector<const OpDescription*> all;
  for (const OpDescription& description : all_descriptions()) all.push_back(&description);
  return all;
}

std::string test_name(const testing::TestParamInfo<const OpDescription*>& info) {
  return std::string(info.param->op->name);
}

INSTANTIATE_TEST_SUITE_P(All, OpTest, testing::ValuesIn(described()), test_name);

TEST(Cast, PassesTheDerivativeBetweenFloatingTypesOnly) {
  Graph graph;
  const Value x = graph.input("x", {DType::f64, {3}});
  const Value indices = graph.input("i", {DType::i32, {3}});
  const Value y = ops::reduce_sum(ops::cast(x, DType::f32) * ops::cast(indices, DType::f32));
  const Value wrt[] = {x};
  EXPECT_EQ(gradients(y, wrt)[0].type(), x.type());
}

}  // namespace
}  // namespace ganglion::op_tests
