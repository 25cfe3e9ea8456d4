#include "ganglion/train/fitting/fit_ranks.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "ganglion/core/rng.h"
#include "ganglion/data/batches.h"
#include "ganglion/data/row_source.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/metrics/metrics.h"
#include "ganglion/optim/optimizers.h"
#include "ganglion/train/callbacks/callbacks.h"
#include "ganglion/train/model.h"
#include "ganglion/train/save.h"
#include "ganglion/train/step_graph.h"
#include "tests/support/error_of.h"
#include "tests/support/thread_ranks.h"

namespace ganglion::train {
namespace {

/// Classes 0, 1 and 2 of rows that are random numbers.
data::Dataset rows_of_three_classes(const Shape& shape) {
  data::Dataset rows;
  rows.features = Tensor(shape);
  rows.targets = Tensor(Shape{shape[0]}, DType::i32);
  for (std::int64_t i = 0; i < rows.features.size(); ++i) {
    rows.features.values<float>()[static_cast<std::size_t>(i)] =
        static_cast<float>(random_normal(3, 1, static_cast<std::uint64_t>(i)));
  }
  const auto each = rows.features.size() / shape[0];
  for (std::int64_t r = 0; r < shape[0]; ++r) {
    const float first = rows.features.values<float>()[static_cast<std::size_t>(r * each)];
    rows.targets.values<std::int32_t>()[static_cast<std::size_t>(r)] =
        first < -0.5F ? 0 : (first > 0.5F ? 2 : 1);
  }
  return rows;
}

struct RankedFit {
  const char* name;
  nn::Network network;
  data::Dataset rows;
  std::int64_t batch;
  std::int64_t replicas;
  Precision precision = Precision::f32;
};

nn::Network image_network() {
  return {nn::Input({3, 8, 8}),
          nn::Conv2D{.filters = 8, .kernel_size = {3, 3}, .padding = "same"},
          nn::BatchNormalization{},
          nn::Activate{relu},
          nn::MaxPooling{.pool_size = {2, 2}},
          nn::Dropout{0.2},
          nn::Flatten{},
          nn::Dense{192, relu},  // 24,576 weights: one product over the rows of all replicas
          nn::Dense{3}};
}

std::vector<RankedFit> ranked_fits() {
  const nn::Network table = {nn::Input({12}), nn::Dense{16, relu}, nn::BatchNormalization{},
                             nn::Dense{3}};
  const nn::Network wide = {nn::Input({96}), nn::Dense{256, relu}, nn::Dense{192, tanh},
                            nn::Dense{3}};
  // 131,072 weights: the update is shared, too, and the moments go from plan to plan.
  const nn::Network large = {nn::Input({256}), nn::Dense{512, relu}, nn::Dense{3}};
  return {{"table", table, rows_of_three_classes({150, 12}), 32, 8},
          {"one replica", table, rows_of_three_classes({40, 12}), 16, 1},
          {"wide", wide, rows_of_three_classes({160, 96}), 64, 16},
          {"wide in bf16", wide, rows_of_three_classes({160, 96}), 64, 16, Precision::bf16},
          {"large, the last batch small", large, rows_of_three_classes({110, 256}), 64, 8},
          {"large in bf16", large, rows_of_three_classes({110, 256}), 64, 8, Precision::bf16},
          {"images", image_network(), rows_of_three_classes({72, 3, 8, 8}), 32, 4}};
}

struct FitOutcome {
  std::string hash;
  std::vector<double> losses;
  std::vector<double> validation;
  std::vector<double> accuracy;
  friend bool operator==(const FitOutcome&, const FitOutcome&) = default;
};

FitOutcome fitted_on(const RankedFit& job, dist::Communicator* ranks, int threads) {
  Model model(job.network);
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .metrics = {nn::Accuracy{}},
                 .replicas = job.replicas,
                 .precision = job.precision,
                 .threads = threads,
                 .ranks = ranks});
  FitOptions fit = {.epochs = 3, .batch_size = job.batch, .validation_split = 0.2};
  if (job.rows.features.shape().rank() == 4) fit.augmentation = data::parse_augmentation("flip");
  const History history = model.fit(job.rows, fit);
  return {.hash = model_hash(model),
          .losses = history["loss"],
          .validation = history["val_loss"],
          .accuracy = history["accuracy"]};
}

TEST(FitRanks, TrainToTheBitsOfOneProcess) {
  for (const RankedFit& job : ranked_fits()) {
    const CompileOptions options = {.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                                    .replicas = job.replicas};
    EXPECT_EQ(training_replicas(job.network, options, job.batch), job.replicas) << job.name;
    const FitOutcome alone = fitted_on(job, nullptr, 1);
    for (const int size : {2, 3, 5}) {
      support::run_as_ranks(size, [&](dist::Communicator& ranks) {
        if (fitted_on(job, &ranks, 1 + size % 2) == alone) return;
        throw Error(std::string(job.name) + " is trained otherwise on " + ranks.name(ranks.rank()));
      });
    }
  }
}

