#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/optim/sgd.h"
#include "ganglion/train/model.h"
#include "ganglion/train/save.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using nn::Dense;
using nn::Input;
using support::blobs;
using support::error_of;
using support::same_bits;
using testing::ElementsAre;
using testing::HasSubstr;

Sequential autoencoder() {
  Sequential model({Input({4}), Dense{2, nn::Activation::tanh}, Dense{4}});
  model.compile({.optimizer = optim::SGD{.learning_rate = 0.1}});
  return model;
}

data::Dataset itself(std::int64_t rows) {
  data::Dataset data = blobs(rows);
  data.targets = data.features;
  return data;
}

TEST(Part, OfANetworkComposesToTheWhole) {
  Sequential whole = autoencoder();
  const data::Dataset rows = itself(20);
  Model encoder = whole.part({"input"}, {"dense"});
  Model decoder = whole.part({"dense"}, {"dense_1"});
  EXPECT_EQ(decoder.network().inputs()[0].shape, Shape{2});
  const Tensor codes = encoder.predict(rows.features);
  EXPECT_TRUE(same_bits(decoder.predict(codes), whole.predict(rows.features)));
  EXPECT_TRUE(same_bits(whole.outputs_of({"dense"}, rows)[0], codes));
}

TEST(Part, HasTheWeightsOfTheWhole) {
  Sequential whole = autoencoder();
  Model decoder = whole.part({"dense"}, {"dense_1"});
  const Tensor encoder_kernel = whole.weight("dense/kernel");
  whole.fit(itself(60), {.epochs = 2});
  EXPECT_TRUE(same_bits(decoder.weight("dense_1/kernel"), whole.weight("dense_1/kernel")));
  EXPECT_FALSE(same_bits(whole.weight("dense/kernel"), encoder_kernel));
  // Training the part changes the whole, and nothing outside of the part, decay or not.
  const Tensor trained_encoder = whole.weight("dense/kernel");
  const Tensor trained_decoder = whole.weight("dense_1/kernel");
  decoder.compile({.optimizer = optim::SGD{.learning_rate = 0.1, .weight_decay = 0.1}});
  data::Dataset codes = itself(30);
  codes.features = whole.outputs_of({"dense"}, codes)[0];
  decoder.fit(codes);
  EXPECT_TRUE(same_bits(whole.weight("dense/kernel"), trained_encoder));
  EXPECT_FALSE(same_bits(whole.weight("dense_1/kernel"), trained_decoder));
  EXPECT_TRUE(same_bits(decoder.weight("dense_1/kernel"), whole.weight("dense_1/kernel")));
}

TEST(Part, OutlivesTheWholeAndIsSavedAlone) {
  const support::ScratchFolder folder;
  const data::Dataset rows = itself(5);
  std::optional<Model> encoder;
  Tensor codes;
  {
    Sequential whole = autoencoder();
    encoder = whole.part({"input"}, {"dense"});
    codes = whole.outputs_of({"dense"}, rows)[0];
  }
  EXPECT_TRUE(same_bits(encoder->predict(rows.features), codes));
  save_model(*encoder, folder / "encoder.ganglion");
  Model loaded = load_model(folder / "encoder.ganglion");
  EXPECT_EQ(loaded.network().layout().parameter_count(), 10);
  EXPECT_TRUE(same_bits(loaded.predict(rows.features), codes));
  EXPECT_EQ(model_hash(loaded), model_hash(*encoder));
}

TEST(Part, RefusesNamesAndInputsThatDoNotFit) {
  Sequential whole = autoencoder();
  EXPECT_EQ(error_of([&] { whole.part({"input"}, {"dense_9"}); }),
            "part: the network has no 'dense_9'; it has input, dense, dense_1");
  EXPECT_EQ(error_of([&] { whole.part({"dense_1"}, {"dense"}); }),
            "part: its outputs depend on the input 'input', too; list it");
  EXPECT_THAT(error_of([&] { whole.part({}, {"dense"}); }), HasSubstr("at least one input"));
}

TEST(Clone, IsTrainedByItself) {
  Sequential model = autoencoder();
  const data::Dataset rows = itself(20);
  Model copy = model.clone();
  const Tensor before = model.predict(rows.features);
  EXPECT_TRUE(same_bits(copy.predict(rows.features), before));
  copy.fit(rows);
  EXPECT_TRUE(same_bits(model.predict(rows.features), before));
  EXPECT_FALSE(same_bits(copy.predict(rows.features), before));
}

TEST(CopyWeights, TakesWhatFitsAndSaysWhatDoesNot) {
  Sequential from = autoencoder();
  Sequential to({Input({4}), Dense{2, nn::Activation::tanh}, Dense{7}});
  EXPECT_EQ(error_of([&] { to.copy_weights(from); }),
            "copy_weights: the other model has no dense_1/kernel, dense_1/bias of these shapes; to "
            "leave them as they are, {.skip_mismatched = true}");
  const Tensor head = to.weight("dense_1/kernel");
  const CopiedWeights result = to.copy_weights(from, {.skip_mismatched = true});
  EXPECT_THAT(result.copied, ElementsAre("dense/kernel", "dense/bias"));
  EXPECT_THAT(result.skipped, ElementsAre("dense_1/kernel", "dense_1/bias"));
  EXPECT_TRUE(same_bits(to.weight("dense/kernel"), from.weight("dense/kernel")));
  EXPECT_TRUE(same_bits(to.weight("dense_1/kernel"), head));
}

TEST(CopyWeights, FindsALayerByItsIdentity) {
  const nn::Layer shared = nn::Layer(Dense{2});
  Model from({Input({4}), Dense{4}, shared});  // dense_1
  Model to({Input({4}), shared});              // dense
  const CopiedWeights result = to.copy_weights(from, {.skip_mismatched = true});
  EXPECT_THAT(result.copied, ElementsAre("dense/kernel", "dense/bias"));
  EXPECT_TRUE(same_bits(to.weight("dense/kernel"), from.weight("dense_1/kernel")));
}

/// Against central differences of evaluate(), penalty included.
TEST(Gradients, AreThoseOfTheEvaluatedLoss) {
  Sequential model({Input({4}),
                    Dense{.units = 3, .activation = nn::Activation::tanh, .kernel_l2 = 0.1},
                    nn::Dropout{0.5}, Dense{4}});
  model.compile({});
  data::Dataset rows = itself(6);
  rows.sample_weights = Tensor::of<float>({6}, {1, 2, 0.5, 1, 1, 3});
  const auto derivatives = model.gradients(rows);
  EXPECT_EQ(derivatives.size(), 4U);
  for (const auto& [path, derivative] : derivatives) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(derivative.size()); ++i) {
      const Tensor old = model.weight(path);
      const auto loss = [&](float step) {
        Tensor moved = old;
        moved.values<float>()[i] += step;
        model.set_weight(path, moved);
        const Scores scores = model.evaluate(rows);
        model.set_weight(path, old);
        return scores.at("loss") + scores.penalty;
      };
      const double difference = (loss(1e-2F) - loss(-1e-2F)) / 2e-2;
      EXPECT_NEAR(static_cast<double>(derivative.values<float>()[i]), difference, 2e-3) << path;
    }
  }
}

}  // namespace
}  // namespace ganglion::train
