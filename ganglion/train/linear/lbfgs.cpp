#include "ganglion/train/linear/lbfgs.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <optional>
#include <utility>

namespace ganglion::train {
namespace {

using Vector = std::vector<double>;

double inner_product(const Vector& a, const Vector& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

double largest_of(const Vector& values) {
  double most = 0.0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

Vector difference(const Vector& a, const Vector& b) {
  Vector result(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) result[i] = a[i] - b[i];
  return result;
}

void add(Vector& to, double factor, const Vector& step) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * step[i];
}

class Search {
 public:
  Search(const SmoothFunction& function, Vector start, const LbfgsOptions& options)
      : function_(function), options_(options), here_{.at = std::move(start)} {
    here_.gradient.resize(here_.at.size());
    here_.value = function_(here_.at, here_.gradient);
    evaluations_ = 1;
  }

  Minimum run() {
    Vector values = {here_.value};
    constexpr std::size_t kSteps = 10;
    bool found = largest_of(here_.gradient) <= options_.gradient;
    while (!found && evaluations_ < options_.evaluations) {
      std::optional<Place> next = step();
      if (!next && pairs_.empty()) {
        found = evaluations_ < options_.evaluations;  // no lower, not even by the steepest descent
        break;
      }
      if (!next) {
        pairs_.clear();
        continue;
      }
      remember(*next);
      here_ = *std::move(next);
      values.push_back(here_.value);
      found = largest_of(here_.gradient) <= options_.gradient;
      if (values.size() > kSteps) {
        const double before = values[values.size() - 1 - kSteps];
        found = found || before - here_.value <= options_.decrease * std::abs(before);
      }
    }
    return {std::move(here_.at), here_.value, found, evaluations_};
  }

 private:
  struct Place {
    Vector at;
    double value = 0.0;
    Vector gradient = {};
  };
  struct Pair {
    Vector step;
    Vector change;  ///< of the gradient
    double product;
  };

  /// Down, by what the last steps tell of the curvature.
  Vector direction() const {
    Vector result = here_.gradient;
    Vector factors;
    for (auto pair = pairs_.rbegin(); pair != pairs_.rend(); ++pair) {
      factors.push_back(inner_product(pair->step, result) / pair->product);
      add(result, -factors.back(), pair->change);
    }
    const double scale =
        pairs_.empty()
            ? 1.0 / std::max(std::sqrt(inner_product(result, result)), 1.0)
            : pairs_.back().product / inner_product(pairs_.back().change, pairs_.back().change);
    for (double& value : result) value *= -scale;
    for (const Pair& pair : pairs_) {
      add(result, -factors.back() - inner_product(pair.change, result) / pair.product, pair.step);
      factors.pop_back();
    }
    return result;
  }

  /// A place that is lower by a share of what the slope promises; nothing where none is found.
  std::optional<Place> step() {
    const Vector down = direction();
    const double slope = inner_product(down, here_.gradient);
    if (!(slope < 0.0)) return std::nullopt;
    constexpr double kShare = 1e-4;
    constexpr double kShortest = 1e-12;
    for (double size = 1.0; size > kShortest && evaluations_ < options_.evaluations; size *= 0.5) {
      Place next{.at = here_.at, .gradient = Vector(here_.at.size())};
      add(next.at, size, down);
      next.value = function_(next.at, next.gradient);
      ++evaluations_;
      if (next.value < here_.value && next.value <= here_.value + kShare * size * slope)
        return next;
    }
    return std::nullopt;
  }

  void remember(const Place& next) {
    constexpr std::size_t kPairs = 10;
    Pair pair{difference(next.at, here_.at), difference(next.gradient, here_.gradient), 0.0};
    pair.product = inner_product(pair.step, pair.change);
    constexpr double kFlat = 1e-16;
    if (!(pair.product > kFlat * inner_product(pair.change, pair.change))) return;
    pairs_.push_back(std::move(pair));
    if (pairs_.size() > kPairs) pairs_.pop_front();
  }

  const SmoothFunction& function_;
  LbfgsOptions options_;
  Place here_;
  std::deque<Pair> pairs_;
  std::int64_t evaluations_ = 0;
};

}  // namespace

Minimum minimize(const SmoothFunction& function, std::vector<double> start,
                 const LbfgsOptions& options) {
  return Search(function, std::move(start), options).run();
}

}  // namespace ganglion::train
