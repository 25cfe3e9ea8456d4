#include "ganglion/runtime/background.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>

#include "ganglion/core/error.h"
#include "tests/support/error_of.h"
#include "tests/support/thread_ranks.h"

namespace ganglion::runtime {
namespace {

class NotedKernel : public Kernel {
 public:
  explicit NotedKernel(std::function<void()> what) : what_(std::move(what)) {}
  void run(const KernelArguments& /*arguments*/) override { what_(); }

 private:
  std::function<void()> what_;
};

/// Exchanges that note their numbers when they are made.
struct Noted {
  explicit Noted(dist::Communicator& ranks) : background(ranks) {}

  int add(
      int producer, std::int64_t replicas, std::function<void()> also = [] {}) {
    auto note = [this, number = count++, also = std::move(also)] {
      also();
      made.push_back(number);
    };
    return background.add({.kernel = std::make_unique<NotedKernel>(std::move(note)),
                           .producer = producer,
                           .replicas = replicas});
  }

  Background background;
  std::vector<int> made;
  int count = 0;
};

void with_one_rank(const std::function<void(dist::Communicator&)>& work) {
  support::run_as_ranks(1, work);
}

TEST(Background, MakesExchangesInTheOrderOfTheirProducers) {
  with_one_rank([](dist::Communicator& ranks) {
    Noted noted(ranks);
    const int late = noted.add(9, 1);
    const int early = noted.add(4, 2);
    const int last = noted.add(-1, 1);
    for (int run = 0; run < 3; ++run) {
      noted.made.clear();
      noted.background.begin(nullptr, true);
      noted.background.arrive(late);  // a worker may be ahead of others
      noted.background.arrive(early);
      noted.background.arrive(early);
      noted.background.wait(last);
      noted.background.wait(late);
      noted.background.wait(early);
      noted.background.finish();
      EXPECT_EQ(noted.made, (std::vector<int>{early, late, last}));
    }
  });
}

TEST(Background, WaitsForAllReplicas) {
  with_one_rank([](dist::Communicator& ranks) {
    Noted noted(ranks);
    const int sum = noted.add(0, 2);
    noted.background.begin(nullptr, true);
    noted.background.arrive(sum);
    noted.background.finish();  // as when the guard has ended the run
    EXPECT_TRUE(noted.made.empty());
    noted.background.begin(nullptr, true);
    noted.background.arrive(sum);
    noted.background.arrive(sum);
    noted.background.finish();
    EXPECT_EQ(noted.made.size(), 1U);
  });
}

TEST(Background, MakesThemWhereTheyAreWaitedForIfNotAside) {
  with_one_rank([](dist::Communicator& ranks) {
    Noted noted(ranks);
    const int sum = noted.add(0, 1);
    noted.background.begin(nullptr, false);
    noted.background.arrive(sum);
    EXPECT_TRUE(noted.made.empty());
    noted.background.wait(sum);
    EXPECT_EQ(noted.made.size(), 1U);
  });
}

TEST(Background, ThrowsWhatAnExchangeThrew) {
  with_one_rank([](dist::Communicator& ranks) {
    std::atomic<bool> fails = true;
    Noted noted(ranks);
    const int first = noted.add(0, 1, [&] {
      if (fails) throw Error("the line is cut");
    });
    const int second = noted.add(1, 1);
    noted.background.begin(nullptr, true);
    noted.background.arrive(first);
    noted.background.arrive(second);
    EXPECT_EQ(support::error_of([&] { noted.background.wait(second); }), "the line is cut");
    EXPECT_EQ(support::error_of([&] { noted.background.finish(); }), "the line is cut");
    EXPECT_TRUE(noted.made.empty());
    fails = false;
    noted.background.begin(nullptr, true);
    noted.background.arrive(first);
    noted.background.wait(first);
    noted.background.finish();
    EXPECT_EQ(noted.made, std::vector<int>{first});
  });
}

}  // namespace
}  // namespace ganglion::runtime
