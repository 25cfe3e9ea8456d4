#pragma once
#include <memory>
#include <string>

#include "ganglion/train/callback.h"

namespace ganglion::train {

/// Writes the history to a CSV file, one line per epoch: "epoch,loss,…". Each call of fit
/// overwrites the file; when it resumes from a checkpoint, the file has the epochs of the
/// checkpoint and all that follow, each once. Throws Error naming the path if it can't be
/// written.
struct CsvLogger {
  std::string path = "history.csv";

  std::shared_ptr<Callback> make() const;
};

/// The same of a history that is there: header and rows; empty without epochs.
std::string history_csv(const History& history);

}  // namespace ganglion::train
