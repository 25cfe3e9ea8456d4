#include "ganglion/core/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

namespace ganglion {
namespace {

class WorkersTest : public testing::TestWithParam<int> {};

TEST_P(WorkersTest, EveryWorkerRunsOncePerCall) {
  Workers workers(GetParam());
  struct Context {
    std::vector<int> calls;
  } context{std::vector<int>(static_cast<std::size_t>(GetParam()), 0)};
  for (int i = 0; i < 1000; ++i) {
    workers.run(
        [](void* c, int worker) {
          ++static_cast<Context*>(c)->calls[static_cast<std::size_t>(worker)];
        },
        &context);
  }
  for (int calls : context.calls) EXPECT_EQ(calls, 1000);
}

TEST_P(WorkersTest, ABarrierSeparatesPhases) {
  Workers workers(GetParam());
  struct Context {
    Workers& workers;
    std::atomic<int> first{0};
    std::atomic<int> early{0};
  } context{workers};
  for (int i = 1; i <= 500; ++i) {
    workers.run(
        [](void* c, int) {
          auto& shared = *static_cast<Context*>(c);
          ++shared.first;
          shared.workers.barrier();
          if (shared.first % shared.workers.count() != 0) ++shared.early;
          shared.workers.barrier();
        },
        &context);
  }
  EXPECT_EQ(context.early, 0);
}

TEST_P(WorkersTest, AnExceptionReachesTheCallerAndTheTeamGoesOn) {
  Workers workers(GetParam());
  const int last = GetParam() - 1;
  const auto fail = [](void* c, int worker) {
    if (worker == *static_cast<const int*>(c)) throw std::runtime_error("worker failed");
  };
  EXPECT_THROW(workers.run(fail, const_cast<int*>(&last)), std::runtime_error);
  const int none = -1;
  EXPECT_NO_THROW(workers.run(fail, const_cast<int*>(&none)));
}

TEST_P(WorkersTest, AFailureEndsTheWaitOfTheOthers) {
  Workers workers(GetParam());
  struct Context {
    Workers& workers;
    int failing;
    std::atomic<int> passed{0};
  } context{workers, GetParam() - 1};
  const auto work = [](void* c, int worker) {
    auto& shared = *static_cast<Context*>(c);
    shared.workers.barrier();
    if (worker == shared.failing) throw std::runtime_error("worker failed");
    shared.workers.barrier();
    shared.workers.barrier();
    ++shared.passed;
  };
  for (int i = 0; i < 100; ++i) {
    context.failing = i % GetParam();
    try {
      workers.run(work, &context);
      ADD_FAILURE() << "the failure was lost";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "worker failed");
    }
    EXPECT_EQ(context.passed.exchange(0), 0);
    context.failing = -1;
    workers.run(work, &context);
    EXPECT_EQ(context.passed.exchange(0), GetParam());
  }
}

/// Something to do of which only so many copies find memory.
struct ScarceCopies {
  std::shared_ptr<int> left;

  explicit ScarceCopies(std::shared_ptr<int> copies) : left(std::move(copies)) {}
  ScarceCopies(const ScarceCopies& other) : left(other.left) {
    if (--*left < 0) throw std::bad_alloc();
  }
  ScarceCopies(ScarceCopies&&) noexcept = default;
  ScarceCopies& operator=(const ScarceCopies&) = delete;
  ScarceCopies& operator=(ScarceCopies&&) = delete;
  ~ScarceCopies() = default;
  void operator()() const {}
};

TEST(Workers, FewerWhenThereIsNoMemoryForMore) {
  for (int copies = 2; copies < 6; ++copies) {
    const auto left = std::make_shared<int>(100);
    const std::function<void()> prepare = ScarceCopies(left);
    *left = copies;
    Workers workers(8, prepare);
    EXPECT_LT(workers.count(), 8);
    std::atomic<int> ran = 0;
    workers.run([](void* count, int) { ++*static_cast<std::atomic<int>*>(count); }, &ran);
    EXPECT_EQ(ran, workers.count());
  }
}

INSTANTIATE_TEST_SUITE_P(Counts, WorkersTest, testing::Values(1, 2, 3, 5));

}  // namespace
}  // namespace ganglion
