#include "ganglion/kernels/simd/testing_test.h"

namespace ganglion::kernels::simd {
namespace {

void expect_moved(const Build& build, const std::vector<Tensor>& inputs) {
  expect_agrees(build, inputs, 0.0);
}

TEST(SimdCopy, EveryPermutationOfAxes) {
  for (const Shape& shape : {Shape{2, 3, 4, 5}, Shape{17, 1, 33, 2}, Shape{1, 40, 1, 70}}) {
    std::vector<int> order = {0, 1, 2, 3};
    do {
      expect_moved([&](Graph&, const auto& x) { return ops::transpose(x[0], order); },
                   {random_tensor(shape, 1)});
    } while (std::next_permutation(order.begin(), order.end()));
  }
  expect_moved(
      [](Graph&, const auto& x) {
        return ops::transpose(x[0], {1, 0});
      },
      {random_tensor(Shape{37, 70}, 1)});
}

TEST(SimdCopy, BlocksOfLargerTensors) {
  const Tensor x = random_tensor(Shape{6, 7, 8}, 1);
  expect_moved([](Graph&, const auto& v) { return ops::slice(v[0], {1, 2, 3}, {4, 5, 2}); }, {x});
  expect_moved([](Graph&, const auto& v) { return ops::slice(v[0], {0, 2, 0}, {6, 1, 8}); }, {x});
  expect_moved([](Graph&, const auto& v) { return ops::slice(v[0], {0, 0, 5}, {6, 7, 1}); }, {x});
  expect_moved([](Graph&, const auto& v) { return ops::pad(v[0], {1, 0, 2}, {0, 3, 1}); }, {x});
  expect_moved([](Graph&, const auto& v) { return ops::reshape(v[0], Shape{8, 42}); }, {x});
  for (int axis : {0, 1, 2}) {
    const Tensor y = random_tensor(Shape{6, 7, 8}.with(axis, 3), 2);
    expect_moved(
        [&](Graph&, const auto& v) {
          return ops::concat({v[0], v[1], v[0]}, axis);
        },
        {x, y, x});
  }
}

TEST(SimdCopy, ViewsAndPacks) {
  const Tensor flat = random_tensor(Shape{100}, 1);
  expect_moved([](Graph&, const auto& v) { return ops::view(v[0], 16, Shape{3, 7}); }, {flat});
  const std::vector<Tensor> parts = {random_tensor(Shape{3, 7}, 1), random_tensor(Shape{}, 2),
                                     random_tensor(Shape{16}, 3)};
  for (const auto& offsets : std::vector<std::vector<std::int64_t>>{{0, 21, 22}, {5, 32, 48}}) {
    // Garbage in the output shows whether the gaps are cleared.
    Graph graph;
    const Value value = build_node(
        graph, [&](Graph&, const auto& v) { return ops::pack(v, offsets, 70); }, parts, DType::f32);
    const Made made = make(value.producer());
    Tensor out = random_tensor(Shape{70}, 9);
    const auto in = pointers_of(parts);
    void* outputs[] = {out.data()};
    made.kernel->run({.inputs = in.data(), .outputs = outputs, .scratch = nullptr, .end = 1});
    expect_close(
        out,
        run_reference([&](Graph&, const auto& v) { return ops::pack(v, offsets, 70); }, parts)[0],
        0.0);
  }
}

TEST(SimdCopy, OtherTypesMoveToo) {
  Graph graph;
  const Value x = graph.input("x", {DType::i32, Shape{3, 2}});
  const Value y = ops::transpose(x, {1, 0});
  const Made made = make(y.producer());
  EXPECT_EQ(made.name, "simd:transpose");
  const Tensor in = Tensor::of<std::int32_t>(Shape{3, 2}, {1, 2, 3, 4, 5, 6});
  const auto out = run_kernel(y.producer(), *made.kernel, {in.data()});
  EXPECT_EQ(out[0].values<std::int32_t>()[1], 3);
  EXPECT_EQ(out[0].values<std::int32_t>()[3], 2);
}

TEST(SimdDropout, TheSameNumbersAsTheReference) {
  for (std::int64_t n : {1, 2, 30, 1023, 5001}) {
    for (double rate : {0.0, 0.25, 0.3, 0.999}) {
      Graph graph;
      const Value x = graph.input("x", {DType::f32, Shape{n}});
      const Value step = graph.input("step", {DType::f32, Shape{}});
      const Value mask = ops::dropout_mask(x, step, rate, 0x123456789ABCDEFU, 0xFEDCBA987654321U);
      const Made fast = make(mask.producer());
      const Made slow = make(mask.producer(), Choice::reference);
      ASSERT_EQ(fast.name, "simd:dropout_mask");
      for (std::int64_t replica : {0, 1, 3}) {
        const Tensor in(Shape{n});
        const Tensor at = Tensor::scalar(12345.0);
        Tensor scratch(Shape{static_cast<std::int64_t>(fast.kernel->scratch_bytes())}, DType::u8);
        Tensor a(Shape{n});
        Tensor b(Shape{n});
        const void* inputs[] = {in.data(), at.data()};
        void* to_a[] = {a.data()};
        void* to_b[] = {b.data()};
        fast.kernel->run({inputs, to_a, scratch.data(), replica, 0, fast.kernel->extent()});
        slow.kernel->run({inputs, to_b, scratch.data(), replica, 0, 1});
        expect_same_bits({a}, {b});
      }
    }
  }
}

}  // namespace
}  // namespace ganglion::kernels::simd
