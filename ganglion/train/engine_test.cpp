#include "ganglion/train/engine.h"

#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/model.h"
#include "tests/support/error_of.h"

namespace ganglion::train {
namespace {

/// As many plans as are asked for, so that batches of changing sizes don't compile again.
TEST(Engine, KeepsThePlansOfManyBatchSizes) {
  Sequential model({nn::Input({4}), nn::Dense{8, nn::Activation::relu}, nn::Dense{3}});
  CompileOptions options = {.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}};
  model.compile(options);
  const auto compiled_again = [&](int kept, std::int64_t sizes) {
    options.kept_plans = kept;
    Engine engine(model.network(), &options, model.mutable_weights());
    std::vector<std::shared_ptr<Engine::BoundPlan>> first;
    for (std::int64_t n = 1; n <= sizes; ++n) {
      first.push_back(engine.prepare(Engine::Kind::prediction, n, false));
    }
    std::int64_t again = 0;
    for (std::int64_t n = 1; n <= sizes; ++n) {
      const auto& plan = engine.prepare(Engine::Kind::prediction, n, false);
      again += plan != first[static_cast<std::size_t>(n - 1)] ? 1 : 0;
    }
    return again;
  };
  EXPECT_EQ(compiled_again(CompileOptions{}.kept_plans, 32), 0);
  EXPECT_EQ(compiled_again(12, 12), 0);
  EXPECT_EQ(compiled_again(12, 13), 13);
  options.kept_plans = 0;
  EXPECT_EQ(support::error_of([&] { model.compile(options); }),
            "compile: kept_plans is 0; at least 1 is needed");
}

}  // namespace
}  // namespace ganglion::train
