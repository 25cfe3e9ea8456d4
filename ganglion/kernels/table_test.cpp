#include <gtest/gtest.h>

#include <map>

#include "ganglion/graph/op_def.h"
#include "ganglion/kernels/kernel.h"

namespace ganglion::kernels {
namespace {

TEST(KernelTable, AsksTheReferenceLast) {
  std::map<const OpDef*, Family> asked;
  for (const Entry& entry : table()) {
    const auto [at, first] = asked.emplace(entry.op, entry.family);
    EXPECT_TRUE(first || at->second != Family::reference) << entry.name() << " is never asked";
    at->second = entry.family;
  }
  EXPECT_GT(asked.size(), 50U);
}

}  // namespace
}  // namespace ganglion::kernels
