#include "ganglion/train/tune/search.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/train/tune/halving.h"
#include "ganglion/train/tune/tpe.h"
#include "tests/support/error_of.h"

namespace ganglion::train {
namespace {

SearchSpace four_dimensions() {
  return {{.name = "rate", .low = 1e-4, .high = 1.0},
          {.name = "l2", .low = 1e-6, .high = 1.0},
          {.name = "layers", .choices = {"0", "1", "2", "3", "4", "5"}},
          {.name = "activation", .choices = {"a", "b", "c", "d"}}};
}

/// Least, 0, at (0.3, 0.7, 2, 1).
double bowl(const Point& point) {
  return std::pow(point[0] - 0.3, 2) + std::pow(point[1] - 0.7, 2) +
         0.05 * std::abs(point[2] - 2.0) + 0.1 * (point[3] == 1.0 ? 0.0 : 1.0);
}

TEST(Halving, SpendsFoldsOnTheBetterThird) {
  EXPECT_THAT(halving_rungs(9, 5), testing::ElementsAre(Rung{9, 1}, Rung{3, 2}, Rung{1, 5}));
  EXPECT_EQ(halving_trainings(halving_rungs(9, 5)), 9 * 1 + 3 * 1 + 1 * 3);
  EXPECT_THAT(halving_rungs(9, 10), testing::ElementsAre(Rung{9, 1}, Rung{3, 3}, Rung{1, 10}));
  EXPECT_EQ(halving_trainings(halving_rungs(9, 10)), 9 * 1 + 3 * 2 + 1 * 7);
  EXPECT_THAT(halving_rungs(1, 5), testing::ElementsAre(Rung{1, 5}));
  EXPECT_THAT(halving_rungs(9, 2).back(), (Rung{1, 2}));
}

TEST(Tpe, BeatsRandomDrawsOnAKnownFunction) {
  const SearchSpace space = four_dimensions();
  constexpr int kSearches = 20;
  constexpr std::uint64_t kPoints = 80;
  int better = 0;
  double by_tpe = 0.0;
  double at_random = 0.0;
  for (std::uint64_t seed = 1; seed <= kSearches; ++seed) {
    std::vector<Observation> seen;
    double least = 1e9;
    double drawn = 1e9;
    for (std::uint64_t number = 1; number <= kPoints; ++number) {
      const Point point = propose(space, seen, seed, number);
      seen.push_back({point, bowl(point)});
      least = std::min(least, bowl(point));
      drawn = std::min(drawn, bowl(random_point(space, seed + 1000, number)));
    }
    better += least < drawn ? 1 : 0;
    by_tpe += least / kSearches;
    at_random += drawn / kSearches;
  }
  EXPECT_GE(better, 15);
  EXPECT_LT(by_tpe, 0.5 * at_random);
}

/// A search of one or two minutes has a round or two: what is near the default has to be in them.
TEST(Tpe, FirstPointsAreHalfNeighboursOfTheStart) {
  const SearchSpace space = four_dimensions();
  const Point start = {0.5, 0.4, 3.0, 2.0};
  int near = 0;
  for (std::uint64_t number = 2; number <= 101; ++number) {
    const Point point = propose(space, {{start, 0.0}}, 7, number);
    int same = 0;
    for (std::size_t d = 0; d < start.size(); ++d) same += point[d] == start[d] ? 1 : 0;
    if (number % 2 == 0) continue;
    EXPECT_LT(same, 4) << number;
    near += same > 1 ? 1 : 0;
    EXPECT_NEAR(point[0], start[0], 0.6);
  }
  EXPECT_GE(near, 40);  // of 50
}

/// On few points, where the start is good already, as defaults are.
TEST(Tpe, ASearchOfFewPointsImprovesAGoodStart) {
  const SearchSpace space = four_dimensions();
  const Point start = {0.45, 0.6, 2.0, 1.0};
  double by_search = 0.0;
  double at_random = 0.0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::vector<Observation> seen = {{start, bowl(start)}};
    double least = bowl(start);
    double drawn = bowl(start);
    for (std::uint64_t number = 2; number <= 10; ++number) {
      const Point point = propose(space, seen, seed, number);
      seen.push_back({point, bowl(point)});
      least = std::min(least, bowl(point));
      drawn = std::min(drawn, bowl(random_point(space, seed, number)));
    }
    by_search += least;
    at_random += drawn;
  }
  EXPECT_LT(by_search, 0.88 * at_random);
}

TEST(Tpe, FailedPointsAreAvoidedAndAllPointsLieInTheSpace) {
  const SearchSpace space = {{.name = "rate", .low = 1e-4, .high = 1.0}};
  std::vector<Observation> seen;
  int failures = 0;
  for (std::uint64_t number = 1; number <= 120; ++number) {
    const Point point = propose(space, seen, 3, number);
    ASSERT_GE(point[0], 0.0);
    ASSERT_LE(point[0], 1.0);
    const bool fails = point[0] > 0.5;
    if (number > 60 && number % 4 != 0) failures += fails ? 1 : 0;
    seen.push_back({point, fails ? std::numeric_limits<double>::infinity() : point[0]});
  }
  EXPECT_LT(failures, 10);  // of 45
}

TEST(SearchSpace, NumbersAndChoicesAreWrittenAsSettings) {
  const Dimension rate = {.name = "rate", .low = 1e-4, .high = 1.0};
  EXPECT_EQ(value_text(rate, 0.0), "0.0001");
  EXPECT_EQ(value_text(rate, 0.5), "0.01");
  EXPECT_EQ(value_text(rate, 1.0), "1");
  EXPECT_NEAR(place_of(rate, 0.01), 0.5, 1e-12);
  EXPECT_EQ(place_of(rate, 5.0), 1.0);
  EXPECT_EQ(place_of(rate, 0.0), 0.0);
  EXPECT_EQ(value_text(four_dimensions()[3], 2.0), "c");
}

/// A score that differs from fold to fold as data do.
FoldScore scored(const Trial& trial, std::int64_t fold) {
  const double fold_error = 0.3 * static_cast<double>(fold);
  return {.error = fold_error + (trial.number == 1 ? 0.5 : bowl(trial.point)), .seconds = 1.0};
}

SearchOptions options_of_search(int threads) {
  return {
      .folds = 5,
      .trials = 46,
      .threads = threads,
      .seed = 4,
      .evaluate = [](const Trial& trial, std::int64_t fold, int) { return scored(trial, fold); }};
}

TEST(TrialSearch, DoesNotDependOnThreads) {
  const auto one = search(four_dimensions(), options_of_search(1));
  const auto three = search(four_dimensions(), options_of_search(3));
  ASSERT_EQ(one.size(), 46U);
  ASSERT_EQ(three.size(), 46U);
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].point, three[i].point);
    EXPECT_EQ(one[i].folds.size(), three[i].folds.size());
  }
}

