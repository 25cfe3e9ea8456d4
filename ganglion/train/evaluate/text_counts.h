#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/table.h"

namespace ganglion::train {

/// A text, and how many rows have it.
struct TextCount {
  std::string text;
  std::int64_t rows = 0;
};

/// The texts of a column.
struct TextCounts {
  std::int64_t missing = 0;   ///< rows without one
  std::int64_t distinct = 0;  ///< different texts
  /// The most frequent first; of equally frequent ones in the order of their bytes.
  std::vector<TextCount> frequent = {};
};

/// Counts them; `most` are told at most.
TextCounts text_counts(const data::Column& column, std::size_t most);

}  // namespace ganglion::train
