#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/data/features/column_types.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/table.h"

namespace ganglion::train {

/// What a column of the training rows holds, for a person to look at.
struct ColumnSummary {
  std::string name;
  std::string role = {};  ///< "feature", "target" or "excluded"
  /// As training takes it, where that is known: "number", "category", "date", "identifier", …
  std::string type = {};
  data::ColumnKind kind = data::ColumnKind::number;
  std::string written = {};  ///< number: "decimal commas, in %"; empty: as programs write them
  std::int64_t missing = 0;
  /// number: of the values there are; NaN when there are none.
  double least = 0.0;
  double median = 0.0;
  double most = 0.0;
  /// number: how many values lie in each of 16 equal parts of [least, most]. category: how often
  /// each of the (at most 16) most frequent texts occurs.
  std::vector<std::int64_t> counts = {};
  /// category: those texts.
  std::vector<std::string> texts = {};
  std::int64_t distinct = 0;               ///< how many values differ
  std::vector<std::string> examples = {};  ///< the first that differ, see examples_of()
  std::string note = {};                   ///< note of the preprocessing: why it is excluded
};

struct DataSummary {
  std::int64_t rows = 0;
  std::int64_t columns = 0;  ///< all of them
  /// The first kMaxColumns of the table, targets always among them.
  std::vector<ColumnSummary> summaries = {};
  std::vector<std::string> notes = {};  ///< those that name none of these columns

  static constexpr std::int64_t kMaxColumns = 120;
};

/// Looks at the training rows (medians and different numbers on the first 100,000 of them). `types`
/// is what columns are taken for.
DataSummary summarize(data::ColumnSource& rows, const data::Preprocessing& preprocessing,
                      const data::ColumnTypes& types = {});
DataSummary summarize(const data::Table& rows, const data::Preprocessing& preprocessing,
                      const data::ColumnTypes& types = {});

/// The first three values of a column that differ, as they are written.
std::vector<std::string> examples_of(const data::Column& column);

}  // namespace ganglion::train
