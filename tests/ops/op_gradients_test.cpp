#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/rng.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/ops/cases/run_node.h"

/// Every gradient rule against central differences, in f64 on the reference kernels.
namespace ganglion::op_tests {
namespace {

using Feeds = std::map<std::string, Tensor>;

Value random_functional(Value y, std::uint64_t seed) {
  Tensor weights(y.shape(), y.dtype());
  auto values = weights.values<double>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double sign = random_bits(seed, 8, i) % 2 == 0 ? 1.0 : -1.0;
    values[i] = sign * (0.5 + random_uniform(seed, 7, i));
  }
  return ops::reduce_sum(y * y.graph->constant(std::move(weights)));
}

/// d loss / d (feed `name`), element by element: (L(x+h) - L(x-h)) / 2h.
std::vector<double> differences(const Graph& graph, Value loss, Feeds feeds,
                                const std::string& name) {
  std::vector<double> result;
  const auto values = feeds.at(name).values<double>();
  const auto at = [&] { return runtime::Evaluation(graph, feeds).at(loss).values<double>()[0]; };
  for (double& x : values) {
    const double kept = x;
    const double step = 1e-5 * std::max(1.0, std::abs(x));
    x = kept + step;
    const double above = at();
    x = kept - step;
    const double below = at();
    x = kept;
    result.push_back((above - below) / (2 * step));
  }
  return result;
}

/// Relative to the element, or to 1e-3 where it is smaller: rounding in the differences is
/// absolute.
void expect_near(const std::vector<double>& got, const std::vector<double>& wanted,
                 double tolerance) {
  ASSERT_EQ(got.size(), wanted.size());
  constexpr double kFloor = 1e-3;
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_NEAR(got[i], wanted[i], tolerance * std::max(kFloor, std::abs(wanted[i])))
        << "element " << i;
  }
}

class GradientTest : public testing::TestWithParam<const OpDescription*> {
 protected:
  struct Setting {
    std::unique_ptr<BuiltCase> built;
    Feeds feeds;
    std::vector<Value> wrt;  ///< the real inputs
  };
  static Setting set_up(const OpCase& c) {
    Setting setting{build_case(c, DType::f64), {}, {}};
    const auto tensors = draw(c, DType::f64, 1);
    for (std::size_t i = 0; i < c.inputs.size(); ++i) {
      const Value input = setting.built->inputs[i];
      setting.feeds[input.producer().name] = tensors[i];
      if (input.dtype() == DType::f64) setting.wrt.push_back(input);
    }
    return setting;
  }
  static void check(const Setting& setting, Value loss, const std::vector<Value>& derivatives,
                    double tolerance, bool zero) {
    const Graph& graph = setting.built->graph;
    const runtime::Evaluation evaluation(graph, setting.feeds);
    for (std::size_t i = 0; i < setting.wrt.size(); ++i) {
      const std::string& name = setting.wrt[i].producer().name;
      SCOPED_TRACE(name);
      const auto got = numbers_of({evaluation.at(derivatives[i])});
      const auto wanted = zero ? std::vector<double>(got.size(), 0.0)
                               : differences(graph, loss, setting.feeds, name);
      expect_near(got, wanted, tolerance);
    }
  }
};

TEST_P(GradientTest, FirstDerivative) {
  int checked = 0;
  for (const OpCase& c : GetParam()->cases) {
    if (c.derivative == Derivative::skipped) continue;
    SCOPED_TRACE(c.name);
    const Setting setting = set_up(c);
    const Value loss = random_functional(setting.built->result, 1);
    const auto derivatives = gradients(loss, setting.wrt);
    check(setting, loss, derivatives, 1e-6, c.derivative == Derivative::zero);
    ++checked;
  }
  EXPECT_GT(checked, 0) << "no case is checked";
}

TEST_P(GradientTest, SecondDerivative) {
  for (const OpCase& c : GetParam()->cases) {
    if (c.derivative == Derivative::skipped || c.derivative == Derivative::first) continue;
    SCOPED_TRACE(c.name);
    const Setting setting = set_up(c);
    const auto first = gradients(random_functional(setting.built->result, 1), setting.wrt);
    Value loss = ops::full(setting.built->graph, {}, 0.0, DType::f64);
    for (std::size_t i = 0; i < first.size(); ++i) loss = loss + random_functional(first[i], 2 + i);
    check(setting, loss, gradients(loss, setting.wrt), 1e-5, c.derivative == Derivative::zero);
  }
}

/// The straight-through estimator, which no difference shows.
TEST(Round, TakesItsDerivativeAsOne) {
  Graph graph;
  const Value x = graph.constant(Tensor::of<double>({3}, {0.2, 1.5, -7.9}));
  const Value weights = graph.constant(Tensor::of<double>({3}, {2.0, -3.0, 0.5}));
  const Value loss = ops::reduce_sum(ops::round(x) * weights);
  const auto derivative = gradients(loss, std::vector<Value>{x});
  EXPECT_EQ(numbers_of({runtime::Evaluation(graph, {}).at(derivative[0])}),
            (std::vector<double>{2.0, -3.0, 0.5}));
}

/// Ops with a rule; a rule that gives nothing for its only input, or gives an index, is excused,
/// and so is one that isn't the derivative.
std::vector<const OpDescription*> differentiable() {
  std::vector<const OpDescription*> chosen;
  for (const OpDescription& description : all_descriptions()) {
    const bool excused = description.op == &ops::kOneHot || description.op == &ops::kCast ||
                         description.op == &ops::kArgmax || description.op == &ops::kRound;
    if (description.op->gradient != nullptr && !excused) chosen.push_back(&description);
  }
  return chosen;
}

std::string gradient_test_name(const testing::TestParamInfo<const OpDescription*>& info) {
  return std::string(info.param->op->name);
}

INSTANTIATE_TEST_SUITE_P(All, GradientTest, testing::ValuesIn(differentiable()),
                         gradient_test_name);

}  // namespace
}  // namespace ganglion::op_tests
