#pragma once
#include <string>
#include <utility>
#include <vector>

#include "ganglion/io/json.h"

namespace ganglion::train {

/// One thing that is wrong with a run, the numbers it rests on, and what to try.
struct Finding {
  std::string kind;  ///< "overfitting"
  std::string text;  ///< one line, with the numbers
  std::vector<std::pair<std::string, double>> numbers = {};
  std::string layer = {};    ///< the layer that it is about; empty: the whole network
  std::string command = {};  ///< the run's own command with one change

  /// "overfitting: …; try: ganglion train …"
  std::string to_string() const;
  /// {"kind", "text", "numbers": {…}, "layer" (if any), "try"}
  io::Json to_json() const;
};

}  // namespace ganglion::train