TEST(TrialSearch, BeginsWithTheDefaultAndSpendsWhatHalvingSays) {
  std::atomic<std::int64_t> trainings = 0;
  SearchOptions options = options_of_search(2);
  options.evaluate = [&](const Trial& trial, std::int64_t fold, int) {
    ++trainings;
    return scored(trial, fold);
  };
  const auto trials = search(four_dimensions(), options);
  EXPECT_EQ(trials[0].folds.size(), 5U);
  EXPECT_EQ(trainings, 5 + 5 * halving_trainings(halving_rungs(9, 5)));
  const auto order = ranking(trials);
  EXPECT_EQ(order.front()->folds.size(), 5U);
  EXPECT_LE(mean_difference(*order.front(), trials[0]), 0.0);
}

/// So that no fold is favoured by what is proposed.
TEST(TrialSearch, EachRoundBeginsWithAnotherFold) {
  const auto trials = search(four_dimensions(), options_of_search(2));
  for (std::size_t round = 0; round < 5; ++round) {
    for (std::size_t i = 0; i < 9; ++i) {
      EXPECT_EQ(trials[1 + 9 * round + i].folds[0].fold, static_cast<std::int64_t>(round));
    }
  }
  const Trial other = {.number = 2,
                       .folds = {{.fold = 3, .error = 1.0}, {.fold = 4, .error = 2.0}}};
  EXPECT_NEAR(mean_difference(other, trials[0]), 1.5 - (0.5 + 0.3 * 3.5), 1e-12);
}

TEST(TrialSearch, DefaultStaysFirstWhereNothingIsBetter) {
  SearchOptions options = options_of_search(2);
  options.evaluate = [](const Trial& trial, std::int64_t, int) {
    return FoldScore{.error = trial.number == 1 ? 0.0 : 1.0};
  };
  EXPECT_EQ(ranking(search(four_dimensions(), options)).front()->number, 1);
}

TEST(TrialSearch, WhatIsStoppedCountsOnlyUpToTheGap) {
  std::atomic<int> trainings = 0;
  SearchOptions options = options_of_search(1);
  options.stopped = [&] { return trainings >= 8; };
  options.evaluate = [&](const Trial& trial, std::int64_t fold, int) {
    ++trainings;
    return scored(trial, fold);
  };
  const auto trials = search(four_dimensions(), options);
  std::size_t known = 0;
  for (const Trial& trial : trials) known += trial.folds.size();
  EXPECT_EQ(known, 8U);
  EXPECT_EQ(ranking(trials).front()->number, 1);  // the only one that is known on all folds
}

TEST(TrialSearch, FailingDefaultIsAnError) {
  SearchOptions options = options_of_search(1);
  options.evaluate = [](const Trial&, std::int64_t, int) {
    return FoldScore{.error = std::numeric_limits<double>::infinity(), .failure = "diverged"};
  };
  EXPECT_THAT(support::error_of([&] { search(four_dimensions(), options); }),
              testing::HasSubstr("diverged"));
}

}  // namespace
}  // namespace ganglion::train
