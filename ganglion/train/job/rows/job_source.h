#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "ganglion/data/column_source.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/row_splits.h"

namespace ganglion::train {

/// The rows of the splits as data sets; absent where a split has none.
struct SplitData {
  std::optional<data::Dataset> train = std::nullopt;
  std::optional<data::Dataset> validation = std::nullopt;
  std::optional<data::Dataset> test = std::nullopt;
};

/// What is done with a few columns at a time.
using LookAtColumns = std::function<void(data::ColumnSource&)>;

/// Rows kept as they were read, to show mistakes in.
inline constexpr std::int64_t kShownRows = 20'000;
/// The first of them.
data::Table beginning(const data::Table& table);

/// The rows of a job's data once it is settled which are for what.
class DividedRows {
 public:
  DividedRows() = default;
  DividedRows(const DividedRows&) = delete;
  DividedRows& operator=(const DividedRows&) = delete;
  virtual ~DividedRows() = default;

  /// Looks at the training rows; what `look` throws names file and line.
  virtual void look(const LookAtColumns& look) = 0;
  /// Applies what was fitted on the training rows to all splits.
  virtual SplitData apply(const data::Preprocessing& preprocessing, const Listener& listener) = 0;
  /// The first rows of a split as they were read, kShownRows at most.
  virtual data::Table beginning(Split split) = 0;
};

/// The rows of a job's data, in memory or in a file. What follows from them is the same, bit for
/// bit. One thread at a time.
class JobSource {
 public:
  JobSource() = default;
  JobSource(const JobSource&) = delete;
  JobSource& operator=(const JobSource&) = delete;
  virtual ~JobSource() = default;

  /// All columns by name and kind.
  virtual const data::Table& header() const = 0;
  virtual std::int64_t rows() const = 0;
  /// A few columns, of the training rows.
  virtual data::Table training_columns(std::span<const std::string> names,
                                       const RowSplits& splits) = 0;
  /// Leaves out the dropped rows, where that saves memory: then `splits` has no others any more.
  virtual void forget_dropped(RowSplits& splits) = 0;
  /// Looks at all rows that aren't dropped; what `look` throws names file and line.
  virtual void look(const RowSplits& splits, const LookAtColumns& look) = 0;
  /// `splits` must outlive what is returned. Without `again` nothing else may be asked afterwards,
  /// which saves memory.
  virtual std::unique_ptr<DividedRows> divide(const RowSplits& splits, bool again) = 0;
};

}  // namespace ganglion::train
