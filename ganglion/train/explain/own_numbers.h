#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/train/explain/explain.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// A network with numbers of one's own, to be looked at without data and training.
struct OwnNumbers {
  std::string network = {};         ///< all layers, as nn::parse_network takes them
  std::vector<double> input = {};   ///< one number for each input
  std::vector<double> target = {};  ///< one for each output, or a class from 0; empty: no loss
  /// As nn::parse_loss takes it; empty: binary cross-entropy behind a sigmoid, sparse categorical
  /// cross-entropy behind a softmax, else mean squared error.
  std::string loss = {};
  std::string weights = {};  ///< a file for read_weights(); empty: initial weights by `seed`
  std::uint64_t seed = 1;
};

/// A network and a row made of OwnNumbers. `options` has the numbers as they were given, in double
/// precision, and goes to explain() and check_derivatives().
struct OwnNetwork {
  Model model;
  data::Dataset row;
  ExplainOptions options;
  std::string target;  ///< for people

  /// explain(), with the inputs named x, or x1, x2, ….
  Explanation explanation() const;
};

/// Throws Error for what parse_network, read_weights and Model::compile refuse, numbers that aren't
/// finite, and another number of targets than the output takes.
OwnNetwork own_network(const OwnNumbers& numbers);

}  // namespace ganglion::train
