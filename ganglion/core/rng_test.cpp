#include "ganglion/core/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace ganglion {
namespace {

using Block = std::array<std::uint32_t, 4>;

// The known answers published with Random123 (kat_vectors, philox4x32, 10 rounds). The counter is
// block and stream, the key is the seed, low words first.
TEST(Philox, GivesThePublishedAnswers) {
  constexpr std::uint64_t kOnes = ~std::uint64_t{0};
  EXPECT_EQ(philox(0, 0, 0), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox(kOnes, kOnes, kOnes), (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox(0x299f31d0a4093822, 0x0370734413198a2e, 0x85a308d3243f6a88),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, BitsAreTheWordsOfTheBlocks) {
  EXPECT_EQ(random_bits(0, 0, 0), 0x6627e8d5u);
  EXPECT_EQ(random_bits(0, 0, 3), 0x9b00dbd8u);
  EXPECT_EQ(random_bits(0, 0, 4), philox(0, 0, 1)[0]);
}

/// The first four moments about zero of count values of f(index).
template <class F>
std::array<double, 4> moments(std::uint64_t count, F f) {
  std::array<double, 4> sums{};
  for (std::uint64_t i = 0; i < count; ++i) {
    const double x = f(i);
    double power = 1;
    for (double& sum : sums) sum += power *= x;
  }
  for (double& sum : sums) sum /= static_cast<double>(count);
  return sums;
}

constexpr std::uint64_t kDraws = 200'000;  // standard errors below: about 5 of them are allowed

TEST(Random, UniformHasTheMomentsOfUniform) {
  const auto m = moments(kDraws, [](std::uint64_t i) { return random_uniform(7, 3, i); });
  EXPECT_NEAR(m[0], 1.0 / 2, 0.0033);
  EXPECT_NEAR(m[1], 1.0 / 3, 0.0034);
  EXPECT_NEAR(m[2], 1.0 / 4, 0.0033);
  EXPECT_NEAR(m[3], 1.0 / 5, 0.0030);
}

TEST(Random, UniformStaysBelowOneAndIsExactInFloat) {
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const double x = random_uniform(1, 2, i);
    ASSERT_GE(x, 0.0);
    ASSERT_LT(x, 1.0);
    ASSERT_EQ(static_cast<double>(static_cast<float>(x)), x);
  }
}

TEST(Random, NormalHasTheMomentsOfNormal) {
  const auto m = moments(kDraws, [](std::uint64_t i) { return random_normal(7, 3, i); });
  EXPECT_NEAR(m[0], 0.0, 0.012);
  EXPECT_NEAR(m[1], 1.0, 0.016);
  EXPECT_NEAR(m[2], 0.0, 0.044);
  EXPECT_NEAR(m[3], 3.0, 0.110);
}

TEST(Random, NeighboursStreamsAndSeedsAreNotCorrelated) {
  const auto correlation = [](auto f, auto g) {
    return moments(kDraws, [&](std::uint64_t i) { return f(i) * g(i); })[0];
  };
  const auto here = [](std::uint64_t i) { return random_normal(1, 1, i); };
  EXPECT_NEAR(correlation(here, [](auto i) { return random_normal(1, 1, i + 1); }), 0.0, 0.012);
  EXPECT_NEAR(correlation(here, [](auto i) { return random_normal(1, 2, i); }), 0.0, 0.012);
  EXPECT_NEAR(correlation(here, [](auto i) { return random_normal(2, 1, i); }), 0.0, 0.012);
}

TEST(Random, PermutationHoldsEachNumberOnce) {
  for (std::int64_t count : {0, 1, 2, 3, 1000}) {
    auto order = random_permutation(count, 5, 6);
    std::sort(order.begin(), order.end());
    ASSERT_EQ(order.size(), static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < order.size(); ++i) {
      ASSERT_EQ(order[i], static_cast<std::int64_t>(i));
    }
  }
}

TEST(Random, PermutationIsFixedBySeedAndStream) {
  EXPECT_EQ(random_permutation(100, 5, 6), random_permutation(100, 5, 6));
  EXPECT_NE(random_permutation(100, 5, 6), random_permutation(100, 5, 7));
  EXPECT_NE(random_permutation(100, 5, 6), random_permutation(100, 6, 6));
}

TEST(Random, AllPermutationsOfThreeAreAboutEquallyFrequent) {
  std::map<std::vector<std::int64_t>, int> counts;
  constexpr int kTrials = 6000;
  for (int i = 0; i < kTrials; ++i) ++counts[random_permutation(3, 1, static_cast<unsigned>(i))];
  ASSERT_EQ(counts.size(), 6u);
  for (const auto& [order, count] : counts) EXPECT_NEAR(count, 1000, 150);  // 5 sigma
}

// The published values of 64-bit FNV-1a.
TEST(Random, StreamsOfNamesAreFnv1a) {
  EXPECT_EQ(stream_of(""), 0xcbf29ce484222325u);
  EXPECT_EQ(stream_of("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(stream_of("foobar"), 0x85944171f73967e8u);
}

}  // namespace
}  // namespace ganglion
