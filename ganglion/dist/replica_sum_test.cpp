#include "ganglion/dist/replica_sum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "ganglion/core/rng.h"
#include "tests/support/error_of.h"
#include "tests/support/thread_ranks.h"

namespace ganglion::dist {
namespace {

/// Numbers of very different sizes: their sum depends on the order of the additions.
std::vector<std::vector<float>> summands_of(std::int64_t replicas, std::size_t elements) {
  std::vector<std::vector<float>> all;
  for (std::int64_t r = 0; r < replicas; ++r) {
    std::vector<float>& summand = all.emplace_back();
    for (std::size_t i = 0; i < elements; ++i) {
      const std::uint64_t bits = random_bits(7, static_cast<std::uint64_t>(r), i);
      summand.push_back(
          std::ldexp(static_cast<float>(bits % 1000) - 500.0F, static_cast<int>(bits >> 32) % 20));
    }
  }
  return all;
}

/// ((0+1)+(2+3))+…, level by level.
std::vector<float> sum_in_tree(std::vector<std::vector<float>> level) {
  while (level.size() > 1) {
    std::vector<std::vector<float>> next;
    for (std::size_t k = 0; k < level.size(); k += 2) {
      next.push_back(level[k]);
      for (std::size_t i = 0; i < next.back().size(); ++i) next.back()[i] += level[k + 1][i];
    }
    level = std::move(next);
  }
  return level[0];
}

void expect_same_sum(std::int64_t replicas, int size, std::size_t elements) {
  const auto summands = summands_of(replicas, elements);
  const std::vector<float> expected = sum_in_tree(summands);
  support::run_as_ranks(size, [&](Communicator& ranks) {
    const ReplicaShares shares(replicas, ranks.size());
    std::vector<const void*> own;
    for (std::int64_t r = shares.first(ranks.rank()); r < shares.first(ranks.rank() + 1); ++r) {
      own.push_back(summands[static_cast<std::size_t>(r)].data());
    }
    ReplicaSum sum(ranks, shares, DType::f32, static_cast<std::int64_t>(elements));
    for (int again = 0; again < 2; ++again) {
      std::vector<float> result(elements, -1.0F);
      sum.run(own.data(), result.data());
      if (std::memcmp(result.data(), expected.data(), elements * sizeof(float)) != 0) {
        throw Error("another sum on " + ranks.name(ranks.rank()));
      }
    }
  });
}

TEST(ReplicaSum, IsTheSumOfTheTreeForAnyNumberOfRanks) {
  for (const std::int64_t replicas : {2, 4, 16}) {
    for (const int size : {1, 2, 3, 4, 5, 7, 8, 16, 20}) {
      for (const std::size_t elements : {1U, 3U, 1000U, 4097U, 20'001U}) {
        expect_same_sum(replicas, size, elements);
      }
    }
  }
}

TEST(ReplicaSum, RefusesWholeNumbers) {
  support::run_as_ranks(1, [](Communicator& ranks) {
    const auto error =
        support::error_of([&] { ReplicaSum(ranks, ReplicaShares(2, 1), DType::i32, 4); });
    EXPECT_NE(error.find("f32 or f64, not i32"), std::string::npos) << error;
  });
}

TEST(ReplicaShares, AreContiguousAndEqualToWithinOne) {
  for (const std::int64_t replicas : {1, 2, 8, 16}) {
    for (int ranks = 1; ranks < 20; ++ranks) {
      const ReplicaShares shares(replicas, ranks);
      EXPECT_EQ(shares.first(0), 0);
      EXPECT_EQ(shares.first(ranks), replicas);
      std::int64_t next = 0;
      for (const Subtree& subtree : shares.subtrees()) {
        EXPECT_EQ(subtree.first, next);
        EXPECT_EQ(subtree.first % subtree.count, 0);  // aligned: a whole subtree
        EXPECT_GE(subtree.first, shares.first(subtree.rank));
        EXPECT_LE(subtree.first + subtree.count, shares.first(subtree.rank + 1));
        next += subtree.count;
      }
      EXPECT_EQ(next, replicas);
      EXPECT_EQ(shares.additions().size() + 1, shares.subtrees().size());
      for (int rank = 0; rank < ranks; ++rank) {
        EXPECT_GE(shares.count(rank), replicas / ranks);
        EXPECT_LE(shares.count(rank), (replicas + ranks - 1) / ranks);
      }
    }
  }
}

TEST(Communicator, GathersTextsOfAnyLength) {
  support::run_as_ranks(3, [](Communicator& ranks) {
    const std::vector<std::string> texts = {"", "one", std::string(70'000, 'x')};
    const auto all = ranks.all_gather(texts[static_cast<std::size_t>(ranks.rank())]);
    if (all != texts) throw Error("other texts");
    if (ranks.broadcast(ranks.rank() == 0 ? "of rank 0" : "other") != "of rank 0") {
      throw Error("another text");
    }
    ranks.barrier();
  });
}

TEST(Communicator, AFailureReachesThoseWhoWait) {
  const auto error = support::error_of([] {
    support::run_as_ranks(3, [](Communicator& ranks) {
      if (ranks.rank() == 1) throw Error("no such file");
      ranks.barrier();
    });
  });
  EXPECT_EQ(error, "no such file");
}

}  // namespace
}  // namespace ganglion::dist
