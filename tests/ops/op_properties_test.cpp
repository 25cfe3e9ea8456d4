#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "ganglion/core/rng.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/support/numbers_of.h"

/// Laws that hold for all shapes and values.
namespace ganglion::ops {
namespace {

using support::numbers_of;

using Feeds = std::map<std::string, Tensor>;

std::int64_t extent(int low, int high) {
  return *rc::gen::inRange(low, high + 1);
}

Shape any_shape(int most_axes, int smallest = 0) {
  std::vector<std::int64_t> dims(static_cast<std::size_t>(extent(0, most_axes)));
  for (auto& dim : dims) dim = extent(smallest, 4);
  return Shape{std::span<const std::int64_t>(dims)};
}

Tensor any_values(const Shape& shape) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  Tensor tensor(shape, DType::f64);
  auto values = tensor.values<double>();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = ganglion::random_normal(seed, 1, i);
  return tensor;
}

double inner(const Tensor& a, const Tensor& b) {
  const auto x = a.values<double>();
  const auto y = b.values<double>();
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum;
}

void expect_equal(double a, double b) {
  RC_ASSERT(std::abs(a - b) <= 1e-12 * (1 + std::abs(a) + std::abs(b)) * 100);
}

/// A graph whose inputs come with their values.
struct Sheet {
  Graph graph;
  Feeds feeds;
  Value put(Tensor tensor) {
    const std::string name = "x" + std::to_string(feeds.size());
    const Value value = graph.input(name, {tensor.dtype(), tensor.shape()});
    feeds.emplace(name, std::move(tensor));
    return value;
  }
  Value put(const Shape& shape) { return put(any_values(shape)); }
  runtime::Evaluation evaluate() const { return {graph, feeds}; }
};

std::vector<int> any_permutation(int rank) {
  const auto order = random_permutation(rank, *rc::gen::arbitrary<std::uint64_t>(), 0);
  return {order.begin(), order.end()};
}

RC_GTEST_PROP(OpLaws, BroadcastingEqualsBroadcastTo, ()) {
  const Shape full = any_shape(4);
  std::vector<std::int64_t> dims;
  const int dropped = static_cast<int>(extent(0, full.rank()));
  for (int axis = dropped; axis < full.rank(); ++axis)
    dims.push_back(*rc::gen::arbitrary<bool>() ? 1 : full[axis]);
  Sheet sheet;
  const Value a = sheet.put(full);
  const Value b = sheet.put(Shape{std::span<const std::int64_t>(dims)});
  const Value implied = a * b;
  const Value stretched = a * broadcast_to(b, full);
  const auto run = sheet.evaluate();
  RC_ASSERT(numbers_of(run.at(implied)) == numbers_of(run.at(stretched)));
}

RC_GTEST_PROP(OpLaws, ReduceToIsTheAdjointOfBroadcastTo, ()) {
  const Shape full = any_shape(3, 1);
  std::vector<std::int64_t> dims;
  for (std::int64_t dim : full) dims.push_back(*rc::gen::arbitrary<bool>() ? 1 : dim);
  const Shape small{std::span<const std::int64_t>(dims)};
  Sheet sheet;
  const Value x = sheet.put(small);
  const Value u = sheet.put(full);
  const Value up = broadcast_to(x, full);
  const Value down = reduce_to(u, small);
  const auto run = sheet.evaluate();
  expect_equal(inner(run.at(up), run.at(u)), inner(run.at(x), run.at(down)));
}

RC_GTEST_PROP(OpLaws, ReshapeAndBackChangesNothing, ()) {
  const Shape shape = any_shape(4);
  Sheet sheet;
  const Value x = sheet.put(shape);
  const Value back = reshape(reshape(x, Shape{1, shape.size(), 1}), shape);
  const auto run = sheet.evaluate();
  RC_ASSERT(back.shape() == shape);
  RC_ASSERT(numbers_of(run.at(back)) == numbers_of(run.at(x)));
}

RC_GTEST_PROP(OpLaws, TransposeAndBackChangesNothing, ()) {
  const Shape shape = any_shape(4);
  const std::vector<int> order = any_permutation(shape.rank());
  std::vector<int> inverse(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    inverse[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
  Sheet sheet;
  const Value x = sheet.put(shape);
  const Value there = transpose(x, order);
  const Value back = transpose(there, inverse);
  const auto run = sheet.evaluate();
  for (std::size_t i = 0; i < order.size(); ++i)
    RC_ASSERT(there.shape()[static_cast<int>(i)] == shape[order[i]]);
  RC_ASSERT(numbers_of(run.at(back)) == numbers_of(run.at(x)));
}

RC_GTEST_PROP(OpLaws, PadIsTheAdjointOfSlice, ()) {
  const Shape shape = any_shape(3);
  std::vector<std::int64_t> starts;
  std::vector<std::int64_t> sizes;
  std::vector<std::int64_t> after;
  for (std::int64_t dim : shape) {
    starts.push_back(extent(0, static_cast<int>(dim)));
    sizes.push_back(extent(0, static_cast<int>(dim - starts.back())));
    after.push_back(dim - starts.back() - sizes.back());
  }
  const Shape block{std::span<const std::int64_t>(sizes)};
  Sheet sheet;
  const Value x = sheet.put(shape);
  const Value u = sheet.put(block);
  const Value cut = slice(x, starts, block);
  const Value laid = pad(u, starts, after);
  const Value again = slice(laid, starts, block);
  const auto run = sheet.evaluate();
  expect_equal(inner(run.at(cut), run.at(u)), inner(run.at(x), run.at(laid)));
  RC_ASSERT(numbers_of(run.at(again)) == numbers_of(run.at(u)));
}

RC_GTEST_PROP(OpLaws, ScatterAddIsTheAdjointOfGather, ()) {
  const std::int64_t rows = extent(1, 5);
  const std::int64_t width = extent(0, 4);
  const Shape picked = any_shape(2);
  Tensor indices(picked, DType::i32);
  for (auto& index : indices.values<std::int32_t>())
    index = static_cast<std::int32_t>(extent(-1, static_cast<int>(rows)));
  Sheet sheet;
  const Value table = sheet.put(Shape{rows, width});
  const Value at = sheet.put(indices);
  const Value got = gather(table, at);
  const Value u = sheet.put(got.shape());
  const Value added = scatter_add(at, u, rows);
  const auto run = sheet.evaluate();
  expect_equal(inner(run.at(got), run.at(u)), inner(run.at(table), run.at(added)));
}

RC_GTEST_PROP(OpLaws, SoftmaxSumsToOneWhateverTheSize, ()) {
  const Shape shape{extent(1, 4), extent(1, 9)};
  const double scale = *rc::gen::element(1e-3, 1.0, 1e2, 1e4, 1e300);
  Sheet sheet;
  const Value p = softmax(sheet.put(shape) * scale);
  const Value sum = reduce_sum(p, {1});
  const auto run = sheet.evaluate();
  for (double x : numbers_of(run.at(sum))) expect_equal(x, 1.0);
  for (double x : numbers_of(run.at(p))) RC_ASSERT(x >= 0.0 && x <= 1.0);
}

RC_GTEST_PROP(OpLaws, MatmulOfTransposedOperandsAgrees, ()) {
  const bool ta = *rc::gen::arbitrary<bool>();
  const bool tb = *rc::gen::arbitrary<bool>();
  Sheet sheet;
  const std::int64_t inside = extent(0, 5);
  const Value a = sheet.put(Shape{extent(0, 5), inside});
  const Value b = sheet.put(Shape{inside, extent(0, 5)});
  const Value plain = matmul(a, b);
  const Value flagged =
      matmul(ta ? transpose(a, {1, 0}) : a, tb ? transpose(b, {1, 0}) : b, ta, tb);
  const Value swapped = transpose(matmul(b, a, true, true), {1, 0});
  const auto run = sheet.evaluate();
  RC_ASSERT(numbers_of(run.at(plain)) == numbers_of(run.at(flagged)));
  RC_ASSERT(numbers_of(run.at(plain)) == numbers_of(run.at(swapped)));
}

RC_GTEST_PROP(OpLaws, ViewsOfAPackAreItsParts, ()) {
  Sheet sheet;
  const Value a = sheet.put(any_shape(3));
  const Value b = sheet.put(any_shape(3));
  const std::int64_t gap = extent(0, 9);
  const std::int64_t second = gap + a.shape().size();
  const Value flat = pack({a, b}, {gap, second}, second + b.shape().size() + gap);
  const Value first_back = view(flat, gap, a.shape());
  const Value second_back = view(flat, second, b.shape());
  const auto run = sheet.evaluate();
  RC_ASSERT(numbers_of(run.at(first_back)) == numbers_of(run.at(a)));
  RC_ASSERT(numbers_of(run.at(second_back)) == numbers_of(run.at(b)));
}

}  // namespace
}  // namespace ganglion::ops
