#include "ganglion/ops/einsum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/error_of.h"

namespace ganglion {
namespace {

using testing::HasSubstr;

const std::map<char, std::int64_t> kExtents = {{'b', 2}, {'h', 3}, {'i', 4}, {'j', 5}, {'k', 3}};

Shape einsum_shape(const std::string& axes) {
  std::vector<std::int64_t> extents;
  for (const char axis : axes) extents.push_back(kExtents.at(axis));
  return Shape(std::span<const std::int64_t>(extents));
}

/// The element of a tensor at the places that its letters have.
std::size_t place_of(const std::string& axes, const std::map<char, std::int64_t>& at) {
  std::size_t place = 0;
  for (const char axis : axes) {
    place =
        place * static_cast<std::size_t>(kExtents.at(axis)) + static_cast<std::size_t>(at.at(axis));
  }
  return place;
}

/// By its definition: over all places of all axes.
Tensor by_definition(const std::vector<std::string>& axes, const std::vector<Tensor>& operands,
                     const std::string& result) {
  Tensor sum(einsum_shape(result), DType::f64);
  std::map<char, std::int64_t> at;
  for (const std::string& list : axes) {
    for (const char axis : list) at[axis] = 0;
  }
  for (;;) {
    double product = 1.0;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      product *= operands[i].values<double>()[place_of(axes[i], at)];
    }
    sum.values<double>()[place_of(result, at)] += product;
    auto digit = at.begin();
    while (digit != at.end() && ++digit->second == kExtents.at(digit->first)) {
      (digit++)->second = 0;
    }
    if (digit == at.end()) return sum;
  }
}

void check_einsum(const std::string& formula, const std::vector<std::string>& axes,
                  const std::string& result) {
  Graph graph;
  std::vector<Value> values;
  std::vector<Tensor> operands;
  std::map<std::string, Tensor> feeds;
  for (const std::string& list : axes) {
    operands.push_back(support::drawn_tensor(einsum_shape(list), operands.size()).cast(DType::f64));
    const std::string name = "x" + std::to_string(operands.size());
    values.push_back(graph.input(name, {DType::f64, einsum_shape(list)}, false));
    feeds[name] = operands.back();
  }
  const Value y = ops::einsum(formula, values);
  ASSERT_EQ(y.shape(), einsum_shape(result)) << formula;
  const Tensor expected = by_definition(axes, operands, result);
  const Tensor given = runtime::Evaluation(graph, feeds).at(y);
  for (std::size_t i = 0; i < expected.values<double>().size(); ++i) {
    ASSERT_NEAR(given.values<double>()[i], expected.values<double>()[i], 1e-12) << formula;
  }
}

TEST(Einsum, IsItsDefinition) {
  check_einsum("ij,jk->ik", {"ij", "jk"}, "ik");
  check_einsum("ij, jk", {"ij", "jk"}, "ik");
  check_einsum("bij,bjk->bik", {"bij", "bjk"}, "bik");
  check_einsum("bij,bjk->kbi", {"bij", "bjk"}, "kbi");
  check_einsum("bhij,bhkj->bhik", {"bhij", "bhkj"}, "bhik");
  check_einsum("bij,jk->bik", {"bij", "jk"}, "bik");
  check_einsum("i,j->ij", {"i", "j"}, "ij");
  check_einsum("i,i->", {"i", "i"}, "");
  check_einsum("bi,bi->b", {"bi", "bi"}, "b");
  check_einsum("bi,bi->bi", {"bi", "bi"}, "bi");
  check_einsum("bih,bjk->bij", {"bih", "bjk"}, "bij");
  check_einsum("ij->ji", {"ij"}, "ji");
  check_einsum("ji", {"ji"}, "ij");
  check_einsum("bij->j", {"bij"}, "j");
  check_einsum("ij->", {"ij"}, "");
}

/// d(sum of c * (a · b)) by a is c · bᵀ.
TEST(Einsum, IsDifferentiated) {
  Graph graph;
  const auto input = [&](const char* name, const Shape& shape) {
    return graph.input(name, {DType::f64, shape}, false);
  };
  const Value a = input("a", {4, 5}), b = input("b", {5, 3}), c = input("c", {4, 3});
  const Value loss = ops::reduce_sum(ops::einsum("ij,jk->ik", {a, b}) * c);
  const Value by_a = gradients(loss, std::span(&a, 1))[0];
  const Value expected = ops::matmul(c, b, false, true);
  std::map<std::string, Tensor> feeds;
  for (const Value& value : {a, b, c}) {
    feeds[value.producer().name] = support::drawn_tensor(value.shape(), 3).cast(DType::f64);
  }
  const runtime::Evaluation evaluation(graph, feeds);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_DOUBLE_EQ(evaluation.at(by_a).values<double>()[i],
                     evaluation.at(expected).values<double>()[i]);
  }
}

TEST(Einsum, SaysWhatDoesNotFit) {
  Graph graph;
  const Value a = graph.input("a", {DType::f32, {4, 5}}, false);
  const Value b = graph.input("b", {DType::f32, {3, 5}}, false);
  const auto said = [&](std::string_view formula, const std::vector<Value>& operands) {
    return support::error_of([&] { ops::einsum(formula, operands); });
  };
  EXPECT_EQ(said("ij,jk->ik", {a, b}),
            "einsum 'ij,jk->ik': the axis 'j' has 5 places in one operand and 3 in the other");
  EXPECT_THAT(said("ij,jk->ik", {a}), HasSubstr("it has 2 operands, and 1 are given"));
  EXPECT_THAT(said("ijk->i", {a}), HasSubstr("'ijk' names 3 axes of [4, 5]"));
  EXPECT_THAT(said("ii->i", {a}), HasSubstr("the axis 'i' is there twice"));
  EXPECT_THAT(said("ij->ik", {a}), HasSubstr("no operand has the axis 'k'"));
  EXPECT_THAT(said("...j->j", {a}), HasSubstr("'.' is no axis"));
  EXPECT_THAT(said("", {}), HasSubstr("0 are given"));
}

}  // namespace
}  // namespace ganglion
