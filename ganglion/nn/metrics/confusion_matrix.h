#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/tensor.h"

namespace ganglion::nn {

/// Counts of predicted by actual class: rows are the actual classes, columns the predicted ones.
/// Reads binary and multiclass predictions as Metric does; counts rows, not weights.
class ConfusionMatrix {
 public:
  /// The number of classes may be left to the first update: 2 for predictions of one column, else
  /// the number of columns. Throws Error when it is given and less than 2.
  ConfusionMatrix() = default;
  explicit ConfusionMatrix(std::int64_t classes);

  /// Adds a batch. `threshold` is for predictions of one column. Throws Error for shapes that don't
  /// fit each other or the classes, and for labels out of range.
  void update(const Tensor& predictions, const Tensor& targets, double threshold = 0.5);

  std::int64_t classes() const { return classes_; }
  /// Throws Error for a class out of range.
  std::int64_t count(std::int64_t actual, std::int64_t predicted) const;
  /// The counts that are not 0, by actual and predicted class.
  const std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t>& cells() const {
    return cells_;
  }
  /// Rows whose prediction was NaN; they are in no cell.
  std::int64_t undecided() const { return undecided_; }
  /// The share of counted rows on the diagonal; NaN when there are none.
  double accuracy() const;

  /// A table for a terminal, zeros shown as dots. Classes are named "0", "1", … unless names are
  /// given. Throws Error when their number isn't classes().
  std::string to_string(const std::vector<std::string>& names = {}) const;

 private:
  std::int64_t classes_ = 0;
  // Of thousands of classes hardly any is taken for hardly any other.
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> cells_;
  std::int64_t undecided_ = 0;
};

}  // namespace ganglion::nn
