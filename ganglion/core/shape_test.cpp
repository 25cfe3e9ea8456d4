#include "ganglion/core/shape.h"

#include <gtest/gtest.h>

#include "ganglion/core/error.h"

namespace ganglion {
namespace {

TEST(Shape, CountsElements) {
  EXPECT_EQ(Shape{}.size(), 1);
  EXPECT_EQ((Shape{2, 3, 4}).size(), 24);
  EXPECT_EQ((Shape{2, 0, 4}).size(), 0);
}

}  // namespace
}  // namespace ganglion
