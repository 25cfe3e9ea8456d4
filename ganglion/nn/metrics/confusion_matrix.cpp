#include "ganglion/nn/metrics/confusion_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/utf8.h"
#include "ganglion/nn/metrics/labels.h"

namespace ganglion::nn {
namespace {

const std::string kName = "confusion matrix";

bool has_nan(const MetricBatch& batch, std::int64_t row) {
  for (std::int64_t c = 0; c < batch.columns; ++c) {
    if (std::isnan(batch.prediction(row, c))) return true;
  }
  return false;
}

std::string left(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, display_width(text)), ' ');
}

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, display_width(text)), ' ') + text;
}

std::vector<std::string> numbered(std::int64_t classes) {
  std::vector<std::string> names;
  for (std::int64_t c = 0; c < classes; ++c) names.push_back(std::to_string(c));
  return names;
}

}  // namespace

ConfusionMatrix::ConfusionMatrix(std::int64_t classes) : classes_(classes) {
  if (classes < 2) {
    throw Error(fmt::format("{}: {} classes; at least 2 are needed", kName, classes));
  }
}

void ConfusionMatrix::update(const Tensor& predictions, const Tensor& targets, double threshold) {
  const OwnedBatch owned(kName, predictions, targets, nullptr);
  const MetricBatch& batch = *owned;
  check_classes(batch, kName);
  const std::int64_t classes = class_count(batch);
  if (classes_ != 0 && classes != classes_) {
    throw Error(fmt::format(
        "{}: predictions {} and targets {} are of {} classes, the matrix has {}", kName,
        batch.prediction_shape.to_string(), batch.target_shape.to_string(), classes, classes_));
  }
  auto cells = cells_;  // so that a bad label leaves nothing half counted
  std::int64_t undecided = undecided_;
  for (std::int64_t row = 0; row < batch.rows; ++row) {
    const std::int64_t actual = actual_class(batch, row, kName);
    if (has_nan(batch, row)) {
      ++undecided;
    } else {
      const std::int64_t predicted = predicted_class(batch, row, threshold);
      ++cells[{actual, predicted}];
    }
  }
  classes_ = classes;
  cells_ = std::move(cells);
  undecided_ = undecided;
}

std::int64_t ConfusionMatrix::count(std::int64_t actual, std::int64_t predicted) const {
  if (actual < 0 || predicted < 0 || actual >= classes_ || predicted >= classes_) {
    throw Error(fmt::format("{}: cell ({}, {}) of a matrix of {} classes", kName, actual, predicted,
                            classes_));
  }
  const auto cell = cells_.find({actual, predicted});
  return cell == cells_.end() ? 0 : cell->second;
}

double ConfusionMatrix::accuracy() const {
  std::int64_t hits = 0;
  std::int64_t all = 0;
  for (const auto& [classes, rows] : cells_) {
    hits += classes.first == classes.second ? rows : 0;
    all += rows;
  }
  return ratio(static_cast<double>(hits), static_cast<double>(all));
}

std::string ConfusionMatrix::to_string(const std::vector<std::string>& given) const {
  const std::vector<std::string> names = given.empty() ? numbered(classes_) : given;
  if (static_cast<std::int64_t>(names.size()) != classes_) {
    throw Error(fmt::format("{}: {} names for {} classes", kName, names.size(), classes_));
  }
  const std::string corner = "actual \\ predicted";
  std::size_t first = display_width(corner);
  std::size_t cell = 1;
  for (const std::string& name : names) {
    first = std::max(first, display_width(name));
    cell = std::max(cell, display_width(name));
  }
  for (const auto& [classes, rows] : cells_) cell = std::max(cell, std::to_string(rows).size());

  std::string text = left(corner, first);
  for (const std::string& name : names) text += "  " + right(name, cell);
  text += '\n';
  for (std::int64_t actual = 0; actual < classes_; ++actual) {
    text += left(names[static_cast<std::size_t>(actual)], first);
    for (std::int64_t predicted = 0; predicted < classes_; ++predicted) {
      const std::int64_t n = count(actual, predicted);
      text += "  " + right(n == 0 ? "." : std::to_string(n), cell);
    }
    text += '\n';
  }
  if (undecided_ > 0) text += fmt::format("{} rows had a NaN prediction\n", undecided_);
  return text;
}

}  // namespace ganglion::nn
