#pragma once
#include <memory>
#include <string>

#include "ganglion/train/callback.h"

namespace ganglion::train {

/// Writes the history to a CSV file, a line an epoch, as it comes: "epoch,loss,…". Each call of fit
/// begins the file anew; when it goes on from a checkpoint, the file then has the epochs of the
/// checkpoint and all that follow, each once. Throws Error naming the path when it can't be
/// written.
struct CsvLogger {
  std::string path = "history.csv";

  std::shared_ptr<Callback> make() const;
};

}  // namespace ganglion::train
