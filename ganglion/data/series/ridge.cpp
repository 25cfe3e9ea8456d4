#include "ganglion/data/series/ridge.h"

#include <cmath>
#include <utility>

#include "ganglion/data/column_numbers.h"

namespace ganglion::data {
namespace {

constexpr double kShrinkage = 0.001;

/// The solution of A x = b for a positive definite A (row-major), by Cholesky's method.
std::vector<double> solved(std::vector<double> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i == j ? std::sqrt(sum) : sum / a[j * n + j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i * n + k] * b[k];
    b[i] /= a[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
  return b;
}

/// In units of its deviation, NaN as 0; constants become 0.
std::vector<double> standardised(const std::vector<double>& column, const Moments& moments) {
  std::vector<double> result;
  for (const double value : column) {
    const bool plain = std::isnan(value) || moments.std == 0;
    result.push_back(plain ? 0 : (value - moments.mean) / moments.std);
  }
  return result;
}

double product(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

Ridge::Ridge(std::span<const std::vector<double>> columns, std::span<const double> targets) {
  const std::size_t width = columns.size();
  const auto rows = static_cast<double>(targets.size());
  for (const double target : targets) bias_ += target / rows;
  std::vector<double> centred(targets.begin(), targets.end());
  for (double& target : centred) target -= bias_;
  std::vector<std::vector<double>> scaled;
  std::vector<double> std;
  for (const std::vector<double>& column : columns) {
    const Moments moments = moments_of(column);
    mean_.push_back(moments.count > 0 ? moments.mean : 0);
    std.push_back(moments.std == 0 ? 1 : moments.std);
    scaled.push_back(standardised(column, moments));
  }
  std::vector<double> squares(width * width);
  std::vector<double> right(width);
  for (std::size_t i = 0; i < width; ++i) {
    right[i] = product(scaled[i], centred);
    for (std::size_t j = 0; j <= i; ++j) squares[i * width + j] = product(scaled[i], scaled[j]);
    squares[i * width + i] += kShrinkage * rows;
  }
  weights_ = solved(std::move(squares), std::move(right));
  for (std::size_t i = 0; i < width; ++i) weights_[i] /= std[i];
}

double Ridge::predict(std::span<const double> row) const {
  double sum = bias_;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!std::isnan(row[i])) sum += weights_[i] * (row[i] - mean_[i]);
  }
  return sum;
}

}  // namespace ganglion::data