/// Rows of a tensor, which are counted when they are read.
class CountedRows final : public data::RowSource {
 public:
  explicit CountedRows(const Tensor& rows) : RowSource(rows.shape(), rows.dtype()), rows_(rows) {}
  void read(std::span<const std::int64_t> rows, void* to) const override {
    count += static_cast<std::int64_t>(rows.size());
    data::gather(rows_, rows, to);
  }
  mutable std::atomic<std::int64_t> count = 0;

 private:
  const Tensor& rows_;
};

/// 64 images in batches of 32: an epoch reads each row once, a rank those of its replicas.
TEST(FitRanks, ReadTheRowsOfTheirOwnReplicas) {
  constexpr std::int64_t kEpochs = 3;
  const data::Dataset images = rows_of_three_classes({64, 3, 8, 8});
  for (const bool augmented : {false, true}) {
    const auto fitted = [&](dist::Communicator* ranks, std::int64_t* read) {
      data::Dataset rows = images;
      const auto stored = std::make_shared<CountedRows>(images.features);
      rows.features = Tensor(Shape{64, 0});
      rows.stored = stored;
      Model model(image_network());
      model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                     .replicas = 4,
                     .ranks = ranks});
      FitOptions fit = {.epochs = kEpochs, .batch_size = 32};
      if (augmented) fit.augmentation = data::parse_augmentation("flip");
      model.fit(rows, fit);
      *read = stored->count;
      return model_hash(model);
    };
    std::int64_t alone = 0;
    const std::string expected = fitted(nullptr, &alone);
    for (const int size : {2, 4}) {
      support::run_as_ranks(size, [&](dist::Communicator& ranks) {
        std::int64_t read = 0;
        if (fitted(&ranks, &read) != expected) throw Error("another model");
        // Checks before training read all rows, on each rank.
        const std::int64_t less = kEpochs * 64 * (size - 1) / size;
        if (read != alone - less) throw Error("it read " + std::to_string(read) + " rows");
      });
    }
  }
}

TEST(FitRanks, NameTheNodeThatIsNotFiniteAsOneProcessDoes) {
  const data::Dataset images = rows_of_three_classes({64, 3, 8, 8});
  const auto diverges = [&](dist::Communicator* ranks, bool by_batch) {
    return support::error_of([&] {
      Model model(image_network());
      model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                     .optimizer = optim::SGD{.learning_rate = 1e30},
                     .replicas = 4,
                     .ranks = ranks});
      if (!by_batch) model.fit(images, {.epochs = 3, .batch_size = 64});
      for (int step = 0; step < 3; ++step) model.train_on_batch(images);
    });
  };
  for (const bool by_batch : {false, true}) {
    const std::string expected = diverges(nullptr, by_batch);
    EXPECT_NE(expected.find("first non-finite value in"), std::string::npos) << expected;
    support::run_as_ranks(2, [&](dist::Communicator& ranks) {
      const std::string error = diverges(&ranks, by_batch);
      if (error != expected) throw Error(error);
    });
  }
}

TEST(FitRanks, DoWhatRank0Decides) {
  const RankedFit job = ranked_fits()[0];
  std::atomic<int> epochs = 0;
  support::run_as_ranks(3, [&](dist::Communicator& ranks) {
    Model model(job.network);
    model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                   .replicas = 4,
                   .ranks = &ranks});
    // The clock of rank 1 runs out at once, the stop of rank 2 is set: that of rank 0 counts.
    const std::atomic<bool> stop = ranks.rank() == 2;
    FitOptions fit = {.epochs = 2, .batch_size = job.batch, .stop = &stop};
    if (ranks.rank() == 1) fit.callbacks.push_back(TimeLimit{.seconds = 0.0});
    epochs += static_cast<int>(model.fit(job.rows, fit).epochs.size());
  });
  EXPECT_EQ(epochs, 3 * 2);
}

TEST(FitRanks, RefuseWeightsThatDiffer) {
  const RankedFit job = ranked_fits()[0];
  const std::string error = support::error_of([&] {
    support::run_as_ranks(2, [&](dist::Communicator& ranks) {
      Model model(job.network);
      model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                     .seed = 1 + static_cast<std::uint64_t>(ranks.rank()),
                     .ranks = &ranks});
      model.fit(job.rows, {});
    });
  });
  EXPECT_NE(error.find("the weights of rank 1 are not those of rank 0 before training"),
            std::string::npos)
      << error;
}

}  // namespace
}  // namespace ganglion::train
