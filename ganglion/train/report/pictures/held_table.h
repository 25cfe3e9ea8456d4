#pragma once
#include <string>
#include <utility>
#include <vector>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/table.h"

namespace ganglion::train::report {

/// Tables of made-up rows: some columns take given values, all others stay the same.
class HeldTable {
 public:
  /// The others are held at the (lower) median of their numbers, or at their most frequent text.
  HeldTable(const data::Preprocessing& preprocessing, const data::Table& table);

  /// As many rows as each of the value lists is long.
  data::Table with(const std::vector<std::pair<std::string, std::vector<double>>>& varied) const;

  /// Columns that `varied` leaves, and what they are held at.
  std::vector<std::pair<std::string, std::string>> held(
      const std::vector<std::string>& varied) const;

 private:
  std::vector<data::Column> columns_;  // of one row
};

}  // namespace ganglion::train::report
