#include <gtest/gtest.h>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/model.h"
#include "ganglion/train/save.h"
#include "tests/support/blobs.h"

namespace ganglion::train {
namespace {

/// As Keras has it: features and targets, and not a Dataset of them.
TEST(Model, TakesFeaturesAndTargetsAsTensors) {
  const data::Dataset rows = support::blobs(60);
  Sequential a({nn::Input({rows.features.shape()[1]}), nn::Dense{3}});
  a.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  Model b = a.clone();
  a.fit(rows, {.epochs = 2, .batch_size = 20});
  b.fit(rows.features, rows.targets, {.epochs = 2, .batch_size = 20});
  EXPECT_EQ(model_hash(a), model_hash(b));
  const auto scores = b.evaluate(rows.features, rows.targets);
  EXPECT_EQ(scores.at("loss"), a.evaluate(rows).at("loss"));
  int count = 0;
  for (const auto& [name, value] : scores) {
    EXPECT_EQ(value, scores.at(name));
    ++count;
  }
  EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace ganglion::train
