#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/core/tensor.h"

namespace ganglion::train {

/// A number of the forward pass, and what the backward pass says of it.
struct UnitNumber {
  double value = 0.0;
  std::optional<double> derivative = std::nullopt;
};

/// A unit of a layer: one number, or a feature map with its numbers at all places.
struct Unit {
  std::string name;        ///< "a2[1]": unit 2 of layer 1; "x2", or "age" where features have names
  std::string label = {};  ///< of an output, what it stands for: "setosa"
  UnitNumber a;            ///< of a map: the mean, and the norm of all derivatives
  std::optional<UnitNumber> z = std::nullopt;  ///< not of maps
  std::optional<UnitNumber> b = std::nullopt;
  std::optional<Tensor> map = std::nullopt;  ///< [height, width] or [length], f64
  /// |a dJ/da| (|a| where there is no derivative), of a map the sum: what units are chosen by.
  double strength = 0.0;
};

struct UnitLink {
  std::size_t from = 0;
  std::size_t to = 0;
  double weight = 0.0;
  std::optional<double> derivative = std::nullopt;
};

/// How the units of a column read those of an earlier one.
struct UnitLinks {
  enum class Kind {
    weights,     ///< each link has one weight
    norms,       ///< each link has several: the weight is their norm, as is the derivative
    one_to_one,  ///< without weights
    all          ///< somehow
  };
  std::size_t column = 0;
  Kind kind = Kind::all;
  std::vector<UnitLink> links = {};
};

}  // namespace ganglion::train
