#include "ganglion/core/shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <vector>

#include "ganglion/core/error.h"

namespace ganglion {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Shape, CountsElements) {
  EXPECT_EQ(Shape{}.size(), 1);
  EXPECT_EQ(Shape{}.rank(), 0);
  EXPECT_EQ((Shape{2, 3, 4}).size(), 24);
  EXPECT_EQ((Shape{2, 0, 4}).size(), 0);
}

TEST(Shape, RefusesWhatIsNoShape) {
  EXPECT_THAT([] { Shape({2, -1}); }, ThrowsMessage<Error>(HasSubstr("[2, -1]")));
  EXPECT_THAT([] { Shape({1, 1, 1, 1, 1, 1, 1, 1, 1}); }, ThrowsMessage<Error>(HasSubstr("9")));
  EXPECT_NO_THROW(Shape({1, 1, 1, 1, 1, 1, 1, 1}));
}

TEST(Shape, RefusesMoreElementsThanCanBeCounted) {
  constexpr std::int64_t kHalf = std::int64_t{1} << 31;
  EXPECT_EQ((Shape{kHalf, kHalf}).size(), std::int64_t{1} << 62);
  EXPECT_THROW(Shape({kHalf, kHalf, 2}), Error);
  EXPECT_THROW(Shape({std::numeric_limits<std::int64_t>::max(), 2}), Error);
  EXPECT_THROW(Shape({0, kHalf, kHalf, 2}), Error) << "a zero must not hide an overflow";
}

TEST(Shape, CountsAxesFromBothEnds) {
  const Shape shape{2, 3, 4};
  EXPECT_EQ(shape[0], 2);
  EXPECT_EQ(shape[-1], 4);
  EXPECT_EQ(shape[-3], 2);
  EXPECT_THAT([&] { shape[3]; },
              ThrowsMessage<Error>(AllOf(HasSubstr("axis 3"), HasSubstr("-3 to 2"))));
  EXPECT_THROW(shape[-4], Error);
  EXPECT_THROW(Shape{}[0], Error);
}

TEST(Shape, ChangesOneAxis) {
  const Shape shape{2, 3, 4};
  EXPECT_EQ(shape.with(-1, 5), (Shape{2, 3, 5}));
  EXPECT_EQ(shape.without(0), (Shape{3, 4}));
  EXPECT_EQ(shape.without(-1), (Shape{2, 3}));
  EXPECT_EQ(shape.prepended(7), (Shape{7, 2, 3, 4}));
  EXPECT_EQ(Shape{}.prepended(7), Shape{7});
  EXPECT_EQ(shape, (Shape{2, 3, 4}));
  EXPECT_THROW(shape.with(0, -1), Error);
  EXPECT_THROW(shape.with(0, std::int64_t{1} << 60), Error);
}

TEST(Shape, DiffersByRankAndExtent) {
  EXPECT_NE((Shape{2}), (Shape{2, 1}));
  EXPECT_NE((Shape{2}), (Shape{2, 0}));
  EXPECT_NE((Shape{0}), Shape{});
}

TEST(Shape, Prints) {
  EXPECT_EQ((Shape{32, 64}).to_string(), "[32, 64]");
  EXPECT_EQ(Shape{}.to_string(), "[]");
}

TEST(Broadcast, FollowsNumpy) {
  EXPECT_EQ(broadcast({2, 3}, {3}), (Shape{2, 3}));
  EXPECT_EQ(broadcast({2, 1}, {1, 3}), (Shape{2, 3}));
  EXPECT_EQ(broadcast({}, {4}), Shape{4});
  EXPECT_EQ(broadcast({1}, {0}), Shape{0});
  EXPECT_EQ(broadcast({5, 1, 7}, {6, 1}), (Shape{5, 6, 7}));
}

TEST(Broadcast, NamesBothShapes) {
  EXPECT_THAT(
      [] {
        broadcast({2, 3}, {2});
      },
      ThrowsMessage<Error>(AllOf(HasSubstr("[2, 3]"), HasSubstr("[2]"))));
  EXPECT_FALSE(can_broadcast({2}, {0}));
}

/// A shape of up to four axes with extents 1 to 4.
Shape any_shape() {
  const auto dims = *rc::gen::resize(
      4, rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 5)));
  return Shape(std::span(dims).first(std::min<std::size_t>(dims.size(), 4)));
}

RC_GTEST_PROP(Broadcast, DoesNotDependOnTheOrder, ()) {
  const Shape a = any_shape();
  const Shape b = any_shape();
  RC_ASSERT(can_broadcast(a, b) == can_broadcast(b, a));
  RC_PRE(can_broadcast(a, b));
  RC_ASSERT(broadcast(a, b) == broadcast(b, a));
  RC_ASSERT(broadcast(broadcast(a, b), a) == broadcast(a, b));
}

RC_GTEST_PROP(Shape, TakingAwayWhatWasAddedChangesNothing, (std::uint8_t extent)) {
  const Shape shape = any_shape();
  RC_ASSERT(shape.prepended(extent).without(0) == shape);
}

}  // namespace
}  // namespace ganglion
