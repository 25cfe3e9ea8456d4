#include "ganglion/io/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layers.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::io {
namespace {

using support::error_of;
using support::same_bits;

using testing::HasSubstr;
using testing::StartsWith;

/// Random weights, with the gaps zero as they are after loading.
Tensor drawn(const nn::Network& network, std::uint64_t seed) {
  return nn::initial_parameters(network.layout(), seed);
}

Checkpoint small_checkpoint() {
  const nn::Network network({nn::Input{Shape{3}}, nn::Dense{2}, nn::Dense{1}});
  Checkpoint checkpoint{.model = {.network = network, .parameters = drawn(network, 1)}};
  checkpoint.slots.emplace_back("m", drawn(network, 2));
  checkpoint.slots.emplace_back("v", drawn(network, 3));
  checkpoint.epoch = 7;
  checkpoint.batch = 3;
  checkpoint.step = 123;
  checkpoint.seed = std::numeric_limits<std::uint64_t>::max();
  checkpoint.best = BestSoFar{.monitor = "val_loss",
                              .value = 0.1,
                              .epoch = 5,
                              .epochs_since = 2,
                              .parameters = drawn(network, 4)};
  checkpoint.schedule = Json::Object{{"learning_rate", 1e-3 / 3}, {"wait", 2}};
  checkpoint.callbacks = Json::Object{{"early_stopping", Json::Object{{"wait", 1}}}};
  checkpoint.history_columns = {"loss", "val_loss"};
  checkpoint.history_rows = {{1.0 / 3, std::nan("")}, {0.25, 0.5}};
  checkpoint.job = "[train]\nseed = 1\n";
  return checkpoint;
}

std::string checkpoint_error(const SafetensorsFile& file) {
  return error_of([&] { checkpoint_from_file(file, "c"); });
}

TEST(Checkpoint, LoadsWhatWasSaved) {
  const support::ScratchFolder folder;
  const std::string path = folder / "checkpoint";
  const Checkpoint saved = small_checkpoint();
  save_checkpoint(path, saved);
  const Checkpoint back = load_checkpoint(path);
  EXPECT_TRUE(same_bits(back.model.parameters, saved.model.parameters));
  ASSERT_EQ(back.slots.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(back.slots[i].first, saved.slots[i].first);
    EXPECT_TRUE(same_bits(back.slots[i].second, saved.slots[i].second));
  }
  EXPECT_EQ(back.epoch, 7);
  EXPECT_EQ(back.batch, 3);
  EXPECT_EQ(back.step, 123);
  EXPECT_EQ(back.seed, saved.seed);
  EXPECT_EQ(back.best->monitor, "val_loss");
  EXPECT_EQ(back.best->value, 0.1);
  EXPECT_EQ(back.best->epoch, 5);
  EXPECT_EQ(back.best->epochs_since, 2);
  EXPECT_TRUE(same_bits(back.best->parameters, saved.best->parameters));
  EXPECT_EQ(back.schedule, saved.schedule);
  EXPECT_EQ(back.callbacks, saved.callbacks);
  EXPECT_EQ(back.history_columns, saved.history_columns);
  EXPECT_EQ(back.history_rows[0][0], 1.0 / 3);
  EXPECT_TRUE(std::isnan(back.history_rows[0][1]));
  EXPECT_EQ(back.history_rows[1], saved.history_rows[1]);
  EXPECT_EQ(back.job, saved.job);
  EXPECT_EQ(to_safetensors(to_file(back)), to_safetensors(to_file(saved)));
}

TEST(Checkpoint, IsAModelToo) {
  const Checkpoint saved = small_checkpoint();
  const SavedModel model = model_from_file(to_file(saved), "c");
  EXPECT_EQ(model_hash(model), model_hash(saved.model));
  EXPECT_THAT(checkpoint_error(to_file(saved.model)), StartsWith("c: a model, but no checkpoint"));
}

TEST(Checkpoint, NeedsNoBestNorSlots) {
  Checkpoint saved = small_checkpoint();
  saved.best.reset();
  saved.slots.clear();
  const Checkpoint back = checkpoint_from_file(to_file(saved), "c");
  EXPECT_FALSE(back.best.has_value());
  EXPECT_TRUE(back.slots.empty());
}

TEST(Checkpoint, NamesWhatDoesNotFit) {
  const SafetensorsFile good = to_file(small_checkpoint());
  const auto changed = [&](const std::string& from, const std::string& to) {
    SafetensorsFile file = good;
    std::string& text = file.metadata.at("checkpoint");
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from << " is not in " << text;
    text.replace(at, from.size(), to);
    return checkpoint_error(file);
  };
  EXPECT_EQ(changed("\"epoch\":7", "\"epoch\":-7"), "c: 'epoch' is negative: -7");
  EXPECT_EQ(changed("\"epoch\":7", "\"epoch\":9223372036854775807"),
            "c: 'epoch' is 9223372036854775807, more than 2^53");
  // The first validation loss of the history is NaN, which no epoch is.
  EXPECT_EQ(changed("\"val_loss\"]", "\"epoch\"]"), "c: the history has an epoch nan");
  EXPECT_THAT(changed("\"epoch\":7", "\"epoch\":8"), HasSubstr("the checkpoint is damaged"));
  EXPECT_EQ(changed("[0.25,0.5]", "[0.25]"), "c: row 2 of the history has 1 values for 2 columns");
  EXPECT_EQ(changed("[\"m\",\"v\"]", "[\"m\",\"w\"]"),
            "c: tensor 'slot/w/dense/kernel' [3, 2] is missing: the network has this weight");
  EXPECT_THAT(changed("[\"m\",\"v\"]", "[\"m\"]"), HasSubstr("belongs to no layer"));
  SafetensorsFile file = good;
  file.tensors.back().second.values<float>()[0] += 1;
  EXPECT_THAT(checkpoint_error(file), HasSubstr("the checkpoint is damaged"));
  Checkpoint bad = small_checkpoint();
  bad.slots[0].second = Tensor(Shape{3});
  EXPECT_THAT([&] { to_file(bad); },
              testing::ThrowsMessage<Error>(StartsWith("slot m: f32[3], but")));
}

TEST(Checkpoint, AnyFlippedByteGivesAnErrorOrACheckpoint) {
  const std::string good = to_safetensors(to_file(small_checkpoint()));
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bytes = good;
    bytes[i] = static_cast<char>(bytes[i] ^ (1 << (i % 8)));
    try {
      checkpoint_from_file(parse_safetensors(std::as_bytes(std::span(bytes)), "c"), "c");
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), StartsWith("c: ")) << i;
    }
  }
}

}  // namespace
}  // namespace ganglion::io
