#pragma once
#include <string>
#include <vector>

#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/units/unit.h"

namespace ganglion::train {

/// Units that stand above each other: an input, a layer, the prediction, or the loss.
struct UnitColumn {
  enum class Role { input, layer, prediction, loss };
  Role role = Role::layer;
  int number = 0;  ///< of a layer, from 1
  std::string title;
  std::string about = {};
  std::vector<Unit> units = {};
  std::vector<UnitLinks> inputs = {};
  /// Of dense layers that read single numbers: [inputs, units], and [units].
  const ExplainedValue* kernel = nullptr;
  const ExplainedValue* bias = nullptr;
};

/// The units of an explanation, from input to loss, with its numbers as they are. Layers that only
/// hand on what they are given (flatten, reshape, dropout) have no column; of an ensemble the
/// first network has, and the mean. Points into the explanation.
std::vector<UnitColumn> unit_columns(const Explanation& explanation);

/// "J" for the loss, else "y": the name of what derivatives are of.
std::string goal_symbol(const Explanation& explanation);

}  // namespace ganglion::train
