#pragma once
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>

#include "ganglion/train/callback.h"

namespace ganglion::train {

/// Prints training progress. On a terminal one line is redrawn, at most ten times a second:
///   Epoch 3/40 [=======>......] 120/300  1.2k steps/s  ETA 0:12  loss 0.1234
/// Elsewhere, and at the end of an epoch: a plain line with all values of the history. With more
/// than 100 epochs only for the first, every n-th, the last, and those clearly better than all
/// before them.
struct ProgressLine {
  std::FILE* file = stderr;  ///< results go to stdout, so this never should
  /// A terminal is drawn upon; by default it is asked whether the file is one.
  enum class Style : std::uint8_t { automatic, terminal, plain } style = Style::automatic;

  /// Asked once, when the steps of a second or more were measured: a line to print, or nothing.
  std::function<std::string(const TrainingState& state, double seconds_per_step)> estimate = {};

  std::shared_ptr<Callback> make() const;
};

/// Of the finished epoch: "Epoch 3/40  12.3 ms  loss 0.1234  val_loss 0.1302  learning_rate 0.001".
/// The penalty is in the history only.
std::string epoch_line(const TrainingState& state);

/// Of the running epoch, at most `width` characters.
std::string running_line(const TrainingState& state, double seconds_in_epoch, int width);

/// Every how many epochs there is a line: 1 up to 100 epochs, else 2, 5, 10, 20, 50, … so that
/// there are at most 100.
std::int64_t epochs_per_line(std::int64_t epochs);

}  // namespace ganglion::train
