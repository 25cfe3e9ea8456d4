#include "ganglion/graph/attributes.h"

#include <gtest/gtest.h>

#include <new>
#include <optional>
#include <vector>

#include "tests/support/little_memory.h"

namespace ganglion {
namespace {

// The address sanitizer takes more memory than there is.
TEST(AttributesSlow, ACopyThatFindsNoMemoryThrows) {
  const Attribute large = std::vector<double>(8'000'000, 1.0);
  {
    const support::LittleMemory little;
    EXPECT_THROW(Attribute{large}, std::bad_alloc);
  }
  EXPECT_EQ(Attribute(large), large);
}

}  // namespace
}  // namespace ganglion
