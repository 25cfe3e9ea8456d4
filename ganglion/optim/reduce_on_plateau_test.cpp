#include "ganglion/optim/reduce_on_plateau.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "ganglion/core/error.h"

namespace ganglion::optim {
namespace {

std::vector<double> rates(const ReduceOnPlateau& rule, const std::vector<double>& watched) {
  ReduceOnPlateau::State state;
  std::vector<double> result;
  for (double x : watched) {
    rule.observe(state, x, 1.0);
    result.push_back(rule.apply(state, 1.0));
  }
  return result;
}

TEST(ReduceOnPlateau, LowersAfterPatienceAndStartsToWaitAgain) {
  const ReduceOnPlateau rule{.factor = 0.5, .patience = 2};
  const std::vector<double> watched = {3, 2, 2, 2, 2, 2, 1, 1, 1};
  EXPECT_EQ(rates(rule, watched),
            (std::vector<double>{1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125}));
}

TEST(ReduceOnPlateau, ALittleBetterIsNotBetter) {
  const ReduceOnPlateau rule{.factor = 0.5, .patience = 1, .min_delta = 0.1};
  EXPECT_EQ(rates(rule, {1, 0.95, 0.85}), (std::vector<double>{1, 0.5, 0.5}));
}

TEST(ReduceOnPlateau, CooldownDoesNotCount) {
  const ReduceOnPlateau rule{.factor = 0.5, .patience = 1, .cooldown = 2};
  // Reduced at the second; the third is cooldown, and at the fourth counting starts again.
  EXPECT_EQ(rates(rule, {1, 1, 1, 1, 1}), (std::vector<double>{1, 0.5, 0.5, 0.25, 0.25}));
}

TEST(ReduceOnPlateau, StopsAtTheMinimum) {
  const ReduceOnPlateau rule{.factor = 0.1, .patience = 1, .minimum_learning_rate = 0.05};
  EXPECT_EQ(rates(rule, {1, 1, 1, 1}), (std::vector<double>{1, 0.1, 0.05, 0.05}));
}

TEST(ReduceOnPlateau, MaximizeAndNotANumber) {
  const ReduceOnPlateau rule{.factor = 0.5, .patience = 1, .maximize = true};
  EXPECT_EQ(rates(rule, {1, 2, NAN, 3}), (std::vector<double>{1, 1, 0.5, 0.5}));
  // What was never defined is no plateau.
  EXPECT_EQ(rates(rule, {NAN, NAN, 2, 3}), (std::vector<double>{1, 1, 1, 1}));
}

TEST(ReduceOnPlateau, RefusesBadSettings) {
  EXPECT_THROW(ReduceOnPlateau{.factor = 1.0}.check_settings(), Error);
  EXPECT_THROW(ReduceOnPlateau{.patience = -1}.check_settings(), Error);
}

}  // namespace
}  // namespace ganglion::optim
