#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "ganglion/core/bulk_file.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/stored/stored_table.h"

namespace ganglion::train {

/// What becomes of a row.
enum class RowPart : std::uint8_t { train, validation, test, dropped };

/// The part of each row of a table, a byte each.
class RowParts {
 public:
  explicit RowParts(std::int64_t rows) : part_of_(static_cast<std::size_t>(rows), RowPart::train) {}

  RowPart operator[](std::int64_t row) const { return part_of_[static_cast<std::size_t>(row)]; }
  void drop(std::int64_t row) { part_of_[static_cast<std::size_t>(row)] = RowPart::dropped; }
  /// Moves the flagged of the training rows, in their order, to another part.
  void move(const std::vector<std::uint8_t>& flags, RowPart to);
  std::int64_t count(RowPart part) const;
  std::int64_t rows() const { return static_cast<std::int64_t>(part_of_.size()); }
  /// The row behind the first `most` rows of a part.
  std::int64_t end_of_first(std::int64_t most, RowPart part) const;

 private:
  std::vector<RowPart> part_of_;
};

/// The rows of the parts as data sets, made from a stored table a piece at a time.
struct PartData {
  std::optional<data::Dataset> train;
  std::optional<data::Dataset> validation;
  std::optional<data::Dataset> test;
};

/// Applies what was fitted. With a file the features go there, else they are in memory; `threads`
/// as in CsvOptions.
PartData make_parts(const data::StoredTable& table, const RowParts& parts,
                    const data::Preprocessing& preprocessing, const std::shared_ptr<BulkFile>& file,
                    int threads);

}  // namespace ganglion::train
