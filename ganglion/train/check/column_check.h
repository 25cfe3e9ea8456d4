#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "ganglion/data/table.h"
#include "ganglion/train/evaluate/text_counts.h"

namespace ganglion::train {

/// What there is to see of a column in all rows.
struct ColumnCheck {
  std::string name;
  std::string role = {};  ///< "target", "feature" or "excluded"; empty where it isn't known
  /// As training takes it: "number", "category", "date", "identifier", … (see data::ColumnType).
  std::string type = {};
  /// How its numbers are written ("decimal commas, in %"), or its dates where that isn't clear
  /// ("day first"); empty: as programs write them.
  std::string written = {};
  std::int64_t missing = 0;
  std::int64_t distinct = 0;                  ///< different values
  std::vector<std::string> examples = {};     ///< the first of them, see examples_of()
  std::vector<TextCount> most_frequent = {};  ///< texts of two rows or more
  /// Numbers: of the values there are; NaN when there are none, and for texts.
  double least = std::numeric_limits<double>::quiet_NaN();
  double mean = std::numeric_limits<double>::quiet_NaN();
  double most = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::string> notes = {};  ///< why it is excluded, what it tells of the target, …

  static constexpr std::size_t kFrequent = 10;
};

/// What a column holds; role and notes are left open, and its type is that of the table.
ColumnCheck check_column(const data::Column& column);
/// How the dates of a column of texts are written, where that isn't clear: "day first".
std::string order_in_words(const data::Column& column);

}  // namespace ganglion::train
