#include "ganglion/train/callbacks/progress_line.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <vector>

#include "ganglion/nn/layers/layers.h"
#include "tests/support/blobs.h"

namespace ganglion::train {
namespace {

Sequential small_model() {
  Sequential model({nn::Input({4}), nn::Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  return model;
}

struct LineCase {
  Sequential model = small_model();
  History history;
  FitOptions options;
  TrainingState state{.model = model, .history = history, .options = options};
};

TEST(ProgressLine, DrawsTheRunningEpoch) {
  LineCase c;
  c.state.epochs = 40;
  c.state.epoch = 3;
  c.state.steps_per_epoch = 300;
  c.state.step = 120;
  c.state.loss = 0.123456;
  EXPECT_EQ(running_line(c.state, 0.1, 76),
            "Epoch  3/40 [======>..........] 120/300  1.2k steps/s  ETA 0:00  loss 0.1235");
  EXPECT_EQ(running_line(c.state, 60, 200),
            "Epoch  3/40 [============>.................] 120/300  2.0 steps/s  ETA 1:30  loss "
            "0.1235");
  EXPECT_EQ(running_line(c.state, 60, 30), "Epoch  3/40 120/300  2.0 steps");
  c.state.steps_per_epoch = 0;  // a stream of rows may have any number
  EXPECT_EQ(running_line(c.state, 60, 76), "Epoch  3/40 120  2.0 steps/s  loss 0.1235");
}

TEST(ProgressLine, TellsEverythingOfAFinishedEpoch) {
  LineCase c;
  c.state.epochs = c.state.epoch = 3;
  c.history.epochs.push_back(
      {.epoch = 3, .values = {{"loss", 0.5}, {"penalty", 0.25}, {"seconds", 0.1234567}}});
  EXPECT_EQ(epoch_line(c.state), "Epoch 3/3  123.5 ms  loss 0.5000");
  c.history.epochs.back().values.emplace_back("val_roc_auc", std::nan(""));
  EXPECT_EQ(epoch_line(c.state), "Epoch 3/3  123.5 ms  loss 0.5000  val_roc_auc -");
}

TEST(ProgressLine, ThinsLinesOut) {
  EXPECT_EQ(epochs_per_line(1), 1);
  EXPECT_EQ(epochs_per_line(100), 1);
  EXPECT_EQ(epochs_per_line(101), 2);
  EXPECT_EQ(epochs_per_line(201), 5);
  EXPECT_EQ(epochs_per_line(501), 10);
  EXPECT_EQ(epochs_per_line(2000), 20);
  EXPECT_EQ(epochs_per_line(5000), 50);
  EXPECT_EQ(epochs_per_line(100000), 1000);
}

std::string output_of(ProgressLine::Style style, const FitOptions& fit) {
  std::FILE* file = std::tmpfile();
  FitOptions options = fit;
  options.callbacks.push_back(ProgressLine{.file = file, .style = style});
  Sequential model = small_model();
  model.fit(support::blobs(12), options);
  std::rewind(file);
  std::array<char, 1 << 16> buffer{};
  const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file);
  std::fclose(file);
  return {buffer.data(), count};
}

TEST(ProgressLine, WritesPlainLinesWhenThereIsNoTerminal) {
  const std::string text = output_of(ProgressLine::Style::automatic, {.epochs = 3});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3) << text;
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.rfind("Epoch 1/3  ", 0), 0U) << text;
}

TEST(ProgressLine, KeepsToFewLinesForManyEpochs) {
  const std::string text = output_of(ProgressLine::Style::plain, {.epochs = 403});
  const auto lines = std::count(text.begin(), text.end(), '\n');
  EXPECT_GE(lines, 82);
  EXPECT_LE(lines, 130) << text;
  EXPECT_NE(text.find("Epoch   1/403"), std::string::npos);
  EXPECT_NE(text.find("Epoch 403/403"), std::string::npos);
}

class Slow : public Callback {
 public:
  void on_step_begin(TrainingState&) override {
    const timespec pause{.tv_sec = 0, .tv_nsec = 120'000'000};
    nanosleep(&pause, nullptr);
  }
};

TEST(ProgressLine, IsRedrawnOnATerminal) {
  const std::string text = output_of(ProgressLine::Style::terminal,
                                     {.epochs = 1, .batch_size = 4, .callbacks = {Slow{}}});
  EXPECT_EQ(text.rfind("\rEpoch 1/1 [", 0), 0U) << text;
  EXPECT_NE(text.find("\r\x1b[KEpoch 1/1  "), std::string::npos) << text;
  EXPECT_EQ(text.back(), '\n');
}

}  // namespace
}  // namespace ganglion::train
