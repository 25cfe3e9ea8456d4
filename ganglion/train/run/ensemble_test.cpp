#include "ganglion/train/run/ensemble.h"

#include <gmock/gmock.h>

#include <atomic>

#include "ganglion/core/error.h"
#include "ganglion/nn/averaged_network.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/callbacks/callbacks.h"
#include "ganglion/train/evaluate/temperature.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using nn::Dense;
using nn::Input;
using support::blobs;
using support::same_bits;

nn::Network small_network() {
  return {Input({4}), Dense{.units = 6, .activation = nn::Activation::relu, .kernel_l2 = 0.1},
          nn::BatchNormalization{}, Dense{3}};
}

CompileOptions options_of(std::uint64_t seed, int threads) {
  return {.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
          .seed = seed,
          .threads = threads};
}

EnsembleTraining training(const nn::Network& network, const data::Dataset& rows) {
  return {.network = network,
          .rows = [&rows](std::int64_t) -> const data::Dataset& { return rows; },
          .count = 3,
          .seed = 7,
          .threads = 2,
          .compile = options_of,
          .fit = [](std::int64_t) { return FitOptions{.epochs = 3, .batch_size = 16}; }};
}

TEST(Ensemble, FoldedItGivesTheMeanOfItsNetworks) {
  const nn::Network network = small_network();
  const data::Dataset rows = blobs(60);
  auto networks = train_ensemble(training(network, rows));
  ASSERT_EQ(networks.size(), 3U);
  std::vector<double> mean(60 * 3, 0.0);
  std::vector<double> losses;
  for (TrainedNetwork& trained : networks) {
    Model logits(trained.model.network());
    logits.set_weights(trained.model.weights().parameters, trained.model.weights().state);
    const Tensor given = logits.predict(rows.features);
    for (std::size_t i = 0; i < mean.size(); ++i) {
      mean[i] += static_cast<double>(given.values<float>()[i]) / 3.0;
    }
    EXPECT_EQ(trained.history.epochs.size(), 3U);
  }
  EXPECT_FALSE(same_bits(networks[0].model.weight("dense/kernel"),
                         networks[1].model.weight("dense/kernel")));
  const Model folded = fold_ensemble(networks, options_of(7, 1));
  EXPECT_EQ(folded.network().layout().parameter_count(), 3 * network.layout().parameter_count());
  Model logits(folded.network());
  logits.set_weights(folded.weights().parameters, folded.weights().state);
  const Tensor given = logits.predict(rows.features);
  for (std::size_t i = 0; i < mean.size(); ++i) {
    EXPECT_NEAR(given.values<float>()[i], mean[i], 1e-5);
  }
}

TEST(Ensemble, DoesNotDependOnThreads) {
  const nn::Network network = small_network();
  const data::Dataset rows = blobs(60);
  EnsembleTraining one = training(network, rows);
  one.threads = 1;
  const auto first = train_ensemble(one);
  const auto second = train_ensemble(training(network, rows));
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_TRUE(
        same_bits(first[i].model.weights().parameters, second[i].model.weights().parameters));
  }
}

TEST(Ensemble, SeedsHaveNoNetworkInCommonAndTheFirstIsThatOfASingleOne) {
  const nn::Network network = small_network();
  const data::Dataset rows = blobs(60);
  EnsembleTraining other = training(network, rows);
  other.seed = 8;
  EnsembleTraining single = training(network, rows);
  single.count = 1;
  const auto a = train_ensemble(training(network, rows));
  const auto b = train_ensemble(other);
  for (const auto& mine : a) {
    for (const auto& theirs : b) {
      EXPECT_FALSE(same_bits(mine.model.weights().parameters, theirs.model.weights().parameters));
    }
  }
  EXPECT_TRUE(same_bits(train_ensemble(single)[0].model.weights().parameters,
                        a[0].model.weights().parameters));
}

/// Asks to stop after so many epochs of all networks together.
class StopAfter : public Callback {
 public:
  StopAfter(std::atomic<int>& left, std::atomic<bool>& stop) : left_(left), stop_(stop) {}
  void on_epoch_settled(TrainingState&) override {
    if (--left_ == 0) stop_ = true;
  }

 private:
  std::atomic<int>& left_;
  std::atomic<bool>& stop_;
};

