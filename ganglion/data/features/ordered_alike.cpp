#include "ganglion/data/features/ordered_alike.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

namespace ganglion::data {
namespace {

std::vector<std::size_t> rows_by(std::span<const double> x) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  return order;
}

/// The logarithm of how many orders of the values are equal to the eye.
template <class Values>
double log_ties(const Values& values) {
  std::map<typename Values::value_type, std::size_t> counts;
  for (const auto& value : values) ++counts[value];
  double sum = 0;
  for (const auto& [value, count] : counts) sum += std::lgamma(static_cast<double>(count) + 1);
  return sum;
}

double log_orders(std::size_t rows) {
  return std::lgamma(static_cast<double>(rows) + 1);
}

/// Whether y rises with x, from rows of one x to those of the next. `sign` -1: falls.
bool rises(std::span<const std::size_t> order, std::span<const double> x, std::span<const double> y,
           double sign) {
  double most_before = -INFINITY;
  for (std::size_t first = 0; first < order.size();) {
    double least = INFINITY;
    double most = -INFINITY;
    std::size_t end = first;
    for (; end < order.size() && x[order[end]] == x[order[first]]; ++end) {
      least = std::min(least, sign * y[order[end]]);
      most = std::max(most, sign * y[order[end]]);
    }
    if (least < most_before) return false;
    most_before = most;
    first = end;
  }
  return true;
}

}  // namespace

bool rise_or_fall_together(std::span<const double> x, std::span<const double> y) {
  if (x.empty()) return false;
  std::vector<std::pair<double, double>> pairs;
  for (std::size_t i = 0; i < x.size(); ++i) pairs.emplace_back(x[i], y[i]);
  const double surprise = log_orders(x.size()) - log_ties(x) - log_ties(y) + log_ties(pairs);
  if (surprise - std::log(2.0) < kSurprising) return false;
  const std::vector<std::size_t> order = rows_by(x);
  return rises(order, x, y, 1) || rises(order, x, y, -1);
}

bool have_own_ranges(std::span<const double> x, std::span<const std::int32_t> classes) {
  if (x.empty()) return false;
  const std::vector<std::size_t> order = rows_by(x);
  std::set<std::int32_t> seen;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::int32_t own = classes[order[i]];
    if (i > 0 && own == classes[order[i - 1]]) continue;
    const bool shared = i > 0 && x[order[i]] == x[order[i - 1]];
    if (shared || !seen.insert(own).second) return false;
  }
  const double surprise = log_orders(x.size()) - log_ties(classes) - log_orders(seen.size());
  return seen.size() > 1 && surprise >= kSurprising;
}

}  // namespace ganglion::data
