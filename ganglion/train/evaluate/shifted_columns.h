#pragma once
#include <string>
#include <vector>

#include "ganglion/data/table.h"
#include "ganglion/train/evaluate/data_summary.h"

namespace ganglion::train {

/// A column that is otherwise in other rows than in those of training.
struct ShiftedColumn {
  std::string name;
  double distance = 0;  ///< 0: the same shares of all values, 1: no value in common
  /// What stands out: "median 34 in training, 51 here", "\"paris\" 12 % in training, 70 % here".
  std::string text = {};
};

/// Features and targets that are clearly otherwise in `rows`, the most so first: by 0.3 and more,
/// and further than chance goes once in a thousand times (Kolmogorov and Smirnov). The distance is
/// the largest difference of the cumulative shares, at the 15 inner ends of the parts in `trained`
/// and at its outer ones; of categories, half of the sum of the differences of the shares, the
/// texts beyond the most frequent ones taken as one.
std::vector<ShiftedColumn> shifted_columns(const DataSummary& trained, const data::Table& rows);

}  // namespace ganglion::train
