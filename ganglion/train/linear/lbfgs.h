#pragma once
#include <cstdint>
#include <functional>
#include <vector>

namespace ganglion::train {

/// The value of a smooth function at a point; writes its derivatives to `gradient`, which is as
/// long as the point.
using SmoothFunction =
    std::function<double(const std::vector<double>& point, std::vector<double>& gradient)>;

struct LbfgsOptions {
  std::int64_t evaluations = 500;  ///< at most
  double gradient = 1e-6;          ///< it is found when no derivative is larger,
  double decrease = 1e-6;          ///< or when ten steps took less than this share off the value
};

struct Minimum {
  std::vector<double> point;
  double value = 0.0;
  bool converged = false;  ///< else the evaluations were used up
  std::int64_t evaluations = 0;
};

/// The minimum of a convex function by L-BFGS (Nocedal and Wright, algorithm 7.5) with ten pairs
/// and a line search by halving (Armijo).
Minimum minimize(const SmoothFunction& function, std::vector<double> start,
                 const LbfgsOptions& options = {});

}  // namespace ganglion::train
