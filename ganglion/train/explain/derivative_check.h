#pragma once
#include <string>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/train/explain/explain.h"

namespace ganglion::train {

/// One derivative by back propagation, and by finite differences of J, the loss (or the number of
/// the output that derivatives are of).
struct CheckedDerivative {
  std::string name;         ///< "dense/kernel[0, 1]", "x1"
  double value = 0.0;       ///< of the weight or input
  double derivative = 0.0;  ///< by back propagation
  double difference = 0.0;  ///< central: (J(w + h) - J(w - h)) / 2h
  /// |derivative - difference| over the larger of their sizes, or over the smallest slope that can
  /// be measured in double precision.
  double relative = 0.0;
  /// Where J has a kink (a ReLU at 0) the slopes below and above differ, and any number between
  /// them is a derivative (a subgradient).
  bool kink = false;
  double slope_below = 0.0;
  double slope_above = 0.0;
  bool agrees = true;
  double change = 0.0;  ///< J(w + epsilon) - J(w)
};

/// How derivatives are checked.
struct DerivativeCheckOptions {
  double tolerance = 1e-4;  ///< of CheckedDerivative::relative
  double epsilon = 1e-3;    ///< of CheckedDerivative::change
  /// Of all numbers of the inputs, in their order; else they are called "input[3]".
  std::vector<std::string> feature_names = {};
  /// At most so many derivatives, evenly spaced among all of them.
  std::int64_t most = 20'000;
};

/// All derivatives of a row, beside their finite differences.
struct DerivativeCheck {
  std::string goal;     ///< what derivatives are of: "loss"
  double at_row = 0.0;  ///< J
  double tolerance = 0.0;
  double epsilon = 0.0;
  std::int64_t all = 0;  ///< derivatives that there are
  std::vector<CheckedDerivative> derivatives;

  std::int64_t failures() const;
  std::int64_t kinks() const;
};

/// Compares the derivative of every weight and input of a row with a finite difference, both in
/// double precision. The step h is 1e-4 (times the weight, if that is larger than 1), and down to a
/// thousandth of it where they disagree, since a kink may be near. Throws what explain() throws.
DerivativeCheck check_derivatives(const Model& model, const data::Dataset& row,
                                  const ExplainOptions& explain = {},
                                  const DerivativeCheckOptions& options = {});

/// As a table for people: of many the 16 that differ most, with `full` all; the changes of J where
/// `changes` is set.
std::string to_text(const DerivativeCheck& check, bool changes = false, bool full = false);

/// {"of", "value", "derivatives": [{"name", "value", "derivative", "difference", …}], …}
io::Json to_json(const DerivativeCheck& check);

}  // namespace ganglion::train