TEST(Ensemble, GoesOnAfterAnInterruptionToTheSameBits) {
  const nn::Network network = small_network();
  const data::Dataset rows = blobs(60);
  const auto whole = train_ensemble(training(network, rows));
  for (const int epochs : {1, 3, 4, 8}) {
    const support::ScratchFolder folder;
    std::atomic<int> left = epochs;
    std::atomic<bool> stop = false;
    EnsembleTraining part = training(network, rows);
    part.threads = 1;
    part.folder = RunFolder(folder / "run");
    std::filesystem::create_directory(folder / "run");
    part.fit = [&](std::int64_t index) {
      FitOptions fit{.epochs = 3, .batch_size = 16, .stop = &stop};
      fit.callbacks.push_back(Checkpoint{.path = part.folder->checkpoint(index), .seconds = 0.0});
      fit.callbacks.emplace_back(std::make_shared<StopAfter>(left, stop));
      return fit;
    };
    train_ensemble(part);
    ASSERT_TRUE(stop);
    EXPECT_EQ(std::filesystem::exists(part.folder->network(0)), epochs > 3);
    stop = false;
    left = 1000;
    part.resume = true;
    std::vector<std::pair<std::int64_t, std::int64_t>> told;
    part.resumed = [&](std::int64_t index, std::int64_t done) { told.emplace_back(index, done); };
    const auto resumed = train_ensemble(part);
    // At the end of a network's last epoch it is interrupted as well: it isn't done then.
    const std::pair<std::int64_t, std::int64_t> goes_on((epochs - 1) / 3, (epochs - 1) % 3 + 1);
    EXPECT_THAT(told, ::testing::ElementsAre(goes_on));
    for (std::size_t i = 0; i < whole.size(); ++i) {
      EXPECT_TRUE(
          same_bits(whole[i].model.weights().parameters, resumed[i].model.weights().parameters))
          << epochs << " epochs, network " << i;
      EXPECT_EQ(resumed[i].history.epochs.size(), 3U);
    }
    part.folder->remove_checkpoints(3);
    EXPECT_FALSE(part.folder->has_checkpoints(3));
  }
}

TEST(Ensemble, LossIsThatOfTheMeanWithPenaltiesThatCountOnce) {
  const nn::Network network = small_network();
  const data::Dataset rows = blobs(60);
  EnsembleTraining none = training(network, rows);
  none.fit = [](std::int64_t) { return FitOptions{.epochs = 0}; };
  auto networks = train_ensemble(none);
  double penalties = 0.0;
  for (const TrainedNetwork& trained : networks) {
    const Tensor kernel = trained.model.weight("dense/kernel");
    for (const float w : kernel.values<float>()) {
      penalties += 0.1 * static_cast<double>(w) * static_cast<double>(w) / 3.0;
    }
  }
  Model folded = fold_ensemble(networks, options_of(7, 1));
  Model plain(
      nn::averaged_network({Input({4}), Dense{.units = 6, .activation = nn::Activation::relu},
                            nn::BatchNormalization{}, Dense{3}},
                           3));
  plain.set_weights(folded.weights().parameters, folded.weights().state);
  plain.compile(options_of(7, 1));
  EXPECT_NEAR(folded.evaluate(rows).penalty, penalties, 1e-5);
  EXPECT_EQ(folded.evaluate(rows).at("loss"), plain.evaluate(rows).at("loss"));
}

TEST(Ensemble, ATemperatureReachesEveryNetwork) {
  const nn::Network network = small_network();
  data::Dataset rows = blobs(300, 1.0);
  auto networks = train_ensemble(training(network, rows));
  Model folded = fold_ensemble(networks, options_of(7, 1));
  for (const char* path : {"net1_dense_1/kernel", "net2_dense_1/kernel", "net3_dense_1/kernel"}) {
    Tensor kernel = folded.weight(path);
    for (float& w : kernel.values<float>()) w *= 30.0F;  // far too sure
    folded.set_weight(path, kernel);
  }
  const double before = folded.evaluate(rows).at("loss");
  const Temperature fitted = calibrate(folded, data::Task::multiclass, rows);
  ASSERT_TRUE(fitted.helps);
  EXPECT_GT(fitted.value, 2.0);
  const double gain = fitted.loss_before - fitted.loss_after;
  EXPECT_NEAR(before - folded.evaluate(rows).at("loss"), gain, 1e-3 * before);
}

TEST(AveragedNetwork, RefusesWhatHasNoMean) {
  const Input x({2});
  const nn::Network two({x}, {Dense{1}(x), Dense{1}(x)});
  EXPECT_THAT(support::error_of([&] { nn::averaged_network(two, 2); }),
              ::testing::HasSubstr("2 outputs"));
  EXPECT_THAT(support::error_of([&] { nn::averaged_network(small_network(), 0); }),
              ::testing::HasSubstr("0 networks"));
  EXPECT_EQ(nn::averaged_network(small_network(), 1).calls().size(),
            small_network().calls().size());
}

}  // namespace
}  // namespace ganglion::train
