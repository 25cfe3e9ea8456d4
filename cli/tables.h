#pragma once
#include <string>
#include <vector>

#include "ganglion/train/evaluation.h"

namespace ganglion::cli {

/// One column of a table of scores.
struct ScoreColumn {
  std::string name;
  const train::Evaluation* scores;
};

/// A line for each metric, a column for each part of the data.
std::string score_table(const std::vector<ScoreColumn>& columns);

/// A line for each row, columns as wide as they need to be.
std::string text_table(const std::vector<std::vector<std::string>>& rows, const char* indent = "");

/// The model of a path that is a model file or the folder of a run.
std::string model_path(const std::string& path);

}  // namespace ganglion::cli
