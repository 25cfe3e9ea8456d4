#include "ganglion/data/batches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "ganglion/core/error.h"

namespace ganglion::data {
namespace {

std::vector<std::int64_t> epoch_order(const Batches& batches) {
  std::vector<std::int64_t> order;
  for (std::int64_t b = 0; b < batches.count(); ++b) {
    const auto rows = batches.batch(b);
    order.insert(order.end(), rows.begin(), rows.end());
  }
  return order;
}

TEST(Batches, CoverEachRowOnceAnEpoch) {
  Batches batches(10, {.batch_size = 4});
  EXPECT_EQ(batches.count(), 3);
  EXPECT_EQ(batches.batch(0).size(), 4u);
  EXPECT_EQ(batches.batch(2).size(), 2u);
  auto order = epoch_order(batches);
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(Batches, OrderFollowsFromSeedAndEpochAlone) {
  Batches all(100, {.seed = 5});
  all.start_epoch(1);
  all.start_epoch(2);
  Batches resumed(100, {.seed = 5});
  const auto first = epoch_order(resumed);
  resumed.start_epoch(2);
  EXPECT_EQ(epoch_order(all), epoch_order(resumed));
  EXPECT_NE(epoch_order(all), first);
  EXPECT_NE(first, epoch_order(Batches(100, {.seed = 6})));
  resumed.start_epoch(0);
  EXPECT_EQ(epoch_order(resumed), first);
}

TEST(Batches, KeepTheOrderWithoutShuffling) {
  Batches batches(5, {.batch_size = 2, .shuffle = false});
  batches.start_epoch(3);
  EXPECT_EQ(epoch_order(batches), (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(Batches(3, {.batch_size = 100, .shuffle = false}).count(), 1);
}

TEST(Batches, ThatAreTooSmallJoinTheOneBefore) {
  Batches batches(9, {.batch_size = 4, .min_rows = 2});
  EXPECT_EQ(batches.count(), 2);
  EXPECT_EQ(batches.batch(1).size(), 5u);
  auto order = epoch_order(batches);
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(Batches(10, {.batch_size = 4, .min_rows = 2}).count(), 3);
  EXPECT_EQ(Batches(8, {.batch_size = 4, .min_rows = 2}).count(), 2);
  EXPECT_EQ(Batches(1, {.batch_size = 4, .min_rows = 2}).count(), 1);
}

TEST(Batches, RefuseSenselessSizes) {
  EXPECT_THROW(Batches(10, {.batch_size = 0}), Error);
  EXPECT_THROW(batches_per_epoch(10, {.batch_size = 0}), Error);
  EXPECT_THROW(Batches(10, {.batch_size = -3}), Error);
  EXPECT_THROW(Batches(0), Error);
  EXPECT_THROW(Batches(3).batch(1), Error);
  EXPECT_THROW(Batches(3).batch(-1), Error);
}

TEST(Gather, CopiesRows) {
  const Tensor source = Tensor::of<float>(Shape{3, 2}, {1, 2, 3, 4, 5, 6});
  std::array<float, 6> to{};
  gather(source, std::vector<std::int64_t>{2, 0, 2}, to.data());
  EXPECT_EQ(to, (std::array<float, 6>{5, 6, 1, 2, 5, 6}));
  EXPECT_THROW(gather(source, std::vector<std::int64_t>{3}, to.data()), Error);
  EXPECT_THROW(gather(Tensor::scalar(1), std::vector<std::int64_t>{0}, to.data()), Error);
}

}  // namespace
}  // namespace ganglion::data
