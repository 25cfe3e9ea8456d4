#include "ganglion/kernels/simd/program.h"
#include "ganglion/kernels/simd/testing_test.h"
#include "ganglion/kernels/simd/translate.h"

namespace ganglion::kernels::simd {
namespace {

/// m' = m + s (g - m); v' = v + t (g^2 - v); p' = p - l m' / (sqrt(v') + e), with the scalar steps
/// s = 1 - beta inside the program. Inputs: p, m, v, g, beta, t, l, e.
Value adam(Graph& graph, const std::vector<Value>& x, std::int64_t replicas = 1) {
  using ops::Instruction;
  const std::vector<Instruction> program = {
      {&ops::kNeg, {4}, 0},      {&ops::kExpm1, {8}, 0},  // 8, 9: e^-beta - 1
      {&ops::kSub, {3, 1}, 0},   {&ops::kMul, {10, 9}, 0}, {&ops::kAdd, {1, 11}, 0},  // 12: m'
      {&ops::kMul, {3, 3}, 0},   {&ops::kSub, {13, 2}, 0}, {&ops::kMul, {14, 5}, 0},
      {&ops::kAdd, {2, 15}, 0},  // 16: v'
      {&ops::kMul, {12, 6}, 0},  {&ops::kSqrt, {16}, 0},   {&ops::kAdd, {18, 7}, 0},
      {&ops::kDiv, {17, 19}, 0}, {&ops::kSub, {0, 20}, 0}};  // 21: p'
  std::vector<std::int64_t> partial;
  if (replicas > 1) partial = {3, replicas};
  return ops::fused_elementwise(graph, x, program, {21, 12, 16}, partial, x[0].shape(), "adam")
      .output();
}

std::vector<Tensor> adam_inputs(std::int64_t n) {
  return {
      random_tensor(Shape{n}, 1), random_tensor(Shape{n}, 2), random_tensor(Shape{n}, 3, 0.0, 2.0),
      random_tensor(Shape{n}, 4), Tensor::scalar(0.3),        Tensor::scalar(0.01),
      Tensor::scalar(0.02),       Tensor::scalar(1e-7)};
}

TEST(SimdFused, UpdateIsOnePass) {
  Graph graph;
  const Node& node =
      build_node(
          graph, [](Graph& g, const auto& x) { return adam(g, x); }, adam_inputs(99), DType::f32)
          .producer();
  const auto program = program_of(node);
  ASSERT_TRUE(program);
  const auto runs = [](const Step& step) { return !step.dropped && !step.written && !step.scalar; };
  EXPECT_EQ(std::ranges::count_if(program->steps, runs), 1);
}

TEST(SimdFused, UpdateAgreesForAllTails) {
  for (std::int64_t n : {1, 2, 15, 16, 17, 511, 512, 513, 1999, 5000}) {
    expect_agrees([](Graph& g, const auto& x) { return adam(g, x); }, adam_inputs(n), 2e-6, 1e-6);
  }
}

TEST(SimdFused, QuotientsByRootsAgreeOnSpecialValues) {
  // Every special value with every other two.
  const std::size_t n = kSpecials.size();
  std::vector<Tensor> x(3, Tensor(Shape{static_cast<std::int64_t>(n * n * n)}));
  for (std::size_t i = 0; i < n * n * n; ++i) {
    x[0].values<float>()[i] = kSpecials[i % n];
    x[1].values<float>()[i] = kSpecials[i / n % n];
    x[2].values<float>()[i] = kSpecials[i / n / n];
  }
  const Build build = [](Graph& g, const auto& v) {
    return ops::fused_elementwise(
               g, v, {{&ops::kSqrt, {1}, 0}, {&ops::kAdd, {3, 2}, 0}, {&ops::kDiv, {0, 4}, 0}}, {5},
               {}, v[0].shape(), "quotient")
        .output();
  };
  const auto fast = run_fast(build, x);
  Graph graph;
  const Node& node = build_node(graph, build, x, DType::f32).producer();
  const Made plain = make(node, Choice::reference);
  const auto expected = run_kernel(node, *plain.kernel, pointers_of(x));
  expect_close(fast[0], expected[0].cast(DType::f64), 3e-7);
}

TEST(SimdFused, UpdateInPlaceGivesTheSameBits) {
  const auto inputs = adam_inputs(1999);
  Graph graph;
  const Node& node =
      build_node(
          graph, [](Graph& g, const auto& x) { return adam(g, x); }, inputs, DType::f32)
          .producer();
  const Made made = make(node);
  const auto apart = run_kernel(node, *made.kernel, pointers_of(inputs));
  auto together = inputs;
  Tensor scratch(Shape{static_cast<std::int64_t>(made.kernel->scratch_bytes())}, DType::u8);
  void* outputs[] = {together[0].data(), together[1].data(), together[2].data()};
  const auto pointers = pointers_of(together);
  made.kernel->run({.inputs = pointers.data(),
                    .outputs = outputs,
                    .scratch = scratch.data(),
                    .begin = 0,
                    .end = made.kernel->extent()});
  together.resize(3);
  expect_same_bits(apart, together);
}

TEST(SimdFused, OutputsOverInputsStillToBeRead) {
  // (a, b) -> (b, a), and then a step that reads both old values.
  const std::vector<Tensor> inputs = {random_tensor(Shape{1000}, 1), random_tensor(Shape{1000}, 2)};
  const Build build = [](Graph& g, const auto& x) {
    return ops::fused_elementwise(
               g, x, {{&ops::kNeg, {1}, 0}, {&ops::kNeg, {0}, 0}, {&ops::kMul, {0, 1}, 0}},
               {2, 3, 4, 0}, {}, x[0].shape(), "swap")
        .output();
  };
  Graph graph;
  const Node& node = build_node(graph, build, inputs, DType::f32).producer();
  const Made made = make(node);
  const auto apart = run_kernel(node, *made.kernel, pointers_of(inputs));
  auto together = inputs;
  Tensor product(Shape{1000});
  Tensor copy(Shape{1000});
  Tensor scratch(Shape{static_cast<std::int64_t>(made.kernel->scratch_bytes())}, DType::u8);
  void* outputs[] = {together[0].data(), together[1].data(), product.data(), copy.data()};
  const auto pointers = pointers_of(together);
  made.kernel->run({.inputs = pointers.data(),
                    .outputs = outputs,
                    .scratch = scratch.data(),
                    .begin = 0,
                    .end = made.kernel->extent()});
  expect_same_bits(apart, {together[0], together[1], product, copy});
  EXPECT_EQ(apart[0].values<float>()[3], -inputs[1].values<float>()[3]);
}

TEST(SimdFused, PartialInputsAreSummedInATree) {
  for (std::int64_t replicas : {2, 4, 8, 64}) {
    auto inputs = adam_inputs(777);
    std::vector<Tensor> parts;
    Tensor total(Shape{777}, DType::f64);
    for (std::int64_t r = 0; r < replicas; ++r) {
      parts.push_back(random_tensor(Shape{777}, static_cast<std::uint64_t>(10 + r), -0.1, 0.1));
      for (std::size_t i = 0; i < 777; ++i) {
        total.values<double>()[i] += static_cast<double>(parts.back().values<float>()[i]);
      }
    }
    Graph graph;
    const Value value = build_node(
        graph, [replicas](Graph& g, const auto& x) { return adam(g, x, replicas); }, inputs,
        DType::f32);
    auto pointers = pointers_of(inputs);
    pointers.erase(pointers.begin() + 3);
    const auto more = pointers_of(parts);
    pointers.insert(pointers.begin() + 3, more.begin(), more.end());
    const Made made = make(value.producer());
    EXPECT_EQ(made.name, "simd:fused_elementwise");
    const auto actual = run_kernel(value.producer(), *made.kernel, pointers);
    inputs[3] = total.cast(DType::f32);
    const auto expected = run_reference([](Graph& g, const auto& x) { return adam(g, x); }, inputs);
    for (std::size_t i = 0; i < 3; ++i) expect_close(actual[i], expected[i], 1e-5, 1e-6);
    expect_same_bits(actual, run_kernel(value.producer(), *made.kernel, pointers, 2));
    const Made plain = make(value.producer(), Choice::reference);
    const auto slow = run_kernel(value.producer(), *plain.kernel, pointers);
    for (std::size_t i = 0; i < 3; ++i) {
      expect_close(actual[i], slow[i].cast(DType::f64), 1e-5, 1e-6);
    }
  }
}

TEST(SimdFused, PartialBroadcastInputs) {
  // A partial bias row [n] and a partial scalar, each of two summands.
  const std::vector<Tensor> tensors = {
      random_tensor(Shape{40, 30}, 1), random_tensor(Shape{30}, 2), random_tensor(Shape{30}, 3),
      random_tensor(Shape{}, 4),       random_tensor(Shape{}, 5),   random_tensor(Shape{40, 1}, 6),
      random_tensor(Shape{40, 1}, 7)};
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{40, 30}});
  const Value row = graph.input("row", {DType::f32, Shape{30}});
  const Value number = graph.input("number", {DType::f32, Shape{}});
  const Value column = graph.input("column", {DType::f32, Shape{40, 1}});
  const Node& node = ops::fused_elementwise(
      graph, {x, row, number, column},
      {{&ops::kAdd, {0, 1}, 0}, {&ops::kMul, {4, 2}, 0}, {&ops::kSub, {5, 3}, 0}}, {6},
      {1, 2, 2, 2, 3, 2}, Shape{40, 30}, "partial");
  const Made fast = make(node);
  const Made slow = make(node, Choice::reference);
  ASSERT_EQ(fast.name, "simd:fused_elementwise");
  const auto actual = run_kernel(node, *fast.kernel, pointers_of(tensors), 2);
  const auto expected = run_kernel(node, *slow.kernel, pointers_of(tensors));
  expect_close(actual[0], expected[0].cast(DType::f64), 1e-5, 1e-5);
}

TEST(SimdFused, AllReduceSumsTheReplicas) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{1000}});
  const Value sum = ops::all_reduce(x, 4);
  std::vector<Tensor> parts;
  for (std::uint64_t r = 0; r < 4; ++r) parts.push_back(random_tensor(Shape{1000}, r));
  const Made fast = make(sum.producer());
  const Made slow = make(sum.producer(), Choice::reference);
  EXPECT_EQ(fast.name, "simd:all_reduce");
  expect_same_bits(run_kernel(sum.producer(), *fast.kernel, pointers_of(parts), 2),
                   run_kernel(sum.producer(), *slow.kernel, pointers_of(parts)));
}

TEST(SimdFused, ResultsThatAreInputsNumbersOrTwice) {
  const std::vector<Tensor> inputs = {random_tensor(Shape{600}, 1), Tensor::scalar(2.0)};
  expect_agrees(
      [](Graph& g, const auto& x) {
        return ops::fused_elementwise(g, x, {{&ops::kExp, {1}, 0}, {&ops::kMul, {0, 2}, 0}},
                                      {0, 2, 3, 3, 1}, {}, x[0].shape(), "results")
            .output();
      },
      inputs, 1e-6);
}

}  // namespace
}  // namespace ganglion::kernels::simd
