#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "ganglion/data/column_numbers.h"
#include "ganglion/kernels/simd/winograd_tiles.h"
#include "tests/ops/cases/run_node.h"
#include "tests/support/same_bits.h"

/// Every fast kernel of kernels::table() against the reference, on the cases of its op.
namespace ganglion::op_tests {
namespace {

constexpr double kTolerance = 1e-5;

std::unique_ptr<Kernel> kernel_of(const kernels::Entry& entry, const BuiltCase& built) {
  auto kernel = entry.make(built.node());
  return kernel;
}

bool same_bits(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].bytes() > 0 && std::memcmp(a[i].data(), b[i].data(), a[i].bytes()) != 0) return false;
  }
  return a.size() == b.size();
}

std::vector<Tensor> as(DType real, const std::vector<Tensor>& tensors, const OpCase& c) {
  std::vector<Tensor> result;
  std::size_t at = 0;
  for (const OpInput& input : c.inputs) {
    for (int copy = 0; copy < input.copies; ++copy, ++at) {
      const bool fixed = input.index || input.f32;
      result.push_back(fixed ? tensors[at] : tensors[at].cast(real));
    }
  }
  return result;
}

/// The reference in f64, on the same numbers.
std::vector<double> judged(const OpCase& c, const std::vector<Tensor>& inputs) {
  const auto built = build_case(c, DType::f64);
  const auto made = kernels::make(built->node(), kernels::Choice::reference);
  return numbers_of(run_node(*made.kernel, built->node(), as(DType::f64, inputs, c)));
}

class KernelTest : public testing::TestWithParam<kernels::Entry> {
 protected:
  /// Own convolutions are for vectors of 8 numbers; ctest runs them as `kernels_avx2`, too.
  static bool left_to_onednn() {
    return GetParam().name() == "simd:blocked_conv" && kernels::simd::winograd_tiles().block > 8;
  }

  /// Calls `check(case, built, kernel)` for each case that the kernel accepts, in f32 and f64.
  template <class Check>
  void for_each_case(Check check) {
    int accepted = 0;
    for (const OpDescription& description : all_descriptions()) {
      if (description.op != GetParam().op) continue;
      for (const OpCase& c : description.cases) {
        for (DType real : {DType::f32, DType::f64}) {
          const auto built = build_case(c, real);
          const auto kernel = GetParam().make(built->node());
          if (kernel == nullptr) continue;
          ++accepted;
          SCOPED_TRACE(c.name + " " + std::string(name_of(real)));
          check(c, *built, *kernel);
        }
      }
    }
    if (accepted == 0 && left_to_onednn()) GTEST_SKIP() << "oneDNN's is taken on this processor";
    EXPECT_GT(accepted, 0) << "no case is accepted";
  }
};

class FastKernelTest : public KernelTest {};

TEST_P(FastKernelTest, AgreesWithTheReference) {
  for_each_case([](const OpCase& c, const BuiltCase& built, Kernel& kernel) {
    for (std::uint64_t seed : {1, 2}) {
      const auto inputs = draw(c, built.inputs.real, seed);
      const auto got = numbers_of(run_node(kernel, built.node(), inputs));
      EXPECT_EQ(compare(got, judged(c, inputs), kTolerance, c.whole_scale), "");
    }
  });
}

TEST_P(FastKernelTest, TakesUnalignedMemory) {
  for_each_case([](const OpCase& c, const BuiltCase& built, Kernel& kernel) {
    const auto inputs = draw(c, built.inputs.real, 3);
    const std::size_t element = size_of(built.inputs.real);
    const auto got = numbers_of(run_node(kernel, built.node(), inputs, {.misalign = element}));
    EXPECT_EQ(compare(got, judged(c, inputs), kTolerance, c.whole_scale), "");
  });
}

TEST_P(FastKernelTest, PassesOnNanAndInfinity) {
  for_each_case([](const OpCase& c, const BuiltCase& built, Kernel& kernel) {
    if (!c.specials) return;
    auto inputs = draw(c, built.inputs.real, 4);
    sprinkle_specials(inputs, 5);
    const auto reference = kernels::make(built.node(), kernels::Choice::reference);
    const auto wanted = numbers_of(run_node(*reference.kernel, built.node(), inputs));
    const auto got = numbers_of(run_node(kernel, built.node(), inputs));
    EXPECT_EQ(compare(got, wanted, kTolerance, c.whole_scale), "");
  });
}

class AnyKernelTest : public KernelTest {};

TEST_P(AnyKernelTest, GivesTheSameBitsInPartsAndAgain) {
  for_each_case([](const OpCase& c, const BuiltCase& built, Kernel& kernel) {
    const auto inputs = draw(c, built.inputs.real, 6);
    const auto whole = run_node(kernel, built.node(), inputs);
    for (std::int64_t parts : {1, 2, 3, 7, 64}) {
      EXPECT_TRUE(same_bits(run_node(kernel, built.node(), inputs, {.parts = parts}), whole))
          << parts << " parts";
    }
  });
}

std::vector<kernels::Entry> entries(bool fast_only) {
  std::vector<kernels::Entry> chosen;
  for (const kernels::Entry& entry : kernels::table()) {
    if (!fast_only || entry.family != kernels::Family::reference) chosen.push_back(entry);
  }
  return chosen;
}

std::string kernel_test_name(const testing::TestParamInfo<kernels::Entry>& info) {
  std::string name = info.param.name();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, FastKernelTest, testing::ValuesIn(entries(true)), kernel_test_name);
INSTANTIATE_TEST_SUITE_P(All, AnyKernelTest, testing::ValuesIn(entries(false)), kernel_test_name);

/// What is drawn must not depend on how the batch is divided among replicas.
TEST(RandomOps, AreTheSameHoweverTheBatchIsDivided) {
  const std::vector<OpDescription> descriptions = random_ops();
  for (const kernels::Entry& entry : kernels::table()) {
    const auto drawn = std::ranges::find(descriptions, entry.op, &OpDescription::op);
    if (drawn == descriptions.end()) continue;
    const OpDescription& description = *drawn;
    OpCase all = description.cases.back();
    all.inputs[0].shape = {64, 37};
    OpCase half = all;
    half.inputs[0].shape = {32, 37};
    const auto whole = build_case(all, DType::f32);
    const auto share = build_case(half, DType::f32);
    const auto whole_kernel = kernel_of(entry, *whole);
    const auto share_kernel = kernel_of(entry, *share);
    if (whole_kernel == nullptr || share_kernel == nullptr) continue;
    const auto wanted = run_node(*whole_kernel, whole->node(), draw(all, DType::f32, 1));
    const auto inputs = draw(half, DType::f32, 1);
    for (std::int64_t replica : {0, 1}) {
      const auto got = run_node(*share_kernel, share->node(), inputs, {.replica = replica});
      const Tensor rows = Tensor::of(
          {32, 37},
          wanted[0].values<float>().subspan(static_cast<std::size_t>(replica) * 32 * 37, 32 * 37));
      EXPECT_TRUE(same_bits({rows}, got)) << entry.name() << " replica " << replica;
    }
  }
}

}  // namespace
}  // namespace ganglion::op_tests
