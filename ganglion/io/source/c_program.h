#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/io/source/c_functions.h"
#include "ganglion/io/source/frozen_graph.h"

namespace ganglion::io {

/// A graph of predictions as the body of a C function.
struct CProgram {
  /// Parameters of the function: "x" for one input, else names; likewise "y".
  std::vector<std::string> inputs = {};
  std::vector<std::string> outputs = {};
  /// Its statements, one step of the network after another.
  std::string body = {};
  CFunctions functions = {};
  /// All constants that are arrays, one after another; the body reads them from `@weights`.
  std::vector<float> weights = {};
  std::int64_t scratch = 0;  ///< floats of memory that it needs, called `scratch`
};

/// All values are floats in C, whole numbers too. Throws Error naming the layer and the op for what
/// has no form in C.
CProgram c_program(const FrozenGraph& graph);

}  // namespace ganglion::io
