#pragma once
#include <string>
#include <vector>

#include "ganglion/core/text_table.h"
#include "ganglion/train/evaluation.h"

namespace ganglion::cli {

/// One column of a table of scores.
struct ScoreColumn {
  std::string name;
  const train::Evaluation* scores;
};

/// A line for each metric, a column for each part of the data.
std::string score_table(const std::vector<ScoreColumn>& columns);

/// The model of a path that is a model file or the folder of a run.
std::string model_path(const std::string& path);

}  // namespace ganglion::cli
